"""Days do not fall off the calendar."""

from __future__ import annotations

import datetime as dt

import pytest

from thesisvault.market.sessions import shifted


@pytest.mark.parametrize(
    ("day", "days", "found"),
    [
        (dt.date(2026, 1, 31), 1, dt.date(2026, 2, 1)),
        (dt.date(2026, 1, 1), -1, dt.date(2025, 12, 31)),
        (dt.date(1, 1, 5), -60, dt.date.min),
        (dt.date(9999, 12, 1), 60, dt.date.max),
        (dt.date(2026, 1, 1), 10**12, dt.date.max),
        (dt.date(2026, 1, 1), -(10**30), dt.date.min),
    ],
)
def test_a_day_is_moved_no_further_than_the_calendar(
    day: dt.date, days: int, found: dt.date
) -> None:
    assert shifted(day, days) == found
