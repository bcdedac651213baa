"""``[[target#subpath|display]]`` and its embed ``![[…]]``."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline


def wikilink(state: StateInline, silent: bool) -> bool:
    """A link ends at the first ``]]`` of its line; an inner ``[[`` starts the link anew."""
    if silent:
        return False  # brackets balance: the text of a Markdown link may hold a wikilink
    start = state.pos
    embed = state.src.startswith("![[", start)
    if not embed and not state.src.startswith("[[", start):
        return False
    inner_start = start + (3 if embed else 2)
    # Looking no further than the next `[[` keeps a text full of them linear.
    reopened = state.src.find("[[", inner_start - 1, state.posMax)
    limit = reopened + 1 if reopened >= 0 else state.posMax
    inner_end = state.src.find("]]", inner_start, limit)
    if inner_end < 0:
        return False
    inner = state.src[inner_start:inner_end]
    if "\n" in inner or not inner.strip():
        return False
    token = state.push("wikilink", "", 0)
    token.content = inner
    token.meta = {"start": start, "end": inner_end + 2, "embed": embed}
    state.pos = inner_end + 2
    return True


def split(inner: str) -> tuple[str, str, str | None]:
    """What stands between the brackets, as (target, subpath, display).

    >>> split("pa#th/x | a | b")
    ('pa', '#th/x', 'a | b')
    >>> split("|alias")
    ('|alias', '', None)
    """
    # A pipe before any target belongs to the target: Obsidian reads `[[|a]]` as a note `|a`.
    pipe = inner.find("|", 1)
    link, display = (inner, None) if pipe < 0 else (inner[:pipe], inner[pipe + 1 :].strip())
    target, hash_sign, subpath = link.partition("#")
    return target.strip(), (hash_sign + subpath).strip(), display


def install(md: MarkdownIt) -> None:
    """Before Markdown links and images, whose brackets it shares."""
    md.inline.ruler.before("link", "wikilink", wikilink)
