"""The daily returns of what a thesis holds, session by session."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from math import fsum
from typing import Protocol

from msgspec import Struct

from thesisvault.graph import Node, Vault
from thesisvault.impact.portfolio.baskets import thesis_basket
from thesisvault.market.eligibility import foreign
from thesisvault.market.returns import align, combine
from thesisvault.model.market import AdjustedSeries, Excluded

COVERAGE = 0.5
"""A session counts for a thesis where at least this share of its weight has a return."""


class SeriesSource(Protocol):
    """Adjusted prices as they were known on the day of the review."""

    def adjusted(self, symbol: str) -> AdjustedSeries:
        """A symbol's series; `market.adjust.absent` where there is none."""


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
    prices: SeriesSource,
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
        return DailyReturns(thesis.name, shown, nothing, (), "it names no exposure")
    if not count:
        why = f"{benchmark.symbol} has no prices, so there are no sessions"
        return DailyReturns(thesis.name, shown, nothing, (), why)
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
        share = f"only {covered:.0%} of it has" if covered else "none of it has"
        why = f"{share} prices up to {sessions[-1]}"
        return DailyReturns(thesis.name, shown, nothing, tuple(excluded), why)
    aligned = [align(series, sessions) for series in held]
    found = combine(aligned, weights, basket.side, range(1, len(sessions)), catch_up=False)
    returns = tuple(
        value if share * covered >= COVERAGE else None
        for value, share in zip(found.returns, found.coverage, strict=True)
    )
    return DailyReturns(thesis.name, shown, returns, tuple(excluded), None)
