"""Theses that are over: what speaks for them again since, and what is still held of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from thesisvault.graph import Node
from thesisvault.impact.evidence import EVIDENCE
from thesisvault.impact.evidence.view import EvidenceView
from thesisvault.impact.scope import Position, closed_theses, exposures
from thesisvault.impact.verdict import decide, weigh
from thesisvault.model.review import Citation, ClosedThesis, Evidence, Flag, Outcome
from thesisvault.model.settings import EvidenceClass

_OF_LATE = 90
"""Days after which what is still held of a closed thesis is held on purpose."""


def review_closed(view: EvidenceView) -> Iterator[ClosedThesis]:
    """The closed theses by name, each with what supports it again, where its verdict would be
    that.

    By all that notes say, dated after the closing, in whatever class: prices are not tested, so
    that no figure of an open thesis depends on a closed one.
    """
    nodes = closed_theses(view.vault)
    again = view.of(nodes) if nodes else view
    for node in nodes:
        closed = _closed_on(node)
        yield ClosedThesis(node.name, node.id, closed, _support(again, node, closed))


def closed_of_late(view: EvidenceView, node: Node) -> Iterator[Flag]:
    """Whether something is still held of which a thesis was closed of late, with no other open."""
    if not isinstance(node, Position) or node.is_watched:
        return
    thesis = view.always(_last_closed).get(node.id)
    day = _closed_on(thesis) if thesis else None
    if thesis and day and (view.as_of - day).days <= _OF_LATE:
        said = f"it is held, and its thesis {thesis.name} was closed on {day}"
        yield Flag("thesis-closed", said, Citation(thesis.name, thesis.id, 1))


def _last_closed(view: EvidenceView) -> Mapping[str, Node]:
    """The closed thesis on each thing that it holds by name, the one closed last."""
    found = sorted(closed_theses(view.vault), key=lambda node: _closed_on(node) or dt.date.min)
    return {edge.target: node for node in found for edge in exposures(view.vault, node)}


def _closed_on(node: Node) -> dt.date | None:
    return node.note.facts.closed if node.note else None


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
