"""A move beside those of all other names on the same sessions.

On a day on which everything parts, a t from quiet days before is large for many names. So beside
it stand t over the spread of the others' standardised abnormal returns (Boehmer, Musumeci and
Poulsen 1991), and a rank among random baskets (Brown and Warner 1985). Neither decides: both cost
power where the day was the event itself.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from itertools import combinations
from math import fsum, sqrt
from operator import mul
from random import Random
from statistics import stdev

from msgspec import Struct

from thesisvault.market.adjust import PriceView
from thesisvault.market.distribution import student_two_sided
from thesisvault.market.frame import (
    Estimation,
    Frame,
    Window,
    foreign,
    lay_out,
    window_places,
)
from thesisvault.market.market_model import fit_market_model
from thesisvault.market.returns import AlignedReturns
from thesisvault.model.market import AdjustedSeries, BesideTheDay, EventStudy

LEAST_NAMES = 10
"""Fewer other names tell nothing of a day."""
MOST_NAMES = 200
"""Of more, so many are drawn: a spread needs no thousand names."""
BASKETS = 500


class _Name(Struct, frozen=True, eq=False):
    car: float
    scaled: float
    """AR / σ: the abnormal return of the window over σ √L."""
    errors: tuple[float, ...]
    """One a session of the estimation window, such that their squares add up to σ²."""


class Others:
    """What every name with prices did around the days asked about, each day measured once."""

    def __init__(self, prices: PriceView, estimation: Estimation, aside: tuple[str, ...]) -> None:
        """`aside`: the benchmarks, which are not names beside others."""
        self._prices, self._estimation, self._aside = prices, estimation, frozenset(aside)
        self._days: dict[tuple[str, date, Window], dict[str, _Name]] = {}

    def beside(self, study: EventStudy, benchmark: AdjustedSeries) -> BesideTheDay | None:
        """The study's move beside the others; None where it has no t itself."""
        t, day, found = study.abnormal.t, study.day_zero, study.abnormal
        if t is None or day is None or not found.sigma or found.car is None or not found.df:
            return None
        key = (benchmark.symbol, day, found.window)
        if key not in self._days:
            self._days[key] = self._measured(benchmark, day, found.window)
        own = study.move.symbols
        names = {name: one for name, one in self._days[key].items() if name not in own}
        if len(names) < LEAST_NAMES:
            why = f"{len(names)} other names have a year of prices: {LEAST_NAMES} are needed"
            return BesideTheDay(None, None, None, len(names), None, 0, why)
        spread = stdev(one.scaled for one in names.values())
        scaled = t / spread if spread else None
        p = None if scaled is None else student_two_sided(scaled, found.df)
        if len(own) > len(names):
            why = f"no random basket of {len(own)} out of {len(names)} names"
            return BesideTheDay(scaled, p, spread, len(names), None, 0, why)
        farther = _as_far(abs(found.car / found.sigma), names, len(own), day)
        return BesideTheDay(scaled, p, spread, len(names), farther, BASKETS)

    def _measured(self, benchmark: AdjustedSeries, day: date, window: Window) -> dict[str, _Name]:
        if day not in benchmark.dates:
            return {}
        zero = benchmark.dates.index(day)
        places = window_places(benchmark.dates, zero, window)
        symbols = [name for name in self._prices.symbols() if name not in self._aside]
        if len(symbols) > MOST_NAMES:
            symbols = sorted(Random(day.isoformat()).sample(symbols, MOST_NAMES))
        series = {one.symbol: one for one in map(self._prices.adjusted, symbols) if one.dates}
        usable = [one for one in series.values() if not foreign(one, benchmark)]
        if not usable or not places:
            return {}
        weights = dict.fromkeys(series, 1.0)
        frame = lay_out(
            usable, benchmark, benchmark.dates, zero, places, weights, 1, self._estimation
        )
        measured = ((one.symbol, _name(one, frame, self._estimation)) for one in frame.members)
        return {name: one for name, one in measured if one is not None}


def _name(member: AlignedReturns, frame: Frame, estimation: Estimation) -> _Name | None:
    """One name's move; None without a bar on each session of the window, or without history."""
    market = frame.market
    if any(member.spans[place] != 1 or market[place] is None for place in frame.window):
        return None
    rows = [
        (place, y, m)
        for place in frame.estimation
        if (m := market[place]) is not None
        and (y := member.returns[place]) is not None
        and member.spans[place] == 1
    ]
    if len(rows) < max(3, estimation.minimum):
        return None
    ys, ms = [y for _, y, _ in rows], [m for _, _, m in rows]
    model = fit_market_model(ys, ms, ewma=estimation.ewma)
    if model is None or not model.sigma:
        return None
    car = fsum(
        (member.returns[place] or 0.0) - model.alpha - model.beta * (market[place] or 0.0)
        for place in frame.window
    )
    root = sqrt(fsum(e * e for e in model.residuals)) / model.sigma
    errors = {place: e / root for (place, _, _), e in zip(rows, model.residuals, strict=True)}
    return _Name(
        car,
        car / (model.sigma * sqrt(len(frame.window))),
        tuple(errors.get(place, 0.0) for place in frame.estimation),
    )


def _as_far(scaled: float, names: dict[str, _Name], size: int, day: date) -> int:
    """Of random baskets of that many names in equal parts, those that moved at least as far.

    Each beside its own σ, which its names' common moves are part of. The day is the seed.
    """
    pool, draw = sorted(names), Random(day.isoformat())

    @cache
    def covariance(one: str, other: str) -> float:
        return fsum(map(mul, names[one].errors, names[other].errors))

    count = 0
    for _ in range(BASKETS):
        drawn = sorted(draw.sample(pool, size))
        car = fsum(names[name].car for name in drawn)
        variance = fsum(covariance(name, name) for name in drawn)
        variance += 2 * fsum(covariance(one, other) for one, other in combinations(drawn, 2))
        count += variance > 0 and abs(car) >= scaled * sqrt(variance)
    return count
