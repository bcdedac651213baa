"""Stated evidence: the author's own words about a thesis."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from msgspec.structs import replace

from thesisvault.graph import Vault
from thesisvault.impact.scenarios import ageing
from thesisvault.model.review import Citation, Evidence, EvidenceClass
from thesisvault.model.settings import ImpactSettings


def stated_evidence(
    vault: Vault, day: dt.date, settings: ImpactSettings
) -> Iterator[tuple[str, Evidence]]:
    """Each statement with the node of the thesis that it is about.

    A phrase with two horizons gives two items; mixed gives two halves of opposite sign. A phrase
    that is not understood gives one item of strength 0, so that it is shown.
    """
    for note in vault.noted_facts.values():
        for impact in note.facts.stated_impacts:
            thesis = vault.node_id(impact.thesis, note.path)
            citation = Citation(impact.text, note.path, impact.span.shown_line)
            if not impact.labels:
                item = _item(0.0, 0.0, "", note.path, citation, 0.0, None)
                yield thesis, replace(item, silent=True)
            for label in impact.labels:
                age = ageing(note, label.horizon, day, settings)
                for sign in label.signs:
                    strength = abs(sign) or 1.0
                    yield (
                        thesis,
                        _item(
                            sign,
                            strength,
                            label.horizon,
                            note.path,
                            citation,
                            age.decay,
                            age.expired,
                        ),
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
