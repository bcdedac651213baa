"""How long each of some things may last from a day on: a bar a row, its end named."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from msgspec import Struct

from thesisvault.render.charts.measure import text_width
from thesisvault.render.charts.picture import Picture, n, nothing, path, rect, text
from thesisvault.render.charts.scale import Scale

_ROW, _TOP, _BAR = 26.0, 22.0, 12.0


class Span(Struct, frozen=True):
    """A name, and the day on which it ends."""

    name: str
    end: dt.date


def spans(
    rows: Sequence[Span],
    day: dt.date,
    *,
    title: str,
    about: str,
    width: float = 560,
    notes: Sequence[str] = (),
) -> Picture:
    """From `day`, the line on the left, to the end of each; one that is over is left out."""
    shown = [row for row in rows if row.end >= day]
    if not shown:
        return nothing("spans", width, title, about, "No scenario is still running.")
    ends = {row.end: f"{row.end.day} {row.end:%b %Y}" for row in shown}
    left = min(max(text_width(row.name) for row in shown) + 18, width * 0.45)
    right = width - max(map(text_width, ends.values())) - 10
    last = max(max(ends).toordinal(), day.toordinal() + 1)
    x = Scale(day.toordinal(), last, left, max(right, left + 20))
    bottom = _TOP + _ROW * len(shown)
    today = f"{day.day} {day:%b}"
    body = [text(left, 10, today, "t-small mid")]
    for at, row in enumerate(shown):
        y = _TOP + _ROW * (at + 0.5)
        end = x(row.end.toordinal())
        body.append(text(0, y + 4, row.name, "", left - 10))
        body.append(rect(left, y - _BAR / 2, end - left, _BAR, "f-band"))
        sides = f"M{n(left)} {n(y - _BAR / 2)}H{n(end)}V{n(y + _BAR / 2)}H{n(left)}"
        body.append(path(sides, "grid"))
        body.append(text(end + 7, y + 4, ends[row.end], "t-soft"))
    body.append(path(f"M{n(left)} 16V{n(bottom)}", "l-ink"))
    return Picture("spans", width, bottom + 4, title, about, tuple(body), tuple(notes))
