"""The vault as it stood on a day."""

from __future__ import annotations

import datetime as dt

from parser.reading import read
from thesisvault.graph.source import visible
from thesisvault.model.facts import Facts
from thesisvault.model.note import Note

DAY = dt.date(2026, 1, 8)


def on(text: str, day: dt.date = DAY) -> Note | None:
    return next(visible([read(text)], day), None)


def facts(text: str, day: dt.date = DAY) -> Facts:
    found = on(text, day)
    assert found is not None
    return found.facts


def test_a_note_of_tomorrow_is_not_there() -> None:
    assert on("---\ncreated: 2026-01-09\n---\n") is None
    assert on("---\ncreated: 2026-01-08\n---\n") is not None
    assert on("no date") is not None


def test_rows_dated_later_are_not_there() -> None:
    text = (
        "## Jan 8, 2026\n\n| Stock | Move |\n|---|---|\n| A | 1% |\n\n"
        "## Jan 9, 2026\n\n| Stock | Move |\n|---|---|\n| B | 1% |\n\n"
        "| Thesis | Impact |\n|---|---|\n| C | mixed |\n\n"
        "| Flow | Detail |\n|---|---|\n| in | D |\n"
    )
    seen = facts(text)
    assert [move.subject.name for move in seen.stated_moves] == ["A"]
    assert (seen.stated_impacts, seen.flows) == ((), ())
    later = facts(text, dt.date(2026, 1, 9))
    assert [move.subject.name for move in later.stated_moves] == ["A", "B"]
    assert len(later.stated_impacts) == len(later.flows) == 1


def test_what_is_planned_stays_and_what_happened_later_goes() -> None:
    text = "---\ntype: thesis\nreview: 2026-02-01\nclosed: 2026-01-09\n---\n"
    assert facts(text).review == dt.date(2026, 2, 1)
    assert facts(text).closed is None
    assert facts(text, dt.date(2026, 1, 9)).closed == dt.date(2026, 1, 9)


def test_an_outcome_is_not_known_before_its_time() -> None:
    text = "---\ntype: catalyst\ndate: 2026-01-09\nexpected: e\noutcome: o\n---\n"
    before, after = facts(text).happens, facts(text, dt.date(2026, 1, 9)).happens
    assert before is not None and after is not None
    assert (before.outcome, before.expected, after.outcome) == ("", "e", "o")
    table = (
        "| Catalyst | Date | Outcome |\n|---|---|---|\n| A | 2026-01-08 | o |\n| B | 2027 | p |\n"
    )
    assert [item.outcome for item in facts(table).catalysts] == ["o", ""]


def test_figures_of_tomorrow_are_not_there() -> None:
    text = (
        "| Metric | Value | As of |\n|---|---|---|\n"
        "| a | 1 | Q4 2025 |\n| b | 2 | Q1 2026 |\n| c | 3 | |\n"
    )
    assert [metric.name for metric in facts(text).metrics] == ["a", "c"]
    dated = "---\ncreated: 2026-01-05\n---\n" + text
    assert [metric.name for metric in facts(dated).metrics] == ["a", "b", "c"]


def test_an_outcome_is_known_when_its_window_is_over() -> None:
    text = "---\ntype: catalyst\ncreated: 2025-12-01\ndate: Q1 2026\noutcome: cut\n---\n"
    told = text + "\n## Log\n\n- 2026-01-07: a cut, as expected\n"

    def outcome(text: str, day: dt.date) -> str:
        happens = facts(text, day).happens
        assert happens is not None
        return happens.outcome

    assert [outcome(text, day) for day in (DAY, dt.date(2026, 3, 30), dt.date(2026, 3, 31))] == [
        "", "", "cut",
    ]  # fmt: skip
    assert outcome(told, dt.date(2026, 1, 6)) == ""
    assert outcome(told, dt.date(2026, 1, 7)) == "cut"


def test_an_undated_rotation_is_there_from_its_start() -> None:
    note = read("---\ntype: rotation\nstarted: 2026-02-26\n---\n")
    assert list(visible([note], dt.date(2026, 2, 25))) == []
    assert list(visible([note], dt.date(2026, 2, 26))) == [note]


def test_the_note_itself_is_left_as_it_is() -> None:
    note = read("---\ntype: thesis\nclosed: 2026-01-09\n---\n")
    assert next(visible([note], DAY)).facts.closed is None
    assert note.facts.closed == dt.date(2026, 1, 9)
