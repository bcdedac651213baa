from datetime import date, timedelta

from thesisvault.market.sessions import day_zero, last_session, week_ends, why_no_day_zero

# Thursday 2025-12-18 to Monday 2026-01-05, without Christmas and New Year's Day.
SESSIONS = [
    day
    for offset in range(19)
    if (day := date(2025, 12, 18) + timedelta(days=offset)).weekday() < 5
    and day not in (date(2025, 12, 25), date(2026, 1, 1))
]


def zero(day: date, after_hours: bool = False) -> date | None:
    place = day_zero(SESSIONS, day, after_hours=after_hours)
    return None if place is None else SESSIONS[place]


def test_an_event_counts_for_its_session_or_the_next() -> None:
    assert zero(date(2025, 12, 19)) == date(2025, 12, 19)
    assert zero(date(2025, 12, 20)) == date(2025, 12, 22)  # a Saturday
    assert zero(date(2025, 12, 25)) == date(2025, 12, 26)  # a holiday


def test_after_hours_is_the_next_session() -> None:
    assert zero(date(2025, 12, 19), after_hours=True) == date(2025, 12, 22)
    assert zero(date(2025, 12, 20), after_hours=True) == date(2025, 12, 22)
    assert zero(SESSIONS[-1], after_hours=True) is None


def test_no_session_is_said_why() -> None:
    for day, why in (
        (date(2025, 1, 1), "begin on 2025-12-18"),
        (date(2026, 2, 1), "end on 2026-01-05"),
    ):
        assert zero(day) is None
        assert why in why_no_day_zero(SESSIONS, day)
    hole = [date(2025, 1, 2), date(2025, 6, 2)]
    assert day_zero(hole, date(2025, 2, 3)) is None
    assert "in the week from 2025-02-03" in why_no_day_zero(hole, date(2025, 2, 3))
    assert day_zero([], date(2025, 2, 3)) is None
    assert why_no_day_zero([], date(2025, 2, 3)) == "no prices"


def test_a_note_speaks_of_the_session_before() -> None:
    def said(day: date) -> date | None:
        place = last_session(SESSIONS, day)
        return None if place is None else SESSIONS[place]

    assert said(date(2025, 12, 21)) == date(2025, 12, 19)
    assert said(date(2025, 12, 25)) == date(2025, 12, 24)
    assert said(SESSIONS[-1]) == SESSIONS[-1]
    assert said(date(2026, 1, 6)) is None  # a working day after the last price
    assert said(date(2025, 12, 1)) is None


def test_a_weekend_after_the_last_price_is_no_gap() -> None:
    friday = [date(2026, 1, 8), date(2026, 1, 9)]
    assert last_session(friday, date(2026, 1, 11)) == 1
    assert last_session(friday, date(2026, 1, 12)) is None


def test_weeks_end_on_their_last_session_also_over_new_year() -> None:
    assert [SESSIONS[place] for place in week_ends(SESSIONS)] == [
        date(2025, 12, 19),
        date(2025, 12, 26),
        date(2026, 1, 2),
        date(2026, 1, 5),
    ]
