"""The quick way through an inline text, for texts in which little can be markup.

`scan` and `plain` answer only where the inline parser could give no other answer, and say None
elsewhere: then the parser is asked. What links and tags look like is in their rules; here
stands only which texts hold nothing that could change what they say.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from thesisvault.parser.body.marks import Mark, MarkKind, link_marks
from thesisvault.parser.rules import tag, wikilink
from thesisvault.parser.rules.math import may_hold_math

GUARDED = frozenset(
    {
        # `text` goes to the next mark, a line's end moves no link and no tag, and `tag` and
        # `wikilink` are asked here as they are there.
        *("text", "newline", "tag", "wikilink"),
        # Their pairs are found after all links and tags, and hide none. `_TOKEN_ENDS` and `plain`
        # look out for them.
        *("emphasis", "strikethrough"),
        # They hold no brackets, so no link. `_TOKEN_ENDS` and `plain` look out for them.
        *("bracket", "footnote_mark", "entity"),
        # `_LINK` and `_CODE` are the plainest of them; all others are left to the parser.
        *("link", "image", "backticks"),
        # They hide what is in them: `_may_hide` looks out for them.
        *("escape", "math_inline", "highlight", "autolink", "html_inline"),
    }
)
"""The inline rules that are thought of here: a test compares them with those that are enabled."""

_LINK = re.compile(r"\[(?!\^)([^\[\]`<#]*)\]\(([^\s()<>\[\]\\`\"'\x00-\x20\x7f]+)\)")
_CODE = re.compile(r"`[^`]+`")
_BRACKETED = re.compile(r"\[[^\[\]]*\](?!\()")
_OPENING = re.compile(r"[\[#`]")
_ODD = re.compile(r"[\n\\<$=*_`&~\[#]|%%")
_WIKILINK = re.compile(r"\[\[([^\[\]\n]+)\]\]")
_LINE_END = re.compile(r" *\n[ \t]*")
_EMPHASIS = re.compile(r"(?<![^ \n])(\*\*?)(?=[^\s*])([^*]*[^\s*])\1(?=[ \n,.;:!?)]|\Z)")
"""Where stars can only open, and then can close, and nothing else is between."""
_TOKEN_ENDS = frozenset("*_~=`$>)];[\\")
"""Characters behind which the parser may start a text anew, and so a tag may start."""


def scan(text: str) -> list[Mark] | None:
    """The links and tags of `text`, where no reference is defined, or None."""
    has_code = "`" in text
    if _may_hide(text) or (has_code and "``" in text):
        return None
    has_links = "](" in text
    if not has_code and not has_links and "#" not in text:
        return _wikilinks(text)
    marks: list[Mark] = []
    at = behind = 0
    may_start_tag = True
    while opening := _OPENING.search(text, at):
        start = opening.start()
        first = text[start]
        at = start + 1
        if first == "#":
            if start != behind:
                before = text[start - 1]
                if before in _TOKEN_ENDS:
                    return None
                if not tag.ends_white(before):
                    continue
                may_start_tag = True
            name = tag.name_at(text, start, len(text), lambda: False)
            if name.endswith("_"):
                return None  # the mark of an emphasis, or not
            if not name:
                continue
            at = behind = start + 1 + len(name)
            if may_start_tag:
                may_start_tag = tag.is_tag_name(name)
                marks.append(
                    Mark(MarkKind.TAG if may_start_tag else MarkKind.DIGITS, name, start, at)
                )
            continue
        if first == "`":
            code = _CODE.match(text, start)
            if code is None:
                continue
            at = code.end()
        elif text.startswith("[[", start):
            if (inner := wikilink.inner_at(text, start, len(text))) is None:
                if has_links or has_code:
                    return None
                continue
            at = start + len(inner) + 4
            marks.append(_wikilink(text, inner, start, at))
        elif has_links and (link := _LINK.match(text, start)):
            if "&" in link[2] and ";" in link[2]:
                return None  # an entity, or not
            at = link.end()
            embed = text.startswith("!", start - 1) if start else False
            marks += link_marks(embed, link[1], link[2], start - embed, at)
        elif has_code or (has_links and not _BRACKETED.match(text, start)):
            return None
        else:
            continue
        behind = at
        may_start_tag = True
    return marks


def _wikilinks(text: str) -> list[Mark]:
    """The wikilinks of a text that has no other marks."""
    found: list[Mark] = []
    at = text.find("[[")
    while at >= 0:
        # Any other shape is rare: brackets in brackets, an end that is missing.
        match = _WIKILINK.match(text, at)
        inner = match[1] if match else wikilink.inner_at(text, at, len(text))
        if inner and not inner.isspace():
            end = at + len(inner) + 4
            found.append(_wikilink(text, inner, at, end))
            at = text.find("[[", end)
        else:
            at = text.find("[[", at + 1)
    return found


def _wikilink(text: str, inner: str, start: int, end: int) -> Mark:
    if start and text[start - 1] == "!":
        return Mark(MarkKind.EMBED, inner, start - 1, end)
    return Mark(MarkKind.WIKILINK, inner, start, end)


def is_bare(text: str) -> bool:
    """Whether `text` is shown as it is written, and holds neither link nor tag."""
    return not _ODD.search(text)


def plain(text: str, marks: Sequence[Mark]) -> str | None:
    """What a reader sees of `text` with these links and tags, or None."""
    if _may_hide(text) or _may_look_different(text):
        return None
    has_stars = "*" in text and text.count("*") > 1
    pieces: list[str] = []
    at = 0
    for mark in marks:
        if mark.kind is MarkKind.WIKILINK or mark.kind is MarkKind.EMBED:
            if has_stars and "*" in mark.content:
                return None
            pieces += (_joined(text[at : mark.start]), wikilink.shown(mark.content))
            at = mark.end
    pieces.append(_joined(text[at:]))
    found = "".join(pieces)
    if has_stars:
        found = _EMPHASIS.sub(r"\2", found)
        if "*" in found:
            return None  # another shape, or a name with stars
    return found.strip()


def _joined(text: str) -> str:
    return _LINE_END.sub(" ", text) if "\n" in text else text


def _may_hide(text: str) -> bool:
    """True where a rule may take links and tags away that are none of its business here."""
    return (
        "\\" in text
        or ("<" in text and ">" in text)
        or ("$" in text and may_hold_math(text))
        or ("=" in text and text.count("==") > 1)
    )


def _may_look_different(text: str) -> bool:
    """True where a reader may see something else than what is written."""
    return (
        ("_" in text and text.count("_") > 1)
        or ("`" in text and text.count("`") > 1)
        or ("&" in text and ";" in text)
        or "~~" in text
        or "[^" in text
        or "](" in text
    )
