"""What every page is made of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from markupsafe import Markup
from msgspec import Struct

from thesisvault.model.errors import UsageFault
from thesisvault.render.charts.picture import Picture
from thesisvault.reports import aside, registry
from thesisvault.web.links import Links
from thesisvault.workspace.view import View

T = TypeVar("T")
WIDE, MIDDLE, ASIDE, NARROW = 820.0, 720.0, 300.0, 356.0
"""Pixels of a chart beside the margin, on a middling window, in the margin, on a telephone."""


MOST_HOLDERS = 30
"""Theses of which a page can ask what they hold: it is a report of each."""


class Needed(Exception):
    """A page must be made again once this report is there."""

    def __init__(self, long: aside.Long, question: bytes) -> None:
        """`long` is asked of a child process, by `question`."""
        super().__init__(long.report)
        self.long, self.question = long, question


class Part(Struct, Generic[T], frozen=True):
    """What one page shows of a long list."""

    items: Sequence[T]
    at: int
    """The page's number, from 1 on."""
    before: int
    """How many of the list stand on the pages before it."""
    total: int

    @property
    def last(self) -> int:
        """The place in the list of the last that is shown."""
        return self.before + len(self.items)

    @property
    def has_next(self) -> bool:
        """Whether a page follows."""
        return self.last < self.total

    def split(self, count: int) -> tuple[Sequence[T], Sequence[T]]:
        """The items that are among the first `count` of the list, and the others."""
        here = max(count - self.before, 0)
        return self.items[:here], self.items[here:]


class Asked(Struct, frozen=True):
    """An address: what follows the page's name, and the query."""

    view: View
    links: Links
    name: str = ""
    query: Mapping[str, str] = {}
    is_past: bool = False
    """Whether another day than the vault's own was asked for."""
    reader: aside.Reader | None = None
    """Who reads the vault for reports; None: this page waits for all of them."""
    made: Mapping[tuple[str, str], Struct] = {}
    """Long reports that were made elsewhere, by name and `Ask`."""

    def answer(self, report: str, **asked: Any) -> Any:
        """A report of the registry. Raises `Needed` for a long one that is still to be made."""
        ask = registry.ask_of(report, asked)
        if (made := self.made.get((report, repr(ask)))) is not None:
            return made
        if self.reader is None:
            return registry.answer_to(self.view, report, ask)
        found = self.reader.kept(self.view, report, ask)
        if isinstance(found, aside.Long):
            raise Needed(found, aside.question(self.view, found))
        return found

    def day(self, key: str) -> dt.date | None:
        """A date of the query. Raises `UsageFault` for another word."""
        return read_day(self.query.get(key, ""), key)

    def number(self, key: str) -> int:
        """A number of the query from 1 on; 1 for anything else."""
        found = self.query.get(key, "")
        is_one = found.isascii() and found.isdigit() and len(found) < 6
        return max(int(found), 1) if is_one else 1

    def part(self, items: Sequence[T], size: int) -> Part[T]:
        """The page of a list that ``?page=`` asks for."""
        at = self.number("page")
        before = min((at - 1) * size, len(items))
        return Part(items[before : before + size], at, before, len(items))

    def choice(self, key: str, *choices: str) -> str:
        """One of some words, the first where nothing else is asked for."""
        found = self.query.get(key, "")
        return found if found in choices else choices[0]


class Page(Struct, frozen=True):
    """A page as its template needs it; `answer` is its JSON document, or makes it where the page
    itself needs less.
    """

    template: str
    title: str
    values: Mapping[str, Any]
    answer: Struct | Callable[[], Struct] | None = None


Maker = Callable[[Asked], Page]


def held_by_theses(asked: Asked, theses: Sequence[Any]) -> tuple[list[tuple[str, Any]], int]:
    """Each name that these theses hold, with the thesis; and how many theses are not looked at.

    The first `MOST_HOLDERS` of those that have a note are, so the most urgent come first.
    """
    noted = [thesis for thesis in theses if thesis.note]
    found = [
        (thesis.thesis, item)
        for thesis in noted[:MOST_HOLDERS]
        for item in asked.answer("course", thesis=thesis.note).holdings
    ]
    return found, len(noted[MOST_HOLDERS:])


def read_day(text: str, key: str) -> dt.date | None:
    """A date as ISO 8601 writes it; None for nothing."""
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        raise UsageFault(f"`{key}={text}` is not a date: write it as 2026-01-09.") from None


def chart(draw: Callable[[float], Picture], wide: float = WIDE, narrow: float = NARROW) -> Markup:
    """A chart for a wide and for a narrow window, with what it leaves out said below it.

    One as wide as the page has a middle size as well: shrunk, its text could not be read.
    """
    sizes = [("wide", wide), ("narrow", narrow)]
    if wide > WIDE:
        sizes = [("widest", wide), ("middle", MIDDLE), ("narrow", narrow)]
    pictures = [(name, draw(width)) for name, width in sizes]
    figures = Markup("").join(
        Markup('<div class="{}">{}</div>').format(name, drawn(picture))
        for name, picture in pictures
    )
    notes = pictures[0][1].notes
    caption = Markup("<figcaption>{}</figcaption>").format(" ".join(notes)) if notes else ""
    return Markup("<figure>{}{}</figure>").format(figures, caption)


def drawn(picture: Picture) -> Markup:
    """A chart of one width; HTML needs no namespace."""
    return Markup(picture.inline().replace(' xmlns="http://www.w3.org/2000/svg"', "", 1))


def dots(full: int, of: int = 3) -> Markup:
    """So many of some dots are full."""
    shown = "●" * full + "○" * (of - full)
    said = Markup('<span class="dots" role="img" aria-label="{} of {}">{}</span>')
    return said.format(full, of, shown)
