"""Dates and durations as people write them."""

from __future__ import annotations

import datetime as dt

import pytest

from thesisvault.parser.facts.dates import find_day, find_interval, read_duration, read_interval


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2026-01-08", "2026-01-08", "2026-01-08"),
        ("2026-01-08T10:00:00Z", "2026-01-08", "2026-01-08"),
        ("Jan 8, 2026", "2026-01-08", "2026-01-08"),
        ("January 8 2026", "2026-01-08", "2026-01-08"),
        ("Jan. 8th, 2026", "2026-01-08", "2026-01-08"),
        ("8 Jan 2026", "2026-01-08", "2026-01-08"),
        ("2nd Sept 2026", "2026-09-02", "2026-09-02"),
        ("2026-02", "2026-02-01", "2026-02-28"),
        ("May 2026", "2026-05-01", "2026-05-31"),
        ("Feb 2024", "2024-02-01", "2024-02-29"),
        ("early Jan 2026", "2026-01-01", "2026-01-10"),
        ("mid-January 2026", "2026-01-11", "2026-01-20"),
        ("late Jan 2026", "2026-01-21", "2026-01-31"),
        ("Late December 2025", "2025-12-21", "2025-12-31"),
        ("late Feb 2026", "2026-02-21", "2026-02-28"),
        ("first week of January 2026", "2026-01-01", "2026-01-07"),
        ("end of Jan 2026", "2026-01-21", "2026-01-31"),
        ("Q1 2026", "2026-01-01", "2026-03-31"),
        ("2026 Q4", "2026-10-01", "2026-12-31"),
        ("H2 2026", "2026-07-01", "2026-12-31"),
        ("2026-H1", "2026-01-01", "2026-06-30"),
        ("2027", "2027-01-01", "2027-12-31"),
        ("late 2027", "2027-09-01", "2027-12-31"),
        ("mid 2027", "2027-05-01", "2027-08-31"),
        ("early 2027", "2027-01-01", "2027-04-30"),
    ],
)
def test_a_date_is_an_interval(text: str, start: str, end: str) -> None:
    interval = read_interval(f" {text} ")
    assert interval is not None
    assert (interval.start.isoformat(), interval.end.isoformat()) == (start, end)
    assert interval.text == text


@pytest.mark.parametrize(
    "text",
    [
        *("", "soon", "01/08/2026", "8.1.2026", "late Jan", "Q5 2026", "H3 2026", "2026-13-01"),
        *("Feb 30, 2026", "2026-02-30", "1850", "2026-01-08 or so", "2026-00", "Jan 0, 2026"),
        *("20260108", "Q1", "12026"),
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert read_interval(text) is None


def test_the_first_full_day_in_a_heading() -> None:
    assert find_day("Key moves (Jan 8, 2026)") == dt.date(2026, 1, 8)
    assert find_day("from 2026-01-09 to Jan 8, 2026") == dt.date(2026, 1, 9)
    assert find_day("Favoured for 2026") is None
    assert find_day("Q1 2026, Jan 2026") is None
    assert find_day("Feb 30, 2026 then 3 Mar 2026") == dt.date(2026, 3, 3)
    assert find_day("v2026-01-08") is None


def test_a_date_at_the_start() -> None:
    found = find_interval("late December 2025, accelerated in 2026")
    assert found is not None
    assert found.text == "late December 2025"
    assert find_interval("the end, 2026") is None


@pytest.mark.parametrize(
    ("text", "lower", "upper"),
    [
        ("2-4 weeks", 14, 28),
        ("2–4 Weeks", 14, 28),
        ("2 to 4 weeks", 14, 28),
        ("1-2 quarters", 91, 182),
        ("12 months", 365, 365),
        ("Full year+", 365, None),
        ("a full year or more", 365, None),
        ("1 year and more", 365, None),
        ("one week", 7, 7),
        ("an year", 365, 365),
        ("~10 days", 10, 10),
        ("6-month", 182, 182),
        ("1.5 years", 548, 548),
    ],
)
def test_durations_in_days(text: str, lower: int, upper: int | None) -> None:
    duration = read_duration(f" {text} ")
    assert duration is not None
    assert (duration.lower, duration.upper, duration.text) == (lower, upper, text)


@pytest.mark.parametrize("text", ["", "a while", "weeks", "4-2 weeks", "0 days", "2-4", "-2 days"])
def test_what_is_no_duration(text: str) -> None:
    assert read_duration(text) is None


def test_a_duration_beyond_all_numbers_is_not_understood() -> None:
    assert read_duration("9" * 400 + " days") is None


def test_a_duration_beyond_the_calendar_is_not_understood() -> None:
    duration = read_duration("9999999 years")
    assert duration is None or dt.date(2026, 1, 1) + dt.timedelta(days=duration.lower)
