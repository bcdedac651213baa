"""Who has a place in a figure: usable prices in the window, in the benchmark's currency."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date

from thesisvault.market.returns import STALE_AFTER, align
from thesisvault.model.market import AdjustedSeries, Excluded


def sort_out(
    members: Sequence[AdjustedSeries],
    benchmark: AdjustedSeries | None,
    sessions: Sequence[date],
    places: range,
) -> tuple[list[AdjustedSeries], tuple[Excluded, ...]]:
    """The members that can be measured on `places`, and those that cannot, each with its reason.

    Without a benchmark a basket of several currencies is refused as a whole.
    """
    usable: list[AdjustedSeries] = []
    excluded: list[Excluded] = []
    for member in members:
        if reason := why_excluded(member, sessions, places.start, places.stop - 1):
            excluded.append(Excluded(member.symbol, reason))
        elif benchmark is not None and (other := foreign(member, benchmark)):
            excluded.append(other)
        else:
            usable.append(member)
    currencies = sorted({m.currency for m in usable if m.currency is not None})
    if benchmark is None and len(currencies) > 1:
        why = f"the basket mixes {', '.join(currencies)}"
        excluded += [Excluded(member.symbol, why) for member in usable]
        usable = []
    return usable, tuple(excluded)


def foreign_names(
    members: Sequence[AdjustedSeries], sessions: Sequence[date], places: range
) -> list[AdjustedSeries]:
    """The members with prices, where none is in the benchmark's currency but all are in one.

    Their own return still stands; empty when they mix currencies.
    """
    priced = [m for m in members if not why_excluded(m, sessions, places.start, places.stop - 1)]
    return priced if len({member.currency for member in priced}) == 1 else []


def why_excluded(
    series: AdjustedSeries, sessions: Sequence[date], start: int, end: int
) -> str | None:
    """Why a symbol has no place in a window of sessions `start`..`end`, or None if it has.

    `sessions[start]` is the first session whose return counts.
    """
    if not series.dates:
        return series.refused or "no prices"
    last = bisect_right(series.dates, sessions[end]) - 1
    if last < 0:
        return f"prices begin on {series.dates[0]}"
    age = end + 1 - bisect_right(sessions, series.dates[last])
    if age > STALE_AFTER:
        return f"stale: last price {series.dates[last]}"
    returns = align(series, sessions[max(0, start - 1) : end + 1]).returns
    if any(value is not None for value in returns):
        return None
    for odd in series.quarantined:
        if sessions[max(0, start - 1)] < odd <= sessions[end]:
            return next(
                (p.message.partition(": ")[2] for p in series.problems if p.date == odd),
                f"{odd} is quarantined",
            )
    if end == start:
        return f"no price on {sessions[end]} or on the session before"
    return f"no two prices from {sessions[max(0, start - 1)]} to {sessions[end]}"


def foreign(series: AdjustedSeries, benchmark: AdjustedSeries) -> Excluded | None:
    """Why a symbol cannot be compared with a benchmark: another currency, both being known."""
    if series.currency is None or benchmark.currency is None:
        return None
    if series.currency == benchmark.currency:
        return None
    return Excluded(
        series.symbol,
        f"in {series.currency}, but {benchmark.symbol} in {benchmark.currency}: "
        "a local return needs a local benchmark",
    )
