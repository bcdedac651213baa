"""The inline texts of one body: their links, their tags, and what a reader sees of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import unquote

from markdown_it.token import Token

from thesisvault.model.note import Link, LinkKind
from thesisvault.parser.body import quick_inline
from thesisvault.parser.body.blocks import Blocks
from thesisvault.parser.body.marks import Mark, MarkKind, marks_of
from thesisvault.parser.body.positions import Positions
from thesisvault.parser.rules import wikilink


class InlineReader:
    """Reads inline texts of one body, quickly where that is safe."""

    def __init__(self, blocks: Blocks) -> None:
        """`blocks` are the body's."""
        self._md, self._environment = blocks.md, blocks.environment
        # A reference that is defined elsewhere gives brackets a meaning.
        self._is_plain = not blocks.is_exact and "references" not in blocks.environment

    def children(self, text: str) -> list[Token]:
        """The inline tokens of a text, by the whole parser."""
        if not text:
            return []
        return self._md.inline.parse(text, self._md, self._environment, [])

    def marks(self, text: str) -> Sequence[Mark]:
        """Its links and tags, in order."""
        if self._is_plain:
            if "[" not in text and "#" not in text:
                return ()
            if (quick := quick_inline.scan(text)) is not None:
                return quick
        return marks_of(self.children(text), text)

    def is_bare(self, text: str) -> bool:
        """Whether it is shown as it is written and holds no mark; False where that is unsure."""
        return self._is_plain and quick_inline.is_bare(text)

    def shown(self, text: str, marks: Sequence[Mark]) -> str:
        """What a reader sees of a text with these marks."""
        quick = quick_inline.plain(text, marks) if self._is_plain else None
        return plain_text(self.children(text)) if quick is None else quick


class Prose:
    """A paragraph for the few facts that are in prose."""

    __slots__ = ("_marks", "_reader", "_shown", "_text", "is_item", "line")

    def __init__(
        self, text: str, marks: Sequence[Mark], reader: InlineReader, line: int, *, is_item: bool
    ) -> None:
        """`marks` are those of `text`, which begins on `line` of the note."""
        self._text, self._marks, self._reader, self.line = text, marks, reader, line
        self.is_item = is_item
        self._shown: str | None = None

    @property
    def text(self) -> str:
        """What a reader sees of it."""
        if self._shown is None:
            self._shown = self._reader.shown(self._text, self._marks)
        return self._shown

    @property
    def raw(self) -> str:
        """It as written."""
        return self._text

    @property
    def lines(self) -> list[str]:
        """Its lines as written."""
        return self._text.split("\n")


_KINDS = {
    MarkKind.WIKILINK: LinkKind.WIKILINK,
    MarkKind.EMBED: LinkKind.EMBED,
    MarkKind.MARKDOWN: LinkKind.MARKDOWN,
    MarkKind.IMAGE: LinkKind.EMBED,
}


def link_of(mark: Mark, places: Positions, *, managed: bool) -> Link:
    """The link that a mark is; `managed` says that it is ours."""
    if mark.kind is MarkKind.WIKILINK or mark.kind is MarkKind.EMBED:
        target, subpath, display = wikilink.split(mark.content)
    else:
        address, hash_sign, behind = mark.content.partition("#")
        target, subpath = unquote(address), unquote(hash_sign + behind)
        display = mark.display or None
    span = places.span(mark.start, mark.end)
    return Link(_KINDS[mark.kind], target, subpath, display, span, managed)


_LINE_BREAK = re.compile(r"<br\b", re.IGNORECASE)
"""The only way to break a line in a table's cell."""


def plain_text(children: Sequence[Token]) -> str:
    """What a reader sees of these inline tokens: marks gone, links by their display text."""
    pieces = []
    for child in children:
        if child.type == "wikilink":
            pieces.append(wikilink.shown(child.content))
        elif child.type == "tag":
            pieces.append("#" + child.content)
        elif child.type in ("softbreak", "hardbreak"):
            pieces.append(" ")
        elif child.type == "bracket_open":
            pieces.append("[")
        elif child.type == "bracket_close":
            pieces.append("]")
        elif child.type != "html_inline":
            pieces.append(child.content)
        elif _LINE_BREAK.match(child.content):
            pieces.append(" ")
    return "".join(pieces).strip()
