"""One thesis on a day: every piece of evidence, its line, and the arithmetic to the verdict."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from msgspec import Struct
from msgspec.structs import asdict, replace

from thesisvault.graph import Relation
from thesisvault.model.errors import UsageFault
from thesisvault.reports.reviews import review
from thesisvault.reports.stated import Stated, stated
from thesisvault.reports.status import not_under_review
from thesisvault.reports.thesis import (
    Held,
    Holding,
    PositionKind,
    Reviewed,
    position_of,
    thesis_of,
)

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
    holdings: tuple[Held, ...] = ()
    """How much of what a thesis holds is held, by tables of holdings."""


def report(view: View, ask: Ask) -> Answer:
    """The review of one thesis, also by the name of what it alone holds; or of a position.

    Raises `UsageFault` where it is not under review.
    """
    vault = view.vault
    reviewed, positions = _reviewed(view)
    node = view.workspace.find(ask.thesis, vault)
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


def report_line(view: View, note: str, line: int) -> tuple[Answer, ...]:
    """What a line of a note says for and against each thesis and position under review.

    Raises `UsageFault` where nothing on it counts in a review.
    """
    node = view.workspace.find(note, view.vault)
    path = node.note.path if node.note else node.id
    theses, positions = _reviewed(view)
    whole = [report(view, Ask(name)) for name in (*theses, *positions)]
    found = [cut for answer in whole if (cut := _at_line(answer, path, line)) is not None]
    if not found:
        raise UsageFault(
            f"Nothing on line {line} of `{path}` counts for a thesis on {view.as_of}. "
            f"`thesis open '{path}:{line}'` opens it there."
        )
    return tuple(found)


def _at_line(answer: Answer, note: str, line: int) -> Answer | None:
    """The part of an answer that stands on a line; None where there is none."""
    place = (note, line)
    evidence = tuple(
        item
        for item in answer.evidence
        if place in ((item.note, item.line), *((step.note, step.line) for step in item.path))
    )
    flags, tripwires, criteria, said = (
        tuple(item for item in items if (item.note, item.line) == place)
        for items in (answer.flag_details, answer.tripwires, answer.criteria, answer.stated)
    )
    if not (evidence or flags or tripwires or criteria or said):
        return None
    return replace(
        answer,
        evidence=evidence,
        flag_details=flags,
        tripwires=tripwires,
        criteria=criteria,
        stated=said,
    )


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
