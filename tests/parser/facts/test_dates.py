"""Dates and durations as people write them."""

from __future__ import annotations

import datetime as dt

import pytest

from thesisvault.model.facts import Interval
from thesisvault.parser.facts.dates import (
    day_of_name,
    find_day,
    find_day_near,
    find_interval,
    find_span,
    find_window,
    find_year,
    read_duration,
    read_interval,
    strokes_of,
)


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
        ("end-2027", "2027-09-01", "2027-12-31"),
        ("end of 2027", "2027-09-01", "2027-12-31"),
        ("mid-2027", "2027-05-01", "2027-08-31"),
        ("early Q2 2027", "2027-04-01", "2027-04-30"),
        ("late H1 2027", "2027-05-01", "2027-06-30"),
        ("2027/03/09", "2027-03-09", "2027-03-09"),
        ("2027.03.09", "2027-03-09", "2027-03-09"),
        ("2027/3/9", "2027-03-09", "2027-03-09"),
        ("09-Mar-2027", "2027-03-09", "2027-03-09"),
        ("March 9, 2027 3:15 PM", "2027-03-09", "2027-03-09"),
        ("Tuesday, Mar 9, 2027 5:59 pm ET", "2027-03-09", "2027-03-09"),
        ("Tue 9 Mar 2027", "2027-03-09", "2027-03-09"),
        ("2027年3月9日", "2027-03-09", "2027-03-09"),
        ("2027년 3월 9일", "2027-03-09", "2027-03-09"),
        ("2027年3月", "2027-03-01", "2027-03-31"),
        ("2027년 3월", "2027-03-01", "2027-03-31"),
        ("2027年", "2027-01-01", "2027-12-31"),
        ("2H 2027", "2027-07-01", "2027-12-31"),
        ("1H27", "2027-01-01", "2027-06-30"),
        ("H2'27", "2027-07-01", "2027-12-31"),
        ("3Q27", "2027-07-01", "2027-09-30"),
        ("Q3–Q4 2027", "2027-07-01", "2027-12-31"),
        ("Q4 2026 — Q1 2027", "2026-10-01", "2027-03-31"),
        ("Apr–May 2027", "2027-04-01", "2027-05-31"),
        ("April to June 2027", "2027-04-01", "2027-06-30"),
        ("late Jan – early Feb 2027", "2027-01-21", "2027-02-10"),
        ("2027-03-09 to 2027-03-11", "2027-03-09", "2027-03-11"),
        ("Mar 9-11, 2027", "2027-03-09", "2027-03-11"),
        ("9–11 March 2027", "2027-03-09", "2027-03-11"),
        ("2027–2028", "2027-01-01", "2028-12-31"),
        ("9. März 2027", "2027-03-09", "2027-03-09"),
        ("Dienstag, 9. Maerz 2027", "2027-03-09", "2027-03-09"),
        ("9 de marzo de 2027", "2027-03-09", "2027-03-09"),
        ("1er août 2027", "2027-08-01", "2027-08-01"),
        ("1 AOUT 2027", "2027-08-01", "2027-08-01"),
        ("fe\u0301vrier 2027", "2027-02-01", "2027-02-28"),
        ("diciembre de 2027", "2027-12-01", "2027-12-31"),
        ("Okt. 2027", "2027-10-01", "2027-10-31"),
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
        *(
            "",
            "soon",
            "01/08/2026",
            "8.31.2026.1",
            "05-06-2026",
            "late Jan",
            "Q5 2026",
            "H3 2026",
            "2026-13-01",
        ),
        *("Feb 30, 2026", "2026-02-30", "1850", "2026-01-08 or so", "2026-00", "Jan 0, 2026"),
        *(
            "20260108",
            "Q1",
            "12026",
            "03/04/2026",
            "13/14/2026",
            "31.02.2026",
            "17-05/2026",
            "FY26",
            "Q126",
            "H200",
            "2011/12",
        ),
        *(
            "2026.13.01",
            "Nov–Jan 2026",
            "Q4–Q3 2026",
            "May - 2026",
            "2026-01-08 – 2027",
            "2026底年",
        ),
        *("Mar 11-9, 2026", "Jan 30–31 Feb 2026", "5Q26", "Apr–May", "12/2026/01/08"),
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert read_interval(text) is None


def test_every_day_reads_back_from_each_full_form() -> None:
    for offset in range(0, 400, 7):
        day = dt.date(2026, 1, 1) + dt.timedelta(days=offset)
        year, month, number = day.year, day.month, day.day
        written = [
            *(day.isoformat(), f"{year}/{month:02}/{number:02}", f"{year}.{month}.{number}"),
            *(f"{day:%b} {number}, {year}", f"{day:%d-%b-%Y}", f"{day:%A, %B} {number}, {year}"),
            *(f"{year}年{month}月{number}日", f"{year}년 {month}월 {number}일"),
            f"{day:%B} {number}, {year} 11:05 am",
        ]
        for text in written:
            assert read_interval(text) == Interval(day, day, text)
            assert find_day(f"as of {text}") == day
            assert find_interval(f"{text}: as it was") == Interval(day, day, text)


@pytest.mark.parametrize("text", ["[[2026-01-08]]", "[[Daily/2026-01-08]]", "[[2026-01-08|today]]"])
def test_a_link_to_a_day_is_that_day(text: str) -> None:
    day = dt.date(2026, 1, 8)
    assert read_interval(text) == Interval(day, day, "2026-01-08")


def test_the_first_full_day_in_a_heading() -> None:
    assert find_day("Key moves (Jan 8, 2026)") == dt.date(2026, 1, 8)
    assert find_day("from 2026-01-09 to Jan 8, 2026") == dt.date(2026, 1, 9)
    assert find_day("Favoured for 2026") is None
    assert find_day("Q1 2026, Jan 2026") is None
    assert find_day("Feb 30, 2026 then 3 Mar 2026") == dt.date(2026, 3, 3)
    assert find_day("v2026-01-08") is None
    assert find_day("Friday, Jan 2, 2026 5:59 pm ET4min read") == dt.date(2026, 1, 2)
    assert find_day("更新于2026年1月8日") == dt.date(2026, 1, 8)
    assert find_day("2026/01/10, after 8. Januar 2026") == dt.date(2026, 1, 10)
    assert find_day("clippings/2026/01/08/x.html") is None


def test_days_that_are_a_range_are_no_day_of_a_heading() -> None:
    assert find_day("Meeting of Jan 27-28, 2026") is None
    assert find_day("27–28 Jan 2026") is None


def test_a_date_at_the_start() -> None:
    found = find_interval("late December 2025, accelerated in 2026")
    assert found is not None
    assert found.text == "late December 2025"
    assert find_interval("the end, 2026") is None
    window = find_interval("Q3–Q4 2026: the second line starts")
    assert window == Interval(dt.date(2026, 7, 1), dt.date(2026, 12, 31), "Q3–Q4 2026")


@pytest.mark.parametrize("text", ["2026-01-08 - 2027 guidance cut", "2026-01-08 – Q1 2026 report"])
def test_what_follows_a_days_dash_is_what_happened(text: str) -> None:
    day = dt.date(2026, 1, 8)
    assert find_interval(text) == Interval(day, day, "2026-01-08")


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
        ("1–3 months", 30, 91),
        ("6-12m", 182, 365),
        ("12m", 365, 365),
        ("2y", 730, 730),
        ("3-5 yrs", 1095, 1825),
        ("6w", 42, 42),
        ("18 mths", 548, 548),
    ],
)
def test_durations_in_days(text: str, lower: int, upper: int | None) -> None:
    duration = read_duration(f" {text} ")
    assert duration is not None
    assert (duration.lower, duration.upper, duration.text) == (lower, upper, text)


@pytest.mark.parametrize(
    "text",
    [
        *("", "a while", "weeks", "4-2 weeks", "0 days", "2-4", "-2 days", "several weeks", "1Q"),
        *("m", "12 meters", "12mm"),
    ],
)
def test_what_is_no_duration(text: str) -> None:
    assert read_duration(text) is None


def test_a_duration_beyond_all_numbers_is_not_understood() -> None:
    assert read_duration("9" * 400 + " days") is None


def test_a_duration_beyond_the_calendar_is_not_understood() -> None:
    duration = read_duration("9999999 years")
    assert duration is None or dt.date(2026, 1, 1) + dt.timedelta(days=duration.lower)


@pytest.mark.parametrize(
    "text",
    ["17-05-2025", "17.05.2025", "17.5.2025", "17/05/2025", "05/17/2025", "05-17-2025 09:30"],
)
def test_a_date_that_has_one_order_only(text: str) -> None:
    day = dt.date(2025, 5, 17)
    found = read_interval(text)
    assert found is not None
    assert (found.start, found.end, found.text) == (day, day, text)
    assert find_day(f"Seen {text}, at noon") == day


@pytest.mark.parametrize("text", ["05-05-2025", "5.5.2025"])
def test_a_date_that_is_the_same_in_both_orders(text: str) -> None:
    found = read_interval(text)
    assert found is not None
    assert found.start == dt.date(2025, 5, 5)


@pytest.mark.parametrize("text", ["v17.05.2025.1", "1.17.05.2025", "217-05-2025", "17-05-20251"])
def test_longer_numbers_are_no_date(text: str) -> None:
    assert find_day(text) is None


@pytest.mark.parametrize("text", ["06.04.2026", "6.4.2026", "06.04.2026 09:30"])
def test_a_date_with_dots_begins_with_the_day(text: str) -> None:
    found = read_interval(text)
    assert found is not None
    assert (found.start, found.text) == (dt.date(2026, 4, 6), text)


@pytest.mark.parametrize(
    "text",
    [
        *("Results 06/04/2026", "31.02.2026 results", "06-04-2026: results"),
        *("2026中-02-18: permits", "2026-  05-14: results", "2026-\u00a005-14: results"),
    ],
)
def test_the_year_of_a_day_that_is_not_read_is_no_date(text: str) -> None:
    assert find_window(text) is None
    assert find_year(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "2026 guidance is cut",
        "margin below the 2025 level",
        "FY2026 orders fall",
        "close below 2000",
    ],
)
def test_a_bare_year_says_which_one_and_not_when(text: str) -> None:
    assert find_window(text) is None
    assert find_year(text) is None


@pytest.mark.parametrize(
    "text", ["2027: the second plant", "IPO (2027)", "the plant opens in 2027", "Plant — 2027"]
)
def test_a_year_that_is_set_off_is_one_of_an_event(text: str) -> None:
    found = find_year(text)
    assert found is not None
    assert (found.start, found.end) == (dt.date(2027, 1, 1), dt.date(2027, 12, 31))
    assert find_window(text) is None


@pytest.mark.parametrize("text", ["late 2026 at the latest", "not before the end of 2026"])
def test_a_part_of_a_year_is_a_window(text: str) -> None:
    assert find_window(text) is not None


@pytest.mark.parametrize(
    ("told", "day"),
    [
        ("Seen 25/02/2026.", dt.date(2026, 4, 6)),
        ("Seen 02/25/2026, and again on 03/28/2026.", dt.date(2026, 6, 4)),
        ("Seen 06/06/2026.", None),
        ("Seen 25/02/2026 and 02/25/2026.", None),
        ("Seen 25.02.2026, in chapter 1/25/2026/3.", None),
    ],
)
def test_dates_with_strokes_have_the_order_of_their_note(told: str, day: dt.date | None) -> None:
    with strokes_of(f"{told} Bought 06/04/2026."):
        found = read_interval("06/04/2026")
    assert (found and found.start) == day
    assert read_interval("06/04/2026") is None, "the order ends with its note"


@pytest.mark.parametrize(
    ("heading", "day"),
    [
        ("Top 10 May picks", None),
        ("Best 5 June ideas", None),
        ("3 May winners", None),
        ("Close of 10 May", dt.date(2026, 5, 10)),
        ("10 May: what moved", dt.date(2026, 5, 10)),
    ],
)
def test_a_number_of_picks_is_no_day(heading: str, day: dt.date | None) -> None:
    assert find_day_near(heading, dt.date(2026, 5, 20)) == day


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("2026-05-08", "2026-05-08"),
        ("2026-05-08-weekly-scan", "2026-05-08"),
        ("QQZA-2026-08-04", "2026-08-04"),
        ("brief_2026-05-08", "2026-05-08"),
        ("시황_2026-05-04", "2026-05-04"),
        ("2026_05_08_close", "2026-05-08"),
        ("close 20260508", "2026-05-08"),
        ("202605081430", "2026-05-08"),
        ("20260508143059 QQZA", "2026-05-08"),
        ("2026-05-08T14:30", "2026-05-08"),
        ("8 May 2026_notes", "2026-05-08"),
        ("2026-02-30 then 2026-03-01", "2026-03-01"),
        ("20261308", None),
        ("CIK 0001726978", None),
        ("2026051234", None),
        ("QQZA Q2 2026", None),
        ("2026-05", None),
    ],
)
def test_the_day_in_the_name_of_a_file(name: str, day: str | None) -> None:
    assert day_of_name(name) == (dt.date.fromisoformat(day) if day else None)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Market impact (Jan 12-14, 2026)", "2026-01-12", "2026-01-14"),
        ("Jan 30 – Feb 3, 2026", "2026-01-30", "2026-02-03"),
        ("Dec 29 - Jan 2, 2026: a thin week", "2025-12-29", "2026-01-02"),
        ("Dec 29, 2025 to Jan 2, 2026", "2025-12-29", "2026-01-02"),
        ("2026-01-12 to 2026-01-14", "2026-01-12", "2026-01-14"),
        ("Moves, 12-14 January 2026", "2026-01-12", "2026-01-14"),
        ("30 Jan – 3 Feb", "2026-01-30", "2026-02-03"),
        ("Reaction (Feb 3-8)", "2026-02-03", "2026-02-08"),
        ("Dec 29 – 31", "2025-12-29", "2025-12-31"),  # it was ahead
        ("1.–3. März 2026", "2026-03-01", "2026-03-03"),
    ],
)
def test_days_together(text: str, first: str, last: str) -> None:
    noted = dt.date(2026, 2, 7)
    assert find_span(text, noted) == (dt.date.fromisoformat(first), dt.date.fromisoformat(last))


@pytest.mark.parametrize(
    "text",
    [
        *("Reaction (Feb 5)", "Feb 5 - 3.2% lower", "Feb 5-6%", "Q1 2026", "May 2 - Jul 9"),
        *(
            "Feb 2026 - Mar 2026",
            "2026-02-03 and 2026-02-05",
            "Feb 30 - 31",
            "Feb 8-3",
            "50-60 Jan",
        ),
    ],
)
def test_what_is_not_days_together(text: str) -> None:
    assert find_span(text, dt.date(2026, 2, 7)) is None


def test_without_any_year_there_are_no_days_together() -> None:
    assert find_span("Feb 3-8", None) is None
    assert find_span("Feb 3-8, 2026", None) == (dt.date(2026, 2, 3), dt.date(2026, 2, 8))
