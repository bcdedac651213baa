"""Block quotes in time that grows with the text: markdown-it's rule, but for how lines are kept.

Its own rule walks from the first line of a quote over all that may belong to it, though what
is in the quote may end it soon; then the next quote walks over the same lines again. Here
each line is looked at once, and every quote that shares it takes what was found.
"""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

from thesisvault.parser.rules.views import View, view_of

_LAZY = -1
"""markdown-it's indent of a line that only goes on with a paragraph."""


def quote(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """The lines that begin with ``>``, and those that go on with a paragraph in it."""
    start = state.bMarks[start_line] + state.tShift[start_line]
    if state.is_code_block(start_line) or not state.src.startswith(">", start):
        return False
    if silent:
        return True
    around, parent = view_of(state), state.parentType
    kept = state.lineMax, state.blkIndent
    state.parentType = "blockquote"
    view = around.quote(state, end_line)
    first, is_empty = _unquoted(state, start_line)
    end, is_terminated = _run(state, view, start_line, end_line, is_empty)
    view.put(start_line, first)
    view.enter(state)
    if is_terminated:
        state.lineMax = end  # else a paragraph would look beyond for how it goes on
    state.blkIndent = 0
    token = state.push("blockquote_open", "blockquote", 1)
    token.markup = ">"
    token.map = lines = [start_line, 0]
    state.md.block.tokenize(state, start_line, end)
    state.push("blockquote_close", "blockquote", -1).markup = ">"
    lines[1] = state.line
    around.enter(state)
    state.lineMax, state.blkIndent = kept
    state.parentType = parent
    return True


def _run(
    state: StateBlock, view: View, start_line: int, end_line: int, is_empty: bool
) -> tuple[int, bool]:
    """The line behind the last that may belong to the quote, and whether a block begins there."""
    first, end, is_terminated = view.run
    line = start_line + 1
    if first <= start_line and line <= end:
        if is_empty and line < end and view.marks[2][line] == _LAZY:
            return line, False
        return end, is_terminated
    (is_begun,) = state.md.block.ruler.getRules("blockquote")
    is_terminated = False
    while line < end_line and not state.isEmpty(line):
        start = state.bMarks[line] + state.tShift[line]
        if state.src[start] == ">" and state.sCount[line] >= state.blkIndent:
            marks, is_empty = _unquoted(state, line)
        elif is_empty:
            break
        elif is_begun(state, line, end_line, True):
            is_terminated = True
            break
        else:
            marks = (state.bMarks[line], state.tShift[line], _LAZY, state.bsCount[line])
        view.put(line, marks)
        line += 1
    view.run = start_line, line, is_terminated
    return line, is_terminated


def _unquoted(state: StateBlock, line: int) -> tuple[tuple[int, int, int, int], bool]:
    """The marks of a line behind its ``>`` and one space, and whether nothing is there."""
    src, end = state.src, state.eMarks[line]
    at = state.bMarks[line] + state.tShift[line] + 1
    indent = column = state.sCount[line] + 1
    follows = src[at : at + 1]
    # Of a tab, one column is the space behind the mark; where that is not all, it stays.
    is_cut = follows == " " or (follows == "\t" and (state.bsCount[line] + column) % 4 == 3)
    if is_cut:
        at += 1
        indent += 1
        column += 1
    tab = 0 if is_cut or follows != "\t" else 1
    begin = at
    while at < end and (char := src[at]) in " \t":
        column += 4 - (column + state.bsCount[line] + tab) % 4 if char == "\t" else 1
        at += 1
    before = state.sCount[line] + 1 + (1 if follows in (" ", "\t") else 0)
    return (begin, at - begin, column - indent, before), at >= end


def install(md: MarkdownIt) -> None:
    """In the library's own place."""
    md.block.ruler.at(
        "blockquote", quote, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )
