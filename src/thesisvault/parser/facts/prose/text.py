"""Prose as a reader sees it: no marks, no code, no addresses, each sign with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from thesisvault.model.text import Span
from thesisvault.parser.body.block import Block, Heading, Text
from thesisvault.parser.body.managed import managed_ranges
from thesisvault.parser.body.positions import Positions, find_columns

_UNSEEN = re.compile(
    r"(?P<gone>(?<!`)`+[^`]+`+|!\[\[[^\[\]]*\]\]|https?://\S+|<[^<>\n]*>|%%[^%]*%%)|"
    r"\]\([^()\s]*\)|\[\[(?:[^\[\]|]*\|)?|[\[\]]|\*+|==|~~|(?<=[a-z])\d{4,}-{0,2}(?!\w)|(?P<space>\s+)"
)
"""What is stepped over; also the number that a web page glues to a word: `utilities861079--`."""
_END = re.compile(r"[.!?][\"”’)]*\s+(?=[\"“‘(]?[A-Z0-9$])|[。！？]")
_SHORTENED = re.compile(
    r"(?:\b(?:[A-Za-z]|vs|Inc|Corp|Co|Ltd|St|Mr|Mrs|Ms|Dr|No|approx|est|cf|Jan|Feb|Mar|Apr|Jun|Jul|"
    r"Aug|Sept?|Oct|Nov|Dec))\Z"
)
_LONGEST = 1000
"""Characters of a sentence; what is longer is taken in pieces."""


class Sentence(Struct, frozen=True):
    """One sentence, and where its signs are in the note."""

    text: str
    start: int
    """In the passage."""
    passage: Passage

    def span(self, start: int, end: int) -> Span:
        """Where text[start:end] stands."""
        return self.passage.span(self.start + start, self.start + end)


class Passage:
    """A paragraph, a list item or a heading."""

    def __init__(self, block: Text | Heading, lines: Sequence[str], first_line: int) -> None:
        """`lines` are the body's, of which the first is line `first_line` of the note."""
        self._block, self._lines, self._first_line = block, lines, first_line
        self._positions: Positions | None = None
        self.text, self._offsets = _shown(block.text)

    def sentences(self) -> Iterator[Sentence]:
        """Its sentences, in order."""
        start = 0
        for match in _END.finditer(self.text):
            if self.text[match.start()] == "." and self._is_shortened(start, match.start()):
                continue
            yield from self._pieces(start, match.end())
            start = match.end()
        yield from self._pieces(start, len(self.text))

    def _is_shortened(self, start: int, dot: int) -> bool:
        return _SHORTENED.search(self.text, max(start, dot - 8), dot) is not None

    def _pieces(self, start: int, end: int) -> Iterator[Sentence]:
        for at in range(start, end, _LONGEST):
            text = self.text[at : min(at + _LONGEST, end)].rstrip()
            if text.strip():
                yield Sentence(text, at, self)

    def span(self, start: int, end: int) -> Span:
        """Where text[start:end] is in the note."""
        if self._positions is None:
            block = self._block
            first, columns = find_columns(block.text, self._lines, block.first, block.end)
            self._positions = Positions(block.text, self._first_line + first, columns)
        return self._positions.span(self._offsets[start], self._offsets[end - 1] + 1)


def passages(blocks: Sequence[Block], lines: Sequence[str], first_line: int) -> Iterator[Passage]:
    """The prose of a body; what is in managed blocks is left out."""
    managed = frozenset(at for found in managed_ranges(blocks) for at in found)
    for block in blocks:
        if isinstance(block, Text | Heading) and block.first not in managed:
            yield Passage(block, lines, first_line)


def _shown(text: str) -> tuple[str, list[int]]:
    """What a reader sees of a text, and the offset of each sign of it."""
    parts: list[str] = []
    offsets: list[int] = []
    start = 0
    for match in _UNSEEN.finditer(text):
        parts.append(text[start : match.start()])
        offsets += range(start, match.start())
        if match["gone"] or match["space"]:
            parts.append(" ")
            offsets.append(match.start())
        start = match.end()
    parts.append(text[start:])
    offsets += range(start, len(text))
    return "".join(parts), offsets
