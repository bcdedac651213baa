"""Which benchmark a basket is measured against: the one of its own exchange, or the vault's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from thesisvault.market.adjust import PriceView
from thesisvault.market.sessions import day_zero
from thesisvault.model.market import AdjustedSeries
from thesisvault.model.settings import MarketSettings


def benchmark_for(
    symbols: Iterable[str],
    prices: PriceView,
    event: date,
    market: MarketSettings,
    history: int = 0,
) -> tuple[AdjustedSeries, str]:
    """The benchmark around an event of what consists of these symbols, and what to say of it.

    A local one where all symbols have one suffix (`SAP.DE`) that the config gives a benchmark to,
    and this has prices then; else the vault's, of which nothing is said.
    """
    suffixes = {symbol.rpartition(".")[2].upper() if "." in symbol else "" for symbol in symbols}
    suffix = suffixes.pop() if len(suffixes) == 1 else ""
    held = [one for name in market.local_benchmarks(suffix) if (one := prices.adjusted(name)).dates]
    local = longest(held, event, history)
    if local is None:
        return prices.benchmark(event, history=history), ""
    return local, f"against {local.symbol}, the local benchmark of .{suffix}"


def longest(series: Sequence[AdjustedSeries], event: date, history: int) -> AdjustedSeries | None:
    """The first with a session at `event` and `history` sessions before it.

    Where none has so many, the one with most; None where none has the session.
    """
    places = [(day_zero(item.dates, event), item) for item in series]
    then = [(place, item) for place, item in places if place is not None]
    if not then:
        return None
    enough = (item for place, item in then if place >= history)
    return next(enough, None) or max(then, key=lambda found: found[0])[1]
