"""Which form a file of prices has, and its rows: by the header's words, or as Beancount has it."""

from __future__ import annotations

import csv
import datetime as dt
import itertools
import re
from collections.abc import Callable, Iterable, Iterator
from math import isfinite
from os.path import splitext

from msgspec import Struct

from thesisvault.market.naming import why_no_name
from thesisvault.market.readers.beancount import ENDINGS, is_ledger, ledger_rows
from thesisvault.market.readers.cells import (
    LONGEST,
    PriceFormatError,
    PriceRow,
    date_reader,
    decimal_sign,
    number_at,
)
from thesisvault.market.readers.columns import (
    read_header,
    spelled_out,
    stacked_columns,
    unknown_words,
    wide_columns,
)
from thesisvault.model.market import Adjustment, Bar

_SAMPLE = 400
"""Lines looked at to tell how dates are written."""
_EVENT = re.compile(
    r"(?P<amount>\d{0,20}\.?\d{1,20})"
    r"(?:\s*Dividend|\s*[:/]\s*(?P<for>\d{0,20}\.?\d{0,20}[1-9]\d{0,20})\s*Stock Splits?)",
    re.IGNORECASE,
)
"""A row of Yahoo's page between its prices: `0.26 Dividend`, `4:1 Stock Splits`."""
_OF_HOLDINGS = ("isin", "symbol/isin", "quantity", "shares", "no. of shares", "stück", "position")
_TICKER = re.compile(r"\^?[A-Za-z]{1,5}([.-][A-Za-z]{1,2})?")
_FIGURES = (
    *("open", "high", "low", "close", "volume", "adjusted_close", "dividend", "split"),
    *("stock_dividend", "spin_off", "delisting"),
)
"""In the order of a bar's fields."""
"""In the order of `Bar`."""


class ReadOptions(Struct, frozen=True):
    """What a file may not say of itself."""

    symbol: str | None = None
    """For a file of one symbol; else its name says it."""
    dates: str | None = None
    """``mdy`` or ``dmy``, for slashed dates that could be either."""
    decimal: str | None = None
    """``.`` or ``,``, for figures that could be either."""
    zone: dt.tzinfo | None = None
    """The exchange's, for times in UTC."""
    adjusted: Adjustment = "unknown"
    """Whether its closes are adjusted."""


def read_rows(lines: Iterable[str], file: str, options: ReadOptions) -> Iterator[PriceRow]:
    """The rows of a file of that name: one symbol, long, wide or Beancount.

    Lines are read as they come, so a file may be larger than memory. Raises `PriceFormatError`.
    """
    name, ending = splitext(file)
    numbered = enumerate(lines, start=1)
    first_number, first = next(
        ((number, line) for number, line in numbered if line.strip() and line[0] not in "#;*"),
        (0, ""),
    )
    rest = (line for _, line in numbered)
    if ending.lower() in ENDINGS or is_ledger(first):
        _refuse_symbol(options, first_number, "a Beancount ledger")
        return ledger_rows(itertools.chain([first], rest), first_number)
    if not first:
        raise PriceFormatError(1, "the file is empty")
    return _read_csv(first, rest, first_number, name, options)


def _read_csv(
    first: str, rest: Iterator[str], line: int, name: str, options: ReadOptions
) -> Iterator[PriceRow]:
    delimiter = max(",;\t|", key=first.count)
    header = next(_cells([first.lstrip("\ufeff")], delimiter, line))
    _refuse_export(header, line)
    top = list(itertools.islice(rest, 2))
    stacked = stacked_columns([header, *_cells(top, delimiter, line + 1)])
    rest = itertools.chain(top if stacked is None else top[stacked[1] - 1 :], rest)
    if stacked is not None:
        symbols_at, count = stacked
        line += count - 1
        header = ["date", *(f"{at}" for at in range(1, len(header)))]
    header = spelled_out(header)
    columns = read_header(header).roles
    if "date" not in columns:
        message = (
            f"no column holds a date: the header is `{first.strip()[:200]}`. "
            "It must be the first line, with a column called `date`"
        )
        raise PriceFormatError(line, message)
    only = _only_figure(header) if options.symbol else None
    try:
        symbols = wide_columns(header) if only is None and stacked is None else None
    except ValueError as error:
        raise PriceFormatError(line, str(error)) from None
    if only is not None:
        columns["close"] = only
    head = list(itertools.islice(rest, _SAMPLE))
    sample = [
        cells
        for cells in _cells(head, delimiter, line + 1)
        if cells and not cells[0].startswith("#")
    ]
    date_at = columns["date"]
    wanted = list(symbols or (columns[name] for name in _FIGURES if name in columns))
    if stacked is not None:
        wanted = list(range(1, len(header)))
    figures = (cells[at] for cells in sample for at in wanted if at < len(cells))
    try:
        read_date = date_reader(
            [row[date_at] for row in sample if len(row) > date_at], options.dates, options.zone
        )
        decimal = options.decimal or decimal_sign(figures, delimiter)
    except ValueError as error:
        raise PriceFormatError(line, str(error)) from None
    reader = _cells(itertools.chain(head, rest), delimiter, line + 1)
    table = _Table(reader, line, len(header), read_date, decimal)
    if stacked is not None:
        _refuse_symbol(options, line, "a file with columns for each symbol")
        return table.stacked({_named(name, line): found for name, found in symbols_at.items()})
    if symbols is not None:
        _refuse_symbol(options, line, "a file with one column per symbol")
        return table.wide(date_at, {at: _named(name, line) for at, name in symbols.items()})
    if "close" not in columns and "adjusted_close" not in columns:
        unknown = [header[at].strip() for at in read_header(header).unknown]
        why = f": {unknown_words(unknown)}" if unknown else ""
        raise PriceFormatError(line, f"no column holds a close or a symbol's prices{why}")
    if "symbol" in columns:
        _refuse_symbol(options, line, "a file that names a symbol in each row")
        return table.long(columns)
    return table.one(columns, _named((options.symbol or _symbol_of(name)).strip(), line))


def _refuse_export(header: list[str], line: int) -> None:
    """Raise `PriceFormatError` for a broker's export: the price of a trade is not a close."""
    if {word.strip().casefold() for word in header}.isdisjoint(_OF_HOLDINGS):
        return
    from thesisvault.market.brokers.forms import form_of

    if (form := form_of(header)) is not None:
        told = f"an export of what is held ({form.name}), and no file of prices"
        raise PriceFormatError(line, f"{told}: `thesis holdings import` takes it")


def _only_figure(header: list[str]) -> int | None:
    """The one column beside the date, where its word is not known: with `--symbol`, the close."""
    columns = read_header(header)
    written = [at for at, word in enumerate(header) if word.strip()]
    alone = len(written) == 2 and len(columns.unknown) == 1
    return columns.unknown[0] if alone else None


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
    width: int
    """Cells of the header: a row has no more."""
    read_date: Callable[[str], dt.date]
    decimal: str

    def long(self, columns: dict[str, int]) -> Iterator[PriceRow]:
        symbol_at, currency_at = columns["symbol"], columns.get("currency")
        read_bar = self._bar_reader(columns)
        for line, cells in self._numbered():
            symbol = _name(cells, symbol_at, line)
            if symbol is None:
                raise PriceFormatError(line, "the row names no symbol")
            yield PriceRow(symbol, read_bar(cells, line), _name(cells, currency_at, line))

    def one(self, columns: dict[str, int], symbol: str) -> Iterator[PriceRow]:
        currency_at = columns.get("currency")
        read_bar = self._bar_reader(columns)
        for line, cells in self._numbered():
            yield PriceRow(symbol, read_bar(cells, line), _name(cells, currency_at, line))

    def wide(self, date_at: int, symbols: dict[int, str]) -> Iterator[PriceRow]:
        for line, cells in self._numbered():
            day = self._date(cells, date_at, line)
            for column, symbol in symbols.items():
                close = number_at(cells, column, line, self.decimal)
                if close is not None:
                    yield PriceRow(symbol, Bar(day, close=close))

    def stacked(self, symbols: dict[str, dict[str, int]]) -> Iterator[PriceRow]:
        readers = {
            symbol: self._bar_reader({"date": 0, **columns}) for symbol, columns in symbols.items()
        }
        for line, cells in self._numbered():
            for symbol, read_bar in readers.items():
                bar = read_bar(cells, line)
                if bar != Bar(bar.date):
                    yield PriceRow(symbol, bar)

    def _numbered(self) -> Iterator[tuple[int, list[str]]]:
        for line, cells in enumerate(self.rows, start=self.first_line + 1):
            if not cells or cells[0].startswith("#") or not any(cell.strip() for cell in cells):
                continue
            if len(cells) > self.width and any(cell.strip() for cell in cells[self.width :]):
                told = f"the row has {len(cells)} cells, the header {self.width}"
                raise PriceFormatError(line, f"{told}: put figures with a comma in quotes")
            yield line, cells

    def _date(self, cells: list[str], column: int, line: int) -> dt.date:
        try:
            return self.read_date(cells[column])
        except IndexError:
            raise PriceFormatError(line, "the row has no date") from None
        except ValueError as error:
            raise PriceFormatError(line, str(error)) from None

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
                found = [float(cells[at]) for at in plain if len(cells[at]) <= LONGEST]
                if decimal == "." and len(found) == len(plain) and isfinite(sum(found)):
                    figures = iter(found)
                    return Bar(day, *[None if at is None else next(figures) for at in places])
            except (ValueError, IndexError):
                pass  # a cell that is empty, or written as people write
            if event := next((m for cell in cells if (m := _EVENT.fullmatch(cell.strip()))), None):
                amount = float(event["amount"])
                if event["for"]:
                    return Bar(day, split=amount / float(event["for"]))
                return Bar(day, dividend=amount)
            return Bar(day, *(number_at(cells, at, line, decimal) for at in places))

        return read


def _name(cells: list[str], column: int | None, line: int) -> str | None:
    """A symbol or a currency; None where the cell is empty. Raises `PriceFormatError`."""
    text = cells[column].strip() if column is not None and column < len(cells) else ""
    return _named(text, line) if text else None


def _named(text: str, line: int) -> str:
    if why := why_no_name(text):
        shown = ascii(text[:40])
        raise PriceFormatError(line, f"{shown} cannot be a symbol or a currency: {why}")
    return text
