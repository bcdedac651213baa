"""The calendar as a page: overdue, running, ahead."""

from __future__ import annotations

from thesisvault.model.calendar import EventKind, EventState
from thesisvault.render.lines import Page, fit, one_line, pad, place, plural
from thesisvault.render.text.strip import strip
from thesisvault.reports.calendar import Answer, Dated

_HEADINGS = {
    EventState.OVERDUE: ("Overdue", "red"),
    EventState.RUNNING: ("Running", "yellow"),
    EventState.AHEAD: ("Ahead", ""),
    EventState.GONE: ("Gone", "dim"),
    EventState.DONE: ("Done", "dim"),
    EventState.UNDATED: ("Without a date", "dim"),
}
_DATE = 15


def text(page: Page, report: Answer) -> None:
    """Add overdue events, then running ones, then those ahead; each with its lines."""
    count = plural(len(report.events), "event")
    page.line((f"Calendar as of {report.as_of}", "bold"), f" · {count}")
    drawn = list(strip(report.events, report.as_of, page.width))
    if drawn:
        page.line()
        for row in drawn:
            page.line(*row)
    for state, (heading, colour) in _HEADINGS.items():
        events = [event for event in report.events if event.state is state]
        if events:
            page.line()
            page.line((heading, colour or "bold"))
            for event in events:
                _event(page, event)
    if not report.events:
        page.line("Nothing is overdue, running or ahead.")
    if report.later:
        page.line()
        page.line((f"{report.later} more after {report.until}: --days N shows them.", "dim"))


def _event(page: Page, event: Dated) -> None:
    date = event.date or "-"
    when = _when(event)
    label = "review of " if event.kind is EventKind.REVIEW else ""
    tail = f" ({when})" if when else ""
    room = max(page.width - _DATE - 2 - len(tail) - len(label), 12)
    page.line(
        "  " + pad(fit(one_line(date), _DATE - 2), _DATE),
        label,
        (fit(one_line(event.title), room), "bold"),
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
        cite = place(mention.note, mention.line)
        if mention.disagrees:
            page.wrapped(f"says {mention.date}", indent=indent, style="yellow", cite=cite)
        else:
            page.line(" " * indent, (f"[{cite}]", "dim"))


def _when(event: Dated) -> str:
    days = event.days
    match event.state:
        case EventState.AHEAD if days is not None:
            return f"in {plural(days, 'day')}"
        case EventState.RUNNING if days is not None:
            return f"{plural(days, 'day')} left" if days else "today"
        case EventState.OVERDUE if days is not None:
            missing = ", no outcome" if event.kind is EventKind.CATALYST else ""
            return f"{plural(-days, 'day')} ago{missing}"
    return ""
