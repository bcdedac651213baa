"""What the vault holds of each symbol: range, age, gaps, and what is odd about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import pairwise

from msgspec import Struct

from thesisvault.market.missing_sessions import lacked
from thesisvault.market.returns import doubts
from thesisvault.market.sessions import LONGEST_CLOSURE, shifted
from thesisvault.model.errors import PriceFault
from thesisvault.model.market import AdjustedSeries, Adjustment, PriceProblem, PriceSeries
from thesisvault.storage.prices.folder import MixedPrices
from thesisvault.workspace.view import View

_LONG = 3
"""Weekdays: Easter closes two, and most holidays one."""


class Ask(Struct, frozen=True):
    """Nothing but the day."""


class Problem(Struct, frozen=True):
    """Something odd about a series."""

    code: str
    date: dt.date | None
    message: str


class Row(Struct, frozen=True):
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
    problems: tuple[Problem, ...]


class Answer(Struct, frozen=True):
    """What the vault holds, by symbol."""

    as_of: dt.date
    symbols: tuple[Row, ...]
    unread: tuple[str, ...]
    """Files in `prices/` of a kind that is not read."""


def report(view: View, ask: Ask) -> Answer:
    """List the prices held for each symbol on the day, their age, and what is odd about them."""
    return Answer(view.as_of, tuple(_rows(view)), tuple(view.price_folder.unread()))


def bars_after(view: View, day: dt.date) -> Iterator[tuple[str, list[dt.date]]]:
    """The dates after a day, of each symbol with such: after today they are a slip of somebody."""
    for symbol in view.price_folder.symbols():
        with suppress(PriceFault):
            series = view.price_folder.series(symbol)
            days = [bar.date for bar in series.bars if bar.date > day] if series else []
            if days:
                yield symbol, days


def _rows(view: View) -> Iterator[Row]:
    folder, prices, settings = view.price_folder, view.prices, view.settings.market
    missed = {
        symbol: lacked(prices, prices.adjusted(symbol), folder.symbols())
        for symbol in settings.benchmark
    }
    calendar = sorted(
        {
            date
            for symbol, days in missed.items()
            for date in (*prices.adjusted(symbol).dates, *days)
        }
    )
    for symbol in folder.symbols():
        series = prices.adjusted(symbol)
        problems = (
            *series.problems,
            *_holes(symbol, missed.get(symbol, [])),
            *(_long_closures(series) if symbol in missed else ()),
            *_gaps(series, calendar),
        )
        try:
            raw = folder.series(symbol) or PriceSeries(symbol, ())
        except MixedPrices as fault:
            raw = PriceSeries(symbol, ())
            problems = (PriceProblem("mixed-prices", symbol, None, f"{symbol}: {fault}"),)
        except PriceFault as fault:
            raw = PriceSeries(symbol, ())
            problems = (PriceProblem("file-left-out", symbol, None, f"{symbol}: {fault}"),)
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
        yield Row(
            symbol,
            dates[0] if dates else None,
            dates[-1] if dates else None,
            len(dates),
            raw.currency,
            raw.adjusted,
            raw.source,
            (view.as_of - dates[-1]).days if dates else None,
            len(missing),
            holes,
            tuple(Problem(one.code, one.date, one.message) for one in problems),
        )


def _gaps(series: AdjustedSeries, calendar: Sequence[dt.date]) -> Iterator[PriceProblem]:
    """The moves over so many sessions without a price that they are not believed."""
    if not series.dates:
        return
    told = {problem.date for problem in series.problems}
    for doubt in doubts(series, calendar, series.dates[0], series.dates[-1]):
        if doubt.missing and doubt.day not in told:
            message = f"{series.symbol}: {doubt.reason}"
            yield PriceProblem("price-gap", series.symbol, doubt.day, message)


def _long_closures(series: AdjustedSeries) -> Iterator[PriceProblem]:
    """Weekdays in a row that nothing has a bar of: more than the holidays of most exchanges."""
    for before, after in pairwise(series.dates):
        days = [shifted(before, at) for at in range(1, (after - before).days)]
        closed = [day for day in days if day.weekday() < 5]
        if len(closed) >= _LONG and after - before <= LONGEST_CLOSURE:
            what = f"no bar on the {len(closed)} weekdays between {before} and {after}"
            message = (
                f"{series.symbol}: {what}: longer than a holiday, unless the exchange was closed"
            )
            yield PriceProblem("session-missing", series.symbol, closed[0], message)


def _holes(symbol: str, days: list[dt.date], most: int = 5) -> Iterator[PriceProblem]:
    if days:
        shown = ", ".join(map(str, days[:most]))
        more = f" and {len(days) - most} more days" if len(days) > most else ""
        message = f"{symbol}: no bar on {shown}{more}, on which others have one"
        yield PriceProblem("session-missing", symbol, days[0], message)
