"""A note as an editor shows it, saved or not."""

from __future__ import annotations

from functools import cached_property

from thesisvault.lsp.positions import Lines
from thesisvault.model.note import Link, Note
from thesisvault.model.text import Span
from thesisvault.parser.facts.vocabulary import Vocabulary
from thesisvault.parser.note import parse_note


class Text:
    """One version of an open note; the next edit makes another one."""

    def __init__(
        self, uri: str, path: str, version: int, text: str, encoding: str, words: Vocabulary | None
    ) -> None:
        """`uri` as the client spells it; `path` in the vault, or a file name alone outside one."""
        self.uri, self.path, self.version, self.text = uri, path, version, text
        self.encoding = encoding
        self._words = words

    @cached_property
    def data(self) -> bytes:
        """What would stand on the disk."""
        return self.text.encode("utf-8", "replace")

    @cached_property
    def lines(self) -> Lines:
        """The text by lines."""
        return Lines(self.text, self.encoding)

    @cached_property
    def note(self) -> Note:
        """What it says."""
        return parse_note(self.path, self.data, self._words)

    @cached_property
    def may_be_edited(self) -> bool:
        """False with a lone carriage return: editors disagree on the lines of such a text."""
        return "\r" not in self.text.replace("\r\n", "")

    def link_at(self, line: int, column: int) -> Link | None:
        """The innermost link at a place."""
        found = [link for link in self.note.links if is_in(link.span, line, column)]
        return max(found, key=lambda link: (link.span.line, link.span.column), default=None)


def is_in(span: Span, line: int, column: int) -> bool:
    """Whether a place lies in a stretch, or at its end."""
    return (span.line, span.column) <= (line, column) <= (span.end_line, span.end_column)
