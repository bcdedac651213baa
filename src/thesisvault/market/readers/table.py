"""Which form a file of prices has, and its rows: by the header's words, or as Beancount has it."""

from __future__ import annotations

import csv
import datetime as dt
import itertools
import re
from collections.abc import Callable, Iterable, Iterator
from math import isfinite

from msgspec import Struct

from thesisvault.market.readers.cells import (
    PriceFormatError,
    PriceRow,
    date_reader,
    decimal_sign,
    number_at,
    read_number,
)
from thesisvault.model.market import Bar

_SAMPLE = 400
"""Lines looked at to tell how dates are written."""
_TICKER = re.compile(r"\^?[A-Za-z]{1,5}([.-][A-Za-z]{1,2})?")
_FIGURES = ("open", "high", "low", "close", "volume", "adjusted_close", "dividend", "split")
"""In the order of `Bar`."""
_WORDS = {
    "date": ("date", "time", "timestamp", "day", "datetime", "trade date", "trading day"),
    "symbol": ("symbol", "ticker", "name", "base", "code", "instrument", "sym"),
    "open": ("open", "opening price"),
    "high": ("high", "day high"),
    "low": ("low", "day low"),
    "close": (
        "close",
        "close/last",
        "last",
        "price",
        "last price",
        "closing price",
        "amount",
        "settle",
        "nav",
    ),
    "adjusted_close": ("adj close", "adj_close", "adjclose", "adjusted close", "adjusted_close"),
    "volume": ("volume", "vol", "vol."),
    "dividend": ("dividend", "dividends", "divcash", "dividend amount", "dividend_amount"),
    "split": ("split", "splits", "splitfactor", "stock splits", "split coefficient"),
    "currency": ("currency", "quote"),
}
_ROLES = {word: role for role, words in _WORDS.items() for word in words}
# Known, and of no use here: Tiingo's other adjusted figures, Stooq's period, a day's change.
_IGNORED = {
    "adjopen",
    "adjhigh",
    "adjlow",
    "adjvolume",
    "per",
    "change",
    "change %",
    "chg%",
    "openint",
    "turnover",
    "trades",
    "vwap",
    "source",
    "type",
    "market cap",
}
_NO_TICKER = ("date", "symbol", "ticker")
_LONGEST_TICKER = 5
_CLOSES_AND_TICKERS = {"nav", "last"}
"""Words for the close that are tickers too."""
_PRICE = re.compile(
    r"(\d{4}[-/]\d{2}[-/]\d{2})\s+price\s+([A-Z][A-Z0-9'._-]*)\s+([-\d.,]+)\s+([A-Z][A-Z0-9'._-]*)"
)
_DIRECTIVE = re.compile(r"\d{4}[-/]\d{2}[-/]\d{2}\s+[a-z]+\s|option\s|plugin\s|include\s")


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
    if _is_beancount(first):
        _refuse_symbol(options, first_number, "a Beancount ledger")
        return _beancount_rows(itertools.chain([first], rest), first_number)
    return _read_csv(first, rest, first_number, name, options)


def _read_csv(
    first: str, rest: Iterator[str], line: int, name: str, options: ReadOptions
) -> Iterator[PriceRow]:
    delimiter = max(",;\t|", key=first.count)
    header = next(_cells([first.lstrip("\ufeff")], delimiter, line))
    columns, _ = _roles(header)
    symbols = _wide_columns(header)
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


def _wide_columns(header: list[str]) -> dict[int, str] | None:
    """The columns of a wide file, each a symbol's, with that symbol; None for other files.

    Wide is a file without a column of closes in which half of the columns beside the date, or
    more, are headed by words that are not known. Where the close would be `NAV` or `LAST`, more
    than half must be unknown, and all of these in capitals. A known word of up to five letters
    is a symbol there too, if it is written in the case of the others: `LOW` among `HD` and
    `WMT`, but not `Volume`.

    >>> _wide_columns(["Date", "HD", "LOW", "WMT"])
    {1: 'HD', 2: 'LOW', 3: 'WMT'}
    >>> _wide_columns(["Date", "Open", "Close"]) is None
    True
    """
    found, unknown = _roles(header)
    words = {at: word.strip() for at, word in enumerate(header) if word.strip()}
    others = {at: word for at, word in words.items() if at != found.get("date")}
    if not unknown or any(word.casefold() in _NO_TICKER for word in others.values()):
        return None
    capitals = all(words[at] == words[at].upper() for at in unknown)
    small = all(words[at] == words[at].lower() for at in unknown)
    closes = {_plain(header[found[role]]) for role in ("close", "adjusted_close") if role in found}
    if closes:
        many = 2 * len(unknown) > len(others) and capitals and closes <= _CLOSES_AND_TICKERS
    else:
        many = 2 * len(unknown) >= len(others)
    if not many:
        return None
    nameless = set(unknown)
    return {
        at: word
        for at, word in others.items()
        if at in nameless
        or (
            len(word) <= _LONGEST_TICKER
            and ((capitals and word == word.upper()) or (small and word == word.lower()))
        )
    }


def _plain(word: str) -> str:
    return word.strip().strip("<>").strip().casefold()


def _roles(header: list[str]) -> tuple[dict[str, int], list[int]]:
    """Each known role with its column, and the columns whose words are not known.

    >>> _roles(["Date", "Close/Last", "NVDA"])
    ({'date': 0, 'close': 1}, [2])
    """
    found: dict[str, int] = {}
    unknown = []
    for number, word in enumerate(header):
        plain = _plain(word)
        role = _ROLES.get(plain)
        if role is not None and role not in found:
            found[role] = number
        elif role is None and plain not in _IGNORED and plain:
            unknown.append(number)
    return found, unknown


def _is_beancount(line: str) -> bool:
    """True for a line of a Beancount ledger."""
    return _DIRECTIVE.match(line) is not None


def _beancount_rows(lines: Iterable[str], first_line: int) -> Iterator[PriceRow]:
    """The price lines of a ledger; all other directives are passed over."""
    for number, line in enumerate(lines, start=first_line):
        match = _PRICE.match(line)
        if match is None:
            continue
        try:
            day = dt.date.fromisoformat(match[1].replace("/", "-"))
            close = read_number(match[3])
        except ValueError:
            raise PriceFormatError(number, f"`{line.strip()}` is no price") from None
        yield PriceRow(match[2], Bar(day, close=close), match[4])
