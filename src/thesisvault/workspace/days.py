"""Days as people type them: ``yesterday``, ``7d``, ``mon``, ``2026-01``."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable

from thesisvault.model.errors import UsageFault

_NAMED = {"today": 0, "yesterday": -1, "tomorrow": 1}
_COUNTED = re.compile(r"(\d{1,5})([dwmy])")
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def day_of(
    text: str, now: Callable[[], dt.date], *, ahead: bool = False, last: bool = False
) -> dt.date:
    """The day that is asked for: ISO, or a word of `read_day`. Raises `UsageFault`."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        pass
    try:
        found = read_day(text, now, ahead=ahead, last=last)
    except (ValueError, OverflowError):
        found = None
    if found is None:
        raise UsageFault(f"`{text}` is not a date: use YYYY-MM-DD or 7d.")
    return found


def read_day(
    text: str, now: Callable[[], dt.date], *, ahead: bool = False, last: bool = False
) -> dt.date | None:
    """The day that a word means; None where it means none. Raises `ValueError`, `OverflowError`.

    `now` is asked only where the word counts from it.
    """
    word = text.strip().casefold()
    if word in _NAMED:
        return now() + dt.timedelta(days=_NAMED[word])
    if counted := _COUNTED.fullmatch(word):
        return _moved(now(), (1 if ahead else -1) * int(counted[1]), counted[2])
    if month := _MONTH.fullmatch(word):
        year, number = int(month[1]), int(month[2])
        if not (1 <= number <= 12 and year):
            return None
        return dt.date(year, number, calendar.monthrange(year, number)[1] if last else 1)
    named = [at for at, name in enumerate(_WEEKDAYS) if word in (name, name[:3])]
    return _weekday(now(), named[0], ahead=ahead) if named else None


def _moved(day: dt.date, count: int, unit: str) -> dt.date:
    """So many days, weeks, months or years away; the month's last day where it has no such day."""
    if unit in "dw":
        return day + dt.timedelta(days=count * (7 if unit == "w" else 1))
    months = day.year * 12 + day.month - 1 + count * (12 if unit == "y" else 1)
    year, month = months // 12, months % 12 + 1
    if not dt.MINYEAR <= year <= dt.MAXYEAR:
        raise OverflowError
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _weekday(day: dt.date, wanted: int, *, ahead: bool) -> dt.date:
    """The nearest such day back, or ahead; `day` itself where it is one."""
    away = (wanted - day.weekday()) % 7 if ahead else -((day.weekday() - wanted) % 7)
    return day + dt.timedelta(days=away)
