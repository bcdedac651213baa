"""A thesis' basket and a benchmark as index levels."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from math import fsum

from thesisvault.impact.tripwires.readings import Levels
from thesisvault.market.returns import STALE_AFTER
from thesisvault.model.market import AdjustedSeries

LEAST_COVERAGE = 0.5
"""Share of a basket's weight that must have prices at the opening for it to have a level."""


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
    missing = f"no prices of {', '.join(absent)} on {opened}" if absent else ""
    if not held or kept < LEAST_COVERAGE * whole:
        return Levels(reason=missing or "it names no exposure")
    dates, values = [], []
    for at, date in enumerate(sessions):
        parts = [(weights[name], found[at]) for name in held if (found := ratios[name])]
        gains = [weight * (ratio - 1.0) for weight, ratio in parts if ratio is not None]
        if len(gains) == len(held):
            dates.append(date)
            values.append(100.0 * (1.0 + side * fsum(gains) / kept))
    return Levels(tuple(dates), tuple(values), missing)


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
