"""How deep blocks are read, and that nothing behind them is lost.

markdown-it skips to the end of what it was given where blocks nest too deep. For a list that is
the end of the note: one hostile line would hide all that is below.
"""

from __future__ import annotations

from markdown_it.parser_block import ParserBlock
from markdown_it.rules_block import StateBlock

DEEPEST = 100
"""Levels of quotes, lists and marks that are read; what is nested deeper is left out."""


class BoundedBlocks(ParserBlock):
    """markdown-it's reader of blocks, which leaves out what is too deep, and no line more."""

    def tokenize(self, state: StateBlock, startLine: int, endLine: int) -> None:
        """Read the lines as blocks, or step over those of the container that is too deep."""
        if state.level < DEEPEST:
            super().tokenize(state, startLine, endLine)
            return
        line = startLine
        while line < endLine and (
            state.isEmpty(line) or line == startLine or state.sCount[line] >= state.blkIndent
        ):
            line += 1
        state.line = line
