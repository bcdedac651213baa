"""A line the size of a word."""

from __future__ import annotations

from collections.abc import Sequence

from thesisvault.render.charts.picture import Picture, circle, line
from thesisvault.render.charts.scale import Scale, known


def spark(
    values: Sequence[float | None], *, title: str, width: float = 160, height: float = 24
) -> Picture:
    """Values one after another, the last with a dot; a gap where one is not known."""
    there = [value for value in values if value is not None and known(value)]
    if not there:
        return Picture("spark", width, height, title, "no figures", ())
    x = Scale(0, max(len(values) - 1, 1), 4, width - 4)
    y = Scale(min(there), max(there), height - 4, 4)
    body: list[str] = []
    run: list[tuple[float, float]] = []
    last = run
    for at, value in enumerate(values):
        if value is not None and known(value):
            run.append((x(at), y(value)))
            last = run
        else:
            body.append(line(run, "l-soft"))
            run = []
    body.append(line(run, "l-soft"))
    body.append(circle(*last[-1], 2.2, "f-ink"))
    about = f"from {there[0]:g} to {there[-1]:g}, between {min(there):g} and {max(there):g}"
    return Picture("spark", width, height, title, about, tuple(filter(None, body)))
