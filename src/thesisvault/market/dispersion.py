"""How far groups part on a day: the spread of their abnormal returns, each in its own sigma.

For each group the market model is fitted on the sessions that end `gap` before the day, as for
any event; the figure of a day is the standard deviation over groups of AR / sigma (Boehmer,
Musumeci and Poulsen 1991 name the scale). The sums of the fit are running ones, so that a year of
days costs no more than one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import accumulate
from math import fsum, sqrt

from msgspec import Struct

from thesisvault.market.frame import Estimation
from thesisvault.market.returns import align, combine
from thesisvault.model.market import AdjustedSeries

LEAST_GROUPS = 3
"""Of fewer, a spread says nothing."""
_LEAST_COVERAGE = 0.5
_NO_VARIATION = 1e-12


class PricedGroup(Struct, frozen=True):
    """A group by what has prices: its fund, or its members with their weights."""

    name: str
    members: tuple[AdjustedSeries, ...]
    weights: Mapping[str, float]


def dispersion_by_day(
    groups: Sequence[PricedGroup], benchmark: AdjustedSeries, estimation: Estimation
) -> list[float | None]:
    """A figure for each of the benchmark's dates; None where it has fewer than three groups."""
    dates = benchmark.dates
    market = _returns([benchmark], {benchmark.symbol: 1.0}, dates)
    columns = [
        _scaled(_returns(group.members, group.weights, dates), market, estimation)
        for group in groups
    ]
    return [_spread(row) for row in zip(*columns, strict=True)] if columns else [None] * len(dates)


def share_below(history: Sequence[float], value: float) -> float:
    """The share of the history that lies below a value."""
    return bisect_left(sorted(history), value) / len(history)


def _returns(
    members: Sequence[AdjustedSeries], weights: Mapping[str, float], dates: Sequence[date]
) -> list[float | None]:
    """A basket's returns of one session; None where less than half of it has one."""
    aligned = [align(member, dates) for member in members]
    found = combine(aligned, weights, 1, range(len(dates)), catch_up=False)
    return [
        value if part >= _LEAST_COVERAGE else None
        for value, part in zip(found.returns, found.coverage, strict=True)
    ]


def _scaled(
    returns: Sequence[float | None], market: Sequence[float | None], estimation: Estimation
) -> list[float | None]:
    """Each day's abnormal return over the sigma of the sessions before it."""
    pairs = [
        (y, m) if y is not None and m is not None else None
        for y, m in zip(returns, market, strict=True)
    ]
    sums = [
        list(accumulate((0.0 if pair is None else of(*pair) for pair in pairs), initial=0.0))
        for of in (_one, _y, _m, _yy, _mm, _ym)
    ]
    found: list[float | None] = []
    for place, pair in enumerate(pairs):
        end = place - estimation.gap + 1
        start = max(end - estimation.sessions, 0)
        if pair is None or end <= start:
            found.append(None)
            continue
        n, y, m, yy, mm, ym = (column[end] - column[start] for column in sums)
        found.append(_over_sigma(pair, n, y, m, yy, mm, ym) if _is_enough(n, estimation) else None)
    return found


def _is_enough(n: float, estimation: Estimation) -> bool:
    return n >= max(3, estimation.minimum)


def _over_sigma(
    pair: tuple[float, float], n: float, y: float, m: float, yy: float, mm: float, ym: float
) -> float | None:
    square, cross = mm - m * m / n, ym - y * m / n
    if square <= 0.0 or sqrt(square / n) <= _NO_VARIATION:
        return None
    beta = cross / square
    alpha = (y - beta * m) / n
    rest = yy - y * y / n - beta * cross
    # What the running sums leave of a perfect fit is rounding.
    if rest <= 1e-9 * max(yy, _NO_VARIATION):
        return None
    return (pair[0] - alpha - beta * pair[1]) / sqrt(rest / (n - 2))


def _spread(row: Sequence[float | None]) -> float | None:
    known = [value for value in row if value is not None]
    if len(known) < LEAST_GROUPS:
        return None
    mean = fsum(known) / len(known)
    return sqrt(fsum((value - mean) ** 2 for value in known) / (len(known) - 1))


def _one(y: float, m: float) -> float:
    return 1.0


def _y(y: float, m: float) -> float:
    return y


def _m(y: float, m: float) -> float:
    return m


def _yy(y: float, m: float) -> float:
    return y * y


def _mm(y: float, m: float) -> float:
    return m * m


def _ym(y: float, m: float) -> float:
    return y * m
