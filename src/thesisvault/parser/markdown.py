"""The one Markdown reader: CommonMark, GitHub's tables, and what Obsidian adds."""

from __future__ import annotations

from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from thesisvault.parser.rules import (
    bracket,
    comment,
    entity,
    footnote,
    highlight,
    markdown_link,
    math,
    table,
    tag,
    wikilink,
)
from thesisvault.parser.rules.depth import DEEPEST, BoundedBlocks

_RULES = (table, entity, math, comment, footnote, tag, wikilink, markdown_link, bracket, highlight)


@cache
def _reader() -> MarkdownIt:
    # HTML is on so that it is recognised and stepped over, as Obsidian does: nothing is rendered.
    options = {"html": True, "maxNesting": DEEPEST}
    md = MarkdownIt("commonmark", options)
    md.block = BoundedBlocks()
    md.configure("commonmark", options).enable(["table", "strikethrough"])
    # Joined text would hide where a text began, which decides what is a tag.
    md.disable("text_join")
    for rule in _RULES:
        rule.install(md)
    return md


def read_tokens(text: str) -> list[Token]:
    """The block tokens of `text` (lines end in ``\\n``), inline ones with their children."""
    return _reader().parse(text)
