"""One thesis on a day: every piece of evidence, its line, and the arithmetic to the verdict."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import asdict

from thesisvault.graph import Relation
from thesisvault.model.errors import UsageFault
from thesisvault.reports.stated import Stated, stated
from thesisvault.reports.status import not_under_review, review
from thesisvault.reports.thesis import Thesis, thesis_of

if TYPE_CHECKING:
    from thesisvault.workspace.view import View


class Ask(Struct, frozen=True):
    """Which thesis."""

    thesis: str


class Answer(Thesis, frozen=True):
    """The thesis, the day of its review, and what its note states."""

    as_of: dt.date
    stated: tuple[Stated, ...]


def report(view: View, ask: Ask) -> Answer:
    """The review of one thesis, also by the name of what it alone holds.

    Raises `UsageFault` where it is not under review.
    """
    vault = view.vault
    node = view.workspace.find(ask.thesis, vault)
    reviewed = {item.node: item for item in review(view.workspace, view.as_of).theses}
    holders = [
        edge.source
        for edge in vault.incoming.get(node.id, ())
        if edge.relation is Relation.EXPOSURE and edge.source in reviewed
    ]
    found = reviewed.get(node.id) or (reviewed[holders[0]] if len(set(holders)) == 1 else None)
    if found is None:
        raise UsageFault(not_under_review(view.workspace, node, view.as_of))
    told = stated(view, vault.nodes[found.node])
    return Answer(view.as_of, told, **asdict(thesis_of(found)))
