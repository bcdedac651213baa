"""One thesis on a day: every piece of evidence, its line, and the arithmetic to the verdict."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import asdict

from thesisvault.model.errors import UsageFault
from thesisvault.reports.status import not_under_review, review
from thesisvault.reports.thesis import Thesis, thesis_of

if TYPE_CHECKING:
    from thesisvault.workspace.view import View


class Ask(Struct, frozen=True):
    """Which thesis."""

    thesis: str


class Answer(Thesis, frozen=True):
    """The thesis, and the day of its review."""

    as_of: dt.date


def report(view: View, ask: Ask) -> Answer:
    """The review of one thesis. Raises `UsageFault` where it is not under review."""
    node = view.workspace.find(ask.thesis, view.vault)
    for item in review(view.workspace, view.as_of).theses:
        if item.node == node.id:
            return Answer(view.as_of, **asdict(thesis_of(item)))
    raise UsageFault(not_under_review(view.workspace, node, view.as_of))
