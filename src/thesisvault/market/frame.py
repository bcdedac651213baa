"""Lays an event out on the calendar: estimation window, event window, aligned members.

Who has a place in a figure: usable prices in the window, in the benchmark's currency.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import date
from math import fsum, isfinite
from typing import Self

from msgspec import Struct

from thesisvault.market.naming import unit_of
from thesisvault.market.returns import STALE_AFTER, AlignedReturns, align, doubts, pace
from thesisvault.model.market import AdjustedSeries, Excluded
from thesisvault.model.settings import MarketSettings

Window = tuple[int, int | None]

WINDOWS: tuple[Window, ...] = ((0, 0), (-1, 1), (0, 4), (0, None))
"""Day 0; the days around it; the first week; to date."""


class Estimation(Struct, frozen=True):
    """How the benchmark relation is estimated; all in sessions."""

    sessions: int = 250
    minimum: int = 120
    """Fewer than this: market-adjusted, nothing fitted."""
    adjusted_minimum: int = 60
    """Fewer than this: a relative return without a test."""
    is_asked: bool = False
    """Somebody asked for so many sessions: from `adjusted_minimum` on a market model is fitted."""
    gap: int = 10
    """The estimation window's last session is this many sessions before day 0."""
    ewma: bool = False
    """Sigma weighs each session `market_model.DECAY` of the one after it."""

    @classmethod
    def of(cls, market: MarketSettings) -> Self:
        """As the vault's config has it."""
        return cls(market.estimation, market.minimum, gap=market.gap, ewma=market.ewma)

    @property
    def history(self) -> int:
        """Sessions before day 0 that a benchmark needs for a fitted market model."""
        return self.minimum + self.gap


class Frame(Struct, frozen=True):
    """One event on one calendar; every place is an index into `sessions`."""

    sessions: tuple[date, ...]
    """From the session before the estimation window to the last of the event window."""
    market: tuple[float | None, ...]
    """The benchmark's returns; the first is None."""
    members: tuple[AlignedReturns, ...]
    weights: Mapping[str, float]
    """One for each member, as given; used in proportion to their absolute sum."""
    side: int
    estimation: range
    window: range

    @property
    def exposure(self) -> float:
        """Net share of the basket that is long, -1..1: what beta = 1 for each name adds up to."""
        weights = [self.weights[member.symbol] for member in self.members]
        return self.side * fsum(weights) / fsum(abs(weight) for weight in weights)


def window_places(sessions: Sequence[date], zero: int, window: Window) -> range:
    """The window's sessions that the calendar holds, each with a session before it.

    Empty when it holds none.
    """
    first, last = window
    end = len(sessions) - 1 if last is None else min(zero + last, len(sessions) - 1)
    return range(max(zero + first, 1), end + 1)


def lay_out(
    members: Sequence[AdjustedSeries],
    benchmark: AdjustedSeries | None,
    sessions: Sequence[date],
    zero: int,
    window: range,
    weights: Mapping[str, float],
    side: int,
    estimation: Estimation,
) -> Frame:
    """The frame of an event at `sessions[zero]`.

    The estimation window ends `gap` sessions before day 0, or right before an event window that
    begins even earlier; it holds at most `estimation.sessions`.
    """
    end = min(zero - estimation.gap, window.start - 1)
    start = max(1, end - estimation.sessions + 1)
    places = range(start, end + 1) if benchmark is not None and end >= start else range(0)
    low = (places.start if places else window.start) - 1
    shown = tuple(sessions[low : window.stop])
    return Frame(
        shown,
        (None,) * len(shown) if benchmark is None else _daily(align(benchmark, shown)),
        tuple(align(member, shown) for member in members),
        weights,
        side,
        range(places.start - low, places.stop - low) if places else range(0),
        range(window.start - low, window.stop - low),
    )


def _daily(market: AlignedReturns) -> tuple[float | None, ...]:
    """A benchmark's returns of one session: one over several is not a day's."""
    both = zip(market.returns, market.spans, strict=True)
    return tuple(value if span == 1 else None for value, span in both)


def check_basket(
    members: Sequence[AdjustedSeries], weights: Mapping[str, float], side: int, window: Window
) -> None:
    """Raises ValueError for what only a caller's mistake can bring about."""
    symbols = [member.symbol for member in members]
    if not symbols or len(set(symbols)) != len(symbols):
        raise ValueError(f"a basket needs names, each once, not {symbols}")
    if missing := [symbol for symbol in symbols if symbol not in weights]:
        raise ValueError(f"no weight for {', '.join(missing)}")
    if not all(isfinite(weights[symbol]) and weights[symbol] != 0.0 for symbol in symbols):
        raise ValueError("weights must be finite and not zero")
    if side not in (1, -1):
        raise ValueError(f"side is +1 (long) or -1 (short), not {side}")
    if window[1] is not None and window[0] > window[1]:
        raise ValueError(f"a window ends no earlier than it begins, not {window}")


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
    currencies = sorted({unit_of(m.currency)[0] for m in usable if m.currency is not None})
    if benchmark is None and len(currencies) > 1:
        why = f"the basket mixes currencies: {', '.join(currencies)}"
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
    currencies = {m.currency and unit_of(m.currency)[0] for m in priced}
    return priced if len(currencies) == 1 else []


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
    before = sessions[max(0, start - 1)]
    if doubt := next(doubts(series, sessions, before, sessions[end]), None):
        return doubt.reason
    returns = align(series, sessions[max(0, start - 1) : end + 1]).returns
    if any(value is not None for value in returns):
        return None
    if (often := pace(series, sessions)) > 1:
        return f"it is priced only every {often} sessions, so it has no daily figure"
    for day in reversed(series.carried):
        if before <= day <= sessions[end]:
            return f"the bar of {day} repeats the close before, without volume: no price"
    if end == start:
        return f"no price on {sessions[end]} or on the session before"
    return f"no two prices from {before} to {sessions[end]}"


def foreign(series: AdjustedSeries, benchmark: AdjustedSeries) -> Excluded | None:
    """Why a symbol cannot be compared with a benchmark: another currency, both being known.

    A return has no unit: what is quoted in pence is compared with what is quoted in pounds.
    """
    if series.currency is None or benchmark.currency is None:
        return None
    if unit_of(series.currency)[0] == unit_of(benchmark.currency)[0]:
        return None
    return Excluded(
        series.symbol,
        f"in {series.currency}, but {benchmark.symbol} in {benchmark.currency}: "
        "a local return needs a local benchmark",
    )


def unknown_currencies(benchmark: AdjustedSeries, used: Sequence[AdjustedSeries]) -> list[str]:
    """That a figure compares what may be two currencies, where one of them is not known."""
    unknown = [member.symbol for member in used if member.currency is None]
    if benchmark.currency is not None and unknown:
        shown = f"{', '.join(unknown)}: treated as if in {benchmark.currency}"
        return [f"currency unknown for {shown}"]
    known = sorted({member.currency for member in used if member.currency})
    if benchmark.currency is None and known:
        return [f"currency unknown for {benchmark.symbol}: treated as if in {', '.join(known)}"]
    return []
