"""What outliners and other programs for notes write: Dendron, Logseq, Roam."""

from __future__ import annotations

import datetime as dt

import pytest

from thesisvault.model.facts import Status
from thesisvault.parser.note import parse_note


@pytest.mark.parametrize("written", ["1764547200000", "1764547200"])
def test_seconds_since_1970_are_a_day(written: str) -> None:
    text = f"---\ntags: [thesis]\ncreated: {written}\n---\n"
    note = parse_note("thesis.long-salt.md", text.encode())
    assert (note.date, note.diagnostics) == (dt.date(2025, 12, 1), ())


def test_other_long_numbers_are_no_day() -> None:
    note = parse_note("a.md", b"---\ntags: [thesis]\ncreated: 9764547200000\n---\n")
    assert note.date is None
    assert [item.code for item in note.diagnostics] == ["property-unparsed"]


@pytest.mark.parametrize(
    ("value", "held"),
    [
        ("[QQZA, QQZB]", ["QQZA", "QQZB"]),
        ('["[[Quartz]]", QQZB]', ["Quartz", "QQZB"]),
        ("86", []),
        ("86 stocks", []),
    ],
)
def test_holdings_of_a_thesis_as_a_property(value: str, held: list[str]) -> None:
    text = f"---\ntype: thesis\nside: long\nholdings: {value}\n---\n"
    note = parse_note("a.md", text.encode())
    assert [item.subject.name for item in note.facts.exposures] == held
    assert bool(held) or [item.text.partition(":")[0] for item in note.unread] == ["holdings"]


LOG = """- type:: thesis
- Status:: Active
- Updates
    - [[February 4th, 2026]]
        - orders held up
        - margins did not
    - [[February 10th, 2026]] the stock rose
    - [[February 12th, 2026]]
    - no day
"""


def test_what_is_nested_in_a_day_of_the_log_is_of_that_day() -> None:
    note = parse_note("Short salt.md", LOG.encode())
    said = [(line.day.day, line.text, line.span.line) for line in note.facts.log]
    expected = [(4, "orders held up", 4), (4, "margins did not", 5), (10, "the stock rose", 6)]
    assert (note.facts.status, said) == (Status.OPEN, expected)
