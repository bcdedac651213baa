"""Readings out of thin air: prices, levels and figures by hand, on dates that tests name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from msgspec import Struct, field

from thesisvault.impact.tripwires.history import watch
from thesisvault.impact.tripwires.parser import parse
from thesisvault.impact.tripwires.readings import Levels, MetricPoint, MetricSeries
from thesisvault.market.adjust import adjust
from thesisvault.model.market import AdjustedSeries, Adjustment, Bar, PriceSeries
from thesisvault.model.review import TripwireState

MONDAY = dt.date(2024, 1, 1)


def weekday(number: int) -> dt.date:
    """The weekday so many after Monday 2024-01-01, or before it."""
    weeks, days = divmod(number, 5)
    return MONDAY + dt.timedelta(days=7 * weeks + days)


def bars(closes: Sequence[float], first: int = 0) -> tuple[Bar, ...]:
    return tuple(Bar(weekday(first + at), close=close) for at, close in enumerate(closes))


def series(symbol: str, given: Sequence[Bar], adjusted: Adjustment = "no") -> AdjustedSeries:
    return adjust(PriceSeries(symbol, tuple(given), "USD", adjusted))


def levels(values: Sequence[float], first: int = 0) -> Levels:
    return Levels(tuple(weekday(first + at) for at in range(len(values))), tuple(values))


class Hand(Struct):
    """`Readings` by hand."""

    prices: Mapping[str, AdjustedSeries] = field(default_factory=dict)
    basket: Levels = field(default_factory=Levels)
    benchmark: Levels = field(default_factory=Levels)
    metrics: Mapping[str, tuple[MetricPoint, ...]] = field(default_factory=dict)
    opened: dt.date | None = MONDAY

    def closes(self, symbol: str) -> AdjustedSeries | None:
        return self.prices.get(symbol)

    def basket_levels(self) -> Levels:
        return self.basket

    def benchmark_levels(self) -> Levels:
        return self.benchmark

    def metric(self, name: str) -> MetricSeries:
        points = self.metrics.get(name.casefold(), ())
        return MetricSeries(points, "" if points else "no such metric is recorded")


def priced(closes: Sequence[float], first: int = 0) -> Hand:
    """NVDA alone, with a flat benchmark on its dates."""
    return Hand(
        {"NVDA": series("NVDA", bars(closes, first), "yes")},
        benchmark=levels([100.0] * len(closes), first),
    )


def stand(condition: str, readings: Hand, day: int) -> TripwireState:
    """How the condition stands on a weekday by number."""
    return watch(parse(condition), readings, weekday(day))
