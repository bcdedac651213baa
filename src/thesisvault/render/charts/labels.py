"""Labels that neither cover each other nor leave the picture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import cos, pi, sin

from msgspec import Struct

_NEAR, _STEPS = 9.0, (0.0, 8.0, 18.0, 32.0, 50.0, 76.0, 110.0, 150.0)
_ANGLES = tuple(
    number * pi / 8 for number in (0, 8, 1, 15, 7, 9, 2, 14, 6, 10, 4, 12, 3, 13, 5, 11)
)


class Box(Struct, frozen=True):
    """A rectangle on the paper, from its left upper corner to its right lower one."""

    left: float
    top: float
    right: float
    bottom: float

    def covers(self, other: Box) -> bool:
        """Whether the two share any room."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def holds(self, other: Box) -> bool:
        """Whether the other lies wholly within."""
        return (
            self.left <= other.left
            and self.top <= other.top
            and self.right >= other.right
            and self.bottom >= other.bottom
        )


class Anchor(Struct, frozen=True):
    """A point that wants a label of a size."""

    x: float
    y: float
    width: float
    height: float


def place(
    anchors: Sequence[Anchor], frame: Box, taken: Iterable[Box] = (), soft: Sequence[Box] = ()
) -> list[Box | None]:
    """A box for each anchor, near it; None where no room is left for one.

    Nothing lies on what is `taken`, nor on a point; what is `soft` is avoided where it can be.
    """
    fixed = [*taken, *(Box(a.x - 4, a.y - 4, a.x + 4, a.y + 4) for a in anchors)]
    found: list[Box | None] = []
    for anchor in anchors:
        free = (
            box
            for box in _around(anchor)
            if frame.holds(box) and not any(box.covers(other) for other in fixed)
        )
        best, least = None, 1e9
        for number, box in enumerate(free):
            cost = number + 6 * sum(box.covers(other) for other in soft)
            if cost < least:
                best, least = box, cost
            if number >= least:
                break
        found.append(best)
        if best is not None:
            fixed.append(best)
    return found


def _around(anchor: Anchor) -> Iterator[Box]:
    for step in _STEPS:
        for angle in _ANGLES:
            across, up = cos(angle), sin(angle)
            x = anchor.x + across * (_NEAR + step)
            y = anchor.y - up * (_NEAR + step)
            left = x - anchor.width * (1 - across) / 2
            top = y - anchor.height * (1 + up) / 2
            yield Box(left, top, left + anchor.width, top + anchor.height)


def spread(places: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """The places moved apart by at least `gap`, within the ends where there is room for all.

    In the order given; those that share a place keep it among themselves.
    """
    order = sorted(range(len(places)), key=lambda at: (places[at], at))
    moved = list(places)
    floor_ = low
    for at in order:
        moved[at] = max(moved[at], floor_)
        floor_ = moved[at] + gap
    ceiling = high
    for at in reversed(order):
        moved[at] = min(moved[at], ceiling)
        ceiling = moved[at] - gap
    return moved
