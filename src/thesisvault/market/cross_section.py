"""Tests over the single names of a basket, for five or more of them.

- BMP (Boehmer, Musumeci, Poulsen 1991): each name's CAR over its own standard error, forecast
  error included; then mean over standard error of the mean of these, t with N - 1 degrees of
  freedom. Allows the event to raise the variance.
- Kolari and Pynnönen (2010): BMP times sqrt((1 - r) / (1 + (N - 1) r)), r the mean pairwise
  correlation of the estimation-window residuals. Allows the names to move together.
- Corrado (1989): ranks of the abnormal returns over estimation and event window, with Corrado
  and Zivney's (1992) scaling for missing days and sqrt(L) for windows of L sessions; standard
  normal. Allows any distribution.

Names held short, or all of a short basket, count with their returns turned round: the question
is whether the thesis's names moved the thesis's way. Weights play no other part.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import copysign, fsum, sqrt

from thesisvault.market.distribution import normal_two_sided, student_two_sided
from thesisvault.market.frame import Estimation, Frame
from thesisvault.market.market_model import fit_market_model
from thesisvault.market.returns import AlignedReturns, effective_names, mean_pairwise_correlation
from thesisvault.model.market import CrossSection

MINIMUM_NAMES = 5

Row = Mapping[int, float]
"""Abnormal returns of one name by session."""


def measure_over_names(frame: Frame, estimation: Estimation) -> CrossSection | None:
    """All tests of one event window; None when fewer than five names have the history.

    A name takes part with at least `estimation.minimum` sessions of history, some variance, and
    a one-session return on every session of the window.
    """
    symbols: list[str] = []
    scars: list[float] = []
    before: list[Row] = []
    during: list[Row] = []
    plain: list[list[float | None]] = []
    over = [m for place in frame.window if (m := frame.market[place]) is not None]
    for member in frame.members:
        sign = int(copysign(1.0, frame.weights[member.symbol])) * frame.side
        measured = _name(member, sign, frame, over, estimation)
        if measured is None:
            continue
        scar, residuals, abnormal = measured
        symbols.append(member.symbol)
        scars.append(scar)
        before.append(residuals)
        during.append(abnormal)
        plain.append([sign * r if p in residuals else None for p, r in _returns(member, frame)])
    if len(symbols) < MINIMUM_NAMES:
        return None
    names = len(symbols)
    residual_r = mean_pairwise_correlation(
        [[row.get(place) for place in frame.estimation] for row in before]
    )
    return_r = mean_pairwise_correlation(plain)
    bmp = bmp_test(scars)
    corrected = kolari_pynnonen_test(scars, residual_r) if residual_r is not None else None
    rank = corrado_test(before, during)
    return CrossSection(
        tuple(symbols),
        bmp,
        None if bmp is None else student_two_sided(bmp, names - 1),
        corrected,
        None if corrected is None else student_two_sided(corrected, names - 1),
        rank,
        None if rank is None else normal_two_sided(rank),
        residual_r,
        return_r,
        None if residual_r is None else effective_names(names, residual_r),
        None if return_r is None else effective_names(names, return_r),
    )


def bmp_test(scars: Sequence[float]) -> float | None:
    """Mean of the standardised CARs over its cross-sectional standard error.

    None for fewer than two, or where they do not differ.
    """
    names = len(scars)
    if names < 2:
        return None
    mean = fsum(scars) / names
    spread = sqrt(fsum((scar - mean) ** 2 for scar in scars) / (names - 1))
    return mean / (spread / sqrt(names)) if spread > 1e-12 * max(map(abs, scars)) else None


def kolari_pynnonen_test(scars: Sequence[float], correlation: float) -> float | None:
    """`bmp_test` corrected for the mean `correlation` of the names' residuals."""
    bmp = bmp_test(scars)
    denominator = 1.0 + (len(scars) - 1) * correlation
    if bmp is None or denominator <= 0.0 or correlation > 1.0:
        return None
    return bmp * sqrt((1.0 - correlation) / denominator)


def corrado_test(before: Sequence[Row], during: Sequence[Row]) -> float | None:
    """Corrado's rank statistic of the sessions in `during` against both windows together.

    One row a name in each, in the same order; rows share session numbers, and a session that a
    row lacks is a missing day. None where the ranks show no variance.
    """
    scores: dict[int, list[float]] = {}
    for early, late in zip(before, during, strict=True):
        row = {**early, **late}
        for place, rank in zip(row, _ranks(list(row.values())), strict=True):
            scores.setdefault(place, []).append(rank / (len(row) + 1.0) - 0.5)
    sums = {place: fsum(values) / sqrt(len(values)) for place, values in scores.items()}
    window = {place for row in during for place in row}
    spread = sqrt(fsum(value * value for value in sums.values()) / len(sums)) if sums else 0.0
    if spread <= 1e-12 or not window:
        return None
    return fsum(sums[place] for place in window) / (sqrt(len(window)) * spread)


def _name(
    member: AlignedReturns,
    sign: int,
    frame: Frame,
    over: Sequence[float],
    estimation: Estimation,
) -> tuple[float, Row, Row] | None:
    places = [
        place
        for place in frame.estimation
        if member.spans[place] == 1 and frame.market[place] is not None
    ]
    during = {place: member.returns[place] for place in frame.window}
    if len(places) < max(3, estimation.minimum) or len(over) < len(frame.window):
        return None
    if any(member.spans[place] != 1 for place in frame.window):
        return None
    ys = [sign * value for place in places if (value := member.returns[place]) is not None]
    ms = [value for place in places if (value := frame.market[place]) is not None]
    model = fit_market_model(ys, ms)
    if model is None:
        return None
    returned = [sign * value for value in during.values() if value is not None]
    abnormal = model.abnormal(returned, over)
    scar = model.t(fsum(abnormal), over)
    if scar is None:
        return None
    return (
        scar,
        dict(zip(places, model.residuals, strict=True)),
        dict(zip(frame.window, abnormal, strict=True)),
    )


def _returns(member: AlignedReturns, frame: Frame) -> list[tuple[int, float]]:
    return [(place, member.returns[place] or 0.0) for place in frame.estimation]


def _ranks(values: Sequence[float]) -> list[float]:
    # Ties share the mean of their ranks.
    order = sorted(range(len(values)), key=values.__getitem__)
    ranks = [0.0] * len(values)
    start = 0
    while start < len(order):
        end = start
        while end + 1 < len(order) and values[order[end + 1]] == values[order[start]]:
            end += 1
        for place in range(start, end + 1):
            ranks[order[place]] = (start + end) / 2.0 + 1.0
        start = end + 1
    return ranks
