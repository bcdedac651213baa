"""One thesis under review, as documents show it: its verdict, and every line behind it.

Figures are rounded to six places.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from msgspec import UNSET, Struct, UnsetType, field
from msgspec.structs import asdict

from thesisvault.model import review
from thesisvault.model.facts import Side
from thesisvault.model.market import (
    Attribution,
    BaseRate,
    BesideTheDay,
    CrossSection,
    EventStudy,
    Excluded,
    FactorReturn,
    Method,
)
from thesisvault.model.review import Citation, Confidence, HorizonVerdict, Outcome, Standing
from thesisvault.model.settings import EvidenceClass
from thesisvault.reports import urgency
from thesisvault.reports.urgency import Urgency


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
    beside_the_day: BesideTheDay | None
    """The move compared with all other names held, on the same sessions."""
    base_rate: BaseRate | UnsetType = UNSET
    """Only where somebody asked for base rates."""
    by_factors: FactorReturn | UnsetType = UNSET
    """Only where somebody asked for factors."""
    attribution: tuple[Attribution, ...] | UnsetType = UNSET
    """Only where somebody asked for it: of the window, and of a thesis since it was opened."""


def row_of(study: EventStudy) -> Row:
    """A study on one row."""
    move, abnormal, without = study.move, study.abnormal, study.without_earnings
    return Row(
        move.name, move.symbols, move.start, move.end, move.simple_return,
        abnormal.car, abnormal.t, abnormal.df, abnormal.method, abnormal.n, abnormal.reason,
        abnormal.p, abnormal.alpha, abnormal.beta, abnormal.sigma,
        study.event, study.day_zero, abnormal.window, abnormal.sessions,
        study.benchmark, study.benchmark_return, study.coverage, study.excluded,
        study.cross_section, row_of(without) if without else None, study.beside,
    )  # fmt: skip


class Measurement(Struct, frozen=True):
    """What prices say: one basket around one event, in every window."""

    decisive: Row
    windows: tuple[Row, ...]
    adjusted_p: float | None
    """The decisive p-value after Benjamini-Hochberg over all tests of the review."""
    significant: bool


class Evidence(Struct, frozen=True):
    """One signed item. It adds sign · strength · decay · weight to the score's fraction."""

    kind: EvidenceClass = field(name="class")
    sign: int
    strength: float
    decay: float
    weight: float
    text: str
    note: str
    line: int
    rotation: str
    horizon: str | None
    expired: dt.date | None
    silent: bool
    """Shown, but not counted."""
    reason: str
    """Why it is not counted; empty where it is."""
    path: tuple[Citation, ...]
    measurement: Measurement | None

    @property
    def counts(self) -> bool:
        """Whether it counts in the verdict."""
        return self.expired is None and not self.silent

    @property
    def contribution(self) -> float:
        """Its share of the score, as a fraction."""
        return self.sign * self.strength * self.decay * self.weight


class Flag(Struct, frozen=True):
    """Something about a verdict that a reader must not miss."""

    code: str
    message: str
    note: str
    line: int


class Tripwire(Struct, frozen=True):
    """A condition that the author watches, and its state."""

    signal: str
    condition: str
    action: str
    state: Standing
    broke_on: dt.date | None
    holds: bool | None
    judged_on: dt.date | None
    left: float | None
    right: float | None
    distance: float | None
    distance_in: str
    reason: str
    unwatched: str
    """Why it is unknown today whether it holds, as a sentence; empty where it is watched."""
    note: str
    line: int
    rule: str
    """What read it: a table, a stop's property, a list under a heading."""


class Criterion(Struct, frozen=True):
    """What would prove a thesis wrong but cannot be measured: it is not watched."""

    text: str
    by: dt.date | None
    """The last day of a date in it."""
    note: str
    line: int
    rule: str


class Reviewed(Struct, frozen=True, kw_only=True):
    """What is under review, its verdict, and what it rests on.

    By keyword only, so that its name may come before all of these.
    """

    note: str | None
    side: Side | None
    verdict: Outcome
    score: float | None
    """Null where the verdict is unknown, as its two sums are."""
    positive: float | None
    negative: float | None
    confidence: Confidence
    confidence_reason: str
    weak: bool
    """Whether the score rests on one class of evidence, and on no test that finds anything."""
    urgency: Urgency
    why: tuple[str, ...]
    """The most telling reasons, the first one first, with what to do."""
    flags: tuple[str, ...]
    flag_details: tuple[Flag, ...]
    horizons: tuple[HorizonVerdict, ...]
    evidence: tuple[Evidence, ...]
    unmeasured: str
    tripwires: tuple[Tripwire, ...]
    criteria: tuple[Criterion, ...]
    next_review: dt.date | None
    next_catalyst: dt.date | None
    held: bool | None
    """False where its note says that it is only watched; null where it says neither."""


PositionKind = Literal["position", "watched"]


class Level(Struct, frozen=True):
    """A price that a line names for a holding, compared with the last close."""

    name: str
    """``cost``, ``target`` or ``stop``."""
    value: float
    last_close: float | None
    distance: float | None
    """From that close to a target or a stop, as a fraction; for a cost the return since then."""
    note: str
    line: int


class Held(Struct, frozen=True):
    """How much of a security is held, who says so, and its levels."""

    security: str
    shares: float | None
    cost: float | None
    weight: float | None
    since: dt.date | None
    """The day of the newest table that has it."""
    lines: tuple[Citation, ...]
    levels: tuple[Level, ...]


class Holding(Held, frozen=True):
    """The same without a thesis, and what is ahead of it."""

    catalysts: tuple[Citation, ...]
    """Those ahead, the nearest first."""


class Thesis(Reviewed, frozen=True):
    """A thesis under review."""

    thesis: str
    holdings: tuple[Held, ...]
    """How much of what it holds is held, by tables of holdings."""


class Position(Reviewed, frozen=True):
    """What is held, or watched, without a thesis, reviewed as one that holds nothing else."""

    position: str
    kind: PositionKind
    holding: Holding


def thesis_of(found: review.ThesisReview, day: dt.date) -> Thesis:
    """The document of a thesis on the day of its review."""
    holdings = tuple(Held(**_held(item)) for item in found.holdings)
    return Thesis(found.name, holdings, **_reviewed(found, day))


def position_of(found: review.PositionReview, kind: PositionKind, day: dt.date) -> Position:
    """The document of a position, or of a row of a watchlist."""
    reviewed = {**_reviewed(found.review, day), "held": kind == "position"}
    holding = Holding(**_held(found.holding), catalysts=found.catalysts)
    return Position(found.review.name, kind, holding, **reviewed)


def _held(found: review.Held) -> dict[str, Any]:
    levels = tuple(
        Level(
            item.name, item.value, item.last_close, item.distance,
            item.citation.note, item.citation.line,
        )
        for item in found.levels
    )  # fmt: skip
    return {**asdict(found), "levels": levels}


def _reviewed(found: review.ThesisReview, day: dt.date) -> dict[str, Any]:
    verdict = found.verdict
    is_known = verdict.outcome is not Outcome.UNKNOWN
    return dict(
        note=found.note,
        side=found.side,
        verdict=verdict.outcome,
        score=_rounded(verdict.score) if is_known else None,
        positive=_rounded(verdict.positive) if is_known else None,
        negative=_rounded(verdict.negative) if is_known else None,
        confidence=verdict.confidence,
        confidence_reason=verdict.confidence_reason,
        weak=urgency.is_weak(found),
        urgency=urgency.urgency(found, day),
        why=urgency.why(found, day),
        flags=tuple(flag.code for flag in found.flags),
        flag_details=tuple(
            Flag(flag.code, flag.message, flag.citation.note, flag.citation.line)
            for flag in found.flags
        ),
        horizons=found.horizons,
        evidence=evidence_of(found.evidence),
        unmeasured=found.unmeasured,
        tripwires=tuple(map(_tripwire, found.tripwires)),
        criteria=tuple(
            Criterion(
                item.criterion.text,
                item.criterion.by.end if item.criterion.by else None,
                item.note,
                item.criterion.span.shown_line,
                item.criterion.rule,
            )
            for item in found.criteria
        ),
        next_review=found.next_review,
        next_catalyst=found.next_catalyst,
        held=found.held,
    )


def evidence_of(found: tuple[review.Evidence, ...]) -> tuple[Evidence, ...]:
    """The documents of items."""
    return tuple(
        Evidence(
            item.kind, item.sign, _rounded(item.strength), _rounded(item.decay),
            _rounded(item.weight), item.citation.text, item.citation.note, item.citation.line,
            item.rotation, item.horizon or None, item.expired, item.silent, item.reason,
            item.path,
            _measurement(item.measurement) if item.measurement else None,
        )
        for item in found
    )  # fmt: skip


def _measurement(found: review.Measurement) -> Measurement:
    windows = tuple(map(row_of, found.windows))
    return Measurement(row_of(found.decisive), windows, found.adjusted_p, found.significant)


def _tripwire(found: review.TripwireReview) -> Tripwire:
    wire, state = found.tripwire, found.state
    return Tripwire(
        wire.signal, wire.condition, wire.action, state.state, state.broke_on, state.holds,
        state.judged_on, state.value_left, state.value_right, state.distance, state.distance_in,
        state.reason, found.unwatched, found.citation.note, found.citation.line, wire.rule,
    )  # fmt: skip


def _rounded(value: float) -> float:
    return round(value, 6) + 0.0  # no negative zero


def known_score(verdict: Outcome | None, score: float | None) -> float | None:
    """A score of a verdict; an unknown one has none."""
    return None if score is None or verdict is Outcome.UNKNOWN else _rounded(score)
