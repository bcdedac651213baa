"""markdown-it's tokens to blocks."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.token import Token

from thesisvault.parser.body.block import (
    Block,
    Code,
    Footnote,
    Heading,
    Html,
    Role,
    Row,
    Table,
    Text,
)
from thesisvault.parser.rules.depth import DEEPEST

_CONTAINERS = ("blockquote_open", "list_item_open", "footnote_open")
_ROLES = {"list_item_open": Role.ITEM, "blockquote_open": Role.QUOTE}


class TokenBlocks:
    """One walk over block tokens."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        """`tokens` as the block rules push them, from one container or from the body."""
        self.found: list[Block] = []
        self.too_deep: int | None = None
        """The line of the first container on the last level, in which nothing is read."""
        lists = 0
        for at, token in enumerate(tokens):
            lists += (token.type == "list_item_open") - (token.type == "list_item_close")
            if token.map is None:
                continue
            first, end = token.map
            match token.type:
                case "inline" if tokens[at - 1].type == "heading_open":
                    opening = tokens[at - 1]
                    level, depth = int(opening.tag[1]), opening.level
                    self.found.append(
                        Heading(first, end, token.content, level, lists > 0, depth=depth)
                    )
                case "inline":
                    # A container's first text stands right behind it: that says what it is.
                    role = _ROLES.get(tokens[at - 2].type, Role.NONE) if at > 1 else Role.NONE
                    self.found.append(Text(first, end, token.content, role))
                case "table":
                    self.found.append(Table(first, end, [Row(*row) for row in token.meta["rows"]]))
                case "fence" | "code_block":
                    self.found.append(Code(first, end, token.markup))
                case "html_block":
                    self.found.append(Html(first, end, token.content.rstrip("\n"), token.level))
                case "footnote_open":
                    self.found.append(Footnote(first, end, token.meta["label"]))
            if token.type in _CONTAINERS and token.level >= DEEPEST - 1 and self.too_deep is None:
                self.too_deep = first
