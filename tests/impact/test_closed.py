"""Closed theses that later notes support again."""

from __future__ import annotations

import datetime as dt

import pytest

from impact.builders import review
from thesisvault.model.review import Citation

DAY = dt.date(2031, 5, 9)
CLOSED = "---\ntype: thesis\nside: {side}\nclosed: {closed}\ntickers: [QQZA]\n---\n"
FLOW = "---\ntype: rotation\ndate: {date}\n---\n| Flow | Detail |\n|---|---|\n| {flow} | QQZA |\n"


def support(side: str, closed: str, date: str, flow: str) -> Citation | None:
    notes = {
        "Theses/Peat.md": CLOSED.format(side=side, closed=closed),
        "Rotations/R.md": FLOW.format(date=date, flow=flow),
    }
    [found] = review(notes, DAY).closed
    assert found.closed == dt.date.fromisoformat(closed)
    return found.supported_by


@pytest.mark.parametrize(("side", "flow"), [("long", "Into"), ("short", "Out of")])
def test_a_closed_thesis_is_supported_by_what_was_noted_since(side: str, flow: str) -> None:
    cite = support(side, "2029-01-02", "2031-05-05", flow)
    assert cite is not None
    assert (cite.note, cite.line) == ("Rotations/R.md", 7)


@pytest.mark.parametrize(
    ("side", "closed", "date", "flow"),
    [
        ("long", "2029-01-02", "2031-05-05", "Out of"),
        ("long", "2031-05-07", "2031-05-05", "Into"),  # said before it was closed
        ("long", "2029-01-02", "2029-02-05", "Into"),  # expired long ago
    ],
)
def test_what_is_against_it_or_old_is_no_support(
    side: str, closed: str, date: str, flow: str
) -> None:
    assert support(side, closed, date, flow) is None
