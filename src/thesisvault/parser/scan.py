"""The quick way through an inline text, for texts in which little can be markup.

`scan` and `plain` answer only where the inline parser could give no other answer, and say None
elsewhere: then the parser is asked. What links and tags look like stands in their rules; here
stands only which texts hold nothing that could change what they say.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from thesisvault.parser.marks import Mark, MarkKind
from thesisvault.parser.rules import tag, wikilink
from thesisvault.parser.rules.math import may_hold_math

GUARDED = frozenset(
    {
        # `text` moves to the next mark, and a line's end moves no link and no tag; `tag` and
        # `wikilink` are asked here as they are there.
        *("text", "newline", "tag", "wikilink"),
        # Their pairs are found after all links and tags, and hide none: `_ends_token` and
        # `plain` look out for them.
        *("emphasis", "strikethrough"),
        # They hold no brackets, so no link: `_ends_token` and `plain` look out for them.
        *("bracket", "footnote_mark", "entity"),
        # They hide what stands in them: `_is_opaque` looks out for them.
        *("escape", "math_inline", "backticks", "highlight", "link", "image"),
        *("autolink", "html_inline"),
    }
)
"""The inline rules that are thought of here: a test holds them against those that are enabled."""

_OPENING = re.compile(r"!?\[\[|#")
_TOKEN_ENDS = frozenset("*_~=`$>)];[\\")
"""Characters behind which the parser may start a text anew, where a tag may start."""
_LINE_END = re.compile(r" *\n[ \t]*")


def scan(text: str) -> list[Mark] | None:
    """The links and tags of `text`, where no reference is defined, or None."""
    if "[" not in text and "#" not in text:
        return []
    if _is_opaque(text):
        return None
    marks: list[Mark] = []
    at = behind = 0
    may_start_tag = True
    while opening := _OPENING.search(text, at):
        start = opening.start()
        if text[start] != "#":
            inner = wikilink.inner_at(text, start, len(text))
            if inner is None:
                at = start + 1
                continue
            embed = text[start] == "!"
            at = behind = start + len(inner) + (5 if embed else 4)
            kind = MarkKind.EMBED if embed else MarkKind.WIKILINK
            marks.append(Mark(kind, inner, start, at))
            may_start_tag = True
            continue
        at = start + 1
        if start != behind:
            before = text[start - 1]
            if before in _TOKEN_ENDS:
                return None
            if not tag.ends_white(before):
                continue
            may_start_tag = True
        name = tag.name_at(text, start, len(text), lambda: False)
        if name.endswith("_"):
            return None
        if not name:
            continue
        at = behind = start + 1 + len(name)
        if may_start_tag:
            may_start_tag = tag.is_tag_name(name)
            kind = MarkKind.TAG if may_start_tag else MarkKind.DIGITS
            marks.append(Mark(kind, name, start, at))
    return marks


def plain(text: str, marks: Sequence[Mark]) -> str | None:
    """What a reader sees of `text` with these links and tags, or None."""
    if _is_opaque(text) or _is_marked(text):
        return None
    pieces: list[str] = []
    at = 0
    for mark in marks:
        if mark.kind is MarkKind.WIKILINK or mark.kind is MarkKind.EMBED:
            pieces += (_joined(text[at : mark.start]), wikilink.shown(mark.content))
            at = mark.end
    pieces.append(_joined(text[at:]))
    return "".join(pieces).strip()


def _joined(text: str) -> str:
    return _LINE_END.sub(" ", text) if "\n" in text else text


def _is_opaque(text: str) -> bool:
    """True where something may hide links, tags and marks from the parser."""
    return (
        "\\" in text
        or "](" in text
        or ("`" in text and text.count("`") > 1)
        or ("<" in text and ">" in text)
        or ("$" in text and may_hold_math(text))
        or ("=" in text and text.count("==") > 1)
    )


def _is_marked(text: str) -> bool:
    """True where a reader may see less, or something else, than what is written."""
    return (
        ("*" in text and text.count("*") > 1)
        or ("_" in text and text.count("_") > 1)
        or "~~" in text
        or ("&" in text and ";" in text)
        or "[^" in text
    )
