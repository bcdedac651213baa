"""One measured move as documents show it: a row of `moves`, a window of `explain`."""

from __future__ import annotations

import datetime as dt

from msgspec import Struct, field

from thesisvault.model.market import CrossSection, EventStudy, Excluded, Method


class Row(Struct, frozen=True):
    """What one name did around an event; returns are fractions."""

    name: str
    symbols: tuple[str, ...]
    start: dt.date | None
    end: dt.date | None
    simple_return: float | None = field(name="return")
    abnormal: float | None
    t: float | None
    df: int | None
    method: Method
    n: int
    reason: str | None
    p: float | None
    alpha: float | None
    beta: float | None
    sigma: float | None
    event: dt.date
    day_zero: dt.date | None
    window: tuple[int, int | None]
    sessions: int
    """Those of the window that the figures cover."""
    benchmark: str | None
    benchmark_return: float | None
    coverage: float
    excluded: tuple[Excluded, ...]
    cross_section: CrossSection | None
    without_earnings: Row | None


def row_of(study: EventStudy) -> Row:
    """A study on one row."""
    move, abnormal, without = study.move, study.abnormal, study.without_earnings
    return Row(
        move.name, move.symbols, move.start, move.end, move.simple_return,
        abnormal.car, abnormal.t, abnormal.df, abnormal.method, abnormal.n, abnormal.reason,
        abnormal.p, abnormal.alpha, abnormal.beta, abnormal.sigma,
        study.event, study.day_zero, abnormal.window, abnormal.sessions,
        study.benchmark, study.benchmark_return, study.coverage, study.excluded,
        study.cross_section, row_of(without) if without else None,
    )  # fmt: skip
