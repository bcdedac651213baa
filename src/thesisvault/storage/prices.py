"""The vault's `prices/` folder: which files hold a symbol, and putting new bars into them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from itertools import chain
from pathlib import Path
from urllib.parse import quote, unquote

from thesisvault.market.adjust import merge_bars
from thesisvault.market.readers import PriceFormatError, PriceRow, ReadOptions, read_rows
from thesisvault.market.readers.canonical import (
    is_canonical,
    read_adjustment,
    read_series,
    write_series,
)
from thesisvault.model.errors import PriceFault
from thesisvault.model.market import Bar, PriceSeries
from thesisvault.storage.replace import replace_file

FOLDER = "prices"
_ENDINGS = (".csv", ".tsv", ".beancount", ".bean")


class PriceFolder:
    """Prices on the disk. A file in the vault's own form is opened only when its symbol is asked.

    Other files (long, wide, Beancount) are read whole, once, and complete what the own files hold.
    """

    def __init__(self, root: Path) -> None:
        """`root` is the vault's folder; it need not hold any prices."""
        self._root = root
        self._folder = root / FOLDER

    @cached_property
    def _files(self) -> tuple[Path, ...]:
        if not self._folder.is_dir():
            return ()
        found = (path for path in self._folder.rglob("*") if path.suffix.lower() in _ENDINGS)
        return tuple(sorted(path for path in found if path.is_file()))

    @cached_property
    def _own(self) -> dict[str, Path]:
        own = {}
        for path in self._files:
            if path.parent == self._folder and is_canonical(_head(path)):
                own[unquote(path.stem)] = path
        return own

    @cached_property
    def _others(self) -> dict[str, PriceSeries]:
        own = set(self._own.values())
        found: dict[str, PriceSeries] = {}
        for path in self._files:
            if path not in own:
                for symbol, series in self._read_other(path).items():
                    found[symbol] = _joined(found[symbol], series) if symbol in found else series
        return found

    def _read_other(self, path: Path) -> dict[str, PriceSeries]:
        shown = path.relative_to(self._root).as_posix()
        return read_file(path, shown, ReadOptions(), source=shown)

    def symbols(self) -> tuple[str, ...]:
        """Every symbol that has prices."""
        return tuple(sorted({*self._own, *self._others}))

    def series(
        self, symbol: str, start: dt.date | None = None, end: dt.date | None = None
    ) -> PriceSeries | None:
        """The bars of a symbol, or None where there are none. Raises `PriceFault`."""
        own, other = self.own(symbol, start, end), self._others.get(symbol)
        if other is not None:
            bars = tuple(bar for bar in other.bars if _within(bar.date, start, end))
            other = replace(other, bars=bars)
        if own is None or other is None:
            return own or other
        return _joined(own, other)

    def own(
        self, symbol: str, start: dt.date | None = None, end: dt.date | None = None
    ) -> PriceSeries | None:
        """What the symbol's own file holds, without what other files add."""
        path = self._own.get(symbol)
        if path is None:
            return None
        shown = path.relative_to(self._root).as_posix()
        try:
            return read_series(path.read_text(encoding="utf-8"), start, end)
        except PriceFormatError as error:
            raise PriceFault(f"{shown}:{error.line}: {error}") from None
        except (OSError, UnicodeDecodeError) as error:
            raise PriceFault(f"{shown} cannot be read: {error}") from None

    def store(self, series: PriceSeries) -> str:
        """Write a series into the folder, in the vault's own form; its path in the vault."""
        path = self._own.get(series.symbol) or self._folder / f"{_file_name(series.symbol)}.csv"
        self._folder.mkdir(exist_ok=True)
        replace_file(path, write_series(series).encode())
        return path.relative_to(self._root).as_posix()


def read_file(
    path: Path,
    shown: str,
    options: ReadOptions,
    source: str = "",
    watch: Callable[[Iterable[PriceRow]], Iterable[PriceRow]] = lambda rows: rows,
) -> dict[str, PriceSeries]:
    """All series of a file of any form; its rows pass through `watch` as they are read.

    Raises `PriceFault` with the file, called `shown`, and the line.
    """
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            text = file.read(64)
            file.seek(0)
            if is_canonical(text):
                series = read_series(file.read())
                return {series.symbol: series}
            origin, lines = _origin(file)
            rows = watch(read_rows(lines, path.stem, options))
            return collect(rows, replace(origin, source=origin.source or source))
    except PriceFormatError as error:
        raise PriceFault(f"{shown}:{error.line}: {error}") from None
    except UnicodeDecodeError:
        raise PriceFault(f"{shown} is not UTF-8: save it as UTF-8") from None
    except OSError as error:
        raise PriceFault(f"{shown}: {error.strerror}") from None


def _origin(lines: Iterator[str]) -> tuple[PriceSeries, Iterator[str]]:
    """What comment lines at the top of a file say of all its series, and all of its lines."""
    head = []
    values: dict[str, str] = {}
    for line in lines:
        head.append(line)
        if not line.startswith("#"):
            break
        key, _, value = line[1:].partition(":")
        values[key.strip()] = value.strip()
    adjusted = read_adjustment(values.get("adjusted", ""))
    origin = PriceSeries("", (), values.get("currency"), adjusted, values.get("source", ""))
    return origin, chain(head, lines)


def collect(rows: Iterable[PriceRow], origin: PriceSeries) -> dict[str, PriceSeries]:
    """Rows by symbol, in the order of the file; `origin` says what holds for all of them."""
    bars: dict[str, list[Bar]] = {}
    currencies: dict[str, str | None] = {}
    for row in rows:
        bars.setdefault(row.symbol, []).append(row.bar)
        currencies.setdefault(row.symbol, row.currency)
    return {
        symbol: replace(
            origin,
            symbol=symbol,
            bars=tuple(found),
            currency=currencies[symbol] or origin.currency,
        )
        for symbol, found in bars.items()
    }


def _joined(one: PriceSeries, other: PriceSeries) -> PriceSeries:
    """Both files' bars; where they speak of one date, the first is kept if they agree.

    Bars that contradict each other are both kept: reading refuses such a series, by date.
    """
    merged: dict[dt.date, Bar] = {bar.date: bar for bar in one.bars}
    extra = []
    for bar in other.bars:
        held = merged.get(bar.date)
        if held is None:
            merged[bar.date] = bar
        elif merge_bars(held, bar) is None:
            extra.append(bar)
    sources = "; ".join(dict.fromkeys(text for text in (one.source, other.source) if text))
    adjusted = one.adjusted if one.adjusted == other.adjusted else "unknown"
    currency = one.currency or other.currency
    return PriceSeries(
        one.symbol, (*merged.values(), *extra), currency, adjusted, sources, one.fetched_at
    )


def _within(day: dt.date, start: dt.date | None, end: dt.date | None) -> bool:
    return (start is None or day >= start) and (end is None or day <= end)


def _head(path: Path) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read(16)
    except OSError:
        return ""


def _file_name(symbol: str) -> str:
    name = quote(symbol, safe="^=-._")
    # A leading dot would hide the file.
    return name.replace(".", "%2E", 1) if name.startswith(".") else name
