"""``#tag``: what it may hold, and where it may start."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline

_WHITE = frozenset(
    " \t\n\v\f\r\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)
"""White space as JavaScript has it, which is what Obsidian asks for."""

_ENDS = "".join(sorted(_WHITE)) + "'!\"#$%&()*+,.:;<=>?@^`{|}~[]\\"
_TAG = re.compile(f"#([^{re.escape(_ENDS)}\u2000-\u206f\u2e00-\u2e7f]+)")
_NEAREST = 16
_DIGITS = frozenset("0123456789")


def tag(state: StateInline, silent: bool) -> bool:
    """A tag follows white space, or starts a text: the note's, or one behind other markup.

    Which marks are markup is known only when all of them have been paired; the collector
    looks again then.
    """
    if silent or state.src[state.pos] != "#":
        return False
    if state.pending and not ends_white(state.pending):
        return False
    name = name_at(state.src, state.pos, state.posMax, lambda: _emphasis_is_open(state))
    if not name:
        return False
    token = state.push("tag", "", 0)
    token.content = name
    token.meta = {"start": state.pos, "end": state.pos + 1 + len(name)}
    state.pos += 1 + len(name)
    return True


def name_at(text: str, start: int, end: int, in_emphasis: Callable[[], bool]) -> str:
    """The name behind the ``#`` at `start`; empty where there is none."""
    match = _TAG.match(text, start, end)
    if match is None:
        return ""
    name = match.group(1)
    if name.endswith("_") and in_emphasis():
        name = name.rstrip("_")  # `_#tag_`: the emphasis is paired before the tag is read
    if name.endswith("/") and not text.startswith("#", match.end()):
        name = name.rstrip("/")
    return name


def _emphasis_is_open(state: StateInline) -> bool:
    # The nearest marks tell; looking at all of them would cost the square of their number.
    return any(mark.marker == ord("_") and mark.open for mark in state.delimiters[-_NEAREST:])


def ends_white(text: str) -> bool:
    """True where a tag may follow `text` directly."""
    return text[-1:] in _WHITE


def is_tag_name(name: str) -> bool:
    """All digits are not tag: ``#2026`` is not one, ``#2026-outlook`` is one."""
    return not _DIGITS.issuperset(name)


def install(md: MarkdownIt) -> None:
    """After escapes, so that ``\\#`` starts none."""
    md.inline.ruler.after("escape", "tag", tag)
