"""The calendar as a file for calendar programs (RFC 5545)."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from thesisvault.model.calendar import EventKind
from thesisvault.render.lines import one_line, place
from thesisvault.reports.calendar import Answer, Dated

if TYPE_CHECKING:
    import icalendar

_MAKER = "-//thesisvault//calendar//EN"
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
"""Section 3.3.11."""
_DAYS = re.compile(r"\d{1,2}(?=[日일])|(?<![^\W_])\d{1,2}(?=(?:st|nd|rd|th)?(?![^\W_]))")
"""Numbers that may be a day's, and no quarter's."""


def ics(report: Answer) -> bytes:
    """The dated events as one iCalendar file, all-day and not busy.

    An event somewhere in a window is put on the window's last day. One whose first and last day
    are both written lasts from the one to the other.

    The same report gives the same bytes: DTSTAMP is the report's day at 00:00 UTC. DTEND is the
    day after the last one, as RFC 5545 has it for dates (section 3.6.1).
    """
    import icalendar  # 130 ms that only --ics pays for

    book = icalendar.Calendar()
    book.add("prodid", _MAKER)
    book.add("version", "2.0")
    book.add("calscale", "GREGORIAN")
    stamp = dt.datetime.combine(report.as_of, dt.time(), dt.UTC)
    for event in report.events:
        if event.start is not None and event.end is not None:
            book.add_component(_component(event, event.start, event.end, stamp))
    data: bytes = book.to_ical(sorted=True)
    return data


def is_ours(head: bytes) -> bool:
    """Whether a file that begins so is a calendar of this kind."""
    return head.startswith(b"BEGIN:VCALENDAR") and f"\nPRODID:{_MAKER}".encode() in head


def _component(event: Dated, start: dt.date, end: dt.date, stamp: dt.datetime) -> icalendar.Event:
    import icalendar

    # The library's own text takes `\N` in a sentence for a line's end.
    class Text(icalendar.vText):
        def to_ical(self) -> bytes:
            return self.translate(_ESCAPES).encode()

    date = event.date or ""
    fuzzy = f" ({one_line(date)})" if start != end else ""
    prefix = "Review: " if event.kind is EventKind.REVIEW else ""
    lines = [
        f"Window: {start} to {end}" if fuzzy else "",
        f"Expected: {event.expected}" if event.expected else "",
        f"Outcome: {event.outcome}" if event.outcome else "",
        f"For: {', '.join(event.theses)}" if event.theses else "",
        *(place(mention.note, mention.line) for mention in event.mentions),
    ]
    described = [one_line(part) for line in lines for part in line.splitlines()]
    component = icalendar.Event()
    component.add("uid", event.uid)
    component.add("dtstamp", stamp)
    component.add("dtstart", start if _lasts(start, end, date) else end)
    component.add("dtend", end + dt.timedelta(days=1))
    component.add("summary", Text(f"{prefix}{one_line(event.title)}{fuzzy}"))
    component.add("description", Text("\n".join(filter(None, described))))
    component.add("categories", [event.kind.value])
    component.add("transp", "TRANSPARENT")
    return component


def _lasts(start: dt.date, end: dt.date, date: str) -> bool:
    """Whether the date names its first and its last day: ``27–28 Jan 2026``, not ``Q1 2026``."""
    return {start.day, end.day} <= {int(number) for number in _DAYS.findall(date)}
