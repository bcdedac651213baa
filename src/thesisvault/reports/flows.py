"""The flows named by rotations, checked against prices: did the group do what the note says?"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from thesisvault.model.market import EventStudy, Method
from thesisvault.model.review import FlowVerdict, MeasuredFlow
from thesisvault.workspace.view import View


class Ask(Struct, frozen=True):
    """Whose flows are to be measured."""

    notes: Annotated[
        tuple[str, ...], Meta(description="rotations; empty: all that are in force")
    ] = ()


class Day(Struct, frozen=True):
    """The same group on a day that the note's tables are dated to."""

    date: dt.date
    simple_return: float | None = field(name="return")
    abnormal: float | None
    t: float | None
    p: float | None
    reason: str


class Row(Struct, frozen=True):
    """One flow, and what prices say of it since the rotation began; moves are fractions."""

    note: str
    line: int
    group: str
    direction: Literal["into", "out of"]
    verdict: FlowVerdict
    alone: bool
    """Whether it is beyond chance by itself only: among all flows it may be chance."""
    symbols: tuple[str, ...]
    """The fund, or the members, that it was measured by."""
    start: dt.date | None
    end: dt.date | None
    simple_return: float | None = field(name="return")
    abnormal: float | None
    t: float | None
    df: int | None
    p: float | None
    adjusted_p: float | None
    """After Benjamini-Hochberg over all flows that are measured together."""
    method: Method
    n: int
    benchmark: str | None
    coverage: float
    reason: str
    """Why it is unknown; else what limits the figure. May be empty."""
    days: tuple[Day, ...]


class Answer(Struct, frozen=True):
    """The flows, by note and line."""

    flows: tuple[Row, ...]

    @property
    def fails(self) -> bool:
        """Whether one of them went the other way."""
        return any(row.verdict is FlowVerdict.OPPOSITE for row in self.flows)


def report(view: View, ask: Ask) -> Answer:
    """Check the flows named by the day. Raises `UsageFault` for an unknown name."""
    from thesisvault.impact.flows import measure_flows

    wanted = frozenset(view.workspace.find(name).id for name in ask.notes) if ask.notes else None
    settings = view.settings
    found = measure_flows(
        view.vault, view.prices, settings.market, settings.impact, view.as_of, wanted
    )
    return Answer(tuple(map(row_of, found)))


def row_of(flow: MeasuredFlow) -> Row:
    """A measured flow on one row."""
    study, cite = flow.since, flow.citation
    direction: Literal["into", "out of"] = "into" if flow.direction > 0 else "out of"
    if study is None:
        return Row(
            cite.note, cite.line, flow.group, direction, flow.verdict, False, (), None, None, None,
            None, None, None, None, None, "none", 0, None, 0.0, flow.reason, (),
        )  # fmt: skip
    move, abnormal = study.move, study.abnormal
    return Row(
        cite.note, cite.line, flow.group, direction, flow.verdict, flow.alone, move.symbols,
        move.start, move.end, move.simple_return, abnormal.car, abnormal.t, abnormal.df, abnormal.p,
        flow.adjusted_p, abnormal.method, abnormal.n, study.benchmark, study.coverage,
        flow.reason or abnormal.reason or "", tuple(map(_day, flow.days)),
    )  # fmt: skip


def _day(study: EventStudy) -> Day:
    abnormal = study.abnormal
    return Day(
        study.day_zero or study.event, study.move.simple_return, abnormal.car, abnormal.t,
        abnormal.p, abnormal.reason or "",
    )  # fmt: skip
