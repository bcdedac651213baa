"""A basket's move once the market and other factors are taken out, and what it is made of.

y = α + Σ βₖ Fₖ + e, fitted on the sessions before as the market model is; with x the sums of the
regressors over a window of L sessions, Var(CAR) = s² [L + x'(X'X)⁻¹x], and n - k degrees of
freedom (Campbell, Lo and MacKinlay 1997, chapter 4). Where the file has the return without risk,
y is what is above it.

Attribution: each session's return of a name is β times the market, β times the other factors, and
a rest, α among it; these add up over the names to the basket's (Brinson, Hood and Beebower 1986),
and over sessions with Cariño's (1999) factors, so that they add up to the compounded return.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from math import fsum, log1p, sqrt

from msgspec import Struct

from thesisvault.market.distribution import student_two_sided
from thesisvault.market.frame import Estimation, Frame, lay_out, window_places
from thesisvault.market.market_model import LEAST_COVERAGE
from thesisvault.market.regression import Fit, least_squares
from thesisvault.market.returns import AlignedReturns, align, combine, compound
from thesisvault.model.market import (
    AdjustedSeries,
    Attribution,
    EventStudy,
    FactorBeta,
    FactorReturn,
    Factors,
    Part,
)


class HeldBasket(Struct, frozen=True):
    """What a study was made of: a signed basket and what it is measured against."""

    members: Sequence[AdjustedSeries]
    weights: Mapping[str, float]
    side: int
    benchmark: AdjustedSeries
    estimation: Estimation


def market_alone(benchmark: AdjustedSeries) -> Factors:
    """The benchmark as the one factor."""
    return _of_columns([(benchmark.symbol, benchmark, None)], benchmark, market=0)


def spreads(
    pairs: Sequence[tuple[str, AdjustedSeries, AdjustedSeries | None]], benchmark: AdjustedSeries
) -> Factors:
    """Returns of one series less those of another, or as they are, on the benchmark's sessions."""
    return _of_columns(pairs, benchmark, market=None)


def _of_columns(
    pairs: Sequence[tuple[str, AdjustedSeries, AdjustedSeries | None]],
    benchmark: AdjustedSeries,
    market: int | None,
) -> Factors:
    sessions = benchmark.dates
    columns = [_less(_daily(one, sessions), other, sessions) for _, one, other in pairs]
    rows = {
        day: tuple(value for value in row if value is not None)
        for day, row in zip(sessions, zip(*columns, strict=True), strict=True)
        if None not in row
    }
    return Factors(tuple(name for name, _, _ in pairs), rows, {}, market)


def _daily(series: AdjustedSeries, sessions: Sequence[date]) -> list[float | None]:
    found = align(series, sessions)
    both = zip(found.returns, found.spans, strict=True)
    return [value if span == 1 else None for value, span in both]


def _less(
    column: list[float | None], other: AdjustedSeries | None, sessions: Sequence[date]
) -> list[float | None]:
    if other is None:
        return column
    both = zip(column, _daily(other, sessions), strict=True)
    return [a - b if a is not None and b is not None else None for a, b in both]


def joined(tables: Sequence[Factors]) -> Factors:
    """All factors on the days that every table has; the first market is the market."""
    first, *others = tables
    for other in others:
        days = first.rows.keys() & other.rows.keys()
        market = first.market
        if market is None and other.market is not None:
            market = len(first.names) + other.market
        first = Factors(
            (*first.names, *other.names),
            {day: (*first.rows[day], *other.rows[day]) for day in sorted(days)},
            first.free or other.free,
            market,
        )
    return first


def measure_by_factors(study: EventStudy, held: HeldBasket, factors: Factors) -> FactorReturn:
    """The abnormal return of the study's window by these factors, with its t."""
    frame = _frame(study, held)
    if frame is None:
        return _nothing(study.abnormal.reason or "no move to measure")
    past = combine(frame.members, frame.weights, frame.side, frame.estimation, catch_up=False)
    rows, ys = [], []
    for place, y, part in zip(frame.estimation, past.returns, past.coverage, strict=True):
        row = factors.rows.get(frame.sessions[place])
        if y is not None and row is not None and part >= LEAST_COVERAGE:
            rows.append((1.0, *row))
            ys.append(y - frame.exposure * factors.free.get(frame.sessions[place], 0.0))
    least = max(held.estimation.minimum, len(factors.names) + 2)
    if len(rows) < least:
        return _nothing(f"{len(rows)} earlier sessions have all factors: {least} are needed")
    fit = least_squares(rows, ys)
    if fit is None or not fit.sigma:
        return _nothing("a factor is a combination of the others, or does not move")
    basket = combine(frame.members, frame.weights, frame.side, frame.window, catch_up=True)
    days = [
        frame.sessions[place]
        for place, inside in zip(frame.window, basket.covered, strict=True)
        if inside
    ]
    if lacked := [day for day in days if day not in factors.rows]:
        return _nothing(f"no factors on {lacked[0]}")
    free = fsum(factors.free.get(day, 0.0) for day in days)
    x = [float(len(days)), *map(fsum, zip(*(factors.rows[day] for day in days), strict=True))]
    expected = fsum(b * value for b, value in zip(fit.coefficients, x, strict=True))
    returned = fsum(value for value in basket.returns if value is not None)
    car = returned - frame.exposure * free - expected
    t = car / (fit.sigma * sqrt(len(days) + fit.leverage(x)))
    return FactorReturn(
        car, t, fit.df, student_two_sided(t, fit.df), fit.coefficients[0], fit.sigma, fit.n,
        len(days), tuple(_betas(fit, factors)),
    )  # fmt: skip


def _betas(fit: Fit, factors: Factors) -> Iterator[FactorBeta]:
    for place, name in enumerate(factors.names, 1):
        beta, error = fit.coefficients[place], fit.error(place)
        yield FactorBeta(name, beta, error, beta / error)


def _nothing(reason: str) -> FactorReturn:
    return FactorReturn(None, None, None, None, None, None, 0, 0, (), reason)


def _frame(study: EventStudy, held: HeldBasket) -> Frame | None:
    """The sessions and members of a study that could be compared with the benchmark."""
    dates, day = held.benchmark.dates, study.day_zero
    if study.abnormal.car is None or day not in dates:
        return None
    zero = dates.index(day)
    places = window_places(dates, zero, study.abnormal.window)
    members = [member for member in held.members if member.symbol in study.move.symbols]
    if not places or not members:
        return None
    return lay_out(
        members, held.benchmark, dates, zero, places, held.weights, held.side, held.estimation
    )


class _Split(Struct, frozen=True):
    """What a name's return is made of on some sessions; None where its betas are not known."""

    market: float | None
    factors: float | None
    total: float


def attribute(study: EventStudy, held: HeldBasket, factors: Factors) -> Attribution | None:
    """The study's move in parts that add up to it; None where it has no move.

    A name with too short a history for betas is not split: its part is in `unsplit`.
    """
    frame = _frame(study, held)
    if frame is None:
        return None
    fits = {member.symbol: _fit(member, frame, factors, held) for member in frame.members}
    days = [splits for place in frame.window if (splits := _on(place, frame, factors, fits))]
    returns = [fsum(split.total for split in splits.values()) for splits in days]
    if not days or min(returns) <= -1.0:
        return None
    whole = compound(returns)
    link = [_carino(value) / _carino(whole) for value in returns]
    parts = [_part(member.symbol, days, link) for member in frame.members]
    known = [part for part in parts if part.market is not None]
    return Attribution(
        study.move.start, study.move.end,
        fsum(part.market or 0.0 for part in known) if known else None,
        fsum(part.factors or 0.0 for part in known) if known else None,
        fsum(part.rest or 0.0 for part in known) if known else None,
        fsum(part.total for part in parts if part.market is None),
        whole, tuple(parts), _why_unsplit(frame, factors, fits, parts),
    )  # fmt: skip


def _why_unsplit(
    frame: Frame, factors: Factors, fits: Mapping[str, Fit | None], parts: Sequence[Part]
) -> str:
    unsplit = [part.name for part in parts if part.market is None]
    if young := [name for name in unsplit if fits[name] is None]:
        return f"too few sessions before it to split {', '.join(young)}"
    lacked = (day for place in frame.window if (day := frame.sessions[place]) not in factors.rows)
    return f"no factors on {next(lacked)}" if unsplit else ""


def _carino(value: float) -> float:
    return log1p(value) / value if value else 1.0


def _fit(member: AlignedReturns, frame: Frame, factors: Factors, held: HeldBasket) -> Fit | None:
    both = [
        ((1.0, *row), value - factors.free.get(day, 0.0))
        for place in frame.estimation
        if (row := factors.rows.get(day := frame.sessions[place])) is not None
        and (value := member.returns[place]) is not None
        and member.spans[place] == 1
    ]
    if len(both) < max(held.estimation.minimum, len(factors.names) + 2):
        return None
    return least_squares([row for row, _ in both], [y for _, y in both])


def _on(
    place: int, frame: Frame, factors: Factors, fits: Mapping[str, Fit | None]
) -> dict[str, _Split]:
    """What each name adds on one session, as `combine` weighs them."""
    present = [
        (member.symbol, value, member.spans[place])
        for member in frame.members
        if (value := member.returns[place]) is not None
        and (member.spans[place] == 1 or place - member.spans[place] >= frame.window.start - 1)
    ]
    whole = fsum(abs(frame.weights[symbol]) for symbol, _, _ in present)
    found = {}
    for symbol, value, span in present:
        share = frame.side * frame.weights[symbol] / whole
        days = [frame.sessions[inside] for inside in range(place - span + 1, place + 1)]
        split = _betas_on(fits[symbol], factors, days)
        market, others = split if split else (None, None)
        found[symbol] = _Split(
            None if market is None else share * market,
            None if others is None else share * others,
            share * value,
        )
    return found


def _betas_on(
    fit: Fit | None, factors: Factors, days: Sequence[date]
) -> tuple[float, float] | None:
    """β times the market, and β times the other factors, over some days."""
    rows = [row for day in days if (row := factors.rows.get(day)) is not None]
    if fit is None or len(rows) < len(days):
        return None
    sums = [fsum(column) for column in zip(*rows, strict=True)]
    parts = [beta * value for beta, value in zip(fit.coefficients[1:], sums, strict=True)]
    market = 0.0 if factors.market is None else parts.pop(factors.market)
    return market, fsum(parts)


def _part(symbol: str, days: Sequence[Mapping[str, _Split]], link: Sequence[float]) -> Part:
    linked = [(day[symbol], k) for day, k in zip(days, link, strict=True) if symbol in day]
    total = fsum(split.total * k for split, k in linked)
    if any(split.market is None for split, _ in linked):
        return Part(symbol, None, None, None, total)
    market = fsum((split.market or 0.0) * k for split, k in linked)
    factors = fsum((split.factors or 0.0) * k for split, k in linked)
    return Part(symbol, market, factors, total - market - factors, total)
