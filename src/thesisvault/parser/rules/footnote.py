"""Footnotes: ``[^label]: text``, which CommonMark would swallow as a link's definition, and the
mark ``[^label]`` in the text.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

FIRST = "["
"""What a definition begins with."""

_DEFINITION = re.compile(r"\[\^([^\s\[\]]+)\]:[ \t]*")
_MARK = re.compile(r"\[\^[^\s\[\]]+\]")


def footnote(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """A definition is the lines up to the next blank one or the next definition."""
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
    state.md.block.tokenize(state, start_line, _end(state, start_line, end_line))
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
    md.block.ruler.before("reference", "footnote", footnote, {"alt": ["paragraph", "reference"]})
