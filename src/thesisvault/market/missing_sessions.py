"""Days that a calendar lacks though others traded: what all held series say of a benchmark's hole.

No exchange's calendar is at hand, and none is needed: a holiday is a day on which few have a bar.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from thesisvault.market.adjust import PriceView
from thesisvault.market.frame import foreign
from thesisvault.market.sessions import day_zero, days_lacked, shifted
from thesisvault.model.market import AdjustedSeries

_MOST = 40
"""Series that are asked about a single day: enough to tell a holiday."""


def lacked(prices: PriceView, benchmark: AdjustedSeries, symbols: Sequence[str]) -> list[date]:
    """Days without a bar of a benchmark, on which what trades in its currency has bars."""
    others = [
        one.dates
        for symbol in symbols
        if symbol != benchmark.symbol
        and (one := prices.adjusted(symbol)).dates
        and foreign(one, benchmark) is None
        # What trades at weekends has no closing.
        and not any(day.weekday() > 4 for day in one.dates)
    ]
    return days_lacked(benchmark.dates, others)


def lacked_at(
    prices: PriceView, benchmark: AdjustedSeries, event: date, sessions: int = 1
) -> tuple[date, ...]:
    """The same near one event: from so many sessions before day 0, up to it.

    Others are read only where a weekday is missing there at all.
    """
    zero = day_zero(benchmark.dates, event)
    if zero is None or zero == 0:
        return ()
    first, last = benchmark.dates[max(zero - sessions, 0)], benchmark.dates[zero]
    missing = frozenset(_weekdays_between(first, last)).difference(benchmark.dates)
    if not missing:
        return ()
    found = lacked(prices, benchmark, prices.symbols()[:_MOST])
    return tuple(day for day in found if day in missing)


def _weekdays_between(first: date, last: date) -> Iterator[date]:
    day = shifted(first, 1)
    while day < last:
        if day.weekday() < 5:
            yield day
        day = shifted(day, 1)
