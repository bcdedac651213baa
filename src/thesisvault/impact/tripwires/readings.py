"""What a condition is compared with: prices, baskets as index levels, recorded figures."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from math import fsum
from typing import Protocol

from msgspec import Struct

from thesisvault.market.returns import STALE_AFTER
from thesisvault.model.market import AdjustedSeries
from thesisvault.model.review import NO_EXPOSURE

LEAST_COVERAGE = 0.5
"""Share of a basket's weight that must have prices at the opening for it to have a level."""


class Levels(Struct, frozen=True):
    """An index on its sessions: a thesis's basket (100 on the day it was opened), a benchmark."""

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
    """As written: 3.4 of `3.4%`, 330 of `~330 kmt`. None where it is not a single figure."""
    unit: str = ""
    """As written: `%`, `x`, `$T`; empty for a plain number."""
    text: str = ""


class MetricSeries(Struct, frozen=True):
    """A metric's figures by date, ascending; `reason` says why there are none."""

    points: tuple[MetricPoint, ...] = ()
    reason: str = ""


class Readings(Protocol):
    """What one thesis's conditions may ask for. Anything dated after the day asked is ignored."""

    @property
    def opened(self) -> dt.date | None:
        """The day on which the thesis was opened; conditions count from then."""

    def closes(self, symbol: str) -> AdjustedSeries | None:
        """The prices of a symbol as a condition spells it (upper case, unless it was quoted)."""

    def basket_levels(self) -> Levels:
        """The thesis's own basket, gains up whatever its side."""

    def benchmark_levels(self) -> Levels:
        """What the thesis is measured against; its dates are the calendar for stale prices."""

    def metric(self, name: str) -> MetricSeries:
        """The figures recorded under that name, in any case."""


def series_levels(series: AdjustedSeries) -> Levels:
    """A benchmark's adjusted closes."""
    return Levels(series.dates, series.closes, series.refused or "")


def basket_levels(
    members: Sequence[AdjustedSeries],
    weights: Mapping[str, float],
    side: int,
    sessions: Sequence[dt.date],
    opened: dt.date,
) -> Levels:
    """The basket on `sessions` (ascending, the benchmark's), bought on the day of opening and held.

    level = 100 * (1 + d * sum(w r) / sum |w|), r each name's adjusted return from the close of
    the day of opening, or the last close before it; d is `side`, +1 or -1. Before the opening the
    same holdings are valued backwards. A name without a price at the opening is left out, and
    said; a session on which one that is held has no recent price, or no believed one, has no level.
    """
    base = bisect_right(sessions, opened) - 1
    if base < 0:
        begin = f"sessions begin on {sessions[0]}, after {opened}" if sessions else "no sessions"
        return Levels(reason=begin)
    ratios = {member.symbol: _ratios(member, sessions, base) for member in members}
    held = [name for name, found in ratios.items() if found is not None and weights.get(name)]
    absent = sorted(name for name, found in ratios.items() if found is None)
    whole = fsum(abs(weights[member.symbol]) for member in members)
    kept = fsum(abs(weights[name]) for name in held)
    missing = "; ".join(_why_absent(members, absent, opened))
    if not held or kept < LEAST_COVERAGE * whole:
        return Levels(reason=missing or NO_EXPOSURE)
    dates, values = [], []
    for at, date in enumerate(sessions):
        parts = [(weights[name], found[at]) for name in held if (found := ratios[name])]
        gains = [weight * (ratio - 1.0) for weight, ratio in parts if ratio is not None]
        if len(gains) == len(held):
            dates.append(date)
            values.append(100.0 * (1.0 + side * fsum(gains) / kept))
    return Levels(tuple(dates), tuple(values), missing)


def _why_absent(
    members: Sequence[AdjustedSeries], absent: Sequence[str], opened: dt.date
) -> Iterator[str]:
    reasons = {member.symbol: member.refused for member in members if not member.dates}
    told = {name: why for name in absent if (why := reasons.get(name)) and "no prices" not in why}
    if unpriced := [name for name in absent if name not in told]:
        yield f"no prices of {', '.join(unpriced)} on {opened}"
    yield from (f"{name} is left out: {why}" for name, why in told.items())


def _ratios(
    series: AdjustedSeries, sessions: Sequence[dt.date], base: int
) -> list[float | None] | None:
    """Each session's close over that of the opening; None in all where the opening has none."""
    places = [_place(series, sessions, at) for at in range(len(sessions))]
    start = places[base]
    if start is None:
        return None
    return [
        None
        if place is None or _doubted(series, *sorted((start, place)))
        else series.closes[place] / series.closes[start]
        for place in places
    ]


def _place(series: AdjustedSeries, sessions: Sequence[dt.date], at: int) -> int | None:
    """The price in force on a session, unless it is stale."""
    place = bisect_right(series.dates, sessions[at]) - 1
    if place < 0 or at - (bisect_right(sessions, series.dates[place]) - 1) > STALE_AFTER:
        return None
    return place


def _doubted(series: AdjustedSeries, first: int, last: int) -> bool:
    return any(series.dates[first] < odd <= series.dates[last] for odd in series.quarantined)
