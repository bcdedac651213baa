"""The one Markdown reader: CommonMark, GitHub's tables, and what Obsidian adds."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from thesisvault.parser.body import block_choice
from thesisvault.parser.body.blocks import Blocks
from thesisvault.parser.rules import (
    bracket,
    callout,
    comment,
    destination,
    entity,
    footnote,
    highlight,
    html,
    label,
    markdown_link,
    math,
    quote,
    table,
    tag,
    wikilink,
)
from thesisvault.parser.rules.depth import DEEPEST, BoundedBlocks

_RULES = (
    table,
    callout,
    entity,
    math,
    comment,
    footnote,
    tag,
    wikilink,
    markdown_link,
    bracket,
    highlight,
)


@cache
def reader(*, exact: bool) -> MarkdownIt:
    """The parser, as the library and our rules have it, or with block rules chosen quickly."""
    # HTML is on so that it is recognized and stepped over, as Obsidian does: nothing is rendered.
    options = {"html": True, "maxNesting": DEEPEST}
    md = MarkdownIt("commonmark", options)
    md.block = BoundedBlocks()
    md.configure("commonmark", options).enable(["table", "strikethrough"])
    # Joined text would hide where a text began, which decides what is a tag.
    md.disable("text_join")
    for rule in _RULES:
        rule.install(md)
    if not exact:
        for quick in (quote, html, label, destination):
            quick.install(md)
        footnote.install_by_views(md)
        block_choice.install(md)
    return md


def read_blocks(lines: Sequence[str], *, exact: bool = False) -> Blocks:
    """The blocks of a body, given as its lines.

    `exact` takes no short cut: the same is found, in twice the time. The tests compare the two.
    """
    return Blocks(lines, reader(exact=exact), exact=exact)


def read_tokens(lines: Sequence[str]) -> list[Token]:
    """markdown-it's own block tokens, containers among them; what is inline is not read."""
    tokens: list[Token] = []
    md = reader(exact=False)
    md.block.parse("\n".join(lines), md, {}, tokens)
    return tokens
