"""What became of a basket's past moves: of days far out, how many went on in the same way.

Each past session is tested as an event is, by a market model on the sessions before it. A move is
followed for its 20 sessions before the next one is taken, so that no session counts twice, as
Wilson's interval (1927) asks for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import accumulate
from math import fsum, sqrt

from msgspec import Struct

from thesisvault.market.distribution import wilson
from thesisvault.market.frame import Estimation
from thesisvault.market.market_model import LEAST_COVERAGE
from thesisvault.market.returns import align, combine
from thesisvault.model.market import AdjustedSeries, BaseRate

LEAST_T = 2.5
AHEAD = 20
"""Sessions over which a move is followed."""

_Row = tuple[float, float] | None
"""The returns of basket and benchmark on one session; None where one of them has none."""


class _Line(Struct, frozen=True):
    """A market model, as far as a day needs it."""

    alpha: float
    beta: float
    sigma: float
    n: float
    mean: float
    square: float

    def abnormal(self, row: tuple[float, float]) -> float:
        return row[0] - self.alpha - self.beta * row[1]

    def t(self, row: tuple[float, float]) -> float:
        error = 1 + 1 / self.n + (row[1] - self.mean) ** 2 / self.square
        return self.abnormal(row) / (self.sigma * sqrt(error))


def base_rate(
    members: Sequence[AdjustedSeries],
    benchmark: AdjustedSeries,
    weights: Mapping[str, float],
    side: int,
    estimation: Estimation,
    before: date,
) -> BaseRate:
    """Of the basket's days with |t| >= 2.5 whose 20 sessions were over before a day."""
    rows = _rows(members, benchmark, weights, side, before)
    lines = _Lines(rows, estimation)
    days = counted = went_on = 0
    free = 0
    for place, row in enumerate(rows):
        line = lines.at(place) if row is not None else None
        if row is None or line is None or abs(line.t(row)) < LEAST_T:
            continue
        after = [later for later in rows[place + 1 : place + 1 + AHEAD] if later is not None]
        if len(after) < AHEAD:
            continue
        days += 1
        if place >= free:
            free = place + 1 + AHEAD
            counted += 1
            went_on += fsum(map(line.abnormal, after)) * line.abnormal(row) > 0
    if not counted:
        tested = sum(lines.at(place) is not None for place in range(len(rows)))
        why = f"none of {tested} past days had |t| >= {LEAST_T} and {AHEAD} sessions after it"
        return BaseRate(0, 0, 0, None, None, None, why)
    low, high = wilson(went_on, counted)
    return BaseRate(days, counted, went_on, went_on / counted, low, high)


def _rows(
    members: Sequence[AdjustedSeries],
    benchmark: AdjustedSeries,
    weights: Mapping[str, float],
    side: int,
    before: date,
) -> list[_Row]:
    sessions = [day for day in benchmark.dates if day < before]
    if not sessions or not members:
        return []
    market = align(benchmark, sessions)
    names = [align(member, sessions) for member in members]
    basket = combine(names, weights, side, range(len(sessions)), catch_up=False)
    return [
        (y, m) if y is not None and m is not None and span == 1 and part >= LEAST_COVERAGE else None
        for y, part, m, span in zip(
            basket.returns, basket.coverage, market.returns, market.spans, strict=True
        )
    ]


class _Lines:
    """The market model before each session, out of running sums: one pass, however many days."""

    def __init__(self, rows: Sequence[_Row], estimation: Estimation) -> None:
        self._estimation = estimation
        terms = [(1.0, y, m, y * y, m * m, y * m) for y, m in (row or (0.0, 0.0) for row in rows)]
        known = [term if row else (0.0,) * 6 for term, row in zip(terms, rows, strict=True)]
        self._sums = [list(accumulate(column, initial=0.0)) for column in zip(*known, strict=True)]

    def at(self, place: int) -> _Line | None:
        """None where too few sessions are behind it."""
        end = place - self._estimation.gap + 1
        start = max(0, end - self._estimation.sessions)
        if end <= start:
            return None
        n, y, m, yy, mm, ym = (column[end] - column[start] for column in self._sums)
        if n < max(3, self._estimation.minimum):
            return None
        square = mm - m * m / n
        if square <= 0.0:
            return None
        beta = (ym - y * m / n) / square
        left = yy - y * y / n - beta * beta * square
        if left <= 0.0:
            return None
        return _Line((y - beta * m) / n, beta, sqrt(left / (n - 2)), n, m / n, square)
