"""What a condition is held against, as the caller provides it: prices, levels, recorded figures."""

from __future__ import annotations

import datetime as dt
from typing import Protocol

from msgspec import Struct

from thesisvault.model.market import AdjustedSeries


class Levels(Struct, frozen=True):
    """An index on its sessions: a thesis' basket (100 on the day it was opened), a benchmark."""

    dates: tuple[dt.date, ...] = ()
    """Ascending. May begin before the thesis was opened: windows reach back."""
    values: tuple[float, ...] = ()
    reason: str = ""
    """Why there are none, or what limits them (`prices of 80% of its weight`)."""


class MetricPoint(Struct, frozen=True):
    """One recorded figure of a metric."""

    date: dt.date
    """From this day on it was known."""
    value: float | None
    """As written: 3.4 of `3.4%`, 330 of `~330 kmt`. None where it is no single figure."""
    unit: str = ""
    """As written: `%`, `x`, `$T`; empty for a plain number."""
    text: str = ""


class MetricSeries(Struct, frozen=True):
    """A metric's figures by date, ascending; `reason` says why there are none."""

    points: tuple[MetricPoint, ...] = ()
    reason: str = ""


class Readings(Protocol):
    """What one thesis' conditions may ask for. Anything dated after the day asked is ignored."""

    @property
    def opened(self) -> dt.date | None:
        """The day on which the thesis was opened; conditions count from then."""

    def closes(self, symbol: str) -> AdjustedSeries | None:
        """The prices of a symbol as a condition spells it (upper case, unless it was quoted)."""

    def basket_levels(self) -> Levels:
        """The thesis' own basket, gains up whatever its side."""

    def benchmark_levels(self) -> Levels:
        """What the thesis is measured against; its dates are the calendar for stale prices."""

    def metric(self, name: str) -> MetricSeries:
        """The figures recorded under that name, in any case."""
