"""Dates as people write them, as intervals; durations, as bounds in days."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from functools import cache

from thesisvault.model.facts import Duration, Interval

_MONTHS = {
    name.casefold(): number
    for names in (calendar.month_name, calendar.month_abbr)
    for number, name in enumerate(names)
    if name
} | {"sept": 9}
_MONTH = rf"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\.?"
_PART = r"(?:(?P<part>early|mid|late|start of|end of|beginning of|first week of)[ -]+)?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"

_FORMS = (
    r"(?P<year>(?:19|20)\d\d)-(?P<month_number>\d\d)-(?P<day>\d\d)(?:[T ]\d\d:\d\d\S*)?",
    rf"{_MONTH} {_DAY},? {_YEAR}",
    rf"{_DAY} {_MONTH},? {_YEAR}",
    r"(?P<year>(?:19|20)\d\d)-(?P<month_number>\d\d)",
    rf"{_PART}{_MONTH},? {_YEAR}",
    rf"(?P<quarter>Q[1-4]|H[12]) ?{_YEAR}",
    rf"{_YEAR}[ -]?(?P<quarter>Q[1-4]|H[12])",
    rf"{_PART}{_YEAR}",
)


@cache
def _pattern(form: str) -> re.Pattern[str]:
    # Compiled when first asked for: most dates are of the first form, and the rest take 3 ms.
    return re.compile(rf"(?<![\w-]){form}(?![\w-])", re.IGNORECASE)


def read_interval(text: str) -> Interval | None:
    """`text` as a date, however loose, or None.

    ``late Jan 2026`` is the 21st to the 31st; a third of a month is ten days, a third of a year
    four months. Dates with slashes are not read, since their order is anyone's guess.
    """
    stripped = text.strip()
    for form in _FORMS:
        if match := _pattern(form).fullmatch(stripped):
            return _interval(match)
    return None


def find_days(text: str) -> list[tuple[int, int, dt.date]]:
    """Every full date within `text` with its start and its end, in order."""
    return sorted(
        (match.start(), match.end(), interval.start)
        for form in _FORMS[:3]
        for match in _pattern(form).finditer(text)
        if (interval := _interval(match)) is not None
    )


def find_day(text: str) -> dt.date | None:
    """The first full date within `text`: a heading's ``(Jan 8, 2026)``; a bare year is none."""
    return next((day for _, _, day in find_days(text)), None)


def find_window(text: str) -> Interval | None:
    """The first date anywhere in `text`, the fullest form first; a bare year is none."""
    for form in _FORMS[:-1]:
        for match in _pattern(form).finditer(text):
            if (interval := _interval(match)) is not None:
                return interval
    return None


def find_interval(text: str) -> Interval | None:
    """The first date at the very start of `text`, however loose."""
    found = [
        (match.end(), interval)
        for form in _FORMS
        if (match := _pattern(form).match(text)) and (interval := _interval(match)) is not None
    ]
    return max(found, key=lambda item: item[0])[1] if found else None


def _interval(match: re.Match[str]) -> Interval | None:
    groups = match.groupdict()
    year = int(groups["year"])
    month = _MONTHS.get((groups.get("month") or "").casefold()) or groups.get("month_number")
    try:
        if groups.get("day"):
            day = dt.date(year, int(month or 0), int(groups["day"]))
            return Interval(day, day, match.group())
        if quarter := groups.get("quarter"):
            size = 3 if quarter[0] in "Qq" else 6
            last = int(quarter[1]) * size
            return Interval(
                dt.date(year, last - size + 1, 1), _month_end(year, last), match.group()
            )
        part = (groups.get("part") or "").casefold()
        if month:
            return _part_of_month(year, int(month), part, match.group())
        return _part_of_year(year, part, match.group())
    except ValueError:
        return None  # the 31st of February


def _part_of_month(year: int, month: int, part: str, text: str) -> Interval:
    first, last = dt.date(year, month, 1), _month_end(year, month)
    match part:
        case "early" | "start of" | "beginning of":
            return Interval(first, first.replace(day=10), text)
        case "first week of":
            return Interval(first, first.replace(day=7), text)
        case "mid":
            return Interval(first.replace(day=11), first.replace(day=20), text)
        case "late" | "end of":
            return Interval(first.replace(day=21), last, text)
    return Interval(first, last, text)


def _part_of_year(year: int, part: str, text: str) -> Interval:
    match part:
        case "early" | "start of" | "beginning of":
            return Interval(dt.date(year, 1, 1), dt.date(year, 4, 30), text)
        case "first week of":
            return Interval(dt.date(year, 1, 1), dt.date(year, 1, 7), text)
        case "mid":
            return Interval(dt.date(year, 5, 1), dt.date(year, 8, 31), text)
        case "late" | "end of":
            return Interval(dt.date(year, 9, 1), dt.date(year, 12, 31), text)
    return Interval(dt.date(year, 1, 1), dt.date(year, 12, 31), text)


def _month_end(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])


LONGEST = 100 * 365
"""Days; what lasts longer than a century is no investor's scenario."""

_UNITS = {"day": 1.0, "week": 7.0, "month": 365 / 12, "quarter": 365 / 4, "year": 365.0}
_NUMBER = r"\d{1,6}(?:\.\d{1,6})?"
_COUNT = rf"(?P<low>{_NUMBER}|an?|one|two|three|four|six|full)"
_DURATION = re.compile(
    rf"[~≈]?\s*{_COUNT}(?:\s*(?:-|–|—|to)\s*(?P<high>{_NUMBER}))?[\s-]*(?:full\s+)?"
    rf"(?P<unit>{'|'.join(_UNITS)})s?\s*(?P<open>\+|and more|or more|or longer)?",
    re.IGNORECASE,
)
_WORDS = {"a": 1, "an": 1, "one": 1, "full": 1, "two": 2, "three": 3, "four": 4, "six": 6}


def read_duration(text: str) -> Duration | None:
    """``2-4 weeks``, ``1-2 quarters``, ``12 months``, ``Full year+`` in days, or None."""
    match = _DURATION.fullmatch(text.strip())
    if match is None:
        return None
    unit = _UNITS[match["unit"].casefold()]
    low = _WORDS.get(match["low"].casefold()) or float(match["low"])
    high = float(match["high"]) if match["high"] else low
    if low <= 0 or high < low or high * unit > LONGEST:
        return None
    upper = None if match["open"] else round(high * unit)
    return Duration(round(low * unit), upper, text.strip())
