"""Stated evidence: the author's own words about a thesis."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from thesisvault.graph import Node, Relation
from thesisvault.impact.evidence.repeats import once_each
from thesisvault.impact.evidence.view import EvidenceView
from thesisvault.impact.scenarios import ageing, started
from thesisvault.model.facts import StatedImpact
from thesisvault.model.note import Profile
from thesisvault.model.review import NOT_UNDERSTOOD, Citation, Evidence
from thesisvault.model.settings import EvidenceClass


def gather(view: EvidenceView, thesis: Node) -> Sequence[Evidence]:
    """What authors say of the thesis.

    A phrase with two horizons gives two items; mixed gives two halves of opposite sign. A phrase
    that is not understood gives one item of strength 0, so that it is shown. What one note says
    twice the same way, and the same words about the same day in two notes, count once.
    """
    vault, found = view.vault, []
    edges = vault.incoming.get(thesis.id, ())
    for path in dict.fromkeys(edge.note for edge in edges if edge.relation is Relation.IMPACT):
        note = vault.noted_facts[path]
        for impact in note.facts.stated_impacts:
            if vault.node_id(impact.thesis, path) != thesis.id:
                continue
            # An entry of a thesis's own log ages from its day, not from the note's.
            since = impact.day if impact.thesis.name == path else None
            items = _items(view, note, impact, since)
            found += [(item, since or started(note)) for item in items]
    return _once(found)


def _items(
    view: EvidenceView, note: Profile, impact: StatedImpact, since: dt.date | None
) -> Iterator[Evidence]:
    citation = Citation(impact.text, note.path, impact.span.shown_line)
    if not impact.labels:
        item = _item(0.0, 0.0, "", note.path, citation, 0.0, None)
        yield replace(item, reason=NOT_UNDERSTOOD)
    for label in impact.labels:
        age = ageing(note, label.horizon, view.as_of, view.impact, since)
        place = label.horizon, note.path, citation, age.decay, age.expired
        for sign in label.signs:
            yield _item(sign, abs(sign) or 1.0, *place)


def _once(found: Sequence[tuple[Evidence, dt.date | None]]) -> list[Evidence]:
    items = [item for item, _ in found]
    items = once_each(items, [(item.rotation, item.horizon, item.sign) for item in items])
    words = [item.citation.text.casefold() for item in items]
    days = [day for _, day in found]
    return once_each(
        items,
        [(*key, item.horizon, item.sign) for item, *key in zip(items, words, days, strict=True)],
    )


def _item(
    sign: float,
    strength: float,
    horizon: str,
    rotation: str,
    citation: Citation,
    decay: float,
    expired: dt.date | None,
) -> Evidence:
    direction = (sign > 0) - (sign < 0)
    kind = EvidenceClass.STATED
    return Evidence(
        kind, direction, strength, decay, 0.0, horizon, rotation, citation, expired=expired
    )
