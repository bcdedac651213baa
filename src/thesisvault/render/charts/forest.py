"""Abnormal returns of some windows, each with its range, against zero."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from thesisvault.render.charts.measure import text_width
from thesisvault.render.charts.picture import Picture, circle, n, nothing, path, text
from thesisvault.render.charts.scale import Scale, decimals, known, ticks


class Window(Struct, frozen=True):
    """A return in percent, and the range that it may have by chance alone."""

    name: str
    value: float
    low: float
    high: float


def forest(
    windows: Sequence[Window],
    *,
    title: str,
    about: str,
    width: float = 400,
    notes: Sequence[str] = (),
) -> Picture:
    """A row for each window; full and colored where the whole range lies on one side of zero."""
    shown = [w for w in windows if all(map(known, (w.value, w.low, w.high)))]
    if not shown:
        return nothing("forest", width, title, about, "No window has enough prices to be measured.")
    left = min(max(text_width(w.name) for w in shown) + 12, width * 0.4)
    right = width - 52
    low, high = min(0.0, *(w.low for w in shown)), max(0.0, *(w.high for w in shown))
    x = Scale(low, high if high > low else low + 1, left + 6, right - 6)
    bottom = 24.0 + 22 * len(shown)
    body = []
    marks = ticks(x.low, x.high, 4)
    for value in marks:
        body.append(path(f"M{n(x(value))} 20V{n(bottom)}", "axis" if value == 0 else "grid"))
        body.append(text(x(value), 12, _signed(value, decimals(marks)), "t-soft t-small mid"))
    for at, w in enumerate(shown):
        y = 36.0 + 22 * at
        sure = w.low > 0 or w.high < 0
        hue = ("for" if w.value > 0 else "against") if sure else "soft"
        body.append(text(0, y + 4, w.name, "", left - 6))
        body.append(path(f"M{n(x(w.low))} {n(y)}H{n(x(w.high))}", f"l-{hue}"))
        body.append(circle(x(w.value), y, 3.6, f"f-{hue}" if sure else "f-paper l-soft open"))
        body.append(text(width, y + 4, f"{_signed(w.value, 1)}%", f"t-{hue} end"))
    return Picture("forest", width, bottom + 8, title, about, tuple(body), tuple(notes))


def _signed(value: float, places: int) -> str:
    return f"{value:+.{places}f}".replace("-", "−") if value else "0"
