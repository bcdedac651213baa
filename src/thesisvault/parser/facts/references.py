"""How cells and properties name things: by a link, or by plain words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from thesisvault.model.facts import Reference
from thesisvault.model.note import Cell, Link, Scalar
from thesisvault.model.text import Span
from thesisvault.parser.facts.vocabulary import Vocabulary
from thesisvault.parser.rules import wikilink

_LINKED = re.compile(r"\[\[(.+?)\]\]")
_SEPARATOR = re.compile(r"[,;]")
_MARKS = re.compile(r"[*_`~]+|==")


def cell_reference(cell: Cell, words: Vocabulary) -> Reference | None:
    """The one thing a cell names: its first link, else its text; None where it is empty."""
    if cell.links:
        return _of_link(cell.links[0])
    if cell.text.casefold() in words.words("figures", "absent"):
        return None
    return Reference(cell.text, linked=False, span=cell.span)


def cell_references(cell: Cell, words: Vocabulary) -> Iterator[Reference]:
    """All that a cell names, parted by commas or semicolons, but not by those within links."""
    links = [(_column(link.span, cell), link) for link in cell.links]
    for start, end in _pieces(cell, links):
        inside = [link for column, link in links if start <= column < end]
        text = _MARKS.sub("", cell.raw[start:end]).strip()
        if inside:
            yield from map(_of_link, inside)
        elif text.casefold() not in words.words("figures", "absent"):
            yield Reference(text, linked=False, span=cell.span)


def _pieces(cell: Cell, links: list[tuple[int, Link]]) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _SEPARATOR.finditer(cell.raw):
        at = match.start()
        if any(c <= at < c + link.span.end_column - link.span.column for c, link in links):
            continue
        yield start, at
        start = match.end()
    yield start, len(cell.raw)


def _column(span: Span, cell: Cell) -> int:
    return span.column - cell.span.column


def _of_link(link: Link) -> Reference:
    return Reference(link.target, linked=True, span=link.span)


def scalar_reference(scalar: Scalar) -> Reference | None:
    """What a property's text names: a quoted wikilink, or a plain name."""
    text = scalar.text.strip()
    if match := _LINKED.fullmatch(text):
        return Reference(wikilink.split(match.group(1))[0], linked=True, span=scalar.span)
    return Reference(text, linked=False, span=scalar.span) if text else None
