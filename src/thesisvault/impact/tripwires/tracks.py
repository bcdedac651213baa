"""One line of prices with what conditions ask of it: a place in time, a window, a level.

Levels are what a reader saw on the day: adjusted for splits up to the last day, so that they
compare with a level written in present shares, and not for later dividends, so that a close of
151 does not sink under a threshold of 150 as the years pass. Windows and returns count dividends.
"""

from __future__ import annotations

import datetime as dt
import math
from bisect import bisect_right
from collections.abc import Sequence

from msgspec import Struct

from thesisvault.impact.tripwires.readings import Levels
from thesisvault.market.returns import STALE_AFTER
from thesisvault.market.sessions import LONGEST_CLOSURE
from thesisvault.model.market import AdjustedSeries


class NoFigure(Exception):
    """There is no figure, and why; the judgement of a comparison turns it into a value."""


class Track(Struct, frozen=True):
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
            raise NoFigure(f"{self.name}: the last price up to {day} is of {last}{why}")
        return place

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
                raise NoFigure(f"{self.name}: the move of {odd} looks like a split not recorded")


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
