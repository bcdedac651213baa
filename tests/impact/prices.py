"""Prices out of thin air, that move on the day of an event by as much as a test asks for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum, sqrt
from random import Random
from statistics import fmean

from thesisvault.market.adjust import absent, adjust
from thesisvault.model.market import AdjustedSeries, Bar, PriceSeries

EVENT = dt.date(2026, 1, 8)
DAYS = tuple(
    day
    for day in (dt.date(2025, 1, 1) + dt.timedelta(days=offset) for offset in range(390))
    if day.weekday() < 5
)
"""Every weekday is a session."""
ZERO = DAYS.index(EVENT)
GAP, SESSIONS = 10, 250


def noise(seed: object, size: float) -> list[float]:
    """One return a session after the first, the same for the same seed."""
    source = Random(str(seed))
    return [source.gauss(0, size) for _ in DAYS[1:]]


MARKET = noise("the market", 0.01)


def with_t(t: float, seed: object = "a stock", days: Sequence[int] = (0,)) -> list[float]:
    """Returns of a stock whose move has this t over `days`, counted from the event.

    The market model by hand (MacKinlay 1997; Campbell, Lo and MacKinlay, ch. 4), so that what the
    package finds is held against a second reckoning.
    """
    returns = [1.2 * m + e for m, e in zip(MARKET, noise(seed, 0.015), strict=True)]
    end = ZERO - GAP
    past = range(end - SESSIONS, end)  # returns[i] leads to DAYS[i + 1]
    x, y = [MARKET[i] for i in past], [returns[i] for i in past]
    mean_x, mean_y = fmean(x), fmean(y)
    spread = fsum((m - mean_x) ** 2 for m in x)
    beta = fsum((m - mean_x) * (r - mean_y) for m, r in zip(x, y, strict=True)) / spread
    alpha = mean_y - beta * mean_x
    errors = [r - alpha - beta * m for m, r in zip(x, y, strict=True)]
    variance = fsum(e * e for e in errors) / (SESSIONS - 2)
    window = [ZERO - 1 + day for day in days]
    length, market = len(window), fsum(MARKET[i] for i in window)
    variance *= length + length**2 / SESSIONS + (market - length * mean_x) ** 2 / spread
    for i in window:
        returns[i] = alpha + beta * MARKET[i] + t * sqrt(variance) / length
    return returns


def series(
    symbol: str, returns: Sequence[float], first: int = 0, last: dt.date | None = None
) -> AdjustedSeries:
    """Closes that make these returns, from the session `first` on, known by `last`."""
    level, bars = 100.0, [Bar(DAYS[0], close=100.0)]
    for day, change in zip(DAYS[1:], returns, strict=True):
        level *= 1 + change
        bars.append(Bar(day, close=level))
    return adjust(PriceSeries(symbol, tuple(bars[first:]), "USD", "yes"), as_of=last)


@dataclass(frozen=True)
class Shelf:
    """The prices of a review, by symbol; SPY is what all is measured against."""

    held: Mapping[str, AdjustedSeries]

    def symbols(self) -> tuple[str, ...]:
        return tuple(self.held)

    def adjusted(self, symbol: str) -> AdjustedSeries:
        return self.held.get(symbol) or absent(symbol)

    def benchmark(
        self, event: dt.date, asked: str | None = None, history: int = 0
    ) -> AdjustedSeries:
        return self.adjusted(asked or "SPY")


def shelf(
    returns: Mapping[str, Sequence[float]], first: int = 0, last: dt.date | None = None
) -> Shelf:
    """These symbols and the market, known by `last`; the symbols begin with session `first`."""
    held = {symbol: series(symbol, found, first, last) for symbol, found in returns.items()}
    return Shelf({"SPY": series("SPY", MARKET, last=last), **held})
