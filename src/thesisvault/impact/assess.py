"""The review of a vault on one day."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from thesisvault.graph import Node, Vault
from thesisvault.impact.attention import Named, attention, events_named, next_catalyst
from thesisvault.impact.closed import closed_of_late, review_closed
from thesisvault.impact.events import why_unmeasured
from thesisvault.impact.evidence import EVIDENCE
from thesisvault.impact.evidence.inferred import ambiguous
from thesisvault.impact.evidence.view import EvidenceView
from thesisvault.impact.flags import flags
from thesisvault.impact.position_review import held, review_position, row_stops
from thesisvault.impact.positions import all_positions, held_within, watched_rows, without_thesis
from thesisvault.impact.reached import reached
from thesisvault.impact.scenarios import rotation_state
from thesisvault.impact.scope import Position, is_side_assumed, open_theses, side_of
from thesisvault.impact.tripwires.criteria import Watch, key_of
from thesisvault.impact.tripwires.history import ReadTripwire, state_of, why_unwatched
from thesisvault.impact.tripwires.thesis import RecordedFigures, ThesisReadings
from thesisvault.impact.verdict import decide, weigh
from thesisvault.market.adjust import PriceView
from thesisvault.model.facts import Facts, Side, Status
from thesisvault.model.note import Kind
from thesisvault.model.review import (
    CheckedMoves,
    Citation,
    Confidence,
    Evidence,
    HorizonVerdict,
    InWords,
    MeasuredFlow,
    PositionReview,
    StatusReport,
    ThesisReview,
    TripwireReview,
    Verdict,
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
    watch = _watch(view)
    theses = tuple(_review(view, node, watch) for node in view.subjects)
    alone = without_thesis(view.always(_held), view.always(_within))
    beside = _positions(view.of(alone), watch)
    rows = watched_rows(vault, view.subjects, view.always(_held)) if watchlist else ()
    watched = view.of(rows)
    rotations = tuple(
        replace(
            rotation_state(note, day),
            flows=tuple(flow for flow in flows if flow.rotation == note.path),
        )
        for note in vault.noted_facts.values()
        if note.kind is Kind.ROTATION and not note.facts.is_draft
    )
    found = attention(vault, theses, rotations, failures, day, [item.review for item in beside])
    closed = tuple(review_closed(view))
    listed = _positions(watched, watch)
    return StatusReport(day, theses, rotations, found, beside, listed, closed, moves)


def _watch(view: EvidenceView) -> Watch:
    figures = RecordedFigures(view.vault)
    return Watch(view.vault, (*view.prices.symbols(), *view.market.renamed), figures)


def _positions(view: EvidenceView, watch: Watch) -> tuple[PositionReview, ...]:
    return tuple(
        review_position(view, node, _review(view, node, watch), view.always(_named))
        for node in view.subjects
        if isinstance(node, Position)
    )


def judge(view: EvidenceView, thesis: Node) -> ThesisReview:
    """Its evidence and its verdict alone: neither what is watched, nor what is ahead or amiss."""
    _, evidence, verdict = _decided(view, thesis)
    return _reviewed(thesis, evidence, verdict)


def _reviewed(
    node: Node, evidence: tuple[Evidence, ...], verdict: Verdict, **more: Any
) -> ThesisReview:
    note = node.note.path if node.note else None
    side = side_of(node) or Side.LONG
    return ThesisReview(node.id, node.name, note, side, verdict, evidence, **more)


def verdicts(view: EvidenceView, known: Mapping[str, Verdict]) -> Mapping[str, Verdict]:
    """What a review would say of each subject, by node, without all that does not change it.

    `known`: verdicts that need not be found anew.
    """
    return {
        node.id: known[node.id] if node.id in known else _decided(view, node)[2]
        for node in view.subjects
    }


def _decided(
    view: EvidenceView, node: Node
) -> tuple[list[Evidence], tuple[Evidence, ...], Verdict]:
    """The evidence of a subject, the same with its weights, and the verdict."""
    found = [item for gather in EVIDENCE.values() for item in gather(view, node)]
    evidence = weigh(found, view.impact)
    verdict = decide(evidence, view.impact)
    is_sure = verdict.confidence in (Confidence.MEDIUM, Confidence.HIGH)
    if is_sure and _is_side_assumed(view, node):
        why = "no side is stated, so it is read as long"
        verdict = replace(verdict, confidence=Confidence.LOW, confidence_reason=why)
    return found, evidence, verdict


def _is_side_assumed(view: EvidenceView, node: Node) -> bool:
    """Whether neither its notes nor a table of holdings says the side of a thesis."""
    return is_side_assumed(node) and not any(_in_tables(view, node))


def _review(view: EvidenceView, node: Node, watch: Watch) -> ThesisReview:
    vault, settings = view.vault, view.impact
    facts = node.note.facts if node.note else Facts()
    found, evidence, verdict = _decided(view, node)
    is_measured = any(item.measurement for item in evidence)
    tables = (node,) if isinstance(node, Position) else tuple(_in_tables(view, node))
    holdings = tuple(held(view, item, node.id) for item in tables)
    return _reviewed(
        node,
        evidence,
        verdict,
        horizons=_horizons(found, settings),
        flags=(
            *flags(vault, node, evidence, is_side_assumed=_is_side_assumed(view, node)),
            *ambiguous(view, node),
            *reached(view, node, holdings),
            *closed_of_late(view, node),
        ),
        tripwires=_tripwires(node, view, watch),
        criteria=tuple(_in_words(node, view, watch)),
        unmeasured="" if is_measured else why_unmeasured(vault, node, view.prices),
        next_review=facts.review,
        next_catalyst=next_catalyst(vault, node.id, view.as_of, view.always(_named)),
        held=_HELD.get(facts.status) if facts.status else None,
        holdings=() if isinstance(node, Position) else holdings,
    )


def _tripwires(node: Node, view: EvidenceView, watch: Watch) -> tuple[TripwireReview, ...]:
    return tuple(
        review
        for subject, found in _watched(node, view, watch)
        if found
        for review in _standing(subject, found, view, watch)
    )


_Found = dict[object, tuple[ReadTripwire, str]]
"""Conditions, each once, with the note that says so."""


def _standing(
    subject: Node, found: _Found, view: EvidenceView, watch: Watch
) -> Iterator[TripwireReview]:
    readings = ThesisReadings(view.vault, subject, view.prices, view.as_of, watch.figures)
    for read, path in found.values():
        wire = read.tripwire
        # In a table of holdings it counts from the day of the table.
        note = None if isinstance(subject, Position) else subject.note
        stated = note.since(wire.span.line) if note and note.path == path else None
        state = state_of(read, readings, view.as_of, stated=stated)
        cite = Citation(wire.condition, path, wire.span.shown_line)
        yield TripwireReview(wire, state, cite, why_unwatched(state))


def _watched(node: Node, view: EvidenceView, watch: Watch) -> Iterator[tuple[Node, _Found]]:
    """What a subject watches, and what each thing that it holds does, by a table of holdings or by
    a stock's note of its own: that counts from the day of the table, else of the thesis.
    """
    found: _Found = {}
    if node.note is not None and node.note.facts.is_guarded:
        found |= {key_of(read): (read, node.note.path) for read in watch.tripwires(node)}
    if isinstance(node, Position):
        for read, path in row_stops(watch, node):
            found.setdefault(key_of(read), (read, path))
    yield node, found
    for position in view.always(_within).get(node.id, ()):
        rows = {key_of(read): (read, path) for read, path in row_stops(watch, position)}
        if position.note is not None and position.id != node.id:
            own = {key_of(read): (read, position.note.path) for read in watch.tripwires(position)}
            rows = own | rows
        yield position, {key: item for key, item in rows.items() if key not in found}


def _in_words(node: Node, view: EvidenceView, watch: Watch) -> Iterator[InWords]:
    """Its criteria that a person has to watch, and those in rows of what it holds."""
    yield from watch.in_words(node)
    for position in view.always(_within).get(node.id, ()):
        is_own = position.id == node.id
        yield from watch.rows_in_words(position) if is_own else watch.in_words(position)


def _named(view: EvidenceView) -> Named:
    return events_named(view.vault)


def _held(view: EvidenceView) -> Sequence[Position]:
    return all_positions(view.vault)


def _within(view: EvidenceView) -> Mapping[str, Sequence[Position]]:
    return held_within(view.vault, open_theses(view.vault, view.as_of), view.always(_held))


def _in_tables(view: EvidenceView, thesis: Node) -> Iterator[Position]:
    """What tables of holdings say is held of a thesis."""
    return (item for item in view.always(_within).get(thesis.id, ()) if item.lines)


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
