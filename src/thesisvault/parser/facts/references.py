"""How cells and properties name things: by a link, or by plain words."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from html import unescape

from thesisvault.model.facts import Reference
from thesisvault.model.note import Cell, Link, Scalar
from thesisvault.model.text import Span
from thesisvault.parser.facts.identity import symbol_listed
from thesisvault.parser.facts.vocabulary import Vocabulary
from thesisvault.parser.property_links import TextLink, links_in

_SEPARATOR = re.compile(r"&#?\w{1,32};|[,;]")
"""What parts names; an entity's own semicolon does not."""
_JOINED = re.compile(r",(?!\d{1,2}(?!\d))|[;\n]|\s(?:and|und|et|y|&|/|\+)\s")
"""What parts names beside links in a property's text; a comma before a digit is a figure's."""
_MARKS = re.compile(r"[*_`~]+|==")
AMOUNT = re.compile(r"[+−-]?\s?[$€£¥₩~]?\d")
"""What an amount begins with, and no name of a group."""
_MOST_WORDS = 3
"""Of a name: more may be a sentence."""


def cell_reference(cell: Cell, words: Vocabulary) -> Reference | None:
    """The one thing a cell names: its first link, else its text; None where it is empty."""
    if cell.links:
        return _of_link(cell.links[0])
    if words.is_absent(cell.text):
        return None
    return plain_reference(cell.text, cell.span)


def cell_references(cell: Cell, words: Vocabulary) -> Iterator[Reference]:
    """All that a cell names, separated by commas or semicolons, but not by those within links."""
    links = iter(zip(cell.link_places, cell.links, strict=True))
    place, link = next(links, (None, None))
    for start, end in _pieces(cell.raw, cell.link_places, _SEPARATOR):
        inside = []
        while place is not None and link is not None and place[0] < end:
            inside.append(link)
            place, link = next(links, (None, None))
        text = unescape(_MARKS.sub("", cell.raw[start:end])).strip()
        if inside:
            yield from map(_of_link, inside)
        elif not words.is_absent(text):
            yield plain_reference(text, cell.span)


def is_short(name: str) -> bool:
    """Whether plain words are no more than a name has."""
    return len(name.split()) <= _MOST_WORDS


def plain_reference(text: str, span: Span, *, linked: bool = False) -> Reference:
    """What words name: themselves, or a symbol behind its exchange; `linked`: what they lead to."""
    symbol = None if linked else symbol_listed(text)
    return Reference(symbol or text, linked=linked, span=span, is_symbol=symbol is not None)


def _pieces(
    text: str, links: Sequence[tuple[int, int]], separator: re.Pattern[str]
) -> Iterator[tuple[int, int]]:
    """What is between separators, but for those within links."""
    starts = [start for start, _ in links]
    begin = 0
    for match in separator.finditer(text):
        before = bisect_right(starts, match.start()) - 1
        in_link = before >= 0 and match.start() < links[before][1]
        if in_link or match.group().startswith("&"):
            continue
        yield begin, match.start()
        begin = match.end()
    yield begin, len(text)


def _of_link(link: Link) -> Reference:
    return Reference(link.target, linked=True, span=link.span)


def scalar_pieces(scalar: Scalar) -> Iterator[tuple[str, list[TextLink]]]:
    """A property's text in pieces, each with the links in it: without any, it is one piece."""
    text, found = scalar.text, links_in(scalar.text)
    places = [(link.start, link.end) for link in found]
    at = 0
    for start, end in _pieces(text, places, _JOINED) if found else ((0, len(text)),):
        inside = []
        while at < len(found) and found[at].start < end:
            inside.append(found[at])
            at += 1
        if piece := text[start:end].strip():
            yield piece, inside


def scalar_references(scalar: Scalar) -> Iterator[Reference]:
    """What a property's text names: links, names beside them, or one plain name."""
    for piece, links in scalar_pieces(scalar):
        for link in links:
            yield Reference(link.target, linked=True, span=scalar.span)
        if not links:
            yield plain_reference(piece.removeprefix("#"), scalar.span)
