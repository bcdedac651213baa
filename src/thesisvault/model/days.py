"""Counting days without falling off the calendar, which ends with the years 1 and 9999."""

from __future__ import annotations

import datetime as dt


def shifted(day: dt.date, days: int) -> dt.date:
    """`day`, so many days later, or earlier where `days` is negative; at most the calendar's end.

    A marker, a file of prices and a command may all name a day close to either end.
    """
    try:
        return day + dt.timedelta(days=days)
    except OverflowError:
        return dt.date.max if days > 0 else dt.date.min
