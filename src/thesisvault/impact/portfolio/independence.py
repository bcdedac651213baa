"""Whether theses move as one: their daily returns, correlations, and what N of them amount to.

N / (1 + (N - 1) r) is N over Kish's design effect (1965): as many uncorrelated bets of equal size
and variance would make a mean that varies as much as that of these N.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from math import atanh, fsum, inf, sqrt, tanh
from random import Random

from msgspec import Struct

from thesisvault.graph import Node, Vault
from thesisvault.impact.portfolio.baskets import thesis_basket
from thesisvault.market.adjust import PriceView
from thesisvault.market.frame import foreign
from thesisvault.market.returns import (
    AlignedReturns,
    align,
    combine,
    effective_names,
    mean_pairwise_correlation,
)
from thesisvault.model.crowding import BasketCorrelation, IndependentBets, LeftOut
from thesisvault.model.market import AdjustedSeries, Excluded
from thesisvault.model.review import NO_EXPOSURE

COVERAGE = 0.5
"""A session counts for a thesis where at least this share of its weight has a return."""
MINIMUM = 10
"""With fewer sessions in common no correlation is given."""
DRAWS = 400
"""Of sessions, for the interval of independent bets."""
FEWEST = 100
"""An interval needs so many; a book that takes too long for them has none."""
_WORK = 2_000_000
"""Returns that are drawn at most."""
_NORMAL_95 = 1.959963984540054


class DailyReturns(Struct, frozen=True):
    """One thesis's daily returns on the sessions of the longest window."""

    thesis: str
    sessions: tuple[dt.date, ...]
    returns: tuple[float | None, ...]
    left_out: tuple[Excluded, ...]
    """Names without a part in them, and why."""
    reason: str | None
    """Why there are none at all, in words."""

    def last(self, window: int) -> tuple[float | None, ...]:
        """The window's returns; fewer where there are fewer sessions."""
        return self.returns[-window:]


def daily_returns(
    vault: Vault,
    thesis: Node,
    prices: PriceView,
    benchmark: AdjustedSeries,
    sessions: Sequence[dt.date],
) -> DailyReturns:
    """The returns of what a thesis holds on `sessions`, the first of which has none.

    y = d * sum(w r) / sum |w| over the names with a price that day and the session before.
    """
    basket = thesis_basket(vault, thesis)
    count = max(len(sessions) - 1, 0)
    nothing = (None,) * count
    shown = tuple(sessions[1:])
    if basket is None:
        return DailyReturns(thesis.name, shown, nothing, (), NO_EXPOSURE)
    if not count:
        why = f"{benchmark.symbol} has no prices, so there are no sessions"
        return DailyReturns(thesis.name, shown, nothing, (), why)
    weights: dict[str, float] = {}
    members: dict[str, AlignedReturns] = {}
    excluded: list[Excluded] = []
    whole = fsum(abs(weight) for weight in basket.weights.values())
    for symbol, weight in sorted(basket.weights.items()):
        if reason := basket.why_left_out(symbol):
            excluded.append(Excluded(symbol, reason))
            continue
        series = prices.adjusted(symbol)
        if other := foreign(series, benchmark):
            excluded.append(other)
            continue
        found = align(series, sessions)
        if not any(value is not None for value in found.returns):
            reason = series.refused or f"no two prices from {sessions[0]} to {sessions[-1]}"
            excluded.append(Excluded(symbol, reason))
        else:
            members[series.symbol] = found
            weights[series.symbol] = weights.get(series.symbol, 0.0) + weight
    held = [members[symbol] for symbol in sorted(members) if weights[symbol]]
    covered = fsum(abs(weights[member.symbol]) for member in held) / whole
    if covered < COVERAGE:
        share = f"only {covered:.0%} of it has" if covered else "none of it has"
        why = f"{share} prices up to {sessions[-1]}"
        return DailyReturns(thesis.name, shown, nothing, tuple(excluded), why)
    basis = combine(held, weights, basket.side, range(1, len(sessions)), catch_up=False)
    returns = tuple(
        value if share * covered >= COVERAGE else None
        for value, share in zip(basis.returns, basis.coverage, strict=True)
    )
    return DailyReturns(thesis.name, shown, returns, tuple(excluded), None)


def correlate(one: DailyReturns, other: DailyReturns, window: int) -> BasketCorrelation:
    """Over the sessions of the window in which both have a return; None with the reason."""
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


def independent_bets(moved: Sequence[DailyReturns], window: int) -> IndependentBets:
    """Over the sessions of the window in which every thesis that can be measured has a return."""
    left: list[LeftOut] = []
    used: list[DailyReturns] = []
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
    low, high = None, None
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
            reason = "they fully offset each other"
        else:
            low, high = _drawn(columns, len(days))
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
        low=low,
        high=high,
    )


def _drawn(
    columns: Sequence[Sequence[float | None]], seed: int
) -> tuple[float | None, float | None]:
    """The middle 95 % of the bets in draws of whole sessions, with replacement (Efron 1979).

    None for a book so large that it would take too long.
    A draw in which they fully offset each other has no upper end; then the interval has none.
    """
    rows = [row for row in zip(*columns, strict=True) if None not in row]
    draws = min(DRAWS, _WORK // (len(rows) * len(columns)))
    if draws < FEWEST:
        return None, None
    chance = Random(seed)  # the same sessions give the same bytes
    found: list[float] = []
    for _ in range(draws):
        drawn = list(zip(*chance.choices(rows, k=len(rows)), strict=True))
        mean = mean_pairwise_correlation(drawn)
        if mean is not None:
            found.append(effective_names(len(columns), mean) or inf)
    found.sort()
    if not found:
        return None, None
    low, high = found[len(found) // 40], found[len(found) - 1 - len(found) // 40]
    return low, None if high == inf else high
