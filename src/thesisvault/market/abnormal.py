"""Chooses the model that the history allows, and measures the abnormal return with it.

By n, the sessions in the estimation window on which at least half of the basket's weight has a
one-session return:

- n >= 120, market-model: fitted by least squares, t with n - 2 degrees of freedom.
- 60..119, market-adjusted: alpha 0, beta 1 for each name, since a beta from so few sessions
  brings more error than it removes. t from the spread of y - Rm about its mean, with n - 1
  degrees of freedom (`market_model.impose_market_model`).
- fewer, relative: the basket's return less the benchmark's, both compounded; no t.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum

from thesisvault.market.distribution import student_two_sided
from thesisvault.market.frame import Estimation, Frame, Window
from thesisvault.market.market_model import MarketModel, fit_market_model, impose_market_model
from thesisvault.market.returns import combine, compound
from thesisvault.model.market import AbnormalReturn, Method

_LEAST_COVERAGE = 0.5
"""A session on which less of the basket than this has a price says little about the basket."""


def measure_abnormal(
    frame: Frame,
    held: Sequence[float],
    market: Sequence[float],
    window: Window,
    estimation: Estimation,
    notes: Sequence[str] = (),
) -> AbnormalReturn:
    """The abnormal return of a basket that returned `held` while the benchmark did `market`.

    `held` has the window's basket returns, `market` the benchmark's over every session they
    cover, so it may be longer where one return spans a halt. `notes` go before the reason.
    """
    ys, ms = _history(frame)
    n, length, said = len(ys), len(market), list(notes)
    model: MarketModel | None = None
    method: Method = "relative"
    if n >= max(3, estimation.minimum):
        model = fit_market_model(ys, ms)
        method = "market-model"
        if model is None:
            said.append("the benchmark does not move in the estimation window: no market model")
    elif n >= max(2, estimation.adjusted_minimum):
        model = impose_market_model(ys, ms, frame.exposure)
        method = "market-adjusted"
        said.append(
            f"{n} of the {estimation.minimum} sessions before the event that a market model needs: "
            "beta 1, alpha 0"
        )
    else:
        said.append(
            f"{n} of the {estimation.adjusted_minimum} sessions before the event that a test "
            "needs: relative return, no t"
        )
    if model is None:
        car = compound(held) - frame.exposure * compound(market)
        reason = "; ".join(said)
        return AbnormalReturn(car, None, None, None, window, "relative", n, reason, sessions=length)
    car = fsum(held) - length * model.alpha - model.beta * fsum(market)
    t = model.t(car, market)
    if t is None:
        said.append("zero variance in the estimation window: no t")
    return AbnormalReturn(
        car,
        t,
        model.df if t is not None else None,
        student_two_sided(t, model.df) if t is not None else None,
        window,
        method,
        n,
        "; ".join(said) or None,
        model.alpha,
        model.beta,
        model.sigma,
        length,
    )


def _history(frame: Frame) -> tuple[list[float], list[float]]:
    basket = combine(frame.members, frame.weights, frame.side, frame.estimation, catch_up=False)
    ys: list[float] = []
    ms: list[float] = []
    for place, y, part in zip(frame.estimation, basket.returns, basket.coverage, strict=True):
        m = frame.market[place]
        if y is not None and m is not None and part >= _LEAST_COVERAGE:
            ys.append(y)
            ms.append(m)
    return ys, ms
