"""Which form a file of prices has, and its rows."""

from __future__ import annotations

import csv
import datetime as dt
import itertools
import re
from collections.abc import Callable, Iterable, Iterator
from math import isfinite

from msgspec import Struct

from thesisvault.market.readers import beancount
from thesisvault.market.readers.cells import date_reader, number_at
from thesisvault.market.readers.columns import roles, wide_columns
from thesisvault.market.readers.decimals import decimal_sign
from thesisvault.market.readers.rows import PriceFormatError, PriceRow
from thesisvault.model.market import Bar

_SAMPLE = 400
"""Lines looked at to tell how dates are written."""
_TICKER = re.compile(r"\^?[A-Za-z]{1,5}([.-][A-Za-z]{1,2})?")
_FIGURES = ("open", "high", "low", "close", "volume", "adjusted_close", "dividend", "split")
"""In the order of `Bar`."""


class ReadOptions(Struct, frozen=True):
    """What a file may not say of itself."""

    symbol: str | None = None
    """For a file of one symbol; else its name says it."""
    dates: str | None = None
    """``mdy`` or ``dmy``, for slashed dates that could be either."""
    decimal: str | None = None
    """``.`` or ``,``, for figures that could be either."""


def read_rows(lines: Iterable[str], name: str, options: ReadOptions) -> Iterator[PriceRow]:
    """The rows of a file called `name` (without its ending): one symbol, long, wide or Beancount.

    Lines are read as they come, so a file may be larger than memory. Raises `PriceFormatError`.
    """
    numbered = enumerate(lines, start=1)
    first_number, first = next(
        ((number, line) for number, line in numbered if line.strip() and line[0] not in "#;*"),
        (0, ""),
    )
    if not first:
        raise PriceFormatError(1, "the file is empty")
    rest = (line for _, line in numbered)
    if beancount.is_directive(first):
        _refuse_symbol(options, first_number, "a Beancount ledger")
        return beancount.read_prices(itertools.chain([first], rest), first_number)
    return _read_csv(first, rest, first_number, name, options)


def _read_csv(
    first: str, rest: Iterator[str], line: int, name: str, options: ReadOptions
) -> Iterator[PriceRow]:
    delimiter = max(",;\t|", key=first.count)
    header = next(_cells([first.lstrip("\ufeff")], delimiter, line))
    columns, _ = roles(header)
    symbols = wide_columns(header)
    if "date" not in columns:
        message = f"no column holds a date: the header is `{first.strip()}`"
        raise PriceFormatError(line, message)
    head = list(itertools.islice(rest, _SAMPLE))
    sample = [
        cells
        for cells in _cells(head, delimiter, line + 1)
        if cells and not cells[0].startswith("#")
    ]
    date_at = columns["date"]
    wanted = symbols or [columns[name] for name in _FIGURES if name in columns]
    figures = (cells[at] for cells in sample for at in wanted if at < len(cells))
    try:
        read_date = date_reader(
            [row[date_at] for row in sample if len(row) > date_at], options.dates
        )
        decimal = options.decimal or decimal_sign(figures, delimiter)
    except ValueError as error:
        raise PriceFormatError(line, str(error)) from None
    reader = _cells(itertools.chain(head, rest), delimiter, line + 1)
    table = _Table(reader, line, read_date, decimal)
    if symbols is not None:
        _refuse_symbol(options, line, "a file with a column a symbol")
        return table.wide(date_at, symbols)
    if "close" not in columns and "adjusted_close" not in columns:
        raise PriceFormatError(line, "no column holds a close or a symbol's prices")
    if "symbol" in columns:
        _refuse_symbol(options, line, "a file that names a symbol in each row")
        return table.long(columns)
    return table.one(columns, (options.symbol or _symbol_of(name)).strip())


def _cells(lines: Iterable[str], delimiter: str, first_line: int) -> Iterator[list[str]]:
    """The cells of each line; what the csv module gives up on is named by its line."""
    reader = csv.reader(lines, delimiter=delimiter)
    try:
        yield from reader
    except csv.Error as error:
        raise PriceFormatError(first_line + max(reader.line_num - 1, 0), f"{error}") from None


def _refuse_symbol(options: ReadOptions, line: int, form: str) -> None:
    if options.symbol is not None:
        raise PriceFormatError(line, f"`--symbol` is for a file of one symbol; this is {form}")


def _symbol_of(name: str) -> str:
    """The symbol in a file's name: in capitals where it looks like a ticker."""
    return name.upper() if _TICKER.fullmatch(name.strip()) else name


class _Table(Struct, frozen=True):
    rows: Iterable[list[str]]
    first_line: int
    read_date: Callable[[str], dt.date]
    decimal: str

    def long(self, columns: dict[str, int]) -> Iterator[PriceRow]:
        symbol_at, currency_at = columns["symbol"], columns.get("currency")
        read_bar = self._bar_reader(columns)
        for line, cells in self._numbered():
            symbol = cells[symbol_at].strip() if symbol_at < len(cells) else ""
            if not symbol:
                raise PriceFormatError(line, "the row names no symbol")
            yield PriceRow(symbol, read_bar(cells, line), _text(cells, currency_at))

    def one(self, columns: dict[str, int], symbol: str) -> Iterator[PriceRow]:
        currency_at = columns.get("currency")
        read_bar = self._bar_reader(columns)
        for line, cells in self._numbered():
            yield PriceRow(symbol, read_bar(cells, line), _text(cells, currency_at))

    def wide(self, date_at: int, symbols: dict[int, str]) -> Iterator[PriceRow]:
        for line, cells in self._numbered():
            day = self._date(cells, date_at, line)
            for column, symbol in symbols.items():
                close = number_at(cells, column, line, self.decimal)
                if close is not None:
                    yield PriceRow(symbol, Bar(day, close=close))

    def _numbered(self) -> Iterator[tuple[int, list[str]]]:
        for line, cells in enumerate(self.rows, start=self.first_line + 1):
            if cells and any(cell.strip() for cell in cells) and not cells[0].startswith("#"):
                yield line, cells

    def _date(self, cells: list[str], column: int, line: int) -> dt.date:
        try:
            return self.read_date(cells[column])
        except (ValueError, IndexError):
            found = cells[column] if column < len(cells) else ""
            raise PriceFormatError(line, f"`{found}` is no date") from None

    def _bar_reader(self, columns: dict[str, int]) -> Callable[[list[str], int], Bar]:
        date_at, decimal = columns["date"], self.decimal
        places = [columns.get(name) for name in _FIGURES]
        plain = [at for at in places if at is not None]
        days: dict[str, dt.date] = {}

        def read(cells: list[str], line: int) -> Bar:
            text = cells[date_at] if date_at < len(cells) else ""
            # A long file has each date once a symbol: reading it once saves half of the time.
            day = days.get(text) or days.setdefault(text, self._date(cells, date_at, line))
            try:
                found = [float(cells[at]) for at in plain]
                if decimal == "." and isfinite(sum(found)):
                    figures = iter(found)
                    return Bar(day, *[None if at is None else next(figures) for at in places])
            except (ValueError, IndexError):
                pass  # a cell that is empty, or written as people write
            return Bar(day, *(number_at(cells, at, line, decimal) for at in places))

        return read


def _text(cells: list[str], column: int | None) -> str | None:
    return cells[column].strip() or None if column is not None and column < len(cells) else None
