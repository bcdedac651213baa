"""``[[target#subpath|display]]`` and its embed ``![[…]]``."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline


def wikilink(state: StateInline, silent: bool) -> bool:
    """A link ends at the first ``]]`` of its line; an inner ``[[`` starts the link anew."""
    if silent:
        return False  # brackets balance: the text of a Markdown link may hold a wikilink
    start = state.pos
    inner = inner_at(state.src, start, state.posMax)
    if inner is None:
        return False
    embed = state.src[start] == "!"
    token = state.push("wikilink", "", 0)
    token.content = inner
    state.pos = start + len(inner) + (5 if embed else 4)
    token.meta = {"start": start, "end": state.pos, "embed": embed}
    return True


def inner_at(text: str, start: int, end: int) -> str | None:
    """What is between the brackets of the link that begins at `start`, if one does.

    >>> inner_at("see ![[a|b]]", 4, 12)
    'a|b'
    """
    inner_start = start + (3 if text.startswith("!", start) else 2)
    if not text.startswith("[[", inner_start - 2):
        return None
    # Looking no further than the next `[[` keeps a text full of them linear.
    reopened = text.find("[[", inner_start, end)
    limit = reopened + 1 if reopened >= 0 else end
    inner_end = text.find("]]", inner_start, limit)
    if inner_end < 0:
        return None
    inner = text[inner_start:inner_end]
    if "\n" in inner or not inner.strip():
        return None
    # `[[[X] y]]` opens `[X] y`; in `[[[a]]` the link begins at the second bracket.
    return None if inner[0] == "[" and inner.count("[") > inner.count("]") else inner


def split(inner: str) -> tuple[str, str, str | None]:
    """What is between the brackets, as (target, subpath, display).

    >>> split("pa#th/x | a | b")
    ('pa', '#th/x', 'a | b')
    >>> split("a\\\\|b")
    ('a', '', 'b')
    >>> split("|alias")
    ('|alias', '', None)
    """
    if "|" not in inner and "#" not in inner:
        return inner.strip(), "", None
    # A pipe before any target belongs to the target: Obsidian reads `[[|a]]` as a note `|a`.
    pipe = inner.find("|", 1)
    link, display = (inner, None) if pipe < 0 else (inner[:pipe], inner[pipe + 1 :].strip())
    if display is not None and len(link) > 1:
        link = link.removesuffix("\\")  # as in a table, where no pipe may stand alone
    target, hash_sign, subpath = link.partition("#")
    return target.strip(), (hash_sign + subpath).strip(), display


def shown(inner: str) -> str:
    """What a reader sees of a link.

    >>> shown("Note#Head"), shown("Note|that one")
    ('Note > Head', 'that one')
    """
    target, subpath, display = split(inner)
    if display:
        return display
    return target + subpath.replace("#", " > ") if target else subpath.lstrip("#")


def install(md: MarkdownIt) -> None:
    """Before Markdown links and images, whose brackets it shares."""
    md.inline.ruler.before("link", "wikilink", wikilink)
