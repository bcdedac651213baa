"""The calendar as a file for calendar programs (RFC 5545)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from thesisvault.model.calendar import EventKind
from thesisvault.render.lines import clean, place
from thesisvault.reports.calendar import Answer, Dated

if TYPE_CHECKING:
    import icalendar


def ics(report: Answer) -> bytes:
    """The dated events as one iCalendar file, all-day and not busy.

    The same report gives the same bytes: DTSTAMP is the report's day at 00:00 UTC. DTEND is the
    day after the last one, as RFC 5545 has it for dates (section 3.6.1).
    """
    import icalendar  # 130 ms that only --ics pays for

    book = icalendar.Calendar()
    book.add("prodid", "-//thesisvault//calendar//EN")
    book.add("version", "2.0")
    book.add("calscale", "GREGORIAN")
    stamp = dt.datetime.combine(report.as_of, dt.time(), dt.UTC)
    for event in report.events:
        if event.start is not None and event.end is not None:
            book.add_component(_component(event, event.start, event.end, stamp))
    data: bytes = book.to_ical(sorted=True)
    return data


def _component(event: Dated, start: dt.date, end: dt.date, stamp: dt.datetime) -> icalendar.Event:
    import icalendar

    fuzzy = f" ({clean(event.date or '')})" if start != end else ""
    prefix = "Review: " if event.kind is EventKind.REVIEW else ""
    lines = [
        f"Expected: {event.expected}" if event.expected else "",
        f"Outcome: {event.outcome}" if event.outcome else "",
        f"For: {', '.join(event.theses)}" if event.theses else "",
        *(place(mention.note, mention.line) for mention in event.mentions),
    ]
    component = icalendar.Event()
    component.add("uid", event.uid)
    component.add("dtstamp", stamp)
    component.add("dtstart", start)
    component.add("dtend", end + dt.timedelta(days=1))
    component.add("summary", f"{prefix}{clean(event.title)}{fuzzy}")
    component.add("description", "\n".join(clean(line) for line in lines if line))
    component.add("categories", [event.kind.value])
    component.add("transp", "TRANSPARENT")
    return component
