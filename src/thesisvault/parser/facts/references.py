"""How cells and properties name things: by a link, or by plain words."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from html import unescape

from thesisvault.model.facts import Reference
from thesisvault.model.note import Cell, Link, Scalar
from thesisvault.parser.facts.vocabulary import Vocabulary
from thesisvault.parser.rules import wikilink

_LINKED = re.compile(r"\[\[((?:(?!\]\]).)*[^\s\]](?:(?!\]\]).)*)\]\]")
_ONLY_LINKS = re.compile(r"(?:\[\[[^\[\]]+\]\][\s,;]*)+")
_SEPARATOR = re.compile(r"&#?\w{1,32};|[,;]")
"""What parts names; an entity's own semicolon does not."""
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
    links = iter(zip(cell.link_places, cell.links, strict=True))
    place, link = next(links, (None, None))
    for start, end in _pieces(cell):
        inside = []
        while place is not None and link is not None and place[0] < end:
            inside.append(link)
            place, link = next(links, (None, None))
        text = unescape(_MARKS.sub("", cell.raw[start:end])).strip()
        if inside:
            yield from map(_of_link, inside)
        elif text.casefold() not in words.words("figures", "absent"):
            yield Reference(text, linked=False, span=cell.span)


def _pieces(cell: Cell) -> Iterator[tuple[int, int]]:
    starts = [start for start, _ in cell.link_places]
    begin = 0
    for match in _SEPARATOR.finditer(cell.raw):
        before = bisect_right(starts, match.start()) - 1
        in_link = before >= 0 and match.start() < cell.link_places[before][1]
        if in_link or match.group().startswith("&"):
            continue
        yield begin, match.start()
        begin = match.end()
    yield begin, len(cell.raw)


def _of_link(link: Link) -> Reference:
    return Reference(link.target, linked=True, span=link.span)


def scalar_references(scalar: Scalar) -> Iterator[Reference]:
    """What a property's text names: quoted wikilinks, with commas between them, or a plain name."""
    text = scalar.text.strip()
    if _ONLY_LINKS.fullmatch(text):
        for match in _LINKED.finditer(text):
            yield Reference(wikilink.split(match.group(1))[0], linked=True, span=scalar.span)
    elif text:
        yield Reference(text.removeprefix("#"), linked=False, span=scalar.span)
