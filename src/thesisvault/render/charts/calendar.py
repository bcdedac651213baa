"""The weeks ahead: what is overdue, what runs, and what comes, in rows that do not collide."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from msgspec import Struct

from thesisvault.render.charts.measure import fit, text_width
from thesisvault.render.charts.picture import Picture, circle, n, nothing, path, rect, text
from thesisvault.render.charts.scale import Scale

WEEKS = 12
_ROW, _TOP = 20.0, 30.0


class Entry(Struct, frozen=True):
    """An event: one day, or all from `first` to `last`."""

    name: str
    first: dt.date
    last: dt.date
    review: bool = False
    overdue: bool = False


def calendar(
    entries: Sequence[Entry],
    day: dt.date,
    *,
    title: str,
    about: str,
    width: float = 800,
    notes: Sequence[str] = (),
) -> Picture:
    """Twelve weeks from the Monday of the day; overdue events come first."""
    start = day.toordinal() - day.weekday()
    end = start + 7 * WEEKS
    shown = [e for e in entries if e.overdue or (e.first.toordinal() < end and e.last >= day)]
    later = sum(e.first.toordinal() >= end and not e.overdue for e in entries)
    legend = ["▽ review, ● catalyst, a band: several days; ! overdue."] if shown else []
    said = [*legend, *notes, *([f"{later} more after these {WEEKS} weeks."] if later else [])]
    if not shown:
        why = f"Nothing is overdue, running, or ahead in the next {WEEKS} weeks."
        found = nothing("calendar", width, title, about, why)
        return Picture(found.kind, width, found.height, title, about, found.body, tuple(said))
    x = Scale(start, end, 14, width)
    rows: list[list[tuple[float, float]]] = []
    marks: list[str] = []
    order = sorted(shown, key=lambda e: (not e.overdue, e.last == e.first, e.first, e.name))
    for entry in order:
        marks += _entry(entry, x, width, rows)
    bottom = _TOP + _ROW * len(rows) + 2
    body = [*_paper(x, start, end, day, width, bottom), *marks]
    return Picture("calendar", width, bottom + 14, title, about, tuple(body), tuple(said))


def _paper(x: Scale, start: int, end: int, day: dt.date, width: float, bottom: float) -> list[str]:
    body, free = [], -1.0
    for monday in range(start, min(end, dt.date.max.toordinal()), 7):
        at, date = x(monday), dt.date.fromordinal(monday)
        body.append(path(f"M{n(at)} 18V{n(bottom)}", "grid"))
        word = f"{date.day} {date:%b}" if date.day <= 7 or free < 0 else str(date.day)
        wide = text_width(word, "t-small")
        if at >= free and at + wide <= width:
            body.append(text(at, 12, word, "t-soft t-small"))
            free = at + wide + 6
    now = x(day.toordinal() + 0.5)
    body.append(path(f"M{n(now)} 18V{n(bottom)}", "l-ink"))
    today = f"{day.day} {day:%b}"
    half = text_width(today, "t-small") / 2
    middle = min(max(now, half), width - half)
    return [*body, text(middle, bottom + 12, today, "t-small mid")]


def _entry(
    entry: Entry, x: Scale, width: float, rows: list[list[tuple[float, float]]]
) -> list[str]:
    """An event's mark and name in the first row that has room for both."""
    long = entry.last > entry.first and not entry.overdue
    left = min(max(x(entry.first.toordinal() + (0 if long else 0.5)), 6), width - 6)
    right = min(x(entry.last.toordinal() + 1), width) if long else left + 6
    hue = "against" if entry.overdue else "ink"
    name = fit(("! " if entry.overdue else "") + entry.name, width * 0.7)
    wide = text_width(name)
    if long:
        begin = min(max(left, 14) + 5, width - wide)
        whole = min(left, begin), max(right, begin + wide)
    elif left + 9 + wide <= width or left < width / 2:
        begin = left + 9
        name = fit(name, width - begin)
        whole = left - 6, begin + text_width(name)
    else:
        name = fit(name, left - 9)
        begin = left - 9 - text_width(name)
        whole = begin, left + 6
    row = next((at for at, taken in enumerate(rows) if not _meets(whole, taken)), len(rows))
    if row == len(rows):
        rows.append([])
    rows[row].append(whole)
    middle = _TOP + _ROW * row + _ROW / 2
    label = text(begin, middle + 4, name, "t-against halo" if entry.overdue else "halo")
    if long:
        band = rect(max(left, 14), middle - 8, right - max(left, 14), 16, "f-band")
        ends = path(f"M{n(max(left, 14))} {n(middle + 8)}H{n(right)}", "axis")
        return [band, ends, text(begin, middle + 4, name)]
    if entry.review:
        d = f"M{n(left - 4.5)} {n(middle - 4)}H{n(left + 4.5)}L{n(left)} {n(middle + 4)}Z"
        return [path(d, f"{'f-against' if entry.overdue else 'f-paper'} l-{hue} open"), label]
    return [circle(left, middle, 3.8, f"f-{hue}"), label]


def _meets(one: tuple[float, float], taken: Sequence[tuple[float, float]]) -> bool:
    return any(one[0] < right + 8 and left < one[1] + 8 for left, right in taken)
