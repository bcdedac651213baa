"""A note's typed properties and its dates."""

from __future__ import annotations

import datetime as dt

import pytest

from parser.reading import codes, cut, read
from thesisvault.model.facts import Exposure, RelationKind, Side
from thesisvault.model.note import Kind, Note


def front(*lines: str, body: str = "", path: str = "note.md") -> Note:
    return read("\n".join(("---", *lines, "---", body)), path)


def test_a_thesis() -> None:
    note = front(
        *("type: thesis", "side: Short", "opened: 2026-01-02", "closed: 2026-03-01"),
        *("horizon: 12 months", "conviction: high", "review: 2026-02-01", "symbol: 005930"),
    )
    facts = note.facts
    assert (facts.side, facts.conviction, facts.symbol) == (Side.SHORT, "high", "005930")
    assert facts.opened == dt.date(2026, 1, 2)
    assert facts.closed == dt.date(2026, 3, 1)
    assert facts.review == dt.date(2026, 2, 1)
    assert facts.horizon is not None
    assert (facts.horizon.lower, facts.horizon.upper) == (365, 365)
    assert note.diagnostics == ()


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("opened: soon", "thesis"),
        ("review: Q1 2026", "thesis"),
        ("horizon: a while", "thesis"),
        ("side: up", "thesis"),
        ("date: someday", "catalyst"),
        ("started: once", "rotation"),
    ],
)
def test_a_property_that_is_not_understood_is_named(line: str, kind: str) -> None:
    note = front(f"type: {kind}", line)
    assert codes(note) == ["property-unparsed"]
    assert note.diagnostics[0].span.line == 2
    assert f"`{line}`" in note.diagnostics[0].message


def test_template_text_is_no_fault() -> None:
    assert codes(front("type: thesis", "opened: '{{date}}'", "side:")) == []


def test_a_side_from_the_name_but_for_the_property() -> None:
    assert read("", "Theses/Short oil.md").facts.side is Side.SHORT
    assert front("side: long", path="Theses/Short oil.md").facts.side is Side.LONG
    assert read("#stock", "Long X.md").facts.side is None


def test_equal_exposures_where_there_is_no_table() -> None:
    text = '---\ntype: thesis\nstocks: ["[[A]]", B]\n---\n'
    assert [(item.subject.name, item.subject.linked, item.weight) for item in _exposures(text)] == [
        *(("A", True, 1.0), ("B", False, 1.0))
    ]
    table = text + "| Stock | Weight |\n|---|---|\n| C | 2 |\n"
    assert [item.subject.name for item in _exposures(table)] == ["C"]
    assert _exposures(text.replace("thesis", "concept")) == ()


def _exposures(text: str) -> tuple[Exposure, ...]:
    return read(text).facts.exposures


@pytest.mark.parametrize(
    ("key", "kind", "inverse"),
    [
        ("groups", RelationKind.MEMBER_OF, False),
        ("sector", RelationKind.MEMBER_OF, False),
        ("members", RelationKind.MEMBER_OF, True),
        ("benefits_from", RelationKind.BENEFITS_FROM, False),
        ("benefits", RelationKind.BENEFITS_FROM, True),
        ("hurt_by", RelationKind.HURT_BY, False),
        ("hurts", RelationKind.HURT_BY, True),
        ("theses", RelationKind.MATTERS_TO, False),
    ],
)
def test_relations(key: str, kind: RelationKind, inverse: bool) -> None:
    text = f'---\n{key}: ["[[A]]", B]\n---\n'
    first, second = read(text).facts.relations
    assert (first.kind, first.inverse, first.other.name, first.other.linked) == (
        *(kind, inverse),
        *("A", True),
    )
    assert (second.other.name, second.other.linked) == ("B", False)
    assert cut(text, first.span) == '"[[A]]"'


def test_a_thesis_is_no_member_of_what_it_trades() -> None:
    assert front("type: thesis", "sector: Tech").facts.relations == ()


def test_a_catalyst_happens() -> None:
    note = front(
        *("type: catalyst", "date: late Jan 2026", "expected: proof", "outcome: none yet"),
        "created: 2026-01-05",
    )
    happens = note.facts.happens
    assert happens is not None and happens.window is not None
    assert (happens.window.start.day, happens.window.end.day) == (21, 31)
    assert (happens.expected, happens.outcome, happens.text) == (
        *("proof", "none yet"),
        "late Jan 2026",
    )
    assert note.date == dt.date(2026, 1, 5)
    assert front("type: catalyst", "date: 2026-01-08").date is None
    assert front("type: concept", "date: 2026-01-08").facts.happens is None


@pytest.mark.parametrize(
    ("lines", "body", "day"),
    [
        (["created: 2026-01-08", "date: 2026-01-09"], "", dt.date(2026, 1, 8)),
        (["date: Jan 9, 2026"], "", dt.date(2026, 1, 9)),
        (["published: 2026-01-01"], "", dt.date(2026, 1, 1)),
        (["opened: 2026-01-02"], "", dt.date(2026, 1, 2)),
        (["created: Q1 2026"], "", None),
        (["x: 1"], "*Created 2026-01-08*", dt.date(2026, 1, 8)),
        (["x: 1"], "Written: Jan 8, 2026", dt.date(2026, 1, 8)),
        (["x: 1"], "**Date:** 2026-01-08", dt.date(2026, 1, 8)),
        (["x: 1"], "Created 2026-01-01\n\n*Created 2026-01-08*", dt.date(2026, 1, 8)),
        (["created: 2026-01-02"], "*Created 2026-01-08*", dt.date(2026, 1, 2)),
        (["x: 1"], "It was created 2026-01-08", None),
        (["x: 1"], "Created by me on 2026-01-08", None),
        (["x: 1"], "```\nCreated 2026-01-08\n```", None),
        (["x: 1"], "Created in 2026", None),
    ],
)
def test_the_date_of_a_note(lines: list[str], body: str, day: dt.date | None) -> None:
    assert front(*lines, body=body).date == day


def test_when_a_rotation_started() -> None:
    stated = front("type: rotation", "started: late Dec 2025").facts.started
    assert stated is not None and stated.start == dt.date(2025, 12, 21)
    prose = read("#rotation\n\nIt began in Jan 2026, then went on.").facts.started
    assert prose is not None and prose.text == "Jan 2026"
    assert read("#rotation\n\nIt began long ago, 2026.").facts.started is None
    assert read("#concept\n\nStarted Jan 2026.").facts.started is None


def test_inline_fields_stand_in_where_there_is_no_property() -> None:
    assert read("type:: thesis\nside:: short").facts.side is Side.SHORT
    assert front("type: stock", body="type:: thesis").kind is Kind.STOCK


def test_keys_are_read_in_any_case() -> None:
    assert front("Type: thesis", "SIDE: short").facts.side is Side.SHORT
    note = front("Ticker: ON")
    assert note.facts.symbol == "ON"


def test_a_stock_without_a_conviction_is_no_thesis() -> None:
    """A template's heading and its zero say nothing of what is held."""
    assert not front("type: stock", "conviction: 0", body="## Thesis\n").facts.is_thesis
    assert front("type: stock", "conviction: 3", body="## Thesis\n").facts.is_thesis
