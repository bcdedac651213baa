"""What was stated against what prices say: a ring and a dot a row."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from thesisvault.render.charts.measure import text_width
from thesisvault.render.charts.picture import Picture, circle, line, n, nothing, path, text
from thesisvault.render.charts.scale import Scale, decimals, known, ticks

_ROW, _TOP = 19.0, 22.0


class Pair(Struct, frozen=True):
    """A name, and two figures in percent."""

    name: str
    stated: float
    measured: float
    fails: bool


def against(
    pairs: Sequence[Pair],
    *,
    title: str,
    about: str,
    width: float = 300,
    notes: Sequence[str] = (),
) -> Picture:
    """A row a pair: the ring is stated, the dot measured; what fails is colored, and signed."""
    shown = [pair for pair in pairs if known(pair.stated) and known(pair.measured)]
    if not shown:
        why = "No stated move can be checked against prices."
        return nothing("against", width, title, about, why)
    left = min(max(text_width(pair.name) for pair in shown) + 14, width * 0.42)
    right = width - 58
    figures = [value for pair in shown for value in (pair.stated, pair.measured)]
    x = Scale(min(0.0, *figures), max(0.0, *figures), left + 6, right - 6)
    bottom = _TOP + _ROW * len(shown)
    body = []
    marks = ticks(x.low, x.high, 4)
    for value in marks:
        body.append(path(f"M{n(x(value))} 16V{n(bottom)}", "axis" if value == 0 else "grid"))
        body.append(text(x(value), 10, _signed(value, decimals(marks)), "t-soft t-small mid"))
    for at, pair in enumerate(shown):
        body += _row(pair, _TOP + _ROW * at + _ROW / 2, x, left, width)
    return Picture("against", width, bottom + 4, title, about, tuple(body), tuple(notes))


def _row(pair: Pair, y: float, x: Scale, left: float, width: float) -> list[str]:
    hue = "against" if pair.fails else "soft"
    word = _signed(pair.measured, 1) + "%"
    ends = [(x(pair.stated), y), (x(pair.measured), y)]
    return [
        text(0, y + 4, pair.name, "" if pair.fails else "t-soft", left - 6),
        line(ends, f"l-{hue}"),
        circle(x(pair.stated), y, 4.6, f"f-paper l-{hue} open"),
        circle(x(pair.measured), y, 2.9, f"f-{hue}"),
        text(width, y + 4, f"× {word}" if pair.fails else word, f"t-{hue} end"),
    ]


def _signed(value: float, places: int) -> str:
    return f"{value:+.{places}f}".replace("-", "−") if value else "0"
