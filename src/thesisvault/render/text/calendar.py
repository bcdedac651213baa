"""The calendar: as a page, as JSON, and as a file for calendar programs (RFC 5545)."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import TYPE_CHECKING, Any

from thesisvault.impact.calendar import Event, EventKind, EventState
from thesisvault.render.lines import Page, clean, fit, iso, pad, plural
from thesisvault.reports.calendar import CalendarReport

if TYPE_CHECKING:
    import icalendar

_HEADINGS = {
    EventState.OVERDUE: ("Overdue", "red"),
    EventState.RUNNING: ("Running", "yellow"),
    EventState.AHEAD: ("Ahead", ""),
    EventState.DONE: ("Done", "dim"),
    EventState.UNDATED: ("Without a date", "dim"),
}
_DATE = 15


def text(page: Page, report: CalendarReport) -> None:
    """Overdue first, then what runs, then what is ahead; each with its lines."""
    count = plural(len(report.events), "event")
    page.line((f"Calendar as of {report.as_of}", "bold"), f" · {count}")
    for state, (heading, colour) in _HEADINGS.items():
        events = [event for event in report.events if event.state is state]
        if events:
            page.line()
            page.line((heading, colour or "bold"))
            for event in events:
                _say_event(page, event, report.as_of)
    if not report.events:
        page.line("Nothing is overdue, running or ahead.")
    if report.later:
        page.line()
        page.line((f"{report.later} more after {report.until}: --days N shows them.", "dim"))


def _say_event(page: Page, event: Event, day: dt.date) -> None:
    date = event.window.text if event.window else "-"
    when = _when(event, day)
    label = "review of " if event.kind is EventKind.REVIEW else ""
    tail = f" ({when})" if when else ""
    room = max(page.width - _DATE - 2 - len(tail) - len(label), 12)
    page.line(
        "  " + pad(fit(clean(date), _DATE - 2), _DATE),
        label,
        (fit(clean(event.title), room), "bold"),
        (tail, "dim"),
    )
    indent = _DATE + 2
    if event.expected and event.expected not in event.title:
        page.wrapped(f"expected: {event.expected}", indent=indent, style="dim")
    if event.outcome:
        page.wrapped(f"outcome: {event.outcome}", indent=indent, style="dim")
    if event.theses and event.kind is EventKind.CATALYST:
        page.wrapped("for " + ", ".join(event.theses), indent=indent, style="dim")
    for mention in event.mentions:
        cite = f"{mention.note}:{mention.line}"
        if mention.disagrees:
            page.wrapped(f"says {mention.date}", indent=indent, style="yellow", cite=cite)
        else:
            page.line(" " * indent, (f"[{cite}]", "dim"))


def _when(event: Event, day: dt.date) -> str:
    days = event.days(day)
    match event.state:
        case EventState.AHEAD if days is not None:
            return f"in {plural(days, 'day')}"
        case EventState.RUNNING if days is not None:
            return f"{plural(days, 'day')} left" if days else "today"
        case EventState.OVERDUE if days is not None:
            missing = ", no outcome" if event.kind is EventKind.CATALYST else ""
            return f"{plural(-days, 'day')} ago{missing}"
    return ""


def calendar_document(report: CalendarReport) -> dict[str, Any]:
    """`calendar --json`, without its schema number."""
    return {
        "as_of": report.as_of.isoformat(),
        "until": iso(report.until),
        "later": report.later,
        "events": [
            {
                "uid": uid(event),
                "kind": event.kind.value,
                "state": event.state.value,
                "title": event.title,
                "note": event.note,
                "date": event.window.text if event.window else None,
                "start": iso(event.window.start) if event.window else None,
                "end": iso(event.window.end) if event.window else None,
                "days": event.days(report.as_of),
                "expected": event.expected,
                "outcome": event.outcome,
                "theses": list(event.theses),
                "mentions": [
                    {
                        "note": mention.note,
                        "line": mention.line,
                        "date": mention.date,
                        "disagrees": mention.disagrees,
                    }
                    for mention in event.mentions
                ],
            }
            for event in report.events
        ],
    }


def uid(event: Event) -> str:
    """The event's id for calendar programs: of what it is, not of when, so a new date moves it."""
    digest = hashlib.sha256(f"{event.kind.value}\n{event.key}".encode()).hexdigest()
    return f"{digest[:32]}@thesisvault"


def ics(report: CalendarReport) -> bytes:
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
        if event.window is not None:
            book.add_component(_component(event, stamp))
    data: bytes = book.to_ical(sorted=True)
    return data


def _component(event: Event, stamp: dt.datetime) -> icalendar.Event:
    import icalendar

    assert event.window is not None
    start, end = event.window.start, event.window.end
    fuzzy = f" ({clean(event.window.text)})" if start != end else ""
    prefix = "Review: " if event.kind is EventKind.REVIEW else ""
    lines = [
        f"Expected: {event.expected}" if event.expected else "",
        f"Outcome: {event.outcome}" if event.outcome else "",
        f"For: {', '.join(event.theses)}" if event.theses else "",
        *(f"{mention.note}:{mention.line}" for mention in event.mentions),
    ]
    component = icalendar.Event()
    component.add("uid", uid(event))
    component.add("dtstamp", stamp)
    component.add("dtstart", start)
    component.add("dtend", end + dt.timedelta(days=1))
    component.add("summary", f"{prefix}{clean(event.title)}{fuzzy}")
    component.add("description", "\n".join(clean(line) for line in lines if line))
    component.add("categories", [event.kind.value])
    component.add("transp", "TRANSPARENT")
    return component
