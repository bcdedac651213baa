"""A line the size of a word."""

from __future__ import annotations

from collections.abc import Sequence

from thesisvault.render.charts.picture import Picture, circle, line, n, path, text
from thesisvault.render.charts.scale import Scale, known


def spark(
    values: Sequence[float | None],
    *,
    title: str,
    width: float = 160,
    height: float = 24,
    mark: int | None = None,
) -> Picture:
    """Values one after another, the last with a dot; a gap where one is not known.

    `mark`: which of them a line stands at.
    """
    there = [value for value in values if value is not None and known(value)]
    if not there:
        return Picture("spark", width, height, title, "no figures", ())
    x = Scale(0, max(len(values) - 1, 1), 4, width - 4)
    y = Scale(min(there), max(there), height - 4, 4)
    runs = _runs(values, x, y)
    body = [path(f"M{n(x(mark))} 2V{n(height - 2)}", "axis")] if mark is not None else []
    body += [line(run, "l-soft") for run in runs]
    body.append(circle(*runs[-1][-1], 2.2, "f-ink"))
    about = f"from {there[0]:g} to {there[-1]:g}, between {min(there):g} and {max(there):g}"
    return Picture("spark", width, height, title, about, tuple(filter(None, body)))


def level(values: Sequence[float | None], *, title: str, width: float = 200) -> Picture:
    """Shares of 1 between their floor, 0, and their ceiling, with the last one named.

    What is below 0 is drawn below the floor.
    """
    there = [value for value in values if value is not None and known(value)]
    if not there:
        return Picture("level", width, 60, title, "no figures", ())
    right = width - 34
    x = Scale(0, max(len(values) - 1, 1), 0, right)
    y = Scale(min(0.0, *there), max(1.0, *there), 52, 6)
    runs = _runs(values, x, y)
    body = [path(f"M0 {n(y(at))}H{n(right)}", "grid") for at in (0, 1)]
    body += [line(run, "l-ink") for run in runs]
    body.append(text(right + 5, y(there[-1]) + 4, f"{there[-1]:.2f}".replace("-", "−")))
    if y(0) - y(there[-1]) > 14:
        body.append(text(right + 5, y(0) + 4, "0", "t-soft t-small"))
    about = f"{there[-1]:.2f} at the end, between {min(there):.2f} and {max(there):.2f}"
    return Picture("level", width, 60, title, about, tuple(filter(None, body)))


def _runs(values: Sequence[float | None], x: Scale, y: Scale) -> list[list[tuple[float, float]]]:
    """The places of stretches of known values."""
    runs: list[list[tuple[float, float]]] = [[]]
    for at, value in enumerate(values):
        if value is not None and known(value):
            runs[-1].append((x(at), y(value)))
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]
