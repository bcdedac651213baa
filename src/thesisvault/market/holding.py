"""What one symbol returned to who bought it and held it: from one close to another.

No rebalancing, so a basket held is the weighted mean of these; a window of `moves` re-weights
each session instead.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from thesisvault.market.returns import STALE_AFTER, doubts, pace
from thesisvault.model.market import AdjustedSeries


class Held(Struct, frozen=True):
    """The return of holding one symbol."""

    value: float
    last: date
    """The day of the last close."""
    is_stale: bool
    """Whether that close is not a recent price: what is no longer quoted stays at it."""


def hold(
    series: AdjustedSeries,
    sessions: Sequence[date],
    start: date,
    calendar: Sequence[date] | None = None,
) -> Held | str:
    """The return from the close before the session `start` to the last close, or why there is none.

    A name that is not quoted any more keeps its last close: leaving it out would show what the
    survivors earned. `calendar`: the symbol's own exchange's sessions, where these are another's.
    """
    before, end = sessions[bisect_left(sessions, start) - 1], sessions[-1]
    first, last = bisect_right(series.dates, before) - 1, bisect_right(series.dates, end) - 1
    if first < 0:
        return f"prices begin on {series.dates[0]}"
    if last == first:
        return f"stale: last price {series.dates[last]}"
    if series.dates[first] != before:
        often = pace(series, sessions)
        every = f": it has one every {often} sessions" if often > 1 else ""
        return f"no price on {before}{every}"
    own = sessions if calendar is None else calendar
    if doubt := next(doubts(series, own, before, end), None):
        return doubt.reason
    day = series.dates[last]
    missing = len(sessions) - bisect_right(sessions, day)
    value = series.closes[last] / series.closes[first] - 1.0
    return Held(value, day, missing > STALE_AFTER * pace(series, sessions))
