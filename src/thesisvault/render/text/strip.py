"""Twelve weeks as a strip of letters: a row for each event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from thesisvault.model.calendar import EventKind, EventState
from thesisvault.render.charts.calendar import WEEKS
from thesisvault.render.lines import Line, fit, one_line, pad
from thesisvault.reports.calendar import Dated

_DAYS, _NAME = 7 * WEEKS, 20
_SHOWN = {EventState.OVERDUE: "red", EventState.RUNNING: "yellow", EventState.AHEAD: ""}


def strip(events: Iterable[Dated], day: dt.date, width: int) -> Iterator[Line]:
    """The weeks from the Monday of the day, a mark for each event; nothing for too narrow a page.

    `!` overdue, `▽` a review, `●` a catalyst, `━` one that runs over days.
    """
    columns = min(width - _NAME, 120) // WEEKS * WEEKS
    start = day.toordinal() - day.weekday()
    rows = [event for event in events if _is_shown(event, start)]
    if columns < 3 * WEEKS or not rows or start + _DAYS > dt.date.max.toordinal():
        return
    for heads in zip(*_weeks(start, columns // WEEKS), strict=True):
        yield (" " * _NAME, ("".join(heads).rstrip(), "dim"))
    today = (day.toordinal() - start) * columns // _DAYS
    for event in rows:
        cells = [" "] * columns
        cells[today] = "│"
        _mark(cells, event, start, columns)
        name = pad(fit(one_line(event.title), _NAME - 2), _NAME)
        yield (name, ("".join(cells).rstrip(), _SHOWN[event.state]))


def _is_shown(event: Dated, start: int) -> bool:
    if event.start is None or event.state not in _SHOWN:
        return False
    return event.state is EventState.OVERDUE or event.start.toordinal() < start + _DAYS


def _weeks(start: int, each: int) -> Iterator[tuple[str, str]]:
    """The Mondays, each with its month above it in the month's first week."""
    for number in range(WEEKS):
        day = dt.date.fromordinal(start + 7 * number)
        month = f"{day:%b}" if number == 0 or day.day <= 7 else ""
        yield pad(month, each), pad(str(day.day), each)


def _mark(cells: list[str], event: Dated, start: int, columns: int) -> None:
    assert event.start is not None
    if event.state is EventState.OVERDUE:
        cells[max((event.start.toordinal() - start) * columns // _DAYS, 0)] = "!"
        return
    first = max(event.start.toordinal() - start, 0)
    last = min((event.end or event.start).toordinal() - start, _DAYS - 1)
    if event.end is None or event.end == event.start:
        sign = "▽" if event.kind is EventKind.REVIEW else "●"
        cells[first * columns // _DAYS] = sign
        return
    for at in range(first * columns // _DAYS, last * columns // _DAYS + 1):
        cells[at] = "━"
