"""Marks the size of a word: what speaks for and against, how sure it is, how large a share is."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import cycle

from thesisvault.model.settings import EvidenceClass
from thesisvault.render.charts.picture import Picture, circle, n, path, rect

FILLS = {kind.value: fill for kind, fill in zip(EvidenceClass, cycle("fwor"), strict=False)}
"""How each class of evidence is filled: full, washed, outlined, faintly outlined."""


def verdict_bar(
    parts: Mapping[str, tuple[float, float]], score: float, width: float = 190
) -> Picture:
    """For to the right, against to the left, each class by its fill; the tick is the score.

    `parts`: by class of evidence what is for and what is against, as shares of 100.
    """
    middle, height = width / 2, 20.0
    unit = middle / 100
    body = [path(f"M{n(middle / 2)} 1V19M{n(middle * 1.5)} 1V19", "grid")]
    for side, hue in enumerate(("for", "against")):
        at = 0.0
        for name, fill in FILLS.items():
            size = min(parts.get(name, (0.0, 0.0))[side], 100 - at)
            if size > 0.05:
                begin = middle + at * unit if side == 0 else middle - (at + size) * unit
                body.append(rect(begin, 5, size * unit, 10, f"{fill}-{hue}"))
                at += size
    tick = middle + max(-100.0, min(100.0, score)) * unit
    body += [path(f"M{n(middle)} 0V{n(height)}", "axis"), path(f"M{n(tick)} 1V19", "l-ink")]
    whole = [sum(both[side] for both in parts.values()) for side in (0, 1)]
    about = f"for {whole[0]:.0f}, against {whole[1]:.0f}, score {score:+.0f}"
    return Picture("verdict-bar", width, height, about, "", tuple(body))


def part_bar(kind: str, share: float, width: float = 48) -> Picture:
    """What one item adds, from -1 to 1, filled as its class is; to the right in either case."""
    size = max(0.0, min(1.0, abs(share))) * width
    body = (rect(0, 3, size, 6, f"{FILLS[kind]}-{'for' if share > 0 else 'against'}"),)
    return Picture("part", width, 12, f"{100 * share:+.1f}", "", body)


def margin(distance: float, width: float = 110) -> Picture:
    """How far a figure, the dot, stands from its limit, the mark: 0 to 0.5 and more."""
    at = 6 + max(0.0, min(1.0, distance / 0.5)) * (width - 12)
    body = (
        path(f"M2 7H{n(width)}", "grid"),
        path("M2 2V12", "l-against"),
        circle(at, 7, 3, "f-ink"),
    )
    return Picture("margin", width, 14, f"{distance:.1%} from its limit", "", body)


def share_bar(share: float, width: float = 60) -> Picture:
    """A share of 1."""
    full = max(0.0, min(1.0, share)) * width
    body = (rect(0, 0, width, 10, "f-band"), rect(0, 0, full, 10, "f-soft"))
    return Picture("share", width, 10, f"{share:.0%}", "", body)
