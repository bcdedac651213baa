"""A move beside all other names of its day, held against a second reckoning with numpy."""

from __future__ import annotations

import datetime as dt
from math import sqrt
from random import Random

import numpy as np
import pytest

from impact.prices import DAYS, EVENT, GAP, MARKET, SESSIONS, ZERO, noise
from thesisvault.market.adjust import absent
from thesisvault.market.beside import BASKETS, Others
from thesisvault.market.event_study import study_event
from thesisvault.market.frame import Estimation
from thesisvault.model.market import AdjustedSeries, BesideTheDay

ESTIMATION = Estimation(SESSIONS, gap=GAP)


def series(symbol: str, returns: list[float]) -> AdjustedSeries:
    closes = [100.0]
    for value in returns:
        closes.append(closes[-1] * (1 + value))
    return AdjustedSeries(symbol, DAYS, tuple(closes), ())


def stock(symbol: str, jump: float = 0.0) -> AdjustedSeries:
    """A name of its own σ and β, with a jump on the day."""
    own = Random(symbol).uniform(0.5, 1.5)
    errors = noise(symbol, 0.01 * own)
    returns = [own * m + e for m, e in zip(MARKET, errors, strict=True)]
    returns[ZERO - 1] += jump
    return series(symbol, returns)


class Held:
    """Prices of some names, and of the benchmark."""

    def __init__(self, *names: AdjustedSeries) -> None:
        self._held = {one.symbol: one for one in (series("SPY", MARKET), *names)}

    def symbols(self) -> tuple[str, ...]:
        return tuple(sorted(self._held))

    def adjusted(self, symbol: str) -> AdjustedSeries:
        return self._held.get(symbol) or absent(symbol)

    def benchmark(
        self, event: dt.date, asked: str | None = None, history: int = 0
    ) -> AdjustedSeries:
        return self.adjusted("SPY")


def beside(held: Held, *symbols: str) -> tuple[float, BesideTheDay]:
    """The t of an equal basket of these, and what stands beside it."""
    members, market = [held.adjusted(name) for name in symbols], held.benchmark(EVENT)
    study = study_event("basket", members, market, EVENT, estimation=ESTIMATION)
    found = Others(held, ESTIMATION, ("SPY",)).beside(study, market)
    assert study.abnormal.t is not None and found is not None
    return study.abnormal.t, found


def residuals(one: AdjustedSeries) -> tuple[float, np.ndarray]:
    """AR of day 0, and the errors of the estimation window scaled so that they square to σ²."""
    returns = np.diff(one.closes) / np.array(one.closes[:-1])
    market = np.array(MARKET)
    end = ZERO - GAP
    x = np.column_stack([np.ones(SESSIONS), market[end - SESSIONS : end]])
    y = returns[end - SESSIONS : end]
    coefficients, *_ = np.linalg.lstsq(x, y, rcond=None)
    move = returns[ZERO - 1] - coefficients @ [1, market[ZERO - 1]]
    return float(move), (y - x @ coefficients) / sqrt(SESSIONS - 2)


OTHERS = [f"O{number:02}" for number in range(14)]
WILD = Held(
    *(stock(name, Random(name).gauss(0, 0.03)) for name in OTHERS), stock("AA"), stock("BB")
)


def test_t_over_the_spread_of_the_others() -> None:
    t, found = beside(WILD, "AA", "BB")
    measured = [residuals(WILD.adjusted(name)) for name in OTHERS]
    spread = np.std([move / sqrt(errors @ errors) for move, errors in measured], ddof=1)
    assert found.names == 14
    assert found.spread == pytest.approx(spread, rel=1e-10)
    assert found.t == pytest.approx(t / spread, rel=1e-10)


def test_the_rank_is_that_of_each_basket_with_a_sigma_of_its_own() -> None:
    _, found = beside(WILD, "AA", "BB")
    scaled = {}
    for name in (*OTHERS, "AA", "BB"):
        scaled[name] = residuals(WILD.adjusted(name))

    def far(names: list[str]) -> float:
        errors = np.sum([scaled[name][1] for name in names], axis=0)
        return abs(sum(scaled[name][0] for name in names)) / sqrt(errors @ errors)

    draw = Random(EVENT.isoformat())
    drawn = [far(draw.sample(OTHERS, 2)) for _ in range(BASKETS)]
    assert found.as_far == sum(value >= far(["AA", "BB"]) for value in drawn)
    assert 0 < found.as_far < BASKETS


def test_a_calm_day_leaves_t_much_as_it_is() -> None:
    t, found = beside(Held(*map(stock, OTHERS), stock("AA", 0.05)), "AA")
    assert found.spread == pytest.approx(1, abs=0.35)
    assert (found.as_far, abs(t) > 3) == (0, True)


def test_too_few_others_are_said() -> None:
    _, found = beside(Held(*map(stock, OTHERS[:9]), stock("AA")), "AA")
    assert (found.t, found.spread, found.as_far, found.names) == (None, None, None, 9)
    assert "9 other names" in found.reason


def test_a_basket_larger_than_the_rest_has_a_spread_and_no_rank() -> None:
    names = [f"B{number:02}" for number in range(11)]
    held = Held(*map(stock, OTHERS[:10]), *map(stock, names))
    _, found = beside(held, *names)
    assert found.t is not None
    assert (found.as_far, found.baskets) == (None, 0)
    assert found.reason == "no random basket of 11 out of 10 names"
