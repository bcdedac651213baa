"""One row of a table by the roles of its columns, and the facts that rows add up to."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

from msgspec import Struct, field

from thesisvault.model.diagnostics import Diagnostic
from thesisvault.model.facts import (
    Quantity,
    QuantityKind,
    Reference,
    Side,
)
from thesisvault.model.note import Cell, Kind, Table, Unread
from thesisvault.model.text import Span
from thesisvault.parser.facts.closing import hour_unread, read_after_close, split_hour
from thesisvault.parser.facts.dates import find_day, find_days_of
from thesisvault.parser.facts.quantities import read_quantity
from thesisvault.parser.facts.references import cell_reference
from thesisvault.parser.facts.vocabulary import Vocabulary

_REMARK = re.compile(r"([^()（）]+?)\s*[(（]([^()（）]+)[)）]")
_LONGEST_CAPTION = 160
_EMPTY = Cell("", "", (), Span(0, 0, 0, 0))


class TableFacts(Struct):
    """The rows of one note's tables, by the name their `Facts` field has."""

    found: dict[str, list[Any]] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)

    def add(self, name: str, fact: object) -> None:
        """File one row."""
        self.found.setdefault(name, []).append(fact)

    def tell(self, row: Row, role: str) -> None:
        """File a cell whose text is not understood."""
        text = f"{role.replace('_', ' ')}: {row.text(role)}"
        self.unread.append(Unread("cell", text, row.cell(role).span))

    def hint(self, code: str, message: str, span: Span) -> None:
        """Say what was not understood; it counts nothing."""
        self.diagnostics.append(Diagnostic(code, message, span))


class Place(Struct, frozen=True):
    """Where a table stands: what kind of note it is in, and under which headings."""

    path: str
    """The note's."""
    kind: Kind
    role: str
    """What its section holds, by the vocabulary; empty where that is unknown."""
    heading: str
    """The nearest heading below the title, or empty."""
    headers: frozenset[str]
    """The roles of its columns."""
    decimal_comma: bool = False
    """Whether the note writes `0,25` for a quarter."""
    after_close: bool | None = None
    """Whether the text that dates the table says that it was after the close; None: it says
    nothing of that."""
    symbol: str = ""
    """The note's own, which tells where it trades."""
    is_short: bool = False
    """Whether its note is about something sold short."""
    side: Side | None = None
    """That of its rows where they do not say their own: a heading or a caption says it."""
    since: dt.date | None = None
    """The first of the days that it is about, where these are several."""
    is_watched: bool = False
    """Whether its rows are of a watchlist."""
    is_over: bool = False
    """Whether a heading or a caption says that they are of the past."""


class Row(Struct, frozen=True):
    """One table row by its columns' roles."""

    rule: str
    """The kind of its table."""
    cells: dict[str, Cell]
    span: Span
    date: dt.date | None
    words: Vocabulary
    place: Place

    def cell(self, role: str) -> Cell:
        """The cell of that column; an empty one where the row has none."""
        return self.cells.get(role, _EMPTY)

    def text(self, role: str) -> str:
        """What a reader sees in it; empty where the author says that it is absent."""
        text = self.cell(role).text
        return "" if self.words.is_absent(text) else text

    def reference(self, role: str) -> Reference | None:
        """What it names."""
        return cell_reference(self.cell(role), self.words)

    def quantity(self, role: str) -> Quantity:
        """The figure in it."""
        return read_quantity(self.text(role), self.words, decimal_comma=self.place.decimal_comma)

    def remarked(self, role: str) -> tuple[Quantity, str]:
        """The figure in it, and the remark in brackets behind one: `$8.1B (2025)`."""
        quantity, remark = self.quantity(role), _REMARK.fullmatch(self.text(role))
        if quantity.kind is not QuantityKind.TEXT or remark is None:
            return quantity, ""
        bare = read_quantity(remark[1], self.words, decimal_comma=self.place.decimal_comma)
        return (quantity, "") if bare.kind is QuantityKind.TEXT else (bare, remark[2].strip())


def table_days(table: Table, noted: dt.date | None) -> tuple[dt.date | None, dt.date | None]:
    """The date in the caption, else in the nearest heading above that has one, else the note's:
    one without a year is of the note's. Of several days together the last one, and the first.
    """
    near = noted or next(filter(None, map(find_day, dating(table))), None)
    return find_days_of(dating(table), near) or (noted, None)


def dating(table: Table) -> Iterator[str]:
    """What may say of which day a table is: its caption, and the headings above, nearest first.

    A paragraph above it is prose, and a date in that is of anything.
    """
    if len(table.caption) <= _LONGEST_CAPTION:
        yield table.caption
    yield from reversed(table.headings)


def row_of(
    rule: str,
    cells: tuple[Cell, ...],
    columns: dict[str, int],
    date: dt.date | None,
    words: Vocabulary,
    place: Place,
) -> Row:
    """A row of a table of that kind, its cells by the columns of their roles."""
    first, last = cells[0].span, cells[-1].span
    span = Span(first.line, first.column, last.end_line, last.end_column)
    present = {role: cells[at] for role, at in columns.items() if at < len(cells)}
    return Row(rule, present, span, date, words, place)


def after_close(row: Row, facts: TableFacts, day: dt.date | None = None, symbol: str = "") -> bool:
    """Whether what a row tells came after the close: by its own column, else by its date's hour."""
    text, role = row.text("after_close"), "after_close"
    if not text:
        text, role = split_hour(row.text("date"), row.words)[1], "date"
    if not text:
        return False
    found = read_after_close(text, row.words, day or row.date, symbol or row.place.symbol)
    if found is None:
        facts.hint("date-unparsed", hour_unread(text), row.cell(role).span)
    return bool(found)


def tell_side(row: Row, facts: TableFacts) -> None:
    """File a side that is not understood."""
    is_trade = row.place.kind is Kind.TRADE  # where it says bought or sold
    if row.text("side") and not is_trade and row.words.side(row.text("side")) is None:
        facts.tell(row, "side")
