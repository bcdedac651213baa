"""The block pass: a body's tokens, with inline texts left unread until somebody asks."""

from __future__ import annotations

from typing import Any, Literal

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token
from msgspec import Struct, field


class BlockToken(Struct, gc=False):
    """A markdown-it `Token`, field for field, that costs a third."""

    type: str
    tag: str
    nesting: int
    map: list[int] | None = None
    level: int = 0
    content: str = ""
    children: list[Token] | None = None
    attrs: dict[str, str | int | float] = field(default_factory=dict)
    markup: str = ""
    info: str = ""
    meta: dict[Any, Any] = field(default_factory=dict)
    block: bool = True
    hidden: bool = False


class _State(StateBlock):
    """markdown-it's own, with tokens of ours."""

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        """The same token at the same level."""
        level = self.level
        if nesting:
            self.level = level + nesting
            if nesting < 0:
                level -= 1
        token: Any = BlockToken(ttype, tag, nesting, None, level)
        self.tokens.append(token)
        return token  # type: ignore[no-any-return]  # it has all that a rule or a reader asks for


class Blocks:
    """The block tokens of one body, and the way to what stands in its inline ones."""

    def __init__(self, text: str, md: MarkdownIt, *, exact: bool) -> None:
        """`text` has no ``\\r`` and no NUL; `exact` says that nothing may be read by short cuts."""
        self._md = md
        self._environment: dict[str, Any] = {}
        self.tokens: list[Token] = []
        if text:
            state = _State(text, md, self._environment, self.tokens)
            md.block.tokenize(state, state.line, state.lineMax)
        self.is_plain = not exact and "references" not in self._environment
        """True where short cuts are allowed: no brackets mean a link that is defined elsewhere."""

    def children(self, token: Token) -> list[Token]:
        """The inline tokens of an inline token, by the whole parser."""
        if not token.children and token.content:
            token.children = self._md.inline.parse(token.content, self._md, self._environment, [])
        return token.children or []
