"""The rotations, and the RS quadrants: a table with a plot for the terminal."""

from __future__ import annotations

from collections import Counter
from typing import Any

from thesisvault.render.charts.quadrants import extent_of
from thesisvault.render.lines import Page
from thesisvault.render.text.flows import counts, told
from thesisvault.reports.rotation import Answer, Group, Rotation

_MARKS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
UNIT = "standard deviations"
"""In which both coordinates are counted, from 100."""
_NO_HISTORY = "not enough history"


def text(page: Page, report: Answer) -> None:
    """The rotations with their flows, groups by quadrant, the plot, then the correlations."""
    for rotation in report.rotations:
        _add_rotation(page, rotation)
    title = f"RS quadrants as of {report.as_of}, {report.period}, against {report.benchmark}"
    page.line((title, "bold"))
    placed = [group for group in report.groups if group.quadrant is not None]
    if not report.groups:
        page.line("No group has prices: give sector notes `members`, or a `symbol` of their own.")
        return
    if placed:
        _add_plot(page, placed)
        page.columns(
            ((_MARKS[at % len(_MARKS)], *_row(group)) for at, group in enumerate(placed)),
            header=("", "GROUP", "QUADRANT", "RATIO", "MOMENTUM", "LAST"),
        )
        page.line((f"RATIO and MOMENTUM: 100 plus {UNIT}", "dim"))
    without = [group for group in report.groups if group.quadrant is None]
    if not placed and len(without) > 1:
        reasons = Counter(group.reason or _NO_HISTORY for group in without)
        reason, count = reasons.most_common(1)[0]
        of_them = "" if count == len(without) else f" of {len(without)}"
        page.wrapped(f"No group has a quadrant. {count}{of_them} groups: {reason}.")
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


def _add_rotation(page: Page, item: Rotation) -> None:
    since = f"since {item.started}" if item.started else "undated"
    state = f"ended on {item.over}" if item.over else "draft" if item.draft else "in force"
    page.line((item.rotation, "bold"), f", {since}, {state}")
    page.line((f"[{item.note}]", "dim"))
    if item.flows:
        page.columns(
            (
                (row.verdict.value, str(row.line), f"{row.direction} {row.group}", told(row))
                for row in item.flows
            ),
            header=("FLOW", "LINE", "MONEY", "PRICES SAY"),
        )
        page.wrapped(f"Flows: {counts(item.flows)}.")
    else:
        page.line("No flows: a draft does not count." if item.draft else "No flows.")
    page.line()


def _last(points: tuple[Any, ...]) -> float | None:
    values = [point.mean_correlation for point in points if point.mean_correlation is not None]
    return values[-1] if values else None


def _row(group: Group) -> tuple[str, str, str, str, str]:
    point = group.points[-1]
    assert point.ratio is not None and point.momentum is not None
    return (
        group.name,
        point.quadrant or "-",
        f"{point.ratio:.2f}",
        f"{point.momentum:.2f}",
        point.date.isoformat(),
    )


def _add_plot(page: Page, groups: list[Group]) -> None:
    columns = min(page.width - 4, 72)
    rows = columns // 4
    points = [group.points[-1] for group in groups]
    extent = extent_of([v for p in points for v in (p.ratio, p.momentum) if v is not None])
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
