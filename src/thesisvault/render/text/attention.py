"""What of a review needs doing, and what it leaves out: not watched, closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from thesisvault.render.lines import Page, plural
from thesisvault.render.text.flows import add_decided, counts
from thesisvault.render.text.reasons import Places
from thesisvault.reports.status import Answer

if TYPE_CHECKING:
    pass

_CODES = {"tripwire-broken": "red", "review-overdue": "yellow"}
"""What cannot wait among what needs doing."""


def add_attention(page: Page, answer: Answer, places: Places, most: int | None = None) -> None:
    """What needs doing, the most urgent first; the claims that fail in one line."""
    page.line()
    if not answer.attention:
        page.line("Nothing to do.")
        return
    page.line((f"To do ({len(answer.attention)})", "bold"))
    failed = sum(item.code == "claim-failed" for item in answer.attention)
    single = [item for item in answer.attention if item.code != "claim-failed"]
    for item in single[:most]:
        subject = f"{item.thesis}: " if item.thesis else ""
        end = places.short(item.note, item.line)
        style = _CODES.get(item.code, "")
        first = "! " if style else ""
        page.wrapped(f"{subject}{item.message}", indent=2, style=style, first=first, end=end)
    add_more(page, len(single), most)
    if failed:
        moves = plural(failed, "stated move fails", "stated moves fail")
        page.wrapped(f"{moves} in notes that these theses rest on: `thesis claims`", indent=2)


def add_more(page: Page, count: int, most: int | None) -> None:
    """How many were not shown, since fewer were asked for."""
    if most is not None and count > most:
        page.line((f"  and {count - most} more", "dim"))


def add_not_watched(page: Page, answer: Answer, places: Places) -> None:
    """Say how many are not shown."""
    if not answer.not_watched:
        return
    page.line()
    found = answer.counts
    head = f"{found.not_watched} of {plural(found.tripwires, 'tripwire')} not watched"
    page.line((head, "bold"))
    for item in answer.not_watched:
        end = places.short(item.path, item.line)
        page.wrapped(f"{item.name}: `{item.condition}`: {item.reason}", indent=2, end=end)


def add_flows(page: Page, answer: Answer, places: Places) -> None:
    """Whether the flows of each rotation are true, with those that prices say something of."""
    told = [item for item in answer.rotations if item.flows]
    if not told:
        return
    page.line()
    page.line(("Rotations", "bold"))
    for item in told:
        page.wrapped(f"{item.rotation}: flows: {counts(item.flows)}", indent=2)
        add_decided(page, item.flows)


def add_closed(page: Page, answer: Answer, places: Places) -> None:
    """List the tripwires that nothing watches now, with why."""
    if not answer.closed:
        return
    page.line()
    names = ", ".join(item.thesis for item in answer.closed)
    page.wrapped(f"{len(answer.closed)} closed: {names}")
    for item in answer.closed:
        if by := item.supported_by:
            said = f"{item.thesis} is supported again: {by.text}"
            page.wrapped(said, indent=2, end=places.short(by.path, by.line))
