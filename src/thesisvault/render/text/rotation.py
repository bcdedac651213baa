"""The RS quadrants: a table with a plot for the terminal, an SVG, and JSON."""

from __future__ import annotations

from collections import Counter
from typing import Any
from xml.sax.saxutils import escape

from thesisvault.model.market import GroupRotation, RSPoint
from thesisvault.render.lines import Page, clean, iso
from thesisvault.reports.rotation import RotationReport

_MARKS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_COLOURS = ("#1b7f4b", "#b3541e", "#2b5ea7", "#8a2b6b", "#6b6b00", "#00747a", "#a12a2a", "#4b4b9b")
_SIZE, _MARGIN = 640, 48
_NO_HISTORY = "not enough history"


def text(page: Page, report: RotationReport) -> None:
    """Groups by quadrant, the plot, then the correlations."""
    title = f"RS quadrants as of {report.as_of}, {report.period}, against {report.benchmark}"
    page.line((title, "bold"))
    placed = [group for group in report.groups if group.quadrant is not None]
    if not report.groups:
        page.line("No group has prices: give sector notes `members`, or a `symbol` of their own.")
        return
    if placed:
        _say_plot(page, placed)
        page.columns(
            ((_MARKS[at % len(_MARKS)], *_row(group)) for at, group in enumerate(placed)),
            header=("", "GROUP", "QUADRANT", "RATIO", "MOMENTUM", "LAST"),
        )
    without = [group for group in report.groups if group.quadrant is None]
    if not placed and len(without) > 1:
        reasons = Counter(group.reason or _NO_HISTORY for group in without)
        reason, count = reasons.most_common(1)[0]
        of_them = "" if count == len(without) else f" ({count} of them)"
        page.wrapped(f"None of {len(without)} groups has a quadrant: {reason}{of_them}.")
    else:
        for group in without:
            page.wrapped(f"{group.name}: no quadrant; {group.reason or _NO_HISTORY}")
    known = [item for item in report.correlations if _last(item.points) is not None]
    if known:
        page.line()
        page.line(("Mean pairwise correlation over 63 sessions", "bold"))
        for item in known:
            values = [p.mean_correlation for p in item.points if p.mean_correlation is not None]
            low, high = min(values), max(values)
            page.wrapped(
                f"{item.name}: {values[-1]:.2f} over {len(item.symbols)} names "
                f"(from {low:.2f} to {high:.2f} in {len(values)} sessions)",
                indent=2,
            )


def _last(points: tuple[Any, ...]) -> float | None:
    values = [point.mean_correlation for point in points if point.mean_correlation is not None]
    return values[-1] if values else None


def _row(group: GroupRotation) -> tuple[str, str, str, str, str]:
    point = group.points[-1]
    assert point.ratio is not None and point.momentum is not None
    return (
        group.name,
        point.quadrant or "-",
        f"{point.ratio:.2f}",
        f"{point.momentum:.2f}",
        point.date.isoformat(),
    )


def _extent(points: list[RSPoint]) -> float:
    """How far from 100 the farthest point lies, at least 1."""
    offsets = [abs(value - 100) for p in points for value in (p.ratio, p.momentum) if value]
    return max([1.0, *offsets]) * 1.05


def _say_plot(page: Page, groups: list[GroupRotation]) -> None:
    columns = min(page.width - 4, 72)
    rows = columns // 4
    points = [group.points[-1] for group in groups]
    extent = _extent(points)
    grid = [[" "] * columns for _ in range(rows)]
    for row in grid:
        row[columns // 2] = "│"
    grid[rows // 2] = ["─"] * columns
    grid[rows // 2][columns // 2] = "┼"
    for number, point in enumerate(points):
        assert point.ratio is not None and point.momentum is not None
        x = round((point.ratio - 100 + extent) / (2 * extent) * (columns - 1))
        y = round((100 - point.momentum + extent) / (2 * extent) * (rows - 1))
        grid[y][_free(grid[y], x)] = _MARKS[number % len(_MARKS)]
    page.line("  improving" + " " * (columns - 18) + "leading")
    for row in grid:
        page.line("  " + "".join(row))
    page.line("  lagging" + " " * (columns - 18) + "weakening")
    page.line()


def _free(row: list[str], wanted: int) -> int:
    """The column nearest to the one wanted that no group stands on: all are to be seen."""
    free = [at for at, cell in enumerate(row) if cell not in _MARKS]
    return min(free, key=lambda at: abs(at - wanted), default=wanted)


def svg(report: RotationReport) -> str:
    """The picture: each group's way through the quadrants, its last point marked and named."""
    groups = [group for group in report.groups if group.quadrant is not None]
    tails = {
        group.name: [p for p in group.points if p.ratio is not None and p.momentum is not None]
        for group in groups
    }
    extent = _extent([point for tail in tails.values() for point in tail])

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
    lines.append("</svg>")
    return "\n".join(lines) + "\n"


def _text(text: str) -> str:
    return escape(clean(text))


def rotation_document(report: RotationReport) -> dict[str, Any]:
    """`rotation --json`, without its schema number."""
    return {
        "as_of": report.as_of.isoformat(),
        "benchmark": report.benchmark,
        "period": report.period,
        "groups": [
            {
                "name": group.name,
                "symbols": list(group.symbols),
                "quadrant": group.quadrant,
                "points": [
                    {
                        "date": iso(point.date),
                        "rs": point.rs,
                        "ratio": point.ratio,
                        "momentum": point.momentum,
                        "quadrant": point.quadrant,
                    }
                    for point in group.points
                ],
                "excluded": [
                    {"symbol": item.symbol, "reason": item.reason} for item in group.excluded
                ],
                "reason": group.reason,
            }
            for group in report.groups
        ],
        "correlations": [
            {
                "name": item.name,
                "symbols": list(item.symbols),
                "window": 63,
                "points": [
                    {"date": iso(point.date), "mean_correlation": point.mean_correlation}
                    for point in item.points
                ],
            }
            for item in report.correlations
        ],
    }
