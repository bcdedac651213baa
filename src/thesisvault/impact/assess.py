"""The review of a vault on one day."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from msgspec.structs import replace

from thesisvault.graph import Node, Vault
from thesisvault.impact.attention import attention, next_catalyst
from thesisvault.impact.events import why_unmeasured
from thesisvault.impact.evidence import EVIDENCE
from thesisvault.impact.evidence.inferred import ambiguous
from thesisvault.impact.evidence.view import EvidenceView
from thesisvault.impact.flags import flags
from thesisvault.impact.position_review import review_position, row_stops
from thesisvault.impact.positions import positions, watched_rows
from thesisvault.impact.scenarios import rotation_state
from thesisvault.impact.scope import Position, closed_theses, side_of
from thesisvault.impact.tripwires.criteria import key_of, unwatched, watched, watches
from thesisvault.impact.tripwires.history import ReadTripwire, state_of, why_unwatched
from thesisvault.impact.tripwires.thesis import RecordedFigures, ThesisReadings
from thesisvault.impact.verdict import decide, weigh
from thesisvault.market.adjust import PriceView
from thesisvault.model.facts import Facts, Side, Status
from thesisvault.model.note import Kind
from thesisvault.model.review import (
    CheckedMoves,
    Citation,
    ClosedThesis,
    Confidence,
    Evidence,
    HorizonVerdict,
    MeasuredFlow,
    PositionReview,
    StatusReport,
    ThesisReview,
    TripwireReview,
)
from thesisvault.model.settings import ImpactSettings, MarketSettings

if TYPE_CHECKING:
    from thesisvault.impact.claims import CheckedMove

_HELD = {Status.HELD: True, Status.WATCHED: False}


def assess(
    vault: Vault,
    day: dt.date,
    impact: ImpactSettings | None = None,
    market: MarketSettings | None = None,
    prices: PriceView | None = None,
    *,
    watchlist: bool = False,
) -> StatusReport:
    """Every open thesis with its evidence and verdict on `day`.

    `vault` and `prices` hold what was known on that day (`graph.source.visible`); a thesis is open
    from its `opened` to its `closed` date, and a thesis that is only a name is under review too.
    Without prices nothing is measured, and nothing pretends to be. What is held without a thesis
    is reviewed by the same arithmetic, and what is watched where `watchlist` asks for it; their
    tests are families of their own, so that no verdict of a thesis depends on them.
    """
    view = EvidenceView(vault, day, impact, market, prices)
    failures: tuple[CheckedMove, ...] = ()
    moves = CheckedMoves()
    flows: tuple[MeasuredFlow, ...] = ()
    if view.is_priced:
        # A vault without prices must not pay for what measures them.
        from thesisvault.impact.claims import check_moves, failed
        from thesisvault.impact.flows import measure_flows

        flows = measure_flows(vault, view.prices, view.market, view.impact, day)
        stated = check_moves(vault, view.prices)
        failures = tuple(failed(stated))
        checked = sum(item.check.verdict != "unchecked" for item in stated)
        moves = CheckedMoves(checked, len(failures))
    figures = RecordedFigures(vault)
    theses = tuple(_review(view, node, figures) for node in view.subjects)
    held = _positions(view.of(positions(vault, view.subjects)), figures)
    watched = view.of(watched_rows(vault, view.subjects) if watchlist else ())
    rotations = tuple(
        replace(
            rotation_state(note, day),
            flows=tuple(flow for flow in flows if flow.rotation == note.path),
        )
        for note in vault.noted_facts.values()
        if note.kind is Kind.ROTATION and not note.facts.is_draft
    )
    found = attention(vault, theses, rotations, failures, day, [item.review for item in held])
    closed = tuple(
        ClosedThesis(node.name, node.id, node.note.facts.closed if node.note else None)
        for node in closed_theses(vault)
    )
    listed = _positions(watched, figures)
    return StatusReport(day, theses, rotations, found, held, listed, closed, moves)


def _positions(view: EvidenceView, figures: RecordedFigures) -> tuple[PositionReview, ...]:
    return tuple(
        review_position(view, node, _review(view, node, figures))
        for node in view.subjects
        if isinstance(node, Position)
    )


def _review(view: EvidenceView, node: Node, figures: RecordedFigures) -> ThesisReview:
    vault, settings = view.vault, view.impact
    facts = node.note.facts if node.note else Facts()
    found = [item for gather in EVIDENCE.values() for item in gather(view, node)]
    evidence = weigh(found, settings)
    side = side_of(node)
    verdict = decide(evidence, settings)
    if side is None and verdict.confidence in (Confidence.MEDIUM, Confidence.HIGH):
        why = "no side is stated: it is read as long"
        verdict = replace(verdict, confidence=Confidence.LOW, confidence_reason=why)
    is_measured = any(item.measurement for item in evidence)
    return ThesisReview(
        node=node.id,
        name=node.name,
        note=node.note.path if node.note else None,
        side=side or Side.LONG,
        verdict=verdict,
        horizons=_horizons(found, settings),
        evidence=evidence,
        flags=(*flags(vault, node, evidence), *ambiguous(view, node)),
        tripwires=_tripwires(vault, node, view.prices, view.as_of, figures),
        criteria=unwatched(vault, node),
        unmeasured="" if is_measured else why_unmeasured(vault, node, view.prices),
        next_review=facts.review,
        next_catalyst=next_catalyst(vault, node.id, view.as_of),
        held=_HELD.get(facts.status) if facts.status else None,
    )


def _tripwires(
    vault: Vault, node: Node, prices: PriceView, day: dt.date, figures: RecordedFigures
) -> tuple[TripwireReview, ...]:
    found = [*_watched(vault, node)]
    if not found:
        return ()
    readings = ThesisReadings(vault, node, prices, day, figures)
    return tuple(
        TripwireReview(
            read.tripwire,
            state,
            Citation(read.tripwire.condition, path, read.tripwire.span.shown_line),
            unwatched=why_unwatched(state),
        )
        for read, path in found
        for state in (state_of(read, readings, day),)
    )


def _watched(vault: Vault, node: Node) -> Iterator[tuple[ReadTripwire, str]]:
    """What a subject watches, each condition once, with the note that says so."""
    found: dict[object, tuple[ReadTripwire, str]] = {}
    if node.note is not None and watches(node.note.facts):
        found |= {key_of(read): (read, node.note.path) for read in watched(vault, node)}
    if isinstance(node, Position):
        for read, path in row_stops(vault, node):
            found.setdefault(key_of(read), (read, path))
    yield from found.values()


def _horizons(found: Iterable[Evidence], settings: ImpactSettings) -> tuple[HorizonVerdict, ...]:
    by_horizon: dict[str, list[Evidence]] = defaultdict(list)
    for item in found:
        if item.horizon:
            by_horizon[item.horizon].append(item)
    return tuple(
        HorizonVerdict(
            horizon,
            decide(weigh(items, settings), settings).outcome,
            max((item.expired for item in items if item.expired), default=None),
        )
        for horizon, items in sorted(by_horizon.items())
    )
