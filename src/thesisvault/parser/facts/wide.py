"""Wide tables: the first column names figures, the others are periods or symbols."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from msgspec import Struct

from thesisvault.model.facts import Interval, Metric, QuantityKind
from thesisvault.model.note import Table, Unread
from thesisvault.model.text import Span
from thesisvault.parser.facts.dates import read_interval
from thesisvault.parser.facts.quantities import read_quantity
from thesisvault.parser.facts.vocabulary import Vocabulary

_FISCAL = re.compile(r"FY ?'?(?P<year>(?:20)?\d\d)(?P<estimate>[EF])?", re.IGNORECASE)
_YEAR = re.compile(r"(?P<year>(?:19|20)\d\d)(?P<estimate>[AEF])?", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_SYMBOL = re.compile(r"\$?[A-Z][A-Z0-9]{1,5}(?:[.-][A-Z]{1,2})?")


class Column(Struct, frozen=True):
    """What a column's header says of the figures under it."""

    entity: str = ""
    basis: str = ""
    as_of: Interval | None = None


def read_wide(table: Table, section: str, words: Vocabulary) -> list[Metric | Unread] | None:
    """The figures of a wide table; None where it is not one.

    Every header but the first is a period, or every one a symbol; of one alone it is not known
    what it is.
    """
    heads = [cell.text.strip("*_ ") for cell in table.header]
    columns = _columns(heads, words) if len(heads) > 2 else None
    return None if columns is None else list(_figures(table, columns, section, words))


def _columns(heads: list[str], words: Vocabulary) -> list[Column] | None:
    periods = [column for head in heads[1:] if (column := _period(head)) is not None]
    if len(periods) == len(heads) - 1:
        return periods
    first = heads[0].casefold()
    is_named = not first or words.tables["metrics"].roles.get(first, ("",))[0] == "metric"
    if is_named and all(_SYMBOL.fullmatch(head) for head in heads[1:]):
        return [Column(entity=head.lstrip("$")) for head in heads[1:]]
    return None


def _period(head: str) -> Column | None:
    for pattern, basis in ((_FISCAL, "fiscal year"), (_YEAR, "")):
        if match := pattern.fullmatch(head):
            year = int(match["year"][-2:]) + (
                int(match["year"][:2]) * 100 if len(match["year"]) == 4 else 2000
            )
            is_estimate = (match["estimate"] or "").upper() in ("E", "F")
            told = ", ".join(text for text in (basis, "estimate" * is_estimate) if text)
            whole = Interval(dt.date(year, 1, 1), dt.date(year, 12, 31), head)
            return Column(basis=told, as_of=whole)
    interval = read_interval(head)
    return None if interval is None else Column(as_of=interval)


def _figures(
    table: Table, columns: list[Column], section: str, words: Vocabulary
) -> Iterator[Metric | Unread]:
    for row in table.rows:
        name = row[0].text.strip("*_ ") if row else ""
        for cell, column in zip(row[1:], columns, strict=False):
            quantity = read_quantity(cell.text, words)
            if name and quantity.kind is QuantityKind.TEXT and _DIGIT.search(cell.text):
                yield Unread("cell", f"{name}: {cell.text}", cell.span)
            if name and quantity.kind not in (QuantityKind.ABSENT, QuantityKind.TEXT):
                first = row[0].span
                yield Metric(
                    name=name,
                    entity=column.entity,
                    quantity=quantity,
                    basis=column.basis,
                    universe="",
                    as_of=column.as_of,
                    source="",
                    section=section,
                    span=Span(first.line, first.column, cell.span.end_line, cell.span.end_column),
                    rule="wide table",
                )
