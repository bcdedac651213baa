"""The RS quadrants as a picture."""

from __future__ import annotations

from xml.sax.saxutils import escape

from thesisvault.model.market import RSPoint
from thesisvault.render.lines import clean
from thesisvault.reports.rotation import Answer

_COLOURS = ("#1b7f4b", "#b3541e", "#2b5ea7", "#8a2b6b", "#6b6b00", "#00747a", "#a12a2a", "#4b4b9b")
_SIZE, _MARGIN = 640, 48
UNIT = "standard deviations"
"""In which both coordinates are counted, from 100."""


def svg(report: Answer) -> str:
    """The picture: each group's way through the quadrants, its last point marked and named."""
    groups = [group for group in report.groups if group.quadrant is not None]
    tails = {
        group.name: [p for p in group.points if p.ratio is not None and p.momentum is not None]
        for group in groups
    }
    extent = extent_of([point for tail in tails.values() for point in tail])

    def place(point: RSPoint) -> tuple[float, float]:
        assert point.ratio is not None and point.momentum is not None
        scale = (_SIZE - 2 * _MARGIN) / (2 * extent)
        x = _MARGIN + (point.ratio - 100 + extent) * scale
        y = _MARGIN + (100 - point.momentum + extent) * scale
        return round(x, 1), round(y, 1)

    middle, end = _SIZE / 2, _SIZE - _MARGIN
    title = f"RS quadrants, {report.period}, as of {report.as_of}, against {report.benchmark}"
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_SIZE} {_SIZE}" '
        f'font-family="sans-serif" font-size="12">',
        f"<title>{_text(title)}</title>",
        f'<rect width="{_SIZE}" height="{_SIZE}" fill="#ffffff"/>',
        f'<text x="{middle}" y="22" text-anchor="middle" font-size="14">{_text(title)}</text>',
        f'<path d="M{_MARGIN} {middle}H{end}M{middle} {_MARGIN}V{end}" stroke="#999999"/>',
    ]
    for word, x, y, anchor in (
        ("improving", _MARGIN, _MARGIN - 6, "start"),
        ("leading", end, _MARGIN - 6, "end"),
        ("lagging", _MARGIN, end + 16, "start"),
        ("weakening", end, end + 16, "end"),
    ):
        lines.append(f'<text x="{x}" y="{y}" text-anchor="{anchor}" fill="#666666">{word}</text>')
    for number, (name, tail) in enumerate(tails.items()):
        colour = _COLOURS[number % len(_COLOURS)]
        path = " ".join(f"{x},{y}" for x, y in map(place, tail))
        last_x, last_y = place(tail[-1])
        lines += [
            f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-opacity="0.5"/>',
            f'<circle cx="{last_x}" cy="{last_y}" r="4" fill="{colour}"/>',
            f'<text x="{last_x + 7:.1f}" y="{last_y + 4:.1f}" fill="{colour}">{_text(name)}</text>',
        ]
    axes = f"ratio to the right, momentum upwards, in {UNIT} from the middle"
    y = _SIZE - 6
    lines.append(f'<text x="{middle}" y="{y}" text-anchor="middle" fill="#666666">{axes}</text>')
    lines.append("</svg>")
    return "\n".join(lines) + "\n"


def is_ours(head: bytes) -> bool:
    """Whether a file that begins so is a picture of this kind."""
    return head.startswith(b"<svg") and b"<title>RS quadrants, " in head


def extent_of(points: list[RSPoint]) -> float:
    """How far from 100 the farthest point lies, at least 1."""
    offsets = [abs(value - 100) for p in points for value in (p.ratio, p.momentum) if value]
    return max([1.0, *offsets]) * 1.05


def _text(text: str) -> str:
    return escape(clean(text))
