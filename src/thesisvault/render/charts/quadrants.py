"""The RS quadrants: each group's way over four weeks, its last point named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec import Struct

from thesisvault.render.charts.labels import Anchor, Box, place
from thesisvault.render.charts.measure import fit, size_of, text_width
from thesisvault.render.charts.picture import Picture, circle, line, n, nothing, path, rect, text
from thesisvault.render.charts.scale import Scale, known, ticks

_AGES = 4
_SIDES = {1: "for", -1: "against", 0: "soft"}


class Trail(Struct, frozen=True):
    """A group's places as (ratio, momentum), oldest first."""

    name: str
    points: tuple[tuple[float, float], ...]
    side: int = 0
    """+1 where notes send money into it, -1 out of it, 0 neither."""


def quadrants(
    trails: Sequence[Trail],
    *,
    title: str,
    about: str,
    width: float = 800,
    notes: Sequence[str] = (),
) -> Picture:
    """Ratio to the right, momentum upwards, 100 in the middle of both; tails fade with age."""
    shown = [trail for trail in map(_drawable, trails) if trail.points]
    if not shown:
        return nothing("quadrants", width, title, about, "No group has enough prices to be placed.")
    height = min(width * 0.75, 620) if width > 560 else width * 1.05
    frame = Box(34, 6, width - 6, height - 36)
    extent = extent_of([value for trail in shown for point in trail.points for value in point])
    x = Scale(100 - extent, 100 + extent, frame.left, frame.right)
    y = Scale(100 - extent, 100 + extent, frame.bottom, frame.top)
    body = [*_paper(frame, x, y, extent)]
    ways = [[(x(a), y(b)) for a, b in trail.points] for trail in shown]
    for trail, way in zip(shown, ways, strict=True):
        body += _tail(way, _SIDES[trail.side])
    labels, unnamed = _labels(shown, ways, frame)
    said = [*notes]
    if unnamed:
        said.append(f"No room for the names of {', '.join(unnamed)}.")
    return Picture(
        "quadrants", width, height, title, about, (*body, *labels), tuple(said)
    )  # fmt: skip


def extent_of(values: Sequence[float]) -> float:
    """How far from 100 the farthest value lies, at least 1."""
    return max([1.0, *(abs(value - 100) for value in values)]) * 1.05


def _drawable(trail: Trail) -> Trail:
    points = tuple(point for point in trail.points if all(map(known, point)))
    return Trail(trail.name, points, trail.side)


def _paper(frame: Box, x: Scale, y: Scale, extent: float) -> list[str]:
    middle, centre = x(100), y(100)
    body = [
        rect(middle, frame.top, frame.right - middle, centre - frame.top, "f-band"),
        rect(frame.left, centre, middle - frame.left, frame.bottom - centre, "f-band"),
        path(
            f"M{n(frame.left)} {n(centre)}H{n(frame.right)}"
            f"M{n(middle)} {n(frame.top)}V{n(frame.bottom)}",
            "axis",
        ),
    ]
    about = 6 if frame.right > 500 else 3
    for value in ticks(100 - extent, 100 + extent, about):
        body.append(text(x(value), frame.bottom + 15, f"{value:g}", "t-soft t-small mid"))
        if y(value) < frame.bottom - 4:
            body.append(text(frame.left - 6, y(value) + 4, f"{value:g}", "t-soft t-small end"))
    for word, box, classes in _corners(frame):
        at = box.right if "end" in classes else box.left
        body.append(text(at, box.bottom - 4, word, classes))
    axes = "relative strength to the right, its momentum upwards"
    body.append(text(frame.right, frame.bottom + 30, axes, "t-soft t-small end"))
    return body


def _corners(frame: Box) -> list[tuple[str, Box, str]]:
    found = []
    for word, right, bottom in (
        ("improving", False, False),
        ("leading", True, False),
        ("lagging", False, True),
        ("weakening", True, True),
    ):
        classes = "t-name t-soft end" if right else "t-name t-soft"
        wide, high = text_width(word, classes), size_of(classes) + 4
        left = frame.right - 8 - wide if right else frame.left + 8
        top = frame.bottom - 4 - high if bottom else frame.top + 4
        found.append((word, Box(left, top, left + wide, top + high), classes))
    return found


def _tail(way: Sequence[tuple[float, float]], side: str) -> list[str]:
    """The steps from the newest back, each quarter of them fainter; a dot at each place."""
    drawn, last = [], len(way) - 1
    for at in range(last):
        age = 1 + (last - 1 - at) * _AGES // max(last, 1) if last > _AGES else last - at
        drawn.append(line(way[at : at + 2], f"l-{side} age-{age}"))
        drawn.append(circle(*way[at], 1.6, f"f-{side} age-{age}"))
    return [*drawn, circle(*way[last], 4.4, f"f-{side}")]


def _labels(
    trails: Sequence[Trail], ways: Sequence[Sequence[tuple[float, float]]], frame: Box
) -> tuple[list[str], list[str]]:
    room = (frame.right - frame.left) * 0.45
    names = [fit({1: "+ ", -1: "− ", 0: ""}[t.side] + t.name, room) for t in trails]
    high = size_of("") + 3
    anchors = [
        Anchor(*way[-1], text_width(name) + 2, high) for name, way in zip(names, ways, strict=True)
    ]
    soft = [box for way in ways for ends in pairwise(way) for box in _along(*ends)]
    boxes = place(anchors, frame, [box for _, box, _ in _corners(frame)], soft)
    drawn, unnamed = [], []
    for trail, name, anchor, box in zip(trails, names, anchors, boxes, strict=True):
        if box is None:
            unnamed.append(trail.name)
            continue
        ends = [(anchor.x, anchor.y), _nearest(box, anchor)]
        if abs(ends[1][0] - anchor.x) + abs(ends[1][1] - anchor.y) > 22:
            drawn.append(line(ends, "grid"))
        hue = "" if trail.side == 0 else f"t-{_SIDES[trail.side]} "
        drawn.append(text(box.left + 1, box.bottom - 4, name, f"{hue}halo"))
    return drawn, unnamed


def _along(one: tuple[float, float], other: tuple[float, float]) -> Iterator[Box]:
    """Small boxes on a step of a tail."""
    for part in (0.2, 0.4, 0.6, 0.8):
        x, y = (a + (b - a) * part for a, b in zip(one, other, strict=True))
        yield Box(x - 3, y - 3, x + 3, y + 3)


def _nearest(box: Box, anchor: Anchor) -> tuple[float, float]:
    x = min(max(anchor.x, box.left), box.right)
    return x, min(max(anchor.y, box.top), box.bottom)
