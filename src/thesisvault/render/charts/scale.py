"""Numbers to places on the paper, and the round numbers that an axis names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from math import ceil, floor, isfinite, log10

from msgspec import Struct


class Scale(Struct, frozen=True):
    """A straight line from values to places; `last` may lie before `first`."""

    low: float
    high: float
    first: float
    last: float

    def __call__(self, value: float) -> float:
        """The place of a value; all in the middle where the scale has no extent."""
        if self.high == self.low:
            return (self.first + self.last) / 2
        return self.first + (value - self.low) / (self.high - self.low) * (self.last - self.first)


def known(value: float | None) -> bool:
    """Whether a figure can be drawn: neither missing nor endless."""
    return value is not None and isfinite(value)


def ticks(low: float, high: float, about: int = 5) -> list[float]:
    """Round numbers from `low` to `high`, some `about` of them: steps of 1, 2 or 5."""
    if not (isfinite(low) and isfinite(high)) or high <= low or about < 1:
        return [low] if isfinite(low) else []
    rough = (high - low) / about
    power = 10.0 ** floor(log10(rough))
    step = next(size * power for size in (1, 2, 5, 10) if size * power >= rough * 0.8)
    first, last = ceil(low / step - 1e-9), floor(high / step + 1e-9)
    return [round(number * step, 10) + 0.0 for number in range(first, last + 1)]


def decimals(values: Sequence[float]) -> int:
    """How many decimals such round numbers need: half a percent is not zero."""
    return next(size for size in range(11) if all(value == round(value, size) for value in values))


def months(first: dt.date, last: dt.date, at_most: int = 8) -> Iterator[dt.date]:
    """First days of months between two days, every second, third ... where there are many."""
    count = (last.year - first.year) * 12 + last.month - first.month
    every = next((step for step in (1, 2, 3, 6, 12) if count <= step * at_most), 12)
    while count > every * at_most:
        every *= 2
    for number in range(first.month - 1, first.month + count):
        year = first.year + number // 12
        if number % every == 0 and year <= dt.MAXYEAR:
            day = dt.date(year, number % 12 + 1, 1)
            if first <= day <= last:
                yield day
