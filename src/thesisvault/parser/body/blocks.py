"""A body's lines to its blocks: quickly where that is safe, else by markdown-it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

from thesisvault.parser.body.block import Block
from thesisvault.parser.body.quick_blocks import QuickBlocks
from thesisvault.parser.body.token_blocks import TokenBlocks


class Blocks:
    """The blocks of one body, and what reading its inline texts must know of it."""

    def __init__(self, lines: Sequence[str], md: MarkdownIt, *, exact: bool) -> None:
        """No line holds ``\\r`` or NUL; `exact` says that nothing may be read by short cuts."""
        self._lines, self.md, self.is_exact = lines, md, exact
        self.environment: dict[str, Any] = {}
        """markdown-it's own: the addresses that are defined for references."""
        self.too_deep: int | None = None
        """The line of the first container in which blocks are left out."""
        self.found: list[Block] = []
        if exact:
            md.block.tokenize(self._state, 0, self._state.lineMax)
            self._take_tokens()
        else:
            QuickBlocks(lines, self.found, self._by_rules).read()

    @cached_property
    def _state(self) -> StateBlock:
        return StateBlock("\n".join(self._lines), self.md, self.environment, [])

    def _by_rules(self, line: int) -> int:
        """Append the block on this line; the line behind it."""
        state = self._state
        state.line = line
        (rule,) = self.md.block.ruler.getRules("")
        rule(state, line, state.lineMax, False)
        self._take_tokens()
        return state.line

    def _take_tokens(self) -> None:
        taken = TokenBlocks(self._state.tokens)
        self.found += taken.found
        self.too_deep = taken.too_deep if self.too_deep is None else self.too_deep
        self._state.tokens.clear()
