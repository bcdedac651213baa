"""The review of a vault on one day."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from thesisvault.graph import Node, Vault
from thesisvault.impact.attention import attention, next_catalyst
from thesisvault.impact.events import why_unmeasured
from thesisvault.impact.evidence.inferred import inferred_evidence
from thesisvault.impact.evidence.stated import stated_evidence
from thesisvault.impact.flags import flags
from thesisvault.impact.price_view import NoPrices, PriceView
from thesisvault.impact.scenarios import rotation_state
from thesisvault.impact.scope import open_theses
from thesisvault.impact.tripwires import RecordedFigures, ThesisReadings, read_tripwires, state_of
from thesisvault.impact.verdict import decide, weigh
from thesisvault.model.facts import Facts
from thesisvault.model.note import Kind
from thesisvault.model.review import (
    Citation,
    Evidence,
    EvidenceClass,
    HorizonVerdict,
    StatusReport,
    ThesisReview,
    TripwireReview,
)
from thesisvault.model.settings import ImpactSettings, MarketSettings
from thesisvault.parser.facts.kinds import side_of_name

if TYPE_CHECKING:
    from thesisvault.impact.claims import CheckedMove

_ORDER = tuple(EvidenceClass)
"""Stated, inferred, measured: the order in which evidence is shown."""


def assess(
    vault: Vault,
    day: dt.date,
    impact: ImpactSettings | None = None,
    market: MarketSettings | None = None,
    prices: PriceView | None = None,
) -> StatusReport:
    """Every open thesis with its evidence and verdict on `day`.

    `vault` and `prices` hold what was known on that day (`graph.as_of.visible`); a thesis is open
    from its `opened` to its `closed` date, and a thesis that is only a name is under review too.
    Without prices nothing is measured, and nothing pretends to be.
    """
    chosen = impact or ImpactSettings()
    stated: dict[str, list[Evidence]] = defaultdict(list)
    for thesis, item in stated_evidence(vault, day, chosen):
        stated[thesis].append(item)
    nodes = open_theses(vault, day)
    measured: Mapping[str, list[Evidence]] = {}
    failures: tuple[CheckedMove, ...] = ()
    if prices is not None and prices.symbols():
        # A vault without prices must not pay for what measures them.
        from thesisvault.impact.claims import check_moves, failed
        from thesisvault.impact.evidence.measured import measured_evidence

        measured = measured_evidence(vault, nodes, prices, day, chosen, market or MarketSettings())
        failures = tuple(failed(check_moves(vault, prices)))
    figures = RecordedFigures(vault)
    theses = tuple(
        _review(
            vault,
            node,
            (*stated[node.id], *measured.get(node.id, ())),
            _tripwires(vault, node, prices or NoPrices(), day, figures),
            "" if node.id in measured else why_unmeasured(vault, node, prices or NoPrices()),
            day,
            chosen,
        )
        for node in nodes
    )
    rotations = tuple(
        rotation_state(note, day)
        for note in vault.noted_facts.values()
        if note.kind is Kind.ROTATION
    )
    found = attention(vault, theses, rotations, failures, day)
    return StatusReport(day, theses, rotations, found)


def _review(
    vault: Vault,
    node: Node,
    found: tuple[Evidence, ...],
    tripwires: tuple[TripwireReview, ...],
    unmeasured: str,
    day: dt.date,
    settings: ImpactSettings,
) -> ThesisReview:
    facts = node.note.facts if node.note else Facts()
    side = facts.side or side_of_name(node.name)
    inferred, ambiguous = inferred_evidence(vault, node, side, day, settings)
    evidence = weigh(
        sorted((*found, *inferred), key=lambda item: _ORDER.index(item.kind)), settings
    )
    return ThesisReview(
        node=node.id,
        name=node.name,
        note=node.note.path if node.note else None,
        side=side,
        verdict=decide(evidence, settings),
        horizons=_horizons(found, settings),
        evidence=evidence,
        flags=(*flags(vault, node, evidence, settings), *ambiguous),
        tripwires=tripwires,
        unmeasured=unmeasured,
        next_review=facts.review,
        next_catalyst=next_catalyst(vault, node.id, day),
    )


def _tripwires(
    vault: Vault, node: Node, prices: PriceView, day: dt.date, figures: RecordedFigures
) -> tuple[TripwireReview, ...]:
    if node.note is None or not node.note.facts.tripwires:
        return ()
    readings = ThesisReadings(vault, node, prices, day, figures)
    path = node.note.path
    return tuple(
        TripwireReview(
            read.tripwire,
            state_of(read, readings, day),
            Citation(read.tripwire.condition, path, read.tripwire.span.shown_line),
        )
        for read in read_tripwires(node.note.facts.tripwires)
    )


def _horizons(stated: Iterable[Evidence], settings: ImpactSettings) -> tuple[HorizonVerdict, ...]:
    by_horizon: dict[str, list[Evidence]] = defaultdict(list)
    for item in stated:
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
