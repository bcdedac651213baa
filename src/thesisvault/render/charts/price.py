"""A basket's way against its benchmark, with events and the levels that would prove it wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from msgspec import Struct

from thesisvault.render.charts.labels import spread
from thesisvault.render.charts.measure import fit, text_width
from thesisvault.render.charts.picture import Picture, circle, line, n, nothing, path, rect, text
from thesisvault.render.charts.scale import Scale, known, months, ticks

Points = tuple[tuple[dt.date, float], ...]
_STYLES = {"basket": ("l-ink", ""), "benchmark": ("l-soft", "t-soft")}


class Path(Struct, frozen=True):
    """A line with a name: the `basket`, the `benchmark`, or a `tripwire`."""

    name: str
    points: Points
    role: str = "basket"


class Mark(Struct, frozen=True):
    """A dated entry on the basket's line, or an event: a line across, with the days it shades."""

    day: dt.date
    name: str
    until: dt.date | None = None
    """The last day that is shaded; None: an entry, which gets a number."""


def price(
    paths: Sequence[Path],
    marks: Sequence[Mark] = (),
    *,
    title: str,
    about: str,
    width: float = 800,
    notes: Sequence[str] = (),
) -> Picture:
    """Levels over days; each line is named with its last level at its end."""
    shown = [Path(p.name, tuple(q for q in p.points if known(q[1])), p.role) for p in paths]
    shown = [p for p in shown if p.points]
    if not shown:
        return nothing("price", width, title, about, "There are no prices to draw.")
    ends = [fit(f"{p.name} {p.points[-1][1]:.1f}", width * 0.3) for p in shown]
    left, right = 40.0, width - max(map(text_width, ends)) - 12
    top, bottom = 30.0, 290.0 if width > 560 else 220.0
    days = [day.toordinal() for p in shown for day, _ in p.points]
    levels = [level for p in shown for _, level in p.points]
    x = Scale(min(days), max(max(days), min(days) + 1), left, right)
    margin = (max(levels) - min(levels)) * 0.05 or abs(levels[0]) * 0.05 or 1.0
    y = Scale(min(levels) - margin, max(levels) + margin, bottom, top)
    body = [*_shades(marks, x, top, bottom), *_paper(x, y, left, right, bottom)]
    for p in shown:
        style, _ = _STYLES.get(p.role, ("l-against dash", "t-against"))
        body.append(line([(x(day.toordinal()), y(level)) for day, level in p.points], style))
    where = spread([y(p.points[-1][1]) for p in shown], 15, top, bottom)
    for p, name, at in zip(shown, ends, where, strict=True):
        _, style = _STYLES.get(p.role, ("", "t-against"))
        last = x(p.points[-1][0].toordinal())
        body.append(circle(last, y(p.points[-1][1]), 1.8, "f-soft"))
        body.append(text(right + 8, at + 4, name, style))
    body += _events(marks, x, top, bottom, left, right)
    entries = [mark for mark in marks if mark.until is None]
    body += _entries(entries, shown[0].points, x, y)
    down = bottom + 40
    for number, mark in enumerate(entries, 1):
        day = f"{mark.day.day} {mark.day:%b %Y}"
        body.append(text(left - 16, down, str(number), "t-soft end"))
        body.append(text(left - 8, down, f"{day}  {mark.name}", "", width - left))
        down += 17
    return Picture("price", width, down - 10, title, about, tuple(filter(None, body)), tuple(notes))


def _paper(x: Scale, y: Scale, left: float, right: float, bottom: float) -> Iterable[str]:
    for value in ticks(y.low, y.high, 5):
        yield path(f"M{n(left)} {n(y(value))}H{n(right)}", "grid")
        yield text(left - 6, y(value) + 4, f"{value:g}", "t-soft t-small end")
    first, last = dt.date.fromordinal(int(x.low)), dt.date.fromordinal(int(x.high))
    for day in months(first, last, max(2, int((right - left) / 60))) or (first,):
        word = f"{day:%b}" if day.month != 1 else f"{day:%b %Y}"
        at = min(x(day.toordinal()), right - text_width(word, "t-small"))
        yield text(at, bottom + 16, word, "t-soft t-small")


def _shades(marks: Iterable[Mark], x: Scale, top: float, bottom: float) -> Iterable[str]:
    for mark in marks:
        if mark.until is not None:
            first = max(mark.day.toordinal(), x.low)
            last = min(mark.until.toordinal(), x.high)
            if first <= last:
                yield rect(x(first), top, x(last) - x(first), bottom - top, "f-band")


def _events(
    marks: Iterable[Mark], x: Scale, top: float, bottom: float, left: float, right: float
) -> Iterable[str]:
    """A line across for each event, its name above where there is room for it."""
    free = left
    for mark in sorted(marks, key=lambda mark: (mark.day, mark.name)):
        day = mark.day.toordinal()
        if mark.until is None or not x.low <= day <= x.high:
            continue
        yield path(f"M{n(x(day))} {n(top - 6)}V{n(bottom)}", "l-soft")
        name = fit(mark.name, (right - left) * 0.6)
        begin = min(x(day) - text_width(name) / 2, right + 40 - text_width(name))
        begin = max(begin, free)
        if begin + text_width(name) <= right + 40:
            yield text(begin, top - 12, name)
            free = begin + text_width(name) + 8


def _entries(entries: Sequence[Mark], points: Points, x: Scale, y: Scale) -> Iterable[str]:
    used: list[float] = []
    for number, mark in enumerate(entries, 1):
        before = [point for point in points if point[0] <= mark.day]
        if not before or mark.day.toordinal() > x.high:
            continue
        at, up = x(mark.day.toordinal()), y(before[-1][1])
        yield circle(at, up, 2.8, "f-paper l-ink open")
        if not any(abs(at - other) < 12 for other in used):
            yield text(at, up - 8, str(number), "t-small mid halo")
            used.append(at)
