"""The calendar: a benchmark's own dates, day 0 and weeks on it, and days within its years."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

LONGEST_CLOSURE = timedelta(days=7)
"""Further apart than this, two dates are not neighboring sessions: prices are missing."""


def day_zero(sessions: Sequence[date], event: date, *, after_hours: bool = False) -> int | None:
    """Index of the session an event counts for: its own date, or the next session.

    News on a weekend or a holiday counts for the next session; news after the close
    (`after_hours`) for the next one too, although its date is a session. None when the calendar
    does not hold that session: it begins after the event, has not come to it yet, or has a hole
    of more than a week there. `sessions` ascend.
    """
    place = bisect_right(sessions, event) if after_hours else bisect_left(sessions, event)
    if place >= len(sessions) or sessions[0] > event:
        return None
    return place if sessions[place] - event <= LONGEST_CLOSURE else None


def why_no_day_zero(sessions: Sequence[date], event: date) -> str:
    """In words, why `day_zero` found none."""
    if not sessions:
        return "no prices"
    if sessions[0] > event:
        return f"prices begin on {sessions[0]}, after the event"
    if sessions[-1] <= event:
        return f"no session on or after {event} yet: prices end on {sessions[-1]}"
    return f"no prices in the week from {event}"


def days_lacked(dates: Sequence[date], others: Sequence[Sequence[date]]) -> list[date]:
    """Weekdays within a calendar that it lacks, while half of the series held then have a bar.

    A day that a benchmark lacks is not a holiday: a return across it is not a day's return.
    """
    if not dates:
        return []
    held, first, last = set(dates), dates[0], dates[-1]
    found = Counter(
        day
        for series in others
        for day in {*series}.difference(held)
        if first < day < last and day.weekday() < 5
    )
    return sorted(
        day
        for day, count in found.items()
        if 2 * count >= sum(series[0] <= day <= series[-1] for series in others if series)
    )


def last_session(sessions: Sequence[date], day: date) -> int | None:
    """Index of the session a note dated `day` speaks of: that day's, or the last one before.

    None when the calendar cannot say: it begins later, or it ends on an earlier working day, so
    that the session spoken of may be missing.
    """
    place = bisect_right(sessions, day) - 1
    if place < 0:
        return None
    if place == len(sessions) - 1:
        following = shifted(sessions[place], 1)
        while following <= day:
            if following.weekday() < 5:
                return None
            following = shifted(following, 1)
    return place if day - sessions[place] <= LONGEST_CLOSURE else None


def week_ends(sessions: Sequence[date]) -> tuple[int, ...]:
    """Indexes of the last session of each ISO week; that of a week still running is its latest."""
    weeks = [day.isocalendar()[:2] for day in sessions]
    return tuple(
        place
        for place, week in enumerate(weeks)
        if place + 1 == len(weeks) or weeks[place + 1] != week
    )


def shifted(day: dt.date, days: int) -> dt.date:
    """`day`, so many days later, or earlier where `days` is negative; at most the calendar's end.

    A marker, a file of prices and a command may all name a day close to either end.
    """
    try:
        return day + dt.timedelta(days=days)
    except OverflowError:
        return dt.date.max if days > 0 else dt.date.min
