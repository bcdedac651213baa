"""The value of an expression on a day, from nothing dated later.

Levels are what a reader saw on the day: adjusted for splits up to the last day, so that they
compare with a level written in present shares, and not for later dividends, so that a close of
151 does not sink under a threshold of 150 as the years pass. Windows and returns count dividends.
"""

from __future__ import annotations

import datetime as dt
import math
import statistics
from bisect import bisect_right
from calendar import monthrange
from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import pairwise

from msgspec import Struct

from thesisvault.impact.tripwires.readings import Levels, MetricPoint, MetricSeries, Readings
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
from thesisvault.market.returns import STALE_AFTER
from thesisvault.market.sessions import LONGEST_CLOSURE
from thesisvault.model.market import AdjustedSeries

_PER_UNIT = {"%": 100, "bp": 10_000, "bps": 10_000}
SESSIONS_A_YEAR = 252
_CHOICE: dict[str, Callable[[Sequence[float]], float]] = {
    "high": max,
    "low": min,
    "average": statistics.fmean,
}


class Figures:
    """Readings as one thesis sees them up to `day`; each is asked for once."""

    def __init__(self, readings: Readings, day: dt.date, start: dt.date | None = None) -> None:
        """Nothing dated after `day` has any effect; closes of weeks and months count from `start`
        on, the opening where it is not given.
        """
        self.opened = readings.opened
        self._start = start or readings.opened
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
                return _figure_on(series.points, name, day, series.reason, fractions=fractions)

    def _level(self, price: Price, day: dt.date) -> float:
        track = self.track(price.subject)
        place = track.place(day, self.benchmark.dates)
        track.check(self.opened or track.dates[place], place)
        if price.kind == "open":
            level = track.opens[place]
            if level is None:
                raise NoFigure(f"{track.name}: no opening price on {track.dates[place]}")
            return level
        if price.kind in ("weekly close", "monthly close"):
            weekly = price.kind == "weekly close"
            return track.shown[track.last_of_period(weekly, place, self._start)]
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
            end = bisect_right(found.points, self._day, key=_date)
            self._metrics[name] = MetricSeries(found.points[:end], found.reason)
        return self._metrics[name]


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


_RECENT = 60
"""Prices that tell on which days of a week a security trades."""


class NoFigure(Exception):
    """There is no figure, and why; the judgment of a comparison turns it into a value."""


class Track(Struct, frozen=True, dict=True):
    """Prices on ascending dates; all tuples but the last two run parallel."""

    name: str
    dates: tuple[dt.date, ...] = ()
    closes: tuple[float, ...] = ()
    """Adjusted for splits and dividends: for ratios."""
    shown: tuple[float, ...] = ()
    """Adjusted for splits alone: for levels."""
    opens: tuple[float | None, ...] = ()
    doubted: tuple[dt.date, ...] = ()
    """Days whose move, from the bar before, is not believed: levels around them do not compare."""
    splits: tuple[tuple[dt.date, float], ...] = ()
    """MetricPoint splits: new shares for one old."""
    reason: str = ""

    def place(self, day: dt.date, calendar: Sequence[dt.date]) -> int:
        """Index of the price in force on `day`. Raises `NoFigure` for none, or a stale one."""
        if not self.dates:
            raise NoFigure(f"{self.name}: {self.reason or 'no prices'}")
        place = bisect_right(self.dates, day) - 1
        if place < 0:
            raise NoFigure(f"{self.name}: prices begin on {self.dates[0]}, after {day}")
        last = self.dates[place]
        missed = bisect_right(calendar, day) - bisect_right(calendar, last)
        if missed > STALE_AFTER or day - last > LONGEST_CLOSURE:
            why = f" ({self.reason})" if self.reason else ""
            if place + 1 == len(self.dates):
                raise NoFigure(f"{self.name}: prices end on {last}{why}")
            raise NoFigure(f"{self.name}: the last price up to {day} is from {last}{why}")
        return place

    def last_of_period(self, weekly: bool, place: int, start: dt.date | None) -> int:
        """Index of the last close of a week, or a month, up to `place` and from `start` on: that of
        its last trading day, or of the one before the first close of the next. Raises `NoFigure`
        where there is none.
        """
        following = dt.date.min
        for at in range(place, -1, -1):
            date = self.dates[at]
            if start is not None and date < start:
                break
            last = self._last_session(date, weekly)
            if date == last or following > last:
                return at
            following = date
        raise NoFigure(f"{self.name}: the first week or month since {start} is not over")

    def _last_session(self, date: dt.date, weekly: bool) -> dt.date:
        """The last day of a day's week or month on which it trades: a Friday for a share."""
        if weekly:
            is_from_sunday = 6 in self._weekdays and 5 not in self._weekdays
            last = date + dt.timedelta(days=((5 if is_from_sunday else 6) - date.weekday()) % 7)
        else:
            last = date.replace(day=monthrange(date.year, date.month)[1])
        while last > date and last.weekday() not in self._weekdays:
            last -= dt.timedelta(days=1)
        return last

    @cached_property
    def _weekdays(self) -> frozenset[int]:
        """On which it trades, Monday being 0: coins on all seven; where a week begins on a Sunday,
        the exchange rests on the two days before.
        """
        seen = {date.weekday() for date in self.dates[-_RECENT:]}
        is_from_sunday = 6 in seen and seen.isdisjoint((4, 5))
        return frozenset(seen | set(range(4 if is_from_sunday else 5)))

    def window(self, place: int, count: int, what: str) -> tuple[float, ...]:
        """`count` closes up to `place`. Raises `NoFigure` where there are fewer, or a doubt."""
        if place + 1 < count:
            held = f"{place + 1} {'session' if place == 0 else 'sessions'}"
            raise NoFigure(
                f"{self.name}: {what} needs {count} sessions, there are {held} "
                f"up to {self.dates[place]}"
            )
        self.check(self.dates[place + 1 - count], place)
        return self.closes[place + 1 - count : place + 1]

    def ratio(self, above: float, below: float) -> float:
        """One close over another. Raises `NoFigure` where a basket has lost all."""
        if below <= 0:
            raise NoFigure(f"{self.name}: a level that is not above zero")
        return above / below

    def check(self, start: dt.date, place: int) -> None:
        """Raise `NoFigure` where a move after `start`, up to `place`, is not believed."""
        for odd in self.doubted:
            if start < odd <= self.dates[place]:
                raise NoFigure(f"{self.name}: the move on {odd} is not used: it may be a split")


def track_of_levels(name: str, levels: Levels, day: dt.date) -> Track:
    """An index up to `day`."""
    end = bisect_right(levels.dates, day)
    values = levels.values[:end]
    reason = levels.reason or ("" if end else "no prices")
    return Track(name, levels.dates[:end], values, values, (None,) * end, reason=reason)


def track_of_series(symbol: str, series: AdjustedSeries | None, day: dt.date) -> Track:
    """A symbol's prices up to `day`."""
    if series is None or not series.dates:
        return Track(symbol, reason=(series and series.refused) or "no prices")
    end = bisect_right(series.dates, day)
    bars, closes = series.bars[:end], series.closes[:end]
    raw = [
        close if bar.close is None else bar.close for bar, close in zip(bars, closes, strict=True)
    ]
    factors, factor = [1.0] * end, 1.0
    splits = []
    for place in range(end - 1, -1, -1):
        factors[place] = factor
        split = bars[place].split or 1.0
        if split == 1.0 or place == 0:
            continue
        splits.append((bars[place].date, split))
        step = (closes[place] / closes[place - 1]) / (raw[place] / raw[place - 1])
        # Some sources give closes that are adjusted for splits already: then no step is left.
        if abs(math.log(step / split)) < abs(math.log(step)):
            factor /= split
    opens = tuple(
        None if bar.open is None else bar.open * part
        for bar, part in zip(bars, factors, strict=True)
    )
    shown = tuple(value * part for value, part in zip(raw, factors, strict=True))
    reason = "" if end else "no prices"
    return Track(
        symbol,
        series.dates[:end],
        closes,
        shown,
        opens,
        series.quarantined,
        tuple(reversed(splits)),
        reason,
    )


def _date(point: MetricPoint) -> dt.date:
    return point.date


def _figure_on(
    points: Sequence[MetricPoint], name: str, day: dt.date, why: str, *, fractions: bool
) -> float:
    """The latest figure up to `day`: as written, or as a fraction where it is in percent.

    Raises `NoFigure` where there is none; `why` is the reason for an empty series.
    """
    place = bisect_right(points, day, key=_date) - 1
    if place < 0:
        raise NoFigure(f"{name}: {why or f'nothing recorded up to {day}'}")
    point = points[place]
    if point.value is None:
        raise NoFigure(f"{name}: “{point.text}”, dated {point.date}, is not a single figure")
    if not fractions:
        return point.value
    if point.unit not in _PER_UNIT:
        raise NoFigure(f"{name}: “{point.text}”, dated {point.date}, is not in percent")
    return point.value / _PER_UNIT[point.unit]
