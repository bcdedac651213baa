"""The published figures, to every printed digit."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from thesisvault.market.market_model import (
    fit_market_model,
    impose_market_model,
)

INDEX = [-0.02, -0.01, 0.0, 0.01, 0.02, 0.03]
NOISE = [0.001, -0.001, 0.002, -0.002, 0.001, -0.001]
FIRM = [0.005 + 1.5 * m + e for m, e in zip(INDEX, NOISE, strict=True)]
EVENT_INDEX = [0.015, -0.005, 0.010]
EVENT_FIRM = [0.04, 0.0, 0.03]


def test_six_points_sigma() -> None:
    model = fit_market_model(FIRM, INDEX)
    assert model is not None
    # Printed 0.00166476081508083; in exact fractions it is ...082458, so the 17th place is theirs.
    assert model.sigma == pytest.approx(0.00166476081508083, abs=1e-17)
    assert model.sigma == pytest.approx(0.001664760815080824585, rel=1e-15)
    assert model.df == 4


def test_six_points_t_without_the_forecast_error() -> None:
    model = fit_market_model(FIRM, INDEX)
    assert model is not None
    abnormal = model.abnormal(EVENT_FIRM, EVENT_INDEX)
    single = [a / model.sigma for a in abnormal]
    assert [f"{t:.8f}" for t in single] == ["7.64588601", "1.36441737", "6.07551885"]
    running = [sum(abnormal[:k]) / (model.sigma * k**0.5) for k in (1, 2, 3)]
    assert [f"{t:.8f}" for t in running] == ["7.64588601", "6.37124662", "8.70980353"]


returns = st.lists(st.tuples(st.floats(-0.2, 0.2), st.floats(-0.1, 0.1)), min_size=10, max_size=60)


@given(returns, st.integers(1, 5))
def test_variance_is_that_of_a_least_squares_forecast(
    pairs: list[tuple[float, float]], length: int
) -> None:
    y, m = (np.array(side) for side in zip(*pairs, strict=True))
    if m.std() < 1e-4 or y.std() < 1e-4:
        return
    past, now = slice(0, len(y) - length), slice(len(y) - length, None)
    design = np.column_stack([np.ones(len(m)), m])
    coefficients, *_ = np.linalg.lstsq(design[past], y[past], rcond=None)
    residuals = y[past] - design[past] @ coefficients
    if m[past].std() < 1e-4 or np.abs(residuals).max() < 1e-6:
        return
    s2 = residuals @ residuals / (len(residuals) - 2)
    total = design[now].sum(axis=0)
    variance = s2 * (length + total @ np.linalg.inv(design[past].T @ design[past]) @ total)
    model = fit_market_model(list(y[past]), list(m[past]))
    assert model is not None
    assert model.beta == pytest.approx(coefficients[1], rel=1e-6, abs=1e-9)
    assert model.car_variance(list(m[now])) == pytest.approx(variance, rel=1e-6)


@given(st.floats(0.01, 100))
def test_t_does_not_depend_on_the_unit(scale: float) -> None:
    model = fit_market_model([scale * y for y in FIRM], INDEX)
    plain = fit_market_model(FIRM, INDEX)
    assert model is not None and plain is not None
    t = model.t(scale * 0.03, EVENT_INDEX)
    assert t == pytest.approx(plain.t(0.03, EVENT_INDEX), rel=1e-9)


def test_market_adjusted_estimates_nothing_but_the_spread() -> None:
    y, m = [0.03, -0.01, 0.02, 0.00], [0.01, 0.00, 0.01, -0.01]
    model = impose_market_model(y, m)
    differences = np.array(y) - np.array(m)
    assert (model.alpha, model.beta, model.n, model.df) == (0.0, 1.0, 4, 3)
    assert model.sigma == pytest.approx(float(differences.std(ddof=1)))
    assert model.t(0.05, [0.01, 0.02]) == pytest.approx(0.05 / (model.sigma * 2**0.5))


def test_no_variance_is_no_test() -> None:
    exact = fit_market_model([2 * m for m in INDEX], INDEX)
    assert exact is not None
    assert exact.sigma == 0.0
    assert exact.t(0.01, [0.0]) is None
    assert fit_market_model(FIRM, [0.01] * 6) is None
    with pytest.raises(ValueError):
        fit_market_model([0.1, 0.2], [0.1, 0.2])
