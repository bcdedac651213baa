"""Footnotes: ``[^label]: text``, which CommonMark would swallow as a link's definition, and the
mark ``[^label]`` in the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

from thesisvault.parser.rules.views import view_of

FIRST = "["
"""What a definition begins with."""

_DEFINITION = re.compile(r"\[\^([^\s\[\]]+)\]:[ \t]*")
_ENDS: Any = {"alt": ["paragraph", "reference"]}
_Find = Callable[[StateBlock, int, int], int]
_MARK = re.compile(r"\[\^[^\s\[\]]+\]")


def footnote(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """A definition is the lines up to the next blank one or the next definition."""
    return _footnote(state, start_line, end_line, silent, _end)


def _footnote(state: StateBlock, start_line: int, end_line: int, silent: bool, find: _Find) -> bool:
    if state.is_code_block(start_line):
        return False
    start = state.bMarks[start_line] + state.tShift[start_line]
    match = _DEFINITION.match(state.src, start, state.eMarks[start_line])
    if match is None:
        return False
    if silent:
        return True
    token = state.push("footnote_open", "", 1)
    token.map = [start_line, start_line + 1]
    token.meta = {"label": match.group(1)}
    # For the rules inside, the line begins behind its label.
    kept = state.bMarks[start_line], state.tShift[start_line]
    state.bMarks[start_line], state.tShift[start_line] = match.end(), 0
    state.md.block.tokenize(state, start_line, find(state, start_line, end_line))
    state.bMarks[start_line], state.tShift[start_line] = kept
    state.push("footnote_close", "", -1)
    return True


def _end(state: StateBlock, start_line: int, end_line: int) -> int:
    line = start_line + 1
    while line < end_line and not state.isEmpty(line):
        start = state.bMarks[line] + state.tShift[line]
        if _DEFINITION.match(state.src, start, state.eMarks[line]):
            break
        line += 1
    return line


def _known_end(state: StateBlock, start_line: int, end_line: int) -> int:
    """The same, where quotes are read by views.

    What is in a footnote may end it sooner: the next one is not to walk there once more.
    """
    known = view_of(state).footnotes
    first, end = known.get(end_line, (0, 0))
    if not first <= start_line < end:
        end = _end(state, start_line, end_line)
        known[end_line] = start_line, end
    return end


def footnote_by_views(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """`footnote` in time that grows with the text."""
    return _footnote(state, start_line, end_line, silent, _known_end)


def footnote_mark(state: StateInline, silent: bool) -> bool:
    """A mark is a token of its own: nothing in it is a tag, and behind it one may start."""
    match = None if silent else _MARK.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    state.push("footnote_mark", "", 0)
    state.pos = match.end()
    return True


def install(md: MarkdownIt) -> None:
    """Before link references and links; a definition ends a paragraph."""
    md.inline.ruler.before("link", "footnote_mark", footnote_mark)
    md.block.ruler.before("reference", "footnote", footnote, _ENDS)


def install_by_views(md: MarkdownIt) -> None:
    """Over `install`, where quotes are read by views."""
    md.block.ruler.at("footnote", footnote_by_views, _ENDS)
