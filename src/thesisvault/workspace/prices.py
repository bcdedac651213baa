"""The vault's prices as figures are made of them: adjusted, up to a day, against a benchmark."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import chain, pairwise
from pathlib import Path

from thesisvault.market.adjust import absent, adjust, merge_bars
from thesisvault.market.aliases import join_renamed, present_name, why_not_one
from thesisvault.market.readers import DECIMALS, PriceRow, ReadOptions
from thesisvault.market.sessions import LONGEST_CLOSURE, day_zero
from thesisvault.model.errors import ConfigFault
from thesisvault.model.market import (
    AdjustedSeries,
    Adjustment,
    Bar,
    PriceProblem,
    PriceSeries,
)
from thesisvault.model.settings import MarketSettings
from thesisvault.storage.prices import MixedPrices, PriceFolder, read_all

__all__ = [
    "DECIMALS",
    "Holding",
    "Imported",
    "Origin",
    "Prices",
    "holdings",
    "import_file",
    "import_series",
]


class Prices:
    """Adjusted series by symbol, seeing nothing dated after `day`; each is read once."""

    def __init__(
        self,
        root: Path,
        settings: MarketSettings,
        day: dt.date,
        start: dt.date | None = None,
        end: dt.date | None = None,
    ) -> None:
        """`start`, `end`: the dates that figures need; bars outside of them are not read.

        Raises `ConfigFault` where renamed tickers run in a circle.
        """
        self._folder = PriceFolder(root)
        self._settings = settings
        self._day, self._start = day, start
        self._end = day if end is None else min(day, end)
        self._read: dict[str, AdjustedSeries] = {}
        try:
            self._present = {old: present_name(old, settings.renamed) for old in settings.renamed}
        except ValueError as error:
            raise ConfigFault(f"`renamed` in the config: {error}.") from None

    def symbols(self) -> tuple[str, ...]:
        """Every symbol that the vault has prices of."""
        return self._folder.symbols()

    def spelling(self, symbol: str) -> str:
        """The symbol as its files or `renamed` spell it, where only its case differs."""
        if symbol in self._present:
            return symbol
        folded = symbol.casefold()
        renamed = (name for name in self._present if name.casefold() == folded)
        return next(renamed, None) or self._folder.spelling(symbol)

    def known(self, symbol: str) -> bool:
        """Whether the vault has prices of that very symbol, or of one that it is called now."""
        return symbol in self._present or symbol in self._folder.symbols()

    def holds(self, symbol: str) -> bool:
        """Whether there are prices of that symbol, under its own or an older name."""
        return bool(self.adjusted(symbol).dates)

    def adjusted(self, symbol: str) -> AdjustedSeries:
        """The symbol's series, joined with those of its older names; `absent` where none."""
        name = self._present.get(symbol, symbol)
        if name not in self._read:
            self._read[name] = self._load(name)
        return self._read[name]

    def _load(self, symbol: str) -> AdjustedSeries:
        try:
            whole = self._joined(symbol, self._start, self._end)
            if whole is not None and not whole.bars:
                return absent(symbol, self._why_none(symbol))
        except MixedPrices as fault:
            return absent(symbol, str(fault))
        if whole is None:
            return absent(symbol)
        confirmed = self._settings.confirmed_jumps.get(symbol, ())
        return adjust(whole, as_of=self._day, confirmed_jumps=confirmed)

    def _joined(self, symbol: str, start: dt.date | None, end: dt.date) -> PriceSeries | None:
        """The symbol's raw bars and those of its older names. Raises `MixedPrices`."""
        older = sorted(old for old, new in self._present.items() if new == symbol != old)
        found = [
            series
            for name in (symbol, *older)
            if (series := self._folder.series(name, start, end)) is not None
        ]
        try:
            return join_renamed(found, self._present).get(symbol)
        except ValueError as error:
            raise MixedPrices(str(error)) from None

    def _why_none(self, symbol: str) -> str:
        """In words, where a symbol's prices lie that has none in the time that was read."""
        whole = self._joined(symbol, None, self._day)
        dates = [bar.date for bar in whole.bars] if whole else []
        if self._start is not None and (before := [day for day in dates if day < self._start]):
            return f"stale: last price {max(before)}"
        return f"prices begin on {min(dates)}" if dates else "no prices"

    def benchmark(self, event: dt.date, asked: str | None = None) -> AdjustedSeries:
        """The first configured benchmark with a session at `event`; else the first with prices.

        `asked` for by name: that one, whatever it holds.
        """
        if asked is not None:
            return self.adjusted(asked)
        series = [self.adjusted(symbol) for symbol in self._settings.benchmark]
        priced = [item for item in series if item.dates]
        for item in priced:
            if day_zero(item.dates, event) is not None:
                return item
        return priced[0] if priced else series[0]

    def last_session(self) -> dt.date | None:
        """The latest session of any configured benchmark."""
        dates = [
            series.dates[-1]
            for symbol in self._settings.benchmark
            if (series := self.adjusted(symbol)).dates
        ]
        return max(dates, default=None)


@dataclass(slots=True)
class Imported:
    """What became of one symbol's bars."""

    symbol: str
    path: str = ""
    added: int = 0
    completed: int = 0
    """Bars that were held and have gained a figure."""
    same: int = 0
    learnt: list[str] = field(default_factory=list)
    """What is now known of all bars held, and was not before: `currency USD`."""
    conflicts: list[str] = field(default_factory=list)
    """What the file says otherwise than the vault; the vault's bars were kept."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What the person says of a file's bars, where the file does not."""

    currency: str | None = None
    adjusted: Adjustment = "unknown"
    source: str = ""
    fetched_at: dt.datetime | None = None


def import_file(
    root: Path,
    path: Path,
    symbol: str | None,
    dates: str | None,
    origin: Origin,
    progress: Callable[[int], None],
    decimal: str | None = None,
) -> Iterator[Imported]:
    """Read a file of any form and put its bars into the vault; `progress` is told of its rows.

    Raises `PriceFault` with the file and line of what cannot be read.
    """
    named = PriceFolder(root).spelling(symbol) if symbol else None
    found: dict[str, list[PriceSeries]] = {}
    for series in read_all(
        path,
        path.name,
        ReadOptions(named, dates, decimal),
        source=path.name,
        watch=lambda rows: _counted(rows, progress),
    ):
        found.setdefault(series.symbol, []).append(series)
    mixed = {name: why for name, parts in found.items() if (why := why_not_one(parts))}
    whole = (parts[0] for name, parts in found.items() if name not in mixed and len(parts) == 1)
    refused = (Imported(name, conflicts=[f"{why}: not taken"]) for name, why in mixed.items())
    return chain(import_series(root, whole, origin), refused)


def _counted(
    rows: Iterable[PriceRow], progress: Callable[[int], None], every: int = 20_000
) -> Iterator[PriceRow]:
    count = 0
    for count, row in enumerate(rows, start=1):
        if count % every == 0:
            progress(count)
        yield row
    progress(count)


def import_series(root: Path, found: Iterable[PriceSeries], origin: Origin) -> Iterator[Imported]:
    """Put series into the vault's prices, one symbol after the other.

    Bars that are held already are kept as they are: a second run changes nothing, and what
    contradicts them is reported. Raises `OSError` where the disk refuses.
    """
    folder = PriceFolder(root)
    for series in found:
        given = replace(
            series,
            currency=origin.currency or series.currency,
            adjusted=origin.adjusted if origin.adjusted != "unknown" else series.adjusted,
            source=origin.source or series.source,
            fetched_at=origin.fetched_at or series.fetched_at,
        )
        yield _import_one(folder, given)


def _import_one(folder: PriceFolder, given: PriceSeries) -> Imported:
    result = Imported(given.symbol)
    held = folder.own(given.symbol) or replace(given, bars=())
    if reason := _incompatible(held, given):
        result.conflicts.append(reason)
        return result
    bars: dict[dt.date, Bar] = {bar.date: bar for bar in held.bars}
    for bar in given.bars:
        mine = bars.get(bar.date)
        both = bar if mine is None else merge_bars(mine, bar)
        if both is None:
            result.conflicts.append(_difference(mine, bar))
        elif mine is None:
            bars[bar.date] = bar
            result.added += 1
        elif both != mine:
            bars[bar.date] = both
            result.completed += 1
        else:
            result.same += 1
    currency = held.currency or given.currency
    adjusted = held.adjusted if held.adjusted != "unknown" else given.adjusted
    if currency != held.currency:
        result.learnt.append(f"currency {currency}")
    if adjusted != held.adjusted:
        result.learnt.append(f"adjusted {adjusted}")
    if result.added or result.completed or result.learnt:
        merged = replace(
            held,
            bars=tuple(bars.values()),
            currency=currency,
            adjusted=adjusted,
            source=_sources(held.source, given.source),
            fetched_at=given.fetched_at or held.fetched_at,
        )
        result.path = folder.store(merged)
    return result


def _incompatible(held: PriceSeries, given: PriceSeries) -> str | None:
    if held.currency and given.currency and held.currency != given.currency:
        return f"held in {held.currency}, the file is in {given.currency}: nothing was taken"
    known = {held.adjusted, given.adjusted} - {"unknown"}
    if len(known) == 2:
        return f"held closes are adjusted: {held.adjusted}, the file's: {given.adjusted}"
    return None


def _difference(mine: Bar | None, bar: Bar) -> str:
    differing = [
        f"{name} {getattr(mine, name)} (file: {getattr(bar, name)})"
        for name in (
            "open",
            "high",
            "low",
            "close",
            "adjusted_close",
            "dividend",
            "split",
            "volume",
        )
        if None not in (getattr(mine, name), getattr(bar, name))
        and getattr(mine, name) != getattr(bar, name)
    ]
    return f"{bar.date}: kept {', '.join(differing)}"


def _sources(held: str, given: str) -> str:
    sources = held.split("; ") if held else []
    return "; ".join(dict.fromkeys([*sources, given] if given else sources))


@dataclass(frozen=True, slots=True)
class Holding:
    """What the vault holds of one symbol."""

    symbol: str
    first: dt.date | None
    last: dt.date | None
    sessions: int
    currency: str | None
    adjusted: Adjustment
    source: str
    age: int | None
    """Days from the last bar to the day of the report."""
    missing: int
    """Sessions of the benchmark between first and last that have no bar."""
    holes: tuple[tuple[dt.date, dt.date], ...]
    """Stretches of more than a week without a bar: the dates around each."""
    problems: tuple[PriceProblem, ...]


def holdings(root: Path, settings: MarketSettings, day: dt.date) -> Iterator[Holding]:
    """What there is of each symbol on `day`, how old, and what is odd about it."""
    folder = PriceFolder(root)
    prices = Prices(root, settings, day)
    calendar = sorted(
        {date for symbol in settings.benchmark for date in prices.adjusted(symbol).dates}
    )
    for symbol in folder.symbols():
        series = prices.adjusted(symbol)
        problems = series.problems
        try:
            raw = folder.series(symbol) or PriceSeries(symbol, ())
        except MixedPrices as fault:
            raw = PriceSeries(symbol, ())
            problems = (PriceProblem("mixed-prices", symbol, None, f"{symbol}: {fault}"),)
        dates = series.dates
        held = set(dates)
        holes = tuple(
            (before, after) for before, after in pairwise(dates) if after - before > LONGEST_CLOSURE
        )
        missing = [
            session
            for session in calendar
            if dates
            and dates[0] <= session <= dates[-1]
            and session not in held
            and not any(before < session < after for before, after in holes)
        ]
        yield Holding(
            symbol,
            dates[0] if dates else None,
            dates[-1] if dates else None,
            len(dates),
            raw.currency,
            raw.adjusted,
            raw.source,
            (day - dates[-1]).days if dates else None,
            len(missing),
            holes,
            problems,
        )
