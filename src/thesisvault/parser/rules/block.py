"""Blocks that run from an opening line to a closing one."""

from __future__ import annotations

from collections.abc import Callable

from markdown_it.rules_block import StateBlock


def block_end(
    state: StateBlock, start_line: int, end_line: int, closes: Callable[[str], bool]
) -> int:
    """The line behind the first line below `start_line` that closes the block.

    Unclosed, it ends with the note, or with the list item or quote that it is in.
    """
    line = start_line + 1
    while line < end_line:
        if state.sCount[line] < state.blkIndent and not state.isEmpty(line):
            break
        line += 1
        if closes(state.src[state.bMarks[line - 1] : state.eMarks[line - 1]]):
            break
    return line
