"""Stated evidence: the author's own words about a thesis."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from thesisvault.graph import Node
from thesisvault.impact.evidence.view import EvidenceView
from thesisvault.impact.scenarios import ageing
from thesisvault.model.review import Citation, Evidence
from thesisvault.model.settings import EvidenceClass


def gather(view: EvidenceView, thesis: Node) -> Sequence[Evidence]:
    """What authors say of the thesis.

    A phrase with two horizons gives two items; mixed gives two halves of opposite sign. A phrase
    that is not understood gives one item of strength 0, so that it is shown.
    """
    return view.once(_by_thesis)[thesis.id]


def _by_thesis(view: EvidenceView) -> Mapping[str, list[Evidence]]:
    found: dict[str, list[Evidence]] = defaultdict(list)
    for note in view.vault.noted_facts.values():
        for impact in note.facts.stated_impacts:
            items = found[view.vault.node_id(impact.thesis, note.path)]
            citation = Citation(impact.text, note.path, impact.span.shown_line)
            if not impact.labels:
                item = _item(0.0, 0.0, "", note.path, citation, 0.0, None)
                items.append(replace(item, silent=True))
            for label in impact.labels:
                # An entry of a thesis' own log ages from its day, not from the note's.
                since = impact.day if impact.thesis.name == note.path else None
                age = ageing(note, label.horizon, view.as_of, view.impact, since)
                place = label.horizon, note.path, citation, age.decay, age.expired
                items += (_item(sign, abs(sign) or 1.0, *place) for sign in label.signs)
    return found


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
