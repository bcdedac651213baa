"""The market model, the variance of a cumulative abnormal return, and which model is used when.

MacKinlay (1997), "Event studies in economics and finance", Journal of Economic Literature 35;
Campbell, Lo and MacKinlay (1997), chapter 4.

By n, the sessions in the estimation window on which at least half of the basket's weight has a
one-session return:

- n >= 120, market-model: fitted by least squares, t with n - 2 degrees of freedom.
- 60..119, market-adjusted: alpha 0, beta 1 for each name, since a beta from so few sessions
  brings more error than it removes. t from the spread of y - Rm about its mean, with n - 1
  degrees of freedom (`impose_market_model`). Where somebody asked for that many sessions, a
  market model all the same, its beta shrunk toward 1 as far as it is uncertain (Vasicek 1973).
- fewer, relative: the basket's return less the benchmark's, both compounded; no t.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum, sqrt

from msgspec import Struct

from thesisvault.market.distribution import student_two_sided
from thesisvault.market.frame import Estimation, Frame, Window
from thesisvault.market.returns import combine, compound
from thesisvault.model.market import AbnormalReturn, Method

LEAST_COVERAGE = 0.5
"""A session on which less of the basket than this has a price says little about the basket."""
_VARIANCE_OF_BETAS = 0.25
"""Across shares: two thirds of all betas lie within half of one."""
DECAY = 0.94
"""What each session weighs of the one after it, in a sigma by EWMA (RiskMetrics 1996)."""
_NO_VARIATION = 1e-12
"""A standard deviation of returns below this is rounding, not movement."""


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
    history = f"only {n} {'session' if n == 1 else 'sessions'} of history" if n else "no history"
    if n >= max(3, estimation.minimum):
        model = fit_market_model(ys, ms, ewma=estimation.ewma)
        method = "market-model"
        if model is None:
            said.append("the benchmark does not move in the estimation window: no market model")
    elif n >= max(3, estimation.adjusted_minimum) and estimation.is_asked:
        model = fit_market_model(ys, ms, prior=frame.exposure, ewma=estimation.ewma)
        method = "market-model"
        said.append(
            f"{history} (a market model normally uses {estimation.minimum}): "
            f"beta is shrunk toward {frame.exposure:.3g}"
        )
    elif n >= max(2, estimation.adjusted_minimum):
        model = impose_market_model(ys, ms, frame.exposure, ewma=estimation.ewma)
        method = "market-adjusted"
        said.append(f"{history} (a market model needs {estimation.minimum}): beta 1, alpha 0")
    else:
        said.append(f"{history} (a test needs {estimation.adjusted_minimum})")
    if model is None:
        car = compound(held) - frame.exposure * compound(market)
        reason = "; ".join(said)
        return AbnormalReturn(car, None, None, None, window, "relative", n, reason, sessions=length)
    if estimation.ewma:
        said.append(f"sigma by EWMA, lambda {DECAY}: {model.df} degrees of freedom")
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
        if y is not None and m is not None and part >= LEAST_COVERAGE:
            ys.append(y)
            ms.append(m)
    return ys, ms


class MarketModel(Struct, frozen=True):
    """y = alpha + beta * Rm + e, fitted, or imposed as alpha = 0 and a given beta."""

    alpha: float
    beta: float
    sigma: float
    """Standard deviation of e for one session; 0.0 when it is not more than rounding."""
    n: int
    df: int
    market_mean: float
    market_square: float
    """Sum of squared deviations of Rm in the estimation window, and what a prior beta is worth."""
    residuals: tuple[float, ...]
    fitted: bool

    def abnormal(self, returns: Sequence[float], market: Sequence[float]) -> tuple[float, ...]:
        """Abnormal returns, session by session."""
        return tuple(y - self.alpha - self.beta * m for y, m in zip(returns, market, strict=True))

    def car_variance(self, market: Sequence[float]) -> float:
        """Variance of the sum of abnormal returns over the sessions with returns `market`.

        s2 * (L + L^2/n + (sum Rm - L * mean)^2 / sum (Rm - mean)^2). The last two terms are the
        error of alpha and beta; where those are imposed there is no such error.
        """
        length = len(market)
        terms = float(length)
        if self.fitted:
            distance = fsum(market) - length * self.market_mean
            terms += length * length / self.n + distance * distance / self.market_square
        return self.sigma * self.sigma * terms

    def t(self, car: float, market: Sequence[float]) -> float | None:
        """`car` over its standard error, with `df` degrees of freedom; None without variance."""
        variance = self.car_variance(market)
        return car / sqrt(variance) if variance > 0.0 else None


def fit_market_model(
    returns: Sequence[float],
    market: Sequence[float],
    *,
    prior: float | None = None,
    ewma: bool = False,
) -> MarketModel | None:
    """Ordinary least squares on one run of sessions; sigma^2 = e'e / (n - 2).

    With a `prior`, beta is the mean of both, each weighed by how sure it is: Vasicek (1973), with
    0.25 as the variance of betas. None when the market does not move, so that there is no beta.
    Raises ValueError for fewer than three sessions or for sequences of different length.
    """
    n = len(returns)
    if n < 3 or n != len(market):
        raise ValueError(f"needs the same three sessions or more of both, not {n}, {len(market)}")
    mean_y, mean_m = fsum(returns) / n, fsum(market) / n
    square = fsum((m - mean_m) ** 2 for m in market)
    if sqrt(square / n) <= _NO_VARIATION:
        return None
    cross = fsum((m - mean_m) * (y - mean_y) for y, m in zip(returns, market, strict=True))

    def model(beta: float, square: float) -> MarketModel:
        alpha = mean_y - beta * mean_m
        residuals = tuple(y - alpha - beta * m for y, m in zip(returns, market, strict=True))
        sigma, df = _spread(residuals, n - 2, ewma)
        return MarketModel(alpha, beta, sigma, n, df, mean_m, square, residuals, True)

    fitted = model(cross / square, square)
    if prior is None:
        return fitted
    # What is known before counts as so much movement of the market, with `prior` as its beta.
    known = fitted.sigma**2 / _VARIANCE_OF_BETAS
    return model((cross + known * prior) / (square + known), square + known)


def impose_market_model(
    returns: Sequence[float], market: Sequence[float], beta: float = 1.0, *, ewma: bool = False
) -> MarketModel:
    """The market-adjusted model: alpha = 0 and `beta` as given, nothing estimated but sigma.

    sigma^2 = sum (d - mean d)^2 / (n - 1) of d = y - beta * Rm: about its mean, so that a drift
    in the estimation window is not counted as noise, and with n - 1 degrees of freedom for the
    one mean. Var(CAR) = sigma^2 * L, since no coefficient has an error to add. Raises ValueError
    for fewer than two sessions.
    """
    n = len(returns)
    if n < 2:
        raise ValueError(f"needs two sessions or more, not {n}")
    differences = tuple(y - beta * m for y, m in zip(returns, market, strict=True))
    mean = fsum(differences) / n
    sigma, df = _spread([d - mean for d in differences], n - 1, ewma)
    market_mean = fsum(market) / n
    square = fsum((m - market_mean) ** 2 for m in market)
    return MarketModel(0.0, beta, sigma, n, df, market_mean, square, differences, False)


def _spread(errors: Sequence[float], df: int, ewma: bool) -> tuple[float, int]:
    """Sigma of errors about zero, and its degrees of freedom; 0.0 for what is but rounding.

    By EWMA each error weighs `DECAY` of the one after it, and so many equal weights would vary as
    much as these: (sum w)^2 / sum w^2, less what was fitted.
    """
    if ewma:
        n = len(errors)
        weights = [DECAY ** (n - 1 - at) for at in range(n)]
        whole = fsum(weights)
        mean = fsum(w * e * e for w, e in zip(weights, errors, strict=True)) / whole
        sigma = sqrt(mean * n / df)
        df = max(int(whole * whole / fsum(w * w for w in weights)) - (n - df), 1)
    else:
        sigma = sqrt(fsum(e * e for e in errors) / df)
    return sigma if sigma > _NO_VARIATION else 0.0, df
