"""The value of an expression on a day, from nothing dated later."""

from __future__ import annotations

import datetime as dt
import math
import statistics
from collections.abc import Callable, Sequence
from itertools import pairwise

from thesisvault.impact.tripwires.metrics import figure_on
from thesisvault.impact.tripwires.readings import MetricSeries, Readings
from thesisvault.impact.tripwires.syntax import (
    Arithmetic,
    Expression,
    Metric,
    Minus,
    Number,
    Price,
    Reading,
    Return,
    Subject,
    Volatility,
)
from thesisvault.impact.tripwires.tracks import NoFigure, Track, track_of_levels, track_of_series

SESSIONS_A_YEAR = 252


class Figures:
    """Readings as one thesis sees them up to `day`; each is asked for once."""

    def __init__(self, readings: Readings, day: dt.date) -> None:
        """Nothing dated after `day` has any effect."""
        self.opened = readings.opened
        self._readings, self._day = readings, day
        self._tracks: dict[Subject, Track] = {}
        self._metrics: dict[str, MetricSeries] = {}
        self.benchmark = track_of_levels("the benchmark", readings.benchmark_levels(), day)
        """Its dates are the calendar."""

    def track(self, subject: Subject) -> Track:
        """The prices of a subject."""
        if subject.role == "benchmark":
            return self.benchmark
        if subject not in self._tracks:
            if subject.role == "basket":
                found = track_of_levels("the basket", self._readings.basket_levels(), self._day)
            else:
                series = self._readings.closes(subject.symbol)
                found = track_of_series(subject.symbol, series, self._day)
            self._tracks[subject] = found
        return self._tracks[subject]

    def dates(self, reading: Reading) -> tuple[dt.date, ...]:
        """The days up to the last on which the reading may change."""
        if isinstance(reading, Metric):
            return tuple(point.date for point in self._series(reading.name).points)
        return (*self.track(reading.subject).dates, *self.benchmark.dates)

    def value(self, tree: Expression, day: dt.date, fractions: bool) -> float:
        """The figure on `day`; returns and, if `fractions`, percentages as fractions.

        Raises `NoFigure` where there is none.
        """
        match tree:
            case Number(value=value, percent=percent):
                return value / 100 if percent else value
            case Minus(operand=operand):
                return -self.value(operand, day, fractions)
            case Arithmetic(left=left, sign=sign, right=right):
                first = self.value(left, day, fractions)
                return _calculate(first, sign, self.value(right, day, fractions))
            case Price():
                return self._level(tree, day)
            case Return():
                return self._return(tree, day)
            case Volatility(subject=subject, sessions=sessions):
                track = self.track(subject)
                place = track.place(day, self.benchmark.dates)
                closes = track.window(place, sessions + 1, f"volatility({sessions})")
                returns = [track.ratio(b, a) - 1 for a, b in pairwise(closes)]
                return _deviation(returns) * math.sqrt(SESSIONS_A_YEAR)
            case Metric(name=name):
                series = self._series(name)
                return figure_on(series.points, name, day, series.reason, fractions=fractions)

    def _level(self, price: Price, day: dt.date) -> float:
        track = self.track(price.subject)
        place = track.place(day, self.benchmark.dates)
        track.check(self.opened or track.dates[place], place)
        if price.kind == "open":
            level = track.opens[place]
            if level is None:
                raise NoFigure(f"{track.name}: no opening price on {track.dates[place]}")
            return level
        if price.sessions is None:
            return track.shown[place]
        closes = track.window(place, price.sessions, f"{price.kind}({price.sessions})")
        level = _CHOICE[price.kind](closes)
        return track.shown[place] * track.ratio(level, track.closes[place])

    def _return(self, wanted: Return, day: dt.date) -> float:
        track = self.track(wanted.subject)
        place = track.place(day, self.benchmark.dates)
        if wanted.sessions is None:
            if self.opened is None:
                raise NoFigure("the thesis has no `opened` date")
            base = track.place(self.opened, self.benchmark.dates)
            track.check(track.dates[base], place)
        else:
            base = place - wanted.sessions
            track.window(place, wanted.sessions + 1, f"return({wanted.sessions})")
        own = track.ratio(track.closes[place], track.closes[base]) - 1
        if not wanted.relative:
            return own
        market = self.benchmark
        start = market.place(track.dates[base], ())
        end = market.place(track.dates[place], ())
        return own - (market.ratio(market.closes[end], market.closes[start]) - 1)

    def _series(self, name: str) -> MetricSeries:
        if name not in self._metrics:
            found = self._readings.metric(name)
            points = tuple(point for point in found.points if point.date <= self._day)
            self._metrics[name] = MetricSeries(points, found.reason)
        return self._metrics[name]


_CHOICE: dict[str, Callable[[Sequence[float]], float]] = {
    "high": max,
    "low": min,
    "average": statistics.fmean,
}


def _deviation(values: Sequence[float]) -> float:
    """Of a sample. `statistics.stdev` is exact, and a hundred times slower over years of days."""
    mean = math.fsum(values) / len(values)
    return math.sqrt(math.fsum((value - mean) ** 2 for value in values) / (len(values) - 1))


def _calculate(left: float, sign: str, right: float) -> float:
    if sign == "/" and right == 0:
        raise NoFigure("a division by zero")
    results = {"+": left + right, "-": left - right, "*": left * right}
    value = left / right if sign == "/" else results[sign]
    if not math.isfinite(value):
        raise NoFigure("a figure too large to compare")
    return value
