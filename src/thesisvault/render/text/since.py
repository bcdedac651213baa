"""What has changed since an earlier review."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from thesisvault.model.review import Standing
from thesisvault.render.lines import Page
from thesisvault.render.text.reasons import STANDING, Places, describe
from thesisvault.render.text.verdicts import turn
from thesisvault.reports.status import Answer, Changed
from thesisvault.reports.thesis import Reviewed, Tripwire

if TYPE_CHECKING:
    pass


def add_changes(
    page: Page, answer: Answer, found: Sequence[Changed], since: dt.date, places: Places
) -> None:
    """List what is new, gone or changed: verdicts, tripwires, theses."""
    broke = _broke(answer, since)
    if not (found or broke):
        page.line(f"Nothing changed since {since}.")
        return
    page.line((f"Changed since {since}", "bold"))
    for name, wire in broke:
        then = f": {wire.action}" if wire.action else ""
        page.wrapped(
            f"{name}: `{wire.condition}` broke on {wire.broke_on}{then}",
            indent=2,
            style=STANDING[Standing.BROKEN],
            first="! ",
            end=places.short(wire.note, wire.line),
        )
    for change in sorted(found, key=lambda change: change.before is change.after):
        places.forget()
        page.flowing("  ", (change.thesis, "bold"), f": {turn(change)}")
        for mark, items in (("+", change.came), ("-", change.went)):
            for item in {(describe(item), item.note, item.line): item for item in items}.values():
                end = places.short(item.note, item.line)
                page.wrapped(describe(item), indent=6, first=f"    {mark}", end=end)


def _broke(answer: Answer, since: dt.date) -> list[tuple[str, Tripwire]]:
    """The tripwires that broke after that day, each with the name that it belongs to."""
    named: list[tuple[str, Reviewed]] = [(item.thesis, item) for item in answer.theses]
    named += [(item.position, item) for item in answer.positions]
    return [
        (name, wire)
        for name, item in named
        for wire in item.tripwires
        if wire.broke_on is not None and wire.broke_on > since
    ]
