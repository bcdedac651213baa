"""Crowding: how far several theses are one bet, by what they hold and by how it moved.

Overlap is the sum of min(|a|, |b|) over the names that two theses hold the same way, which is one
less Active Share (Cremers and Petajisto 2009).
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Collection, Sequence
from itertools import combinations
from math import fsum

from msgspec.structs import replace

from thesisvault.graph import Node, Vault
from thesisvault.graph.folding import fold
from thesisvault.impact.portfolio.exposure import by_name, exposure, worth
from thesisvault.impact.portfolio.holdings import Holdings, holdings, shared
from thesisvault.impact.portfolio.independence import (
    DailyReturns,
    correlate,
    daily_returns,
    independent_bets,
)
from thesisvault.impact.scope import Position
from thesisvault.market.adjust import PriceView
from thesisvault.market.currency import InCurrency
from thesisvault.model.crowding import CrowdingReport, PairOverlap, Rate
from thesisvault.model.market import AdjustedSeries

WINDOWS = (63, 250)
"""Sessions of a correlation at most: a quarter, a year."""
MOST_PAIRS = 2000
"""Beyond so many, only pairs that share something are compared: all of 64 bets are."""


def crowding(
    vault: Vault,
    theses: Sequence[Node],
    prices: PriceView,
    benchmark: AdjustedSeries,
    as_of: dt.date,
    positions: Sequence[Node] = (),
) -> CrowdingReport:
    """How far `theses`, with `positions` beside them, overlap on `as_of`: held and moved alike.

    `vault` and `prices` hold what was known on that day; `benchmark` gives the sessions and the
    currency. Theses without exposures are named as left out, and have no pair.
    """
    here = InCurrency(prices, benchmark.currency)
    ordered = sorted((*theses, *positions), key=lambda node: (fold(node.name), node.id))
    sessions = benchmark.dates[: bisect_right(benchmark.dates, as_of)]
    shown = sessions[-max(WINDOWS) - 1 :]
    moved = [daily_returns(vault, node, here, benchmark, shown) for node in ordered]
    values, unweighed = worth(vault, ordered, here, as_of)
    held = [holdings(vault, node) for node in ordered]
    compared, left_out = _compared(held)
    pairs = [_pair(held[at], held[by], moved[at], moved[by]) for at, by in compared]
    pairs.sort(
        key=lambda pair: (
            -round(pair.overlap, 9),
            -round(pair.group_overlap, 9),
            fold(pair.one),
            fold(pair.other),
        )
    )
    found = exposure(moved, by_name(values, ordered), benchmark, shown, max(WINDOWS), unweighed)
    rates = tuple(Rate(symbol, value) for symbol, value in sorted(here.rates.items()))
    return CrowdingReport(
        as_of=as_of,
        benchmark=benchmark.symbol,
        theses=tuple(node.name for node in ordered if not isinstance(node, Position)),
        pairs=tuple(pairs),
        bets=tuple(independent_bets(moved, window) for window in WINDOWS),
        positions=tuple(node.name for node in ordered if isinstance(node, Position)),
        exposure=replace(found, rates=rates, assumed=tuple(sorted(here.assumed))),
        pairs_left_out=left_out,
    )


def _compared(held: Sequence[Holdings]) -> tuple[Collection[tuple[int, int]], int]:
    """The pairs to be compared, and how many are not: those are the ones that share least.

    What few hold says most of those who do.
    """
    holding = [at for at, item in enumerate(held) if item.names]
    every = len(holding) * (len(holding) - 1) // 2
    if every <= MOST_PAIRS:
        return list(combinations(holding, 2)), 0
    holders: dict[str, list[int]] = {}
    for at in holding:
        for node in {**held[at].names, **held[at].groups}:
            holders.setdefault(node, []).append(at)
    sharing = (
        pair for those in sorted(holders.values(), key=len) for pair in combinations(those, 2)
    )
    found: dict[tuple[int, int], None] = {}
    for pair in sharing:
        found[pair] = None
        if len(found) == MOST_PAIRS:
            break
    return found, every - len(found)


def _pair(one: Holdings, other: Holdings, mine: DailyReturns, theirs: DailyReturns) -> PairOverlap:
    names = shared(one.names, other.names)
    same = {item.name for item in names}
    groups = shared(one.groups, other.groups)
    return PairOverlap(
        one.thesis,
        other.thesis,
        overlap=fsum(item.common for item in names),
        group_overlap=max((item.common for item in groups), default=0.0),
        opposed=fsum(item.opposed for item in names),
        names=names,
        groups=tuple(item for item in groups if item.name not in same),
        correlations=tuple(correlate(mine, theirs, window) for window in WINDOWS),
    )
