"""Recognised tables to facts. A header row says what a table is; nothing is guessed beyond it.

A new kind of table is a row in `READERS` of the module that its facts belong to.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from thesisvault.model.facts import Side
from thesisvault.model.note import MARKETS, THESES, Cell, Kind, Table, Unread
from thesisvault.parser.facts.closing import hour_unread, read_after_close, split_hour
from thesisvault.parser.facts.criteria import stop_of
from thesisvault.parser.facts.dates import find_day
from thesisvault.parser.facts.headings import is_held, is_past
from thesisvault.parser.facts.properties import card_rows
from thesisvault.parser.facts.quantities import decimal_comma_of
from thesisvault.parser.facts.sides import side_of_headings
from thesisvault.parser.facts.tables import held, market, plans
from thesisvault.parser.facts.tables.forms import (
    MOVES,
    advise,
    columns_of,
    recognise,
    side_column,
    signature,
    tells_trades,
)
from thesisvault.parser.facts.tables.row import Place, TableFacts, dating, row_of, table_days
from thesisvault.parser.facts.vocabulary import Vocabulary
from thesisvault.parser.facts.wide import read_wide

if TYPE_CHECKING:
    from thesisvault.parser.body.passages import Section

_SIDED = ("holdings", "exposures")
"""Tables whose rows may be short."""
_JOURNALS = (Kind.TRADE, Kind.NOTE)
"""Kinds of notes that may keep a table of trades."""
_READERS = {**market.READERS, **held.READERS, **plans.READERS}


def read_tables(
    tables: Sequence[tuple[Table, Section]],
    kind: Kind,
    path: str,
    date: dt.date | None,
    words: Vocabulary,
    symbol: str = "",
    *,
    is_short: bool = False,
) -> TableFacts:
    """The facts of all recognised tables, each with its section; `date` is the note's, for tables
    that have none, and `symbol` its own; `is_short`: it is about something sold short.
    """
    facts = TableFacts()
    has_comma = writes_decimal_comma([table for table, _ in tables])
    for table, section in tables:
        role = section.role
        heads = table.heads
        if kind in MARKETS and not heads[0]:
            heads = ["name", *heads[1:]]  # what stands first in each row
        found = recognise(table, heads, role, kind, words)
        below_title = table.headings[1:] if len(table.headings) > 1 else ()
        heading = below_title[-1] if below_title else ""
        day, since = table_days(table, date)
        plain = Place(path, kind, role, heading, frozenset(), symbol=symbol, is_short=is_short)
        may_trade = kind in _JOURNALS and (found is None or found[0] == "log")
        if may_trade and held.read_open_trades(table, day, words, plain, facts):
            continue
        if found is None and (figures := read_wide(table, heading, words)) is not None:
            for figure in figures:
                if isinstance(figure, Unread):
                    facts.unread.append(figure)
                    continue
                facts.add("metrics", figure)
                if kind in THESES and figure.entity and words.property(figure.name) == "stop":
                    wire = stop_of(figure.entity, figure.quantity.text, figure.span, "stops")
                    facts.add("tripwires", wire)
            continue
        if found is None:
            is_card = card_rows(table, section, words) or columns_of(heads, words.tables["card"])
            if not is_card and not tells_trades(table, heads, words):
                facts.unread.append(Unread("table", signature(table), table.span))
                advise(table, heads, words, facts)
            if kind is Kind.THESIS:
                held.read_stops(table, day, words, plain, facts)
            continue
        name, columns = found
        if name in _SIDED and "side" not in columns:
            at = side_column(table, columns, words)
            columns = columns if at is None else {**columns, "side": at}
        said = _hour_of(table, facts, words, symbol) if name in MOVES else None
        is_kept = name == "holdings"
        place = Place(
            path, kind, role, heading, frozenset(columns), has_comma, said, symbol, is_short,
            is_watched=is_kept and _is_watched(below_title, kind, words),
            is_over=is_kept and _is_over(table, words), side=_side_of(table, columns),
            since=since,
        )  # fmt: skip
        kept = [cells for cells in table.rows if cells]
        if name == "holdings":
            for cells in filter(_is_pending, kept):
                text = f"order: {cells[columns['subject']].text}"
                facts.unread.append(Unread("cell", text, cells[0].span))
            kept = [cells for cells in kept if not _is_pending(cells)]
        rows = [row_of(name, cells, columns, day, words, place) for cells in kept]
        _READERS[name](rows, facts)
    return facts


def writes_decimal_comma(tables: Sequence[Table]) -> bool:
    """Whether a note's figures have a decimal comma, as one that can be nothing else tells."""
    texts = [
        cell.text for table in tables for row in table.rows for cell in row if "," in cell.text
    ]
    return bool(texts) and decimal_comma_of(texts) is True


def _is_watched(below_title: Sequence[str], kind: Kind, words: Vocabulary) -> bool:
    """Whether rows are of a watchlist: by their headings, or by their note, where none of these
    says that they are held.
    """
    if any(words.kind_of_heading(heading) == Kind.WATCHLIST for heading in below_title):
        return True
    return kind is Kind.WATCHLIST and not is_held(("", *below_title), words)


def _is_over(table: Table, words: Vocabulary) -> bool:
    """Whether rows are of what was sold: `Recently closed`, as a heading or as a bold line."""
    names = list(table.headings[1:][-1:])
    if table.caption.startswith("**") and table.caption.rstrip(" :：").endswith("*"):
        names += [name for name in (table.caption.strip("*_ :："),) if len(name.split()) <= _NAME]
    return any(is_past(name, words) and not _STILL.search(name) for name in names)


def _side_of(table: Table, columns: Mapping[str, int]) -> Side | None:
    """The side of all rows, by the header of what they name, a bold line above, or the nearest
    heading that says one.
    """
    header = (table.header[columns["subject"]].text,) if "subject" in columns else ()
    caption = (table.caption,) if table.caption.startswith("**") else ()
    return side_of_headings((*header, *caption, *reversed(table.headings)))


def _is_pending(cells: Sequence[Cell]) -> bool:
    """Whether a cell says that a row is an order which is not filled."""
    return any(cell.text.casefold().strip("*_ .") in _PENDING for cell in cells)


_PENDING = frozenset({"pending", "pending fill", "not filled", "unfilled", "order pending"})
_NAME = 3
"""Words of a bold line that is called something: more are a sentence."""
_STILL = re.compile(r"(?i)\b(?:open|current|active|existing|short|hold|held|own|keep|kept)\b")
"""Beside such a word, not all of it is over: `Open and closed trades`."""


def _hour_of(table: Table, facts: TableFacts, words: Vocabulary, symbol: str) -> bool | None:
    """Whether the text that dates a table says that it was after the close; None where it does
    not speak of it.
    """
    for text in dating(table):
        if day := find_day(text):
            hour = split_hour(text, words)[1]
            found = read_after_close(hour, words, day, symbol) if hour else None
            if hour and found is None:
                facts.hint("date-unparsed", hour_unread(hour), table.span)
            return found
    return None
