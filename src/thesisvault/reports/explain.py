"""One thesis on a day: every piece of evidence, its line, and the arithmetic to the verdict."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from msgspec import Struct
from msgspec.structs import asdict

from thesisvault.graph import Relation
from thesisvault.model.errors import UsageFault
from thesisvault.reports.stated import Stated, stated
from thesisvault.reports.status import not_under_review, review
from thesisvault.reports.thesis import (
    Holding,
    PositionKind,
    Reviewed,
    position_of,
    thesis_of,
)
from thesisvault.workspace.names import place_of

if TYPE_CHECKING:
    from thesisvault.graph import Node
    from thesisvault.model.review import PositionReview, ThesisReview
    from thesisvault.workspace.view import View


class Ask(Struct, frozen=True):
    """Which thesis."""

    thesis: str


class Answer(Reviewed, frozen=True):
    """A thesis or a position, the day of its review, and what its lines state."""

    as_of: dt.date
    stated: tuple[Stated, ...]
    thesis: str
    """Its name; of what is held without a thesis, the symbol."""
    kind: Literal["thesis", "position", "watched"] = "thesis"
    holding: Holding | None = None
    """How much is held without a thesis; null for a thesis."""


def report(view: View, ask: Ask) -> Answer:
    """The review of one thesis, also by the name of what it alone holds; or of a position.

    Raises `UsageFault` where it is not under review.
    """
    vault = view.vault
    reviewed, positions = _reviewed(view)
    node = _asked(view, ask.thesis, reviewed)
    holders = {
        edge.source
        for edge in vault.incoming.get(node.id, ())
        if edge.relation is Relation.EXPOSURE and edge.source in reviewed
    }
    thesis = reviewed.get(node.id)
    if thesis is None and (position := _position(view, node, positions)) is not None:
        return position
    if thesis is None and len(holders) == 1:
        thesis = reviewed[holders.pop()]
    if thesis is None:
        raise UsageFault(not_under_review(view.workspace, node, view.as_of))
    told = stated(view, vault.nodes[thesis.node])
    return Answer(view.as_of, told, **asdict(thesis_of(thesis, view.as_of)))


def _asked(view: View, name: str, reviewed: Mapping[str, ThesisReview]) -> Node:
    """The node of a name; of a ``NAME:12``, as reviews print it, the thesis that rests on it."""
    place, vault = place_of(name), view.vault
    if place is None or view.workspace.matching(name, vault):
        return view.workspace.find(name, vault)
    node, line = view.workspace.find(place[0], vault), place[1]
    if node.id in reviewed:
        return node
    found = [thesis for thesis in reviewed.values() if _rests_on(thesis, node.id, line)]
    if len(found) > 1:
        names = ", ".join(f"`{thesis.name}`" for thesis in found)
        raise UsageFault(f"{len(found)} theses rest on `{name}`: {names}. Name one of them.")
    return vault.nodes[found[0].node] if found else node


def _rests_on(thesis: ThesisReview, note: str, line: int) -> bool:
    cites = (cite for item in thesis.evidence for cite in (item.citation, *item.path))
    return any(cite.note == note and cite.line == line for cite in cites)


@lru_cache(maxsize=1)
def _reviewed(view: View) -> tuple[dict[str, ThesisReview], dict[str, PositionReview]]:
    """What is under review, by node: whoever asks for one often asks for each."""
    found = review(view.workspace, view.as_of)
    positions = {item.review.node: item for item in reversed(found.positions)}
    return {item.node: item for item in found.theses}, positions


def _position(view: View, node: Node, positions: Mapping[str, PositionReview]) -> Answer | None:
    """What is held without a thesis, else what is watched."""
    kind: PositionKind = "position"
    item = positions.get(node.id)
    if item is None:
        kind, rows = "watched", review(view.workspace, view.as_of, watchlist=True).watchlist
        item = next((item for item in rows if item.review.node == node.id), None)
    if item is None:
        return None
    document = asdict(position_of(item, kind, view.as_of))
    name = document.pop("position")
    return Answer(view.as_of, stated(view, node), name, **document)
