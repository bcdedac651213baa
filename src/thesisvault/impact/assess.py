"""The review of a vault on one day."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence

from thesisvault.graph import Node, Vault
from thesisvault.impact.attention import attention, next_catalyst
from thesisvault.impact.inferred import inferred_evidence
from thesisvault.impact.scenarios import rotation_state
from thesisvault.impact.stated import stated_evidence
from thesisvault.impact.verdict import decide, weigh
from thesisvault.model.facts import Facts
from thesisvault.model.note import Kind
from thesisvault.model.review import (
    Citation,
    Evidence,
    EvidenceClass,
    Flag,
    HorizonVerdict,
    StatusReport,
    ThesisReview,
)
from thesisvault.model.settings import ImpactSettings
from thesisvault.parser.facts.kinds import side_of_name


def assess(vault: Vault, day: dt.date, settings: ImpactSettings | None = None) -> StatusReport:
    """Every open thesis with its evidence and verdict on `day`.

    `vault` holds what was known on that day (`graph.as_of.visible`); a thesis is open from its
    `opened` to its `closed` date, and a thesis that is only a name is under review too.
    """
    chosen = settings or ImpactSettings()
    stated: dict[str, list[Evidence]] = defaultdict(list)
    for thesis, item in stated_evidence(vault, day, chosen):
        stated[thesis].append(item)
    theses = tuple(
        _review(vault, node, stated[node.id], day, chosen) for node in open_theses(vault, day)
    )
    rotations = tuple(
        rotation_state(note, day) for note in vault.notes.values() if note.kind is Kind.ROTATION
    )
    return StatusReport(day, theses, rotations, attention(vault, theses, rotations, day))


def open_theses(vault: Vault, day: dt.date) -> tuple[Node, ...]:
    """The theses under review on `day`, by name."""
    found = (
        node for node in vault.nodes.values() if node.kind is Kind.THESIS and _is_open(node, day)
    )
    return tuple(sorted(found, key=lambda node: (node.name.casefold(), node.id)))


def _is_open(node: Node, day: dt.date) -> bool:
    if node.note is None:
        return True
    facts = node.note.facts
    return (facts.opened is None or facts.opened <= day) and facts.closed is None


def _review(
    vault: Vault, node: Node, stated: list[Evidence], day: dt.date, settings: ImpactSettings
) -> ThesisReview:
    facts = node.note.facts if node.note else Facts()
    side = facts.side or side_of_name(node.name)
    inferred, flags = inferred_evidence(vault, node, side, day, settings)
    evidence = weigh((*stated, *inferred), settings)
    return ThesisReview(
        name=node.name,
        note=node.note.path if node.note else None,
        side=side,
        verdict=decide(evidence, settings),
        horizons=_horizons(stated, settings),
        evidence=evidence,
        flags=(*_flags(vault, node, evidence), *flags),
        next_review=facts.review,
        next_catalyst=next_catalyst(vault, node.id, day),
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


def _flags(vault: Vault, node: Node, evidence: Sequence[Evidence]) -> list[Flag]:
    flags = []
    if node.note is None:
        where = _first_mention(vault, node, evidence)
        flags.append(Flag("no-note", f'has no note yet: `thesis new thesis "{node.name}"`', where))
    for item in evidence:
        if item.kind is EvidenceClass.STATED and item.strength == 0:
            message = f"“{item.citation.text}” is not understood and counts nothing"
            flags.append(Flag("impact-unparsed", message, item.citation))
    flags += _disagreements(evidence)
    if evidence and all(item.expired for item in evidence):
        last = max(item.expired for item in evidence if item.expired)
        message = f"all that was said of it had expired by {last}"
        flags.append(Flag("expired", message, evidence[0].citation))
    return flags


def _first_mention(vault: Vault, node: Node, evidence: Sequence[Evidence]) -> Citation:
    if evidence:
        return evidence[0].citation
    for edge in vault.incoming.get(node.id, ()):
        return Citation(node.name, edge.note, edge.span.shown_line)
    return Citation(node.name, "", 0)


def _disagreements(evidence: Sequence[Evidence]) -> list[Flag]:
    """What the author says of a thesis against what the author's own flows say of it."""
    live = [item for item in evidence if item.expired is None]
    stated = [item for item in live if item.kind is EvidenceClass.STATED]
    said = sum(item.sign * item.strength * item.decay for item in stated)
    found = []
    for item in live:
        if item.kind is EvidenceClass.INFERRED and said * item.sign < 0:
            verb = "supports" if said > 0 else "presses"
            message = (
                f"the author says it {verb} (“{stated[0].citation.text}”, "
                f"{stated[0].citation.note}:{stated[0].citation.line}), yet the flow "
                f"“{item.citation.text}” says otherwise"
            )
            found.append(Flag("disagreement", message, item.citation))
    return found
