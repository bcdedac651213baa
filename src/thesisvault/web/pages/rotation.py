"""Rotations: what flows reach, where the groups stand, how long it may last, whether it holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from thesisvault.model.errors import UsageFault
from thesisvault.render import pictures
from thesisvault.render.charts.reach import Outcome, Step, reach
from thesisvault.render.charts.spans import Span, spans
from thesisvault.render.charts.spark import level
from thesisvault.web.pages.page import NARROW, Asked, Page, chart, drawn, held_by_theses
from thesisvault.web.pages.review import moves
from thesisvault.web.templating import SIGNS, signed

if TYPE_CHECKING:
    from thesisvault.reports.rotation import Answer, Rotation
    from thesisvault.reports.status import Rotation as Stated

HALF = 560.0
"""Pixels of a chart in one of two columns."""
DAYS = 120
"""Sessions of a correlation that are drawn."""
A_PAGE, MOST_GROUPS, MOST_STEPS = 20, 60, 60
"""Rotations on a page; groups that are compared; ribbons from a flow to a thesis."""


def page(asked: Asked) -> Page:
    """Every rotation, or the one that is named; only those in force are drawn, else the newest."""
    found: Answer = asked.answer("rotation")
    status = asked.answer("status", survey=False)
    stated = {item.note: item for item in status.rotations}
    chosen = [item for item in found.rotations if asked.name in ("", item.rotation)]
    if asked.name and not chosen:
        names = ", ".join(f"`{item.rotation}`" for item in found.rotations) or "none"
        raise UsageFault(f"No rotation is named `{asked.name}` on this day. There are: {names}.")
    part = asked.part(chosen, A_PAGE)
    on_page = part.items
    shown = [item for item in on_page if asked.name or item.over is None] or list(on_page[:1])
    notes = {item.note for item in shown}
    claims = [one for one in asked.answer("claims").claims if one.note in notes]
    ribbons, unseen, undrawn = _reach(asked, shown, status.theses)
    correlations, uncompared = _correlations(found)
    values: dict[str, Any] = {
        "found": found,
        "rotations": [(item, stated.get(item.note), _sides(item)) for item in on_page],
        "part": part,
        "groups": found.groups[:MOST_GROUPS],
        "name": asked.name,
        "is_placed": any(group.quadrant for group in found.groups),
        "chart": chart(lambda width: pictures.rotation(found, width), HALF),
        "reach": ribbons,
        "unseen": unseen,
        "undrawn": undrawn,
        "spans": _spans(asked, [stated[note] for note in notes if note in stated]),
        "claims": moves(claims, HALF, 24),
        "correlations": correlations,
        "uncompared": uncompared,
    }
    return Page("rotation.html", asked.name or "Rotation", values, found)


def _sides(rotation: Rotation) -> dict[str, list[str]]:
    """The groups that money leaves, and those that it enters."""
    found: dict[str, list[str]] = {"out of": [], "into": []}
    for flow in rotation.flows:
        found[flow.direction].append(flow.group)
    return found


def _spans(asked: Asked, rotations: Sequence[Stated]) -> Markup | None:
    """How long each scenario that still runs may last."""
    found = [
        Span(scenario.name, scenario.expires)
        for rotation in sorted(rotations, key=lambda item: item.note)
        for scenario in rotation.scenarios
        if scenario.state == "active" and scenario.expires
    ]
    if not found:
        return None
    day = asked.view.as_of
    return chart(
        lambda width: spans(
            found,
            day,
            title="How long it may last",
            about=f"Each scenario from {day} to the day on which it ends.",
            width=width,
        ),
        HALF,
        NARROW,
    )


def _correlations(found: Answer) -> tuple[list[tuple[Any, float, Markup]], int]:
    """The groups whose names move most as one, with the last figure, and its way drawn; and how
    many more there are.
    """
    ways = []
    for item in found.correlations:
        points = [point.mean_correlation for point in item.points[-DAYS:]]
        last = next((value for value in reversed(points) if value is not None), None)
        if last is not None:
            ways.append((item, last, points))
    ways.sort(key=lambda way: -way[1])
    drawings = [
        (item, last, drawn(level(points, title=item.name)))
        for item, last, points in ways[:MOST_GROUPS]
    ]
    return drawings, len(ways[MOST_GROUPS:])


def _reach(
    asked: Asked, rotations: list[Rotation], theses: Sequence[Any]
) -> tuple[Markup | None, int, int]:
    """How the flows of these rotations reach the open theses, by the symbols of their groups; how
    many theses are not looked at, and how many ribbons are not drawn.
    """
    holders: dict[str, list[tuple[str, str, float]]] = {}
    flows = [flow for rotation in rotations for flow in rotation.flows]
    wanted = {symbol for flow in flows for symbol in flow.symbols}
    found, unseen = held_by_theses(asked, theses if wanted else ())
    for thesis, held in found:
        for symbol in wanted & {held.symbol, held.name}:  # without prices it has a name only
            holders.setdefault(symbol, []).append((thesis, held.name, abs(held.share)))
    steps: list[Step] = []
    for flow in flows:
        sign = 1 if flow.direction == "into" else -1
        for symbol in flow.symbols:
            for holder, name, share in holders.get(symbol, [(None, symbol, 0.0)]):
                steps.append(Step(sign, flow.group, name, holder, share))
    verdicts = {
        one.thesis: Outcome(
            f"{SIGNS[one.verdict.value]} {one.verdict.value} {signed(one.score)}".removesuffix(
                " –"
            ),
            {"supported": 1, "pressured": -1}.get(one.verdict.value, 0),
        )
        for one in theses
    }
    steps = list(dict.fromkeys(steps))
    steps.sort(key=lambda step: step.thesis is None)  # what reaches no thesis is left out first
    if not steps:
        return None, unseen, 0
    ribbons = chart(
        lambda width: reach(
            steps[:MOST_STEPS],
            verdicts,
            title="How flows reach theses",
            about="From each flow to its groups, their names, and the theses that hold them.",
            width=width,
        ),
        1160,
    )
    return ribbons, unseen, len(steps[MOST_STEPS:])
