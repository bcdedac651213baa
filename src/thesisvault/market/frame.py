"""Lays an event out on the calendar: estimation window, event window, aligned members."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from math import fsum, isfinite

from msgspec import Struct

from thesisvault.market.returns import AlignedReturns, align
from thesisvault.model.market import AdjustedSeries

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
    gap: int = 10
    """The estimation window's last session is this many sessions before day 0."""


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
    nothing = (None,) * len(shown)
    return Frame(
        shown,
        nothing if benchmark is None else align(benchmark, shown).returns,
        tuple(align(member, shown) for member in members),
        weights,
        side,
        range(places.start - low, places.stop - low) if places else range(0),
        range(window.start - low, window.stop - low),
    )


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
