"""Crowding: how far several theses are one bet.

Overlap is what two theses hold in common: the sum of min(|a|, |b|) over names held the same way,
which is one less Active Share (Cremers and Petajisto 2009). The effective number of independent
bets is N / (1 + (N - 1) r), r the mean pairwise correlation: Kish's design effect (1965).
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import atanh, fsum, sqrt, tanh
from typing import Protocol

from thesisvault.graph import Node, Vault
from thesisvault.graph.names import fold
from thesisvault.impact.baskets import thesis_basket
from thesisvault.impact.holdings import Shared, holdings, shared
from thesisvault.market.correlation import effective_names, mean_pairwise_correlation
from thesisvault.market.eligibility import foreign
from thesisvault.market.returns import align, combine
from thesisvault.model.market import AdjustedSeries, Excluded

WINDOWS = (63, 250)
"""Sessions of a correlation at most: a quarter, a year."""
MINIMUM = 10
"""With fewer sessions in common no correlation is given."""
COVERAGE = 0.5
"""A session counts for a thesis where at least this share of its weight has a return."""
_NORMAL_95 = 1.959963984540054


class SeriesSource(Protocol):
    """Adjusted prices as they were known on the day of the review."""

    def adjusted(self, symbol: str) -> AdjustedSeries:
        """A symbol's series; `market.adjust.absent` where there is none."""


@dataclass(frozen=True, slots=True)
class BasketCorrelation:
    """The correlation of two theses' daily returns over one window."""

    window: int
    """Sessions asked for."""
    value: float | None
    low: float | None
    """95 % interval, by Fisher's z (1921): atanh(r) ± 1.96 / sqrt(n - 3)."""
    high: float | None
    sessions: int
    """Sessions in which both have a return (n)."""
    start: dt.date | None
    end: dt.date | None
    reason: str | None
    """Why there is none, in words."""


@dataclass(frozen=True, slots=True)
class PairOverlap:
    """What two theses have in common."""

    one: str
    other: str
    overlap: float
    """Share of each that is the same names, held the same way: 0 to 1."""
    group_overlap: float
    """The largest share that both have in one group; groups overlap, so they are not added up."""
    opposed: float
    """Share of each that is the same names, held in opposite ways."""
    names: tuple[Shared, ...]
    groups: tuple[Shared, ...]
    correlations: tuple[BasketCorrelation, ...]
    """One for each of `WINDOWS`."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A thesis, or a name in one, that a figure does not include, and why."""

    thesis: str
    name: str | None
    """None: the whole thesis."""
    reason: str


@dataclass(frozen=True, slots=True)
class IndependentBets:
    """How many independent bets the theses amount to over one window."""

    window: int
    theses: tuple[str, ...]
    """Those that could be measured (N)."""
    mean_correlation: float | None
    effective: float | None
    """N / (1 + (N - 1) r); above N where the theses offset each other."""
    sessions: int
    """Sessions in which all of them have a return."""
    start: dt.date | None
    end: dt.date | None
    left_out: tuple[LeftOut, ...]
    reason: str | None
    """Why there is no figure, in words."""


@dataclass(frozen=True, slots=True)
class CrowdingReport:
    """The theses of one day, pair by pair and all together."""

    as_of: dt.date
    benchmark: str
    """Whose dates are the sessions."""
    theses: tuple[str, ...]
    pairs: tuple[PairOverlap, ...]
    """Every pair, the largest overlap first."""
    bets: tuple[IndependentBets, ...]
    """One for each of `WINDOWS`."""


def crowding(
    vault: Vault,
    theses: Sequence[Node],
    prices: SeriesSource,
    benchmark: AdjustedSeries,
    day: dt.date,
) -> CrowdingReport:
    """How far `theses` are one bet on `day`, by what they hold and by how it moved.

    `vault` and `prices` hold what was known on that day; `benchmark` gives the sessions and the
    currency. Theses without exposures are named as left out, and have no pair.
    """
    ordered = sorted(theses, key=lambda node: (fold(node.name), node.id))
    sessions = benchmark.dates[: bisect_right(benchmark.dates, day)]
    moved = [
        _returns(vault, node, prices, benchmark, sessions[-WINDOWS[-1] - 1 :]) for node in ordered
    ]
    held = [holdings(vault, node) for node in ordered]
    pairs = []
    for (one, mine), (other, theirs) in combinations(zip(held, moved, strict=True), 2):
        if not one.names or not other.names:
            continue
        names = shared(one.names, other.names)
        same = {item.name for item in names}
        groups = shared(one.groups, other.groups)
        pairs.append(
            PairOverlap(
                one.thesis,
                other.thesis,
                overlap=fsum(item.common for item in names),
                group_overlap=max((item.common for item in groups), default=0.0),
                opposed=fsum(item.opposed for item in names),
                names=names,
                groups=tuple(item for item in groups if item.name not in same),
                correlations=tuple(_correlate(mine, theirs, window) for window in WINDOWS),
            )
        )
    pairs.sort(
        key=lambda pair: (
            -round(pair.overlap, 9),
            -round(pair.group_overlap, 9),
            fold(pair.one),
            fold(pair.other),
        )
    )
    return CrowdingReport(
        as_of=day,
        benchmark=benchmark.symbol,
        theses=tuple(node.name for node in ordered),
        pairs=tuple(pairs),
        bets=tuple(_bets(moved, window) for window in WINDOWS),
    )


@dataclass(frozen=True, slots=True)
class _Returns:
    """One thesis's daily returns on the sessions of the longest window."""

    thesis: str
    sessions: tuple[dt.date, ...]
    returns: tuple[float | None, ...]
    left_out: tuple[Excluded, ...]
    reason: str | None

    def last(self, window: int) -> tuple[float | None, ...]:
        return self.returns[-window:]


def _returns(
    vault: Vault,
    thesis: Node,
    prices: SeriesSource,
    benchmark: AdjustedSeries,
    sessions: Sequence[dt.date],
) -> _Returns:
    basket = thesis_basket(vault, thesis)
    count = max(len(sessions) - 1, 0)
    nothing = (None,) * count
    shown = tuple(sessions[1:])
    if basket is None:
        return _Returns(thesis.name, shown, nothing, (), "it names no exposure")
    if not count:
        why = f"{benchmark.symbol} has no sessions up to the day"
        return _Returns(thesis.name, shown, nothing, (), why)
    weights: dict[str, float] = {}
    members: dict[str, AdjustedSeries] = {}
    excluded: list[Excluded] = []
    whole = fsum(abs(weight) for weight in basket.weights.values())
    for symbol, weight in sorted(basket.weights.items()):
        if symbol in basket.unpriced:
            excluded.append(Excluded(symbol, "no note gives it a symbol"))
            continue
        series = prices.adjusted(symbol)
        if other := foreign(series, benchmark):
            excluded.append(other)
        elif not any(value is not None for value in align(series, sessions).returns):
            why = series.refused or f"no two prices from {sessions[0]} to {sessions[-1]}"
            excluded.append(Excluded(symbol, why))
        else:
            members[series.symbol] = series
            weights[series.symbol] = weights.get(series.symbol, 0.0) + weight
    held = [members[symbol] for symbol in sorted(members) if weights[symbol]]
    covered = fsum(abs(weights[series.symbol]) for series in held) / whole
    if covered < COVERAGE:
        reasons = "; ".join(f"{item.symbol}: {item.reason}" for item in excluded)
        why = f"{covered:.0%} of it has prices ({reasons})"
        return _Returns(thesis.name, shown, nothing, tuple(excluded), why)
    aligned = [align(series, sessions) for series in held]
    found = combine(aligned, weights, basket.side, range(1, len(sessions)), catch_up=False)
    returns = tuple(
        value if share * covered >= COVERAGE else None
        for value, share in zip(found.returns, found.coverage, strict=True)
    )
    return _Returns(thesis.name, shown, returns, tuple(excluded), None)


def _correlate(one: _Returns, other: _Returns, window: int) -> BasketCorrelation:
    both = [
        (day, a, b)
        for day, a, b in zip(
            one.sessions[-window:], one.last(window), other.last(window), strict=True
        )
        if a is not None and b is not None
    ]
    start, end = (both[0][0], both[-1][0]) if both else (None, None)
    value, reason = None, None
    for side in (one, other):
        if reason is None and side.reason:
            reason = f"{side.thesis}: {side.reason}"
    if reason is None and len(both) < MINIMUM:
        reason = f"{len(both)} sessions in common, {MINIMUM} are needed"
    if reason is None:
        value = mean_pairwise_correlation([[a for _, a, _ in both], [b for _, _, b in both]])
        if value is None:
            reason = "one of them did not move"
        else:
            value = max(-1.0, min(1.0, value))
    low, high = _interval(value, len(both)) if value is not None else (None, None)
    return BasketCorrelation(window, value, low, high, len(both), start, end, reason)


def _interval(value: float, count: int) -> tuple[float, float]:
    if abs(value) >= 1.0 - 1e-12:
        return value, value
    middle, half = atanh(value), _NORMAL_95 / sqrt(count - 3)
    return tanh(middle - half), tanh(middle + half)


def _bets(moved: Sequence[_Returns], window: int) -> IndependentBets:
    left: list[LeftOut] = []
    used: list[_Returns] = []
    for item in moved:
        values = [value for value in item.last(window) if value is not None]
        if item.reason:
            left.append(LeftOut(item.thesis, None, item.reason))
        elif len(values) < MINIMUM:
            why = f"{len(values)} sessions with prices, {MINIMUM} are needed"
            left.append(LeftOut(item.thesis, None, why))
        elif max(values) - min(values) < 1e-12:
            left.append(LeftOut(item.thesis, None, "it did not move"))
        else:
            used.append(item)
            left += [LeftOut(item.thesis, name.symbol, name.reason) for name in item.left_out]
    columns = [item.last(window) for item in used]
    days = (
        [
            day
            for place, day in enumerate(used[0].sessions[-window:])
            if all(column[place] is not None for column in columns)
        ]
        if used
        else []
    )
    mean, effective, reason = None, None, None
    if len(used) < 2:
        reason = f"{len(used)} of {len(moved)} theses can be measured, two are needed"
    elif len(days) < MINIMUM:
        reason = f"{len(days)} sessions in which all have a return, {MINIMUM} are needed"
    else:
        mean = mean_pairwise_correlation(columns)
        effective = None if mean is None else effective_names(len(used), mean)
        if mean is None:
            reason = "fewer than two of them moved"
        elif effective is None:
            reason = "they offset each other wholly"
    return IndependentBets(
        window=window,
        theses=tuple(item.thesis for item in used),
        mean_correlation=mean,
        effective=effective,
        sessions=len(days),
        start=days[0] if days else None,
        end=days[-1] if days else None,
        left_out=tuple(left),
        reason=reason,
    )
