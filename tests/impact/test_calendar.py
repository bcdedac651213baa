"""Catalysts and reviews on a day: one event once, dates as intervals, nothing from the future."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thesisvault.graph import build
from thesisvault.graph.source import visible
from thesisvault.impact.calendar import calendar
from thesisvault.model.calendar import Event, EventKind, EventState
from thesisvault.reports.calendar import select

from .builders import DAY, note

TABLE = "| Catalyst | Date | Expected |\n|---|---|---|\n"


def events(notes: Mapping[str, str], day: dt.date = DAY) -> tuple[Event, ...]:
    parsed = (note(path, text) for path, text in notes.items())
    return calendar(build(visible(parsed, day)), day)


def only(notes: Mapping[str, str], day: dt.date = DAY) -> Event:
    (found,) = events(notes, day)
    return found


def catalyst(date: str, **properties: str) -> dict[str, str]:
    more = "".join(f"{key}: {value}\n" for key, value in properties.items())
    return {"Catalysts/Meeting.md": f"---\ndate: {date}\n{more}---\n"}


@pytest.mark.parametrize(
    ("date", "outcome", "state", "days"),
    [
        ("2026-01-10", "", EventState.AHEAD, 1),
        ("2026-01-09", "", EventState.RUNNING, 0),
        ("2026-01-08", "", EventState.OVERDUE, -1),
        ("2026-01-08", "it passed", EventState.DONE, -1),
        ("2026-01-09", "it passed", EventState.DONE, 0),
        ("late Jan 2026", "", EventState.AHEAD, 12),
        ("early Jan 2026", "", EventState.RUNNING, 1),
        ("Q1 2026", "", EventState.RUNNING, 81),
        ("2026", "", EventState.RUNNING, 356),
        ("Dec 2025", "", EventState.OVERDUE, -9),
        ("one day", "", EventState.UNDATED, None),
    ],
)
def test_states(date: str, outcome: str, state: EventState, days: int | None) -> None:
    found = only(catalyst(date, outcome=outcome))
    assert (found.state, found.days(DAY)) == (state, days)


@pytest.mark.parametrize(
    ("path", "front", "state"),
    [
        ("Events/Flood.md", "date: 2025-09-12", EventState.GONE),
        ("03-Events/Flood.md", "date: 2025-09-12", EventState.GONE),
        ("Flood.md", "tags: [event]\ndate: 2025-09-12", EventState.GONE),
        ("Events/Flood.md", "date: 2025-09-12\ncreated: 2025-09-12", EventState.GONE),
        ("Events/Flood.md", "date: 2025-09-12\ncreated: 2025-09-11", EventState.OVERDUE),
        ("Events/Flood.md", "date: 2025-09-12\noutcome:", EventState.OVERDUE),
        ("Events/Flood.md", "date: 2025-09-12\nexpected: rain", EventState.OVERDUE),
        ("Events/Flood.md", "type: catalyst\ndate: 2025-09-12", EventState.OVERDUE),
        ("Catalysts/Flood.md", "date: 2025-09-12", EventState.OVERDUE),
        ("Events/Flood.md", "date: 2026-01-12", EventState.AHEAD),
    ],
)
def test_what_is_told_of_the_past_has_no_outcome_to_wait_for(
    path: str, front: str, state: EventState
) -> None:
    assert only({path: f"---\n{front}\n---\n"}).state is state


def test_a_row_about_an_event_s_note_is_overdue_where_outcomes_are_kept() -> None:
    flood = {"Events/Flood.md": ""}
    row = "## Catalysts\n\n| Event | Date |{}\n|---|---|{}\n| [[Flood]] | 2025-09-12 |{}\n"
    gone = {**flood, "Theses/Long A.md": row.format("", "", "")}
    assert only(gone).state is EventState.GONE
    kept = {**flood, "Theses/Long A.md": row.format(" Outcome |", "---|", " |")}
    assert only(kept).state is EventState.OVERDUE


def test_a_catalyst_without_a_date() -> None:
    found = only({"Catalysts/Meeting.md": "Some day.\n"})
    assert (found.state, found.window, found.mentions[0].line) == (EventState.UNDATED, None, 1)


def test_a_review_of_an_open_thesis() -> None:
    found = only({"Theses/Long A.md": "---\nside: long\nreview: 2026-01-05\n---\n"})
    assert (found.kind, found.title, found.state) == (
        EventKind.REVIEW,
        "Long A",
        EventState.OVERDUE,
    )
    assert [(one.note, one.line) for one in found.mentions] == [("Theses/Long A.md", 3)]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("# Long A\n\nreview:: 2026-02-05\n", 3),
        ("---\nside: long\nnext_review: 2026-02-05\n---\n", 3),
        ("# Long A\n\n**Side:** long\n**Next review:** 2026-02-05\n", 4),
    ],
)
def test_a_review_is_cited_wherever_it_is_stated(text: str, line: int) -> None:
    found = only({"Theses/Long A.md": text})
    assert (found.state, found.mentions[0].line) == (EventState.AHEAD, line)


@pytest.mark.parametrize("facts", ["closed: 2026-01-02", "opened: 2026-02-01"])
def test_a_thesis_that_is_not_open_has_no_review(facts: str) -> None:
    assert not events({"Theses/Long A.md": f"---\nreview: 2026-03-01\n{facts}\n---\n"})


def test_one_event_in_several_notes_is_listed_once() -> None:
    found = only(
        {
            **catalyst("late Jan 2026", theses='["[[Long B]]"]'),
            "Theses/Long A.md": TABLE + "| [[Meeting]] | Jan 2026 | More |\n",
            "Theses/Long B.md": "Nothing.\n",
            "Theses/Long C.md": "See [[Meeting]].\n",
            "Sources/S.md": TABLE + "| Meeting | Q2 2026 | Else |\n",
        }
    )
    assert found.theses == ("Long A", "Long B", "Long C")
    assert [(one.note, one.line, one.disagrees) for one in found.mentions] == [
        ("Catalysts/Meeting.md", 2, False),
        ("Theses/Long A.md", 3, False),
        ("Sources/S.md", 3, True),
    ]
    assert found.window is not None and found.window.text == "late Jan 2026"


def test_a_link_to_a_note_not_written_yet_is_one_event_with_its_narrowest_date() -> None:
    found = only(
        {
            "Theses/Long A.md": TABLE + "| [[Fed]] | 2026 | |\n",
            "Theses/Long B.md": TABLE + "| [[Fed]] | 2026-03-18 | Cut |\n",
        }
    )
    assert found.window is not None and found.window.text == "2026-03-18"
    assert (found.title, found.expected, found.note) == ("Fed", "Cut", None)


def test_plain_words_are_one_event_where_the_dates_agree() -> None:
    notes = {
        "Theses/Long A.md": TABLE
        + "| Fed meeting | 2026-01-28 | |\n| Fed meeting | 2026-03-18 | |\n",
        "Theses/Long B.md": TABLE + "| FED Meeting | 2026-03-18 | |\n",
    }
    first, second = events(notes)
    assert (first.theses, second.theses) == (("Long A",), ("Long A", "Long B"))
    assert first.key != second.key


def test_every_company_has_its_own_earnings() -> None:
    row = TABLE + "| Earnings | 2026-01-28 | |\n"
    found = events(
        {
            "Stocks/A.md": row,
            "Stocks/B.md": row,
            "Theses/Long A.md": "| Exposure | Weight |\n|---|---|\n| [[A]] | 100 |\n",
        }
    )
    assert [(one.title, one.theses) for one in found] == [
        ("A: Earnings", ("Long A",)),
        ("B: Earnings", ()),
    ]


def test_a_row_that_names_a_stock() -> None:
    found = only({"Stocks/A.md": "Co.\n", "Sources/S.md": TABLE + "| [[A]] | 2027 | Merger |\n"})
    assert (found.title, found.note) == ("A: Merger", None)


def test_a_row_that_names_an_attachment_is_an_event() -> None:
    parsed = note("Sources/S.md", TABLE + "| [[a.pdf]] | 2027 | |\n")
    assert len(calendar(build([parsed], ["a.pdf"]), DAY)) == 1


def test_nothing_from_the_future() -> None:
    notes = {
        **catalyst("Q1 2026", created="2026-01-05"),
        "Catalysts/Later.md": "---\ncreated: 2026-01-10\ndate: 2026-02-01\n---\n",
        "Sources/S.md": "---\ncreated: 2026-01-10\n---\n"
        + TABLE
        + "| [[Meeting]] | May 2026 | |\n",
        "Theses/Long A.md": "---\ncreated: 2026-01-10\nreview: 2026-02-01\n---\n[[Meeting]]\n",
        "Theses/Long B.md": "---\nclosed: 2026-01-10\nreview: 2026-02-01\n---\n",
    }
    before = events(notes)
    assert [one.title for one in before] == ["Meeting", "Long B"]
    assert len(before[0].mentions) == 1
    outcome = {"Catalysts/Meeting.md": "---\ndate: 2026-01-12\noutcome: done\n---\n"}
    assert only(outcome).outcome == ""


def test_what_is_shown() -> None:
    notes = {
        "Theses/Long A.md": TABLE.replace("Expected", "Outcome")
        + "".join(
            f"| {name} | {date} | |\n"
            for name, date in (
                ("past", "2025-12-01"),
                ("now", "2026"),
                ("near", "2026-02-08"),
                ("far", "2027"),
                ("never", "some day"),
            )
        )
    }
    found = events(notes)

    def names(days: int | None, *, everything: bool = False) -> list[str]:
        return [one.title for one in select(found, DAY, days, everything=everything)]

    # The table has a column for outcomes: what has passed without one is overdue.
    assert names(29) == ["past", "now"]
    assert names(30) == ["past", "now", "near"]
    assert names(None) == ["past", "now", "near", "far"]
    assert names(None, everything=True) == ["past", "now", "near", "far", "never"]


_names = st.sampled_from(["Fed", "[[Fed]]", "Vote", "[[Meeting]]", "[[A]]"])
_dates = st.sampled_from(["2026-01-05", "2026-01-28", "late Jan 2026", "2026", "Q2 2026", "soon"])
_rows = st.lists(st.tuples(_names, _dates), max_size=5)


@given(st.tuples(_rows, _rows, _rows))
def test_every_row_is_cited_once_and_keys_differ(
    tables: tuple[list[tuple[str, str]], ...],
) -> None:
    paths = ("Theses/Long A.md", "Stocks/A.md", "Sources/S.md")
    notes = {
        path: TABLE + "".join(f"| {name} | {date} | |\n" for name, date in rows)
        for path, rows in zip(paths, tables, strict=True)
    }
    found = events({**notes, **catalyst("Q1 2026")})
    cited = sorted((one.note, one.line) for event in found for one in event.mentions)
    rows = [
        (path, 3 + n) for path, table in zip(paths, tables, strict=True) for n in range(len(table))
    ]
    assert cited == sorted([*rows, ("Catalysts/Meeting.md", 2)])
    keys = [(event.kind, event.key) for event in found]
    assert len(keys) == len(set(keys))
    assert list(found) == sorted(
        found, key=lambda one: one.window.start if one.window else dt.date.max
    )


def test_an_event_beside_a_security_is_its_own() -> None:
    head = "| Date (ET) | Ticker | Event | Notes |\n|---|---|---|---|\n"
    rows = (
        "| 2026-02-03 | QQZA | Earnings | x |\n"
        "| 2026-02-03 | QQZA | Investor day | |\n"
        "| 2026-02-10 | Macro | Inflation | |\n"
        "| 2026-02-18 | [[Lantern]] | Earnings | |\n"
    )
    found = events(
        {
            "Agenda.md": head + rows,
            "Stocks/Lantern.md": "---\nticker: LNTN\n---\n"
            + TABLE
            + "| Earnings | 2026-02-18 | |\n",
            "Theses/Long A.md": "## Exposure\n\n- [[Lantern]]\n",
        }
    )
    assert [(event.title, event.theses, len(event.mentions)) for event in found] == [
        ("QQZA: Earnings", (), 1),
        ("QQZA: Investor day", (), 1),
        ("Inflation", (), 1),
        ("Lantern: Earnings", ("Long A",), 2),
    ]


def test_an_event_beside_several_securities_is_each_ones_own() -> None:
    text = (
        "| Date | Ticker | Event |\n|---|---|---|\n"
        "| 2026-02-03 | [[Lantern]], QQZA | Earnings |\n"
        "| 2026-02-05 | QQZB / $QQZC | Earnings |\n"
        "| 2026-02-09 | [[Lantern]], QQZA | [[Court ruling]] |\n"
    )
    found = events({"Agenda.md": text, "Stocks/Lantern.md": "---\nticker: LNTN\n---\n"})
    assert [(event.title, len(event.mentions)) for event in found] == [
        ("Lantern: Earnings", 1),
        ("QQZA: Earnings", 1),
        ("QQZB: Earnings", 1),
        ("QQZC: Earnings", 1),
        ("Court ruling", 1),
    ]
