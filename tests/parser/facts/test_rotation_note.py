"""A note with tags on its first line, no front matter, and all its facts in tables."""

from __future__ import annotations

import datetime as dt
from functools import cache

import pytest

from parser.reading import FIXTURES, codes, cut
from thesisvault.model.facts import Interval, QuantityKind
from thesisvault.model.note import Kind, Note
from thesisvault.parser.facts.phrases import PLAIN
from thesisvault.parser.note import parse_note

TEXT = (FIXTURES / "rotation.md").read_text(encoding="utf-8")
DAY = dt.date(2026, 1, 8)


@cache
def note() -> Note:
    return parse_note("Sector Rotation January 2026.md", TEXT.encode())


def test_kind_date_and_tags() -> None:
    assert note().kind is Kind.ROTATION
    assert note().date == DAY  # from the footer
    assert [tag.name for tag in note().tags] == ["concept", "markets", "rotation"]
    assert codes(note()) == ["tag-digits"]
    assert cut(TEXT, note().diagnostics[0].span) == "#2026"


def test_it_started_in_the_last_days_of_december() -> None:
    expected = Interval(dt.date(2025, 12, 21), dt.date(2025, 12, 31), "late December 2025")
    assert note().facts.started == expected


def test_flows() -> None:
    flows = [flow for flow in note().facts.flows if not flow.outlook]
    assert [(flow.group.name, flow.direction) for flow in flows] == [
        *(("Mag 7", -1), ("high-growth tech", -1), ("AI momentum", -1)),
        *(("Defense", 1), ("small caps", 1), ("financials", 1)),
        *(("industrials", 1), ("utilities", 1)),
    ]
    assert {flow.day for flow in flows} == {DAY}
    lines = TEXT.split("\n")
    assert [lines[row].split("**")[1] for row in sorted({flow.span.line for flow in flows})] == [
        *("Out of", "Into")
    ]


def test_outlook() -> None:
    outlook = [flow for flow in note().facts.flows if flow.outlook]
    assert [(flow.group.name, flow.direction) for flow in outlook] == [
        *(("Financials", 1), ("Industrials", 1), ("Healthcare", 1)),
        *(("Communication Services", 1), ("Utilities", 1), ("Defense", 1)),
        *(("High-multiple tech", -1), ("AI momentum", -1), ("Mag 7", -1)),
    ]


@pytest.mark.parametrize(
    ("name", "linked", "kind", "low", "benchmark", "comment"),
    [
        ("Apple", True, QuantityKind.STREAK, -7, "", "Dearer parts, and the rotation"),
        ("NVIDIA", True, QuantityKind.CHANGE, -0.02, "", "Profits taken"),
        ("Cloudflare", False, QuantityKind.CHANGE, -0.05, "", "Lower multiples"),
        ("Oracle", True, QuantityKind.CHANGE, -0.02, "", ""),
        ("Northrop Grumman", True, QuantityKind.CHANGE, 0.08, "", "A budget of $1.5T"),
        ("Lockheed Martin", False, QuantityKind.CHANGE, 0.08, "", "Arms spending"),
        ("General Dynamics", False, QuantityKind.CHANGE, 0.06, "", ""),
        ("Russell 2000", False, QuantityKind.RELATIVE, 0.06, "Nasdaq", "Smaller companies lead"),
    ],
)
def test_stated_moves(
    name: str, linked: bool, kind: QuantityKind, low: float, benchmark: str, comment: str
) -> None:
    (move,) = [item for item in note().facts.stated_moves if item.subject.name == name]
    assert (move.subject.linked, move.note, move.day) == (linked, comment, DAY)
    quantity = move.quantity
    assert (quantity.kind, quantity.low, quantity.benchmark) == (kind, low, benchmark)
    assert cut(TEXT, move.subject.span) == (f"[[{name}]]" if linked else name)
    assert cut(TEXT, move.span).startswith(cut(TEXT, move.subject.span))


def test_there_are_eight_moves() -> None:
    assert len(note().facts.stated_moves) == 8


def test_stated_impacts() -> None:
    found = {
        item.thesis.name: [(label.signs, label.horizon) for label in item.labels]
        for item in note().facts.stated_impacts
    }
    assert found == {
        "Long NVIDIA": [((-PLAIN,), "near-term"), ((0.0,), "structural")],
        "Long defense AI": [((PLAIN,), "")],
        "Long datacenter infrastructure": [((0.5, -0.5), "")],
    }


def test_scenarios() -> None:
    found = [
        (item.name, item.horizon, item.duration.lower, item.duration.upper)
        for item in note().facts.scenarios
    ]
    assert found == [
        ("Short-term (tax selling)", "near-term", 14, 28),
        ("Medium-term (valuation reset)", "medium-term", 91, 182),
        ("Secular shift", "structural", 365, None),
    ]


def test_links_stand_where_they_say() -> None:
    assert len(note().links) == 11
    for link in note().links:
        assert cut(TEXT, link.span) == f"[[{link.target}]]"
    assert note().links[-1].target == "AI hyperscalers"


def test_headings_and_tables() -> None:
    assert len(note().tables) == 7
    assert [heading.level for heading in note().headings] == [1, 2, 2, 3, 3, 2, 3, 3, 2, 2, 2, 2, 2]
    assert note().tables[1].headings == (
        "Rotation of January 2026",
        "Moves of the day (Jan 8, 2026)",
        "Down: growth and tech",
    )
