"""Factors and attribution, held against statsmodels and numpy."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from math import fsum, prod, sqrt
from random import Random

import numpy as np
import pytest

from thesisvault.market.event_study import study_event
from thesisvault.market.factors import (
    HeldBasket,
    attribute,
    joined,
    market_alone,
    measure_by_factors,
    spreads,
)
from thesisvault.market.frame import Estimation, Window
from thesisvault.market.readers import PriceFormatError
from thesisvault.market.readers.factors import read_factors
from thesisvault.market.regression import least_squares
from thesisvault.model.market import AdjustedSeries, EventStudy, Factors, Part

DAYS = tuple(dt.date(2020, 1, 1) + dt.timedelta(days=place) for place in range(301))
ZERO = 290
"""The return of that number leads to DAYS[ZERO + 1]: day 0."""
ESTIMATION = Estimation()


def returns() -> tuple[list[list[float]], list[float]]:
    """Three factors and a basket's returns of 300 sessions."""
    draw = Random(15)
    factors = [[draw.gauss(0.0004, 0.01), draw.gauss(0, 0.006), draw.gauss(0, 0.005)]
               for _ in range(300)]  # fmt: skip
    errors = [draw.gauss(0, 0.012) for _ in range(300)]
    basket = [0.0003 + 1.1 * f[0] + 0.4 * f[1] - 0.7 * f[2] + e
              for f, e in zip(factors, errors, strict=True)]  # fmt: skip
    basket[ZERO] += 0.05
    return factors, basket


def series(symbol: str, values: Sequence[float]) -> AdjustedSeries:
    closes = [100.0]
    for value in values:
        closes.append(closes[-1] * (1 + value))
    return AdjustedSeries(symbol, DAYS, tuple(closes), ())


FACTORS, BASKET = returns()
MARKET = series("SPY", [row[0] for row in FACTORS])
TABLE = Factors(
    ("Mkt-RF", "SMB", "HML"), {day: tuple(row) for day, row in zip(DAYS[1:], FACTORS, strict=True)},
    {}, 0,
)  # fmt: skip


def studied(
    members: Sequence[AdjustedSeries],
    window: Window,
    weights: dict[str, float] | None = None,
    side: int = 1,
) -> tuple[EventStudy, HeldBasket]:
    held = weights or {member.symbol: 1.0 for member in members}
    study = study_event(
        "x", members, MARKET, DAYS[ZERO + 1], window, weights=held, side=side, estimation=ESTIMATION
    )
    return study, HeldBasket(members, held, side, MARKET, ESTIMATION)


# Made once by statsmodels 0.15.0: sm.OLS(y, sm.add_constant(F)) on the returns 31 to 280; with x
# the sums over the window, CAR / sqrt(scale * L + x @ cov_params() @ x), p by scipy's t.
STATSMODELS: dict[Window, tuple[float, float, float]] = {
    (0, 0): (0.05534889090580568, 4.3877094735875986, 1.7004738283035504e-05),
    (0, 4): (0.0477910862193642, 1.6828562140799597, 0.09367161327588475),
}
PARAMETERS = (-0.0004547909944894611, 1.190407769465468, 0.3047510265633091, -0.6280136661911415)
ERRORS = (0.07846764196593159, 0.1319090159230285, 0.14751778022033657)
SIGMA = 0.012563206995481859


@pytest.mark.parametrize("window", STATSMODELS)
def test_factor_figures_are_those_of_statsmodels(window: Window) -> None:
    found = measure_by_factors(*studied([series("AAA", BASKET)], window), TABLE)
    assert (found.abnormal, found.t, found.p) == pytest.approx(STATSMODELS[window], abs=1e-10)
    assert (found.alpha, *(one.beta for one in found.betas)) == pytest.approx(PARAMETERS, abs=1e-10)
    assert tuple(one.error for one in found.betas) == pytest.approx(ERRORS, abs=1e-10)
    assert found.sigma == pytest.approx(SIGMA, abs=1e-10)
    assert (found.n, found.df, found.sessions) == (250, 246, window[1] + 1 if window[1] else 1)


def test_the_market_alone_is_the_market_model() -> None:
    study, held = studied([series("AAA", BASKET)], (0, 4))
    found = measure_by_factors(study, held, market_alone(MARKET))
    assert found.abnormal == pytest.approx(study.abnormal.car, abs=1e-12)
    assert found.t == pytest.approx(study.abnormal.t, rel=1e-10)
    assert found.p == pytest.approx(study.abnormal.p, rel=1e-8)
    assert found.df == study.abnormal.df


def test_what_the_risk_free_return_pays_is_no_part_of_a_move() -> None:
    free = {day: 0.0001 * (place % 3) for place, day in enumerate(DAYS)}
    table = Factors(TABLE.names, TABLE.rows, free, 0)
    plain = [value - free[day] for value, day in zip(BASKET, DAYS[1:], strict=True)]
    found = measure_by_factors(*studied([series("AAA", BASKET)], (0, 2)), table)
    other = measure_by_factors(*studied([series("AAA", plain)], (0, 2)), TABLE)
    assert found.t == pytest.approx(other.t, rel=1e-10)


def test_a_spread_is_one_return_less_another() -> None:
    small, large = (
        series(name, [row[place] for row in FACTORS]) for name, place in (("S", 1), ("L", 2))
    )
    table = joined([market_alone(MARKET), spreads([("S-L", small, large)], MARKET)])
    assert (table.names, table.market) == (("SPY", "S-L"), 0)
    assert table.rows[DAYS[5]] == pytest.approx((FACTORS[4][0], FACTORS[4][1] - FACTORS[4][2]))


def test_factors_that_do_not_reach_the_window_are_said() -> None:
    short = Factors(
        TABLE.names, {d: r for d, r in TABLE.rows.items() if d <= DAYS[ZERO + 1]}, {}, 0
    )
    study, held = studied([series("AAA", BASKET)], (0, 4))
    found = measure_by_factors(study, held, short)
    assert (found.t, found.reason) == (None, f"no factors on {DAYS[ZERO + 2]}")
    parts = attribute(study, held, short)
    assert parts is not None
    assert parts.market is None
    assert parts.unsplit == pytest.approx(parts.total)
    assert parts.reason == found.reason
    twice = joined([TABLE, TABLE])
    assert "combination of the others" in measure_by_factors(study, held, twice).reason


def test_least_squares_on_ill_scaled_columns() -> None:
    draw = Random(2)
    rows = [[1.0, draw.gauss(5, 1e-4), draw.gauss(0, 1e3)] for _ in range(80)]
    ys = [draw.gauss(0, 1) for _ in rows]
    fit = least_squares(rows, ys)
    assert fit is not None
    solved, *_ = np.linalg.lstsq(np.array(rows), np.array(ys), rcond=None)
    assert fit.coefficients == pytest.approx(solved.tolist(), rel=1e-8)


# Attribution


def names(count: int) -> list[AdjustedSeries]:
    found = []
    for place in range(count):
        draw = Random(place)
        values = [0.8 * f[0] + 0.5 * place * f[1] + draw.gauss(0, 0.02) for f in FACTORS]
        found.append(series(f"N{place}", values))
    return found


@pytest.mark.parametrize("window", [(0, 0), (0, 4), (-3, None)])
@pytest.mark.parametrize("side", [1, -1])
def test_the_points_add_up_across_and_down(window: Window, side: int) -> None:
    weights = {"N0": 2.0, "N1": -1.0, "N2": 0.5}
    study, held = studied(names(3), window, weights, side)
    found = attribute(study, held, TABLE)
    assert found is not None and found.market is not None
    assert found.total == pytest.approx(study.move.simple_return, abs=1e-14)
    assert fsum(part.total for part in found.names) == pytest.approx(found.total, abs=1e-14)
    whole = Part("all", found.market, found.factors, found.rest, found.total)
    for part in (*found.names, whole):
        split = fsum((part.market or 0, part.factors or 0, part.rest or 0))
        assert split == pytest.approx(part.total, abs=1e-14)


def test_one_session_by_hand() -> None:
    study, held = studied(names(2), (0, 0), {"N0": 3.0, "N1": 1.0})
    found = attribute(study, held, TABLE)
    assert found is not None
    past = slice(ZERO - 10 - 249, ZERO - 9)
    x = np.column_stack([np.ones(250), np.array(FACTORS)[past]])
    for part, share, member in zip(found.names, (0.75, 0.25), held.members, strict=True):
        moves = np.diff(member.closes) / np.array(member.closes[:-1])
        _, beta, *others = np.linalg.lstsq(x, moves[past], rcond=None)[0]
        assert part.market == pytest.approx(share * beta * FACTORS[ZERO][0], abs=1e-12)
        assert part.factors == pytest.approx(share * np.dot(others, FACTORS[ZERO][1:]), abs=1e-12)
        assert part.total == pytest.approx(share * moves[ZERO], abs=1e-14)


def test_several_sessions_are_linked_as_carino_links_them() -> None:
    study, held = studied(names(2), (0, 4))
    found = attribute(study, held, market_alone(MARKET))
    assert found is not None
    moves = [
        np.diff(one.closes)[ZERO : ZERO + 5] / one.closes[ZERO : ZERO + 5] for one in held.members
    ]
    daily = [(a + b) / 2 for a, b in zip(*moves, strict=True)]
    whole = prod(1 + value for value in daily) - 1
    link = [np.log1p(value) / value * whole / np.log1p(whole) for value in daily]
    assert found.names[0].total == pytest.approx(np.dot(moves[0], link) / 2, abs=1e-14)


def test_a_name_without_history_is_not_split() -> None:
    known, young = names(2)
    young = AdjustedSeries("N1", young.dates[-60:], young.closes[-60:], ())
    study, held = studied([known, young], (0, 0))
    found = attribute(study, held, TABLE)
    assert found is not None
    assert found.names[1].market is None
    assert found.unsplit == pytest.approx(found.names[1].total)
    assert found.reason == "too few sessions before it to split N1"
    split = fsum((found.market or 0, found.factors or 0, found.rest or 0))
    assert split + found.unsplit == pytest.approx(found.total, abs=1e-14)


# Files

FRENCH = """This file was created by a program.

,Mkt-RF,SMB,HML,RF
20200102,    0.86,   -0.97,   -0.34,   0.006
20200103,   -0.67,    0.30,   -0.01,   0.006
20200106,  -99.99,   -0.21,   -0.55,   0.006

Copyright 2026
"""


def test_a_file_as_french_writes_it() -> None:
    found = read_factors(FRENCH.splitlines(keepends=True))
    assert (found.names, found.market) == (("Mkt-RF", "SMB", "HML"), 0)
    assert found.rows[dt.date(2020, 1, 2)] == pytest.approx((0.0086, -0.0097, -0.0034))
    assert found.free[dt.date(2020, 1, 3)] == pytest.approx(0.00006)
    assert dt.date(2020, 1, 6) not in found.rows


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("date,mkt_rf\n2020-01-02,much\n", 2, "not a percentage"),
        (f"date,mkt_rf\n2020-01-02,1.{'0' * 1000}\n", 2, "0' is not a perc"),
        ("date,mkt_rf\n2020-01-02,1,2\n", 2, "2 figures for 1 factors"),
        ("date,mkt_rf\n2020-01-02,1\n2020-01-02,1\n", 3, "twice"),
        ("date,mkt_rf\n2020-13-02,1\n", 2, "is not a date"),
        (",Mkt-RF\n202001,1\n", 2, "is a month"),
        ("Date,Close\n", 1, "no daily factors"),
        ("", 1, "no daily factors"),
    ],
)
def test_a_file_that_does_not_fit_is_refused_with_its_line(
    text: str, line: int, words: str
) -> None:
    with pytest.raises(PriceFormatError, match=words) as refused:
        read_factors(text.splitlines(keepends=True))
    assert refused.value.line == line


def test_sigma_is_that_of_what_is_left() -> None:
    rows = [(1.0, float(x)) for x in range(5)]
    fit = least_squares(rows, [0.0, 1.0, 2.0, 3.0, 5.0])
    assert fit is not None
    assert fit.coefficients == pytest.approx((-0.2, 1.2))
    assert fit.df == 3
    assert fit.sigma == pytest.approx(sqrt(0.4 / 3))
    assert least_squares([(1.0, 2.0)] * 5, [1.0] * 5) is None
    assert least_squares(rows[:2], [1.0, 2.0]) is None
