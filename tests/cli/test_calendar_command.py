"""``thesis calendar``: the page, the JSON, and the file for calendar programs."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from thesisvault.cli import main
from thesisvault.model.calendar import Event, EventKind, EventState, Mention
from thesisvault.model.facts import Interval
from thesisvault.render.ics import ics
from thesisvault.reports.calendar import Answer, dated

from .conftest import Command, Write
from .rfc5545 import read

FED = "| Catalyst | Date | Expected |\n|---|---|---|\n| Fed meeting | {date} | A cut |\n"


@pytest.fixture(autouse=True)
def registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(main._COMMANDS, "calendar", "List catalysts and reviews.")


def entries(data: bytes | str) -> dict[str, Any]:
    """A calendar file's entries by their ids."""
    book = read(data.encode() if isinstance(data, str) else data)
    return {str(item.values["UID"]): item.values for item in book.inside}


def test_the_sample(thesis: Command, reading: Path) -> None:
    shown = thesis("calendar").out
    assert shown.startswith("Calendar as of 2026-01-09 · 14 events\n\n")
    head, overdue, _ = shown.partition("\n\nOverdue\n")
    assert overdue
    assert "Q4 2025 earnings" in head and "━━━" in head and "!" in head
    assert "  2026-01-05     review of Long NVIDIA (4 days ago)\n" in shown
    assert "Tax-delay selling peak (7 days ago, no outcome)\n" in shown
    assert "Q1 2026 earnings (81 days left)\n" in shown
    assert "Q4 2025 earnings (in 12 days)\n" in shown
    assert shown.endswith("7 more after 2026-07-08: --days N shows them.\n")
    assert all(len(line) <= 80 or "[" in line for line in shown.splitlines())


def test_an_event_of_many_notes_stands_once_with_every_line(thesis: Command, reading: Path) -> None:
    found = thesis("calendar", "--json").json
    (event,) = (item for item in found["events"] if item["title"] == "Q4 2025 earnings")
    assert event["theses"] == ["Long datacenter infrastructure", "Long defense AI", "Long NVIDIA"]
    assert [(item["note"], item["line"]) for item in event["mentions"]] == [
        ("Catalysts/Q4 2025 earnings.md", 5),
        ("Theses/Long NVIDIA.md", 36),
        ("Theses/Long datacenter infrastructure.md", 38),
    ]
    assert (event["start"], event["end"], event["days"]) == ("2026-01-21", "2026-01-31", 12)


def test_how_far(thesis: Command, reading: Path) -> None:
    def titles(*options: str) -> list[str]:
        return [item["title"] for item in thesis("calendar", "--json", *options).json["events"]]

    assert len(titles("--days", "0")) == 5
    assert "Powell term ends" not in titles("--days", "111")
    assert "Powell term ends" in titles("--days", "112")
    assert "Vaccine news November 2020" in titles("--all")
    assert "Vaccine news November 2020" in titles("--all", "--days", "0")
    assert "Powell term ends" not in titles("--all", "--days", "0")
    assert len(titles("--days", "999999999")) == 21


def test_nothing_to_show(thesis: Command, write: Write) -> None:
    write({"A.md": "Nothing.\n"})
    assert thesis("calendar").out.endswith("Nothing is overdue, running or ahead.\n")
    assert not entries(thesis("calendar", "--ics", "-").out)


def test_a_date_that_disagrees_is_shown(thesis: Command, write: Write) -> None:
    write(
        {
            "Catalysts/Fed meeting.md": "---\ndate: 2026-01-28\n---\n",
            "Theses/Long A.md": FED.format(date="Mar 2026"),
        }
    )
    shown = thesis("calendar", "--as-of", "2026-01-09").out
    assert "says Mar 2026 [Theses/Long A.md:3]" in shown


def test_no_look_ahead(thesis: Command, sample: Path) -> None:
    day = ("--as-of", "2026-01-05", "--all")
    before = thesis("calendar", "--json", *day).out, thesis("calendar", "--ics", "-", *day).out
    later = "---\ncreated: 2026-01-06\n---\n" + FED.format(date="2026-01-28")
    (sample / "Sources" / "Later.md").write_text(later)
    after = thesis("calendar", "--json", *day).out, thesis("calendar", "--ics", "-", *day).out
    assert after == before


def test_the_file(thesis: Command, sample: Path) -> None:
    run = thesis("calendar", "--ics", "out.ics")
    assert (run.out, run.err) == ("", "14 events written to out.ics\n")
    data = (sample / "out.ics").read_bytes()
    assert thesis("calendar", "--ics", "-").out.encode() == data
    found = {str(item["SUMMARY"]): item for item in entries(data).values()}
    event = found["Q4 2025 earnings (late Jan 2026)"]
    assert (event["DTSTART"], event["DTEND"]) == (dt.date(2026, 1, 31), dt.date(2026, 2, 1))
    assert event["DTSTAMP"] == "20260109T000000Z"
    assert str(event["DESCRIPTION"]).startswith("Window: 2026-01-21 to 2026-01-31\n")
    assert "Catalysts/Q4 2025 earnings.md:5" in str(event["DESCRIPTION"])
    assert "Review: Long NVIDIA" in found


def test_a_moved_date_moves_the_entry(thesis: Command, write: Write) -> None:
    def dates(fed: str, meeting: str, review: str) -> dict[str, Any]:
        thesis_note = f"---\nreview: {review}\n---\n{FED.format(date=fed)}"
        write(
            {
                "Theses/Long A.md": thesis_note,
                "Catalysts/Meeting.md": f"---\ndate: {meeting}\n---\n",
            }
        )
        data = thesis("calendar", "--as-of", "2026-01-09", "--ics", "-").out
        return {key: item["DTSTART"] for key, item in entries(data).items()}

    before = dates("2026-01-28", "2026-02-10", "2026-03-01")
    after = dates("2026-02-04", "2026-01-12", "2026-04-01")
    assert set(before) == set(after)
    assert len(before) == 3
    assert all(after[key] != date for key, date in before.items())


def test_ics_and_json_are_two_forms(thesis: Command, sample: Path) -> None:
    assert thesis("calendar", "--ics", "-", "--json").code == 2


def test_a_file_that_cannot_be_written(thesis: Command, sample: Path) -> None:
    run = thesis("calendar", "--ics", "nowhere/out.ics")
    assert run.code
    assert "nowhere/out.ics" in run.err


def test_nothing_but_a_calendar_of_ours_is_replaced(thesis: Command, sample: Path) -> None:
    theirs = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Else//EN\r\nEND:VCALENDAR\r\n"
    (sample / "theirs.ics").write_bytes(theirs)
    run = thesis("calendar", "--ics", "theirs.ics")
    assert run.code == 4
    assert "`theirs.ics` exists and is not a calendar made by thesis" in run.err
    assert (sample / "theirs.ics").read_bytes() == theirs
    home = (sample / "Home.md").read_bytes()
    assert thesis("calendar", "--ics", "Home.md").code == 4
    assert (sample / "Home.md").read_bytes() == home
    for options in ((), ("--all",)):
        assert thesis("calendar", "--ics", "ours.ics", *options).code == 0
    assert (sample / "ours.ics").read_bytes().decode() == thesis(
        "calendar", "--all", "--ics", "-"
    ).out


def test_the_same_bytes_whatever_the_hash_seed(thesis: Command, reading: Path) -> None:
    """This process has a seed of its own: only the other is started."""
    code = (
        "from thesisvault.cli import main; main._COMMANDS.setdefault('calendar', '');"
        "main.main(['calendar', '--all', '--ics', '-'])"
    )
    other = subprocess.run(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONHASHSEED": "2"},
        timeout=60,
        check=True,
    )
    assert other.stdout.decode() == thesis("calendar", "--all", "--ics", "-").out


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("Q3 2027", "2027-09-30", "2027-09-30"),
        ("1Q31", "2031-03-31", "2031-03-31"),
        ("H2 2027", "2027-12-31", "2027-12-31"),
        ("Nov 2027", "2027-11-30", "2027-11-30"),
        ("2027", "2027-12-31", "2027-12-31"),
        ("early 2027", "2027-04-30", "2027-04-30"),
        ("late May 2027", "2027-05-31", "2027-05-31"),
        ("Q2–Q3 2027", "2027-09-30", "2027-09-30"),
        ("4 May 2027", "2027-05-04", "2027-05-04"),
        ("4–5 May 2027", "2027-05-04", "2027-05-05"),
        ("4th - 5th May 2027", "2027-05-04", "2027-05-05"),
        ("2027年5月4日–2027年5月5日", "2027-05-04", "2027-05-05"),
        ("2027-05-28 to 2027-06-02", "2027-05-28", "2027-06-02"),
    ],
)
def test_a_window_is_a_day_and_what_names_its_days_lasts(
    thesis: Command, write: Write, written: str, first: str, last: str
) -> None:
    write({"Theses/Long A.md": "---\nopened: 2026-01-01\n---\n" + FED.format(date=written)})
    (event,) = entries(thesis("calendar", "--all", "--ics", "-").out).values()
    assert str(event["DTSTART"]) == first
    assert str(event["DTEND"] - dt.timedelta(days=1)) == last
    is_day = "-" not in written.replace("–", "-") and written[0] == "4"
    assert event["SUMMARY"] == "Fed meeting" + ("" if is_day else f" ({written})")
    assert ("Window: " in event["DESCRIPTION"]) is not is_day


def test_a_line_that_is_broken_in_a_cell(thesis: Command, write: Write) -> None:
    write(
        {
            "Theses/Long A.md": "---\nopened: 2026-01-01\n---\n"
            + FED.format(date="2026-02-03").replace("Fed meeting", r"Vote<br/>on C:\News; a, b"),
        }
    )
    day = ("--as-of", "2026-01-09")
    shown = thesis("calendar", *day).out
    assert "Vote on C:\\News; a, b (in 25 days)" in shown
    found = thesis("calendar", "--json", *day).json["events"]
    assert [item["title"] for item in found] == ["Vote on C:\\News; a, b"]
    items = [*entries(thesis("calendar", "--ics", "-", *day).out).values()]
    assert [item["SUMMARY"] for item in items] == ["Vote on C:\\News; a, b"]


def test_an_expectation_of_several_lines(thesis: Command, write: Write) -> None:
    text = '---\ndate: 2026-02-04\nexpected: "One\\ttwo; three,\\n\\n\\e[31mfour\\uFFFE"\n---\n'
    write({"Catalysts/Launch.md": text})
    day = ("--as-of", "2026-01-09")
    assert "expected: One two; three, \\x1b[31mfour\\ufffe\n" in thesis("calendar", *day).out
    (event,) = thesis("calendar", "--json", *day).json["events"]
    assert event["expected"] == "One\ttwo; three,\n\n\x1b[31mfour\ufffe"
    (item,) = entries(thesis("calendar", "--ics", "-", *day).out).values()
    lines = item["DESCRIPTION"].split("\n")
    assert lines == [
        "Expected: One two; three,",
        "\\x1b[31mfour\\ufffe",
        "Catalysts/Launch.md:2",
    ]


_days = st.dates(dt.date(1990, 1, 1), dt.date(2099, 12, 31))
_texts = st.text(max_size=90)
_events = st.builds(
    Event,
    st.sampled_from(EventKind),
    _texts,
    st.uuids().map(str),
    st.none(),
    st.tuples(_days, _days, _texts).map(lambda one: Interval(min(one[:2]), max(one[:2]), one[2])),
    st.sampled_from(EventState),
    _texts,
    _texts,
    st.lists(_texts, max_size=2).map(tuple),
    st.lists(st.builds(Mention, _texts, st.integers(1, 9), _texts), max_size=2).map(tuple),
)


@settings(suppress_health_check=[HealthCheck.too_slow])  # a busy machine
@given(st.lists(_events, max_size=4, unique_by=lambda event: event.key), _days)
def test_any_events_read_back_and_keep_their_bytes(events: list[Event], day: dt.date) -> None:
    report = Answer(day, None, 0, tuple(dated(event, day) for event in events))
    data = ics(report)
    assert ics(report) == data
    found = entries(data)
    assert set(found) == {event.uid for event in report.events}
    for event, shown in zip(events, report.events, strict=True):
        assert event.window is not None
        item = found[shown.uid]
        assert item["DTSTART"] in (event.window.start, event.window.end)
        assert item["DTEND"] == event.window.end + dt.timedelta(days=1)
