"""HTML in a text: the library's rule, asked only where a tag or comment that begins here ends."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline, html_inline

_COMMENT_END = re.compile(r"(?<!-)(?:---)*-->")
_COMMENT_END_HERE = re.compile(r"(?:---)*-->")
"""The library takes three dashes at a time: only then a run of dashes ends a comment."""
_ENDS = {"!": ">", "?": "?>", "/": ">"}


def bounded_html(state: StateInline, silent: bool) -> bool:
    """The library's rule reads to the end of the text where a comment has none: many of them would
    cost the square of their number.
    """
    src, start = state.src, state.pos
    if src[start] != "<":
        return False
    if src.startswith("<!--", start):
        if not (src.startswith((">", "->"), start + 4) or _closes(state, start + 4)):
            return False
    else:
        end = "]]>" if src.startswith("<![CDATA[", start) else _ENDS.get(src[start + 1 : start + 2])
        if end and _last(state, end) < start:
            return False
    return html_inline(state, silent)


def _closes(state: StateInline, inside: int) -> bool:
    """Whether a comment that holds the text from `inside` on has an end."""
    if _COMMENT_END_HERE.match(state.src, inside):
        return True
    known: dict[str, int] = vars(state).setdefault("ends", {})
    if inside >= known.get("comment", len(state.src) + 1):
        return False
    if _COMMENT_END.search(state.src, inside):
        return True
    known["comment"] = inside
    return False


def _last(state: StateInline, end: str) -> int:
    """Where the text holds `end` for the last time."""
    known: dict[str, int] = vars(state).setdefault("ends", {})
    if end not in known:
        known[end] = state.src.rfind(end)
    return known[end]


def install(md: MarkdownIt) -> None:
    """In the library's own place."""
    md.inline.ruler.at("html_inline", bounded_html)
