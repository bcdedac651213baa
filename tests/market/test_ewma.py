"""Sigma by EWMA: weights that fall by 0.94 a session, held against the sum written out."""

from __future__ import annotations

from random import Random

import pytest

from thesisvault.market.market_model import fit_market_model, impose_market_model


def test_sigma_is_the_weighted_mean_of_squares() -> None:
    chance = Random(1)
    market = [chance.gauss(0, 1) for _ in range(200)]
    returns = [0.5 * m + chance.gauss(0, 1 if at < 150 else 3) for at, m in enumerate(market)]
    plain, found = (fit_market_model(returns, market, ewma=ewma) for ewma in (False, True))
    assert plain is not None
    assert found is not None
    weights = [0.94**at for at in reversed(range(200))]
    squares = [e * e for e in plain.residuals]
    mean = sum(w * e for w, e in zip(weights, squares, strict=True)) / sum(weights)
    assert found.sigma**2 == pytest.approx(mean * 200 / 198)
    assert found.sigma > 1.5 * plain.sigma
    assert (found.alpha, found.beta) == (plain.alpha, plain.beta)
    assert found.df == int(sum(weights) ** 2 / sum(w * w for w in weights)) - 2


def test_of_what_is_imposed_too() -> None:
    calm_then_wild = [0.01 * (-1) ** at for at in range(80)] + [0.1, -0.1] * 5
    plain, found = (
        impose_market_model(calm_then_wild, [0.0] * 90, ewma=ewma) for ewma in (False, True)
    )
    assert found.sigma > plain.sigma > 0.01
    assert found.df < plain.df
