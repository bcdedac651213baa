"""Theses that are over, and whether what was noted since speaks for them again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from thesisvault.graph import Node
from thesisvault.impact.evidence import EVIDENCE
from thesisvault.impact.evidence.view import EvidenceView
from thesisvault.impact.scope import closed_theses
from thesisvault.impact.verdict import decide, weigh
from thesisvault.model.review import Citation, ClosedThesis, Evidence, Outcome
from thesisvault.model.settings import EvidenceClass


def review_closed(view: EvidenceView) -> Iterator[ClosedThesis]:
    """The closed theses by name, each with what supports it again, where its verdict would be
    that.

    By all that notes say, dated after the closing, in whatever class: prices are not tested, so
    that no figure of an open thesis depends on a closed one.
    """
    nodes = closed_theses(view.vault)
    again = view.of(nodes) if nodes else view
    for node in nodes:
        closed = node.note.facts.closed if node.note else None
        yield ClosedThesis(node.name, node.id, closed, _support(again, node, closed))


def _support(view: EvidenceView, node: Node, closed: dt.date | None) -> Citation | None:
    found = [
        item
        for kind, gather in EVIDENCE.items()
        if kind is not EvidenceClass.MEASURED
        for item in gather(view, node)
        if closed is None or _is_after(view, item, closed)
    ]
    weighed = weigh(found, view.impact)
    if decide(weighed, view.impact).outcome is not Outcome.SUPPORTED:
        return None
    return max(weighed, key=lambda item: item.contribution).citation


def _is_after(view: EvidenceView, item: Evidence, closed: dt.date) -> bool:
    cite = item.citation
    note = view.vault.noted_facts.get(cite.note)
    written = note.noted(cite.line - 1) if note is not None else None
    return written is not None and written > closed
