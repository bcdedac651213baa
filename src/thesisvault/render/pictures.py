"""What reports answer, as pictures: the figures of an answer, handed to the chart that draws it."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from thesisvault.model.calendar import EventKind, EventState
from thesisvault.model.review import Outcome
from thesisvault.render.charts import calendar as calendar_chart
from thesisvault.render.charts import calibration as calibration_chart
from thesisvault.render.charts import history as history_chart
from thesisvault.render.charts import network as network_chart
from thesisvault.render.charts.matrix import matrix
from thesisvault.render.charts.picture import Picture
from thesisvault.render.charts.quadrants import Trail, quadrants
from thesisvault.render.lines import plural
from thesisvault.render.text.graph import relation

if TYPE_CHECKING:
    from thesisvault.reports.calendar import Answer as Calendar
    from thesisvault.reports.crowding import Answer as Crowding
    from thesisvault.reports.graph import Answer as Graph
    from thesisvault.reports.history import Answer as Turns
    from thesisvault.reports.record import Answer as Record
    from thesisvault.reports.replay import Reason
    from thesisvault.reports.rotation import Answer as Rotation
    from thesisvault.reports.score_history import Answer as History

_FOUR_WEEKS = {"weekly": 5, "daily": 21}
"""Places from the first to the last day of four weeks."""


def rotation(answer: Rotation, width: float) -> Picture:
    """Draw the RS quadrants of the groups, with their last four weeks."""
    sides: dict[str, set[int]] = {}
    for item in answer.rotations:
        for row in item.flows:
            sides.setdefault(row.group, set()).add(1 if row.direction == "into" else -1)
    trails = []
    for group in answer.groups:
        if group.quadrant is None:
            continue
        points = tuple(
            (p.ratio, p.momentum)
            for p in group.points[-_FOUR_WEEKS[answer.period] :]
            if p.ratio is not None and p.momentum is not None
        )
        side = sides.get(group.name, set())
        trails.append(Trail(group.name, points, sum(side) if len(side) == 1 else 0))
    notes = []
    if any(trail.side for trail in trails):
        notes.append("+ notes send money into it, − out of it, by the rotations in force.")
    without = [group.name for group in answer.groups if group.quadrant is None]
    if without:
        few = ", ".join(without[:6]) + (f" and {len(without) - 6} more" if len(without) > 6 else "")
        notes.append(f"Not placed, with too few prices: {few}.")
    return quadrants(
        trails,
        title="RS quadrants of the groups",
        about=f"As of {answer.as_of}, {answer.period} points of the last four weeks, against "
        f"{answer.benchmark}; 100 plus standard deviations.",
        width=width,
        notes=notes,
    )


def history(answer: History, width: float) -> Picture:
    """Draw the history of a thesis's score, and the notes that changed it."""
    steps = [
        history_chart.Step(
            step.day, step.score, _word(step.verdict),
            _why(step.reasons),
        )
        for step in answer.steps
    ]  # fmt: skip
    notes = []
    if answer.left_out:
        notes.append(f"{plural(answer.left_out, 'earlier day')} not reviewed: too many.")
    return history_chart.history(
        _begun(steps),
        title=answer.thesis,
        about=f"Its score as of {answer.as_of}, from −100 pressured to +100 supported; a gap: "
        "unknown.",
        width=width,
        notes=notes,
    )


def turns(answer: Turns, width: float) -> Picture:
    """Draw the days on which a thesis's verdict turned, and the lines that turned it."""
    first = answer.turns[0] if answer.turns else None
    before = first.score_before if first else answer.score
    steps = [
        history_chart.Step(answer.since, before, _word(first.before if first else answer.verdict)),
        *(
            history_chart.Step(turn.day, turn.score_after, _word(turn.after), _why(turn.reasons))
            for turn in answer.turns
            if turn.day > answer.since
        ),
        history_chart.Step(answer.as_of, answer.score, _word(answer.verdict)),
    ]
    return history_chart.history(
        _begun(steps),
        title=answer.thesis,
        about=f"Its score on {answer.since}, on each day on which its verdict changed, and on "
        f"{answer.as_of}: from −100 pressured to +100 supported; a gap: unknown.",
        width=width,
    )


def _begun(steps: list[history_chart.Step]) -> list[history_chart.Step]:
    """What was unknown all along is no history: one step of it shows that it was."""
    known = [at for at, step in enumerate(steps) if step.score is not None]
    return steps[max(known[0] - 1, 0) if known else len(steps) - 1 :]


def _word(outcome: Outcome | None) -> str:
    return outcome.value if outcome else "unknown"


def _why(reasons: tuple[Reason, ...]) -> str:
    if not reasons:
        return ""
    first = reasons[0]
    where = f"{PurePosixPath(first.path).stem}:{first.line}"
    more = f", and {len(reasons) - 1} more" if len(reasons) > 1 else ""
    return f"{where}{' ended' if not first.came else ''}{more}: {first.text}"


def calendar(answer: Calendar, width: float) -> Picture:
    """Draw what is overdue, running, or due within twelve weeks."""
    undated = sum(event.start is None for event in answer.events)
    entries = [
        calendar_chart.Entry(
            event.title,
            event.start,
            event.end or event.start,
            event.kind is EventKind.REVIEW,
            event.state is EventState.OVERDUE,
        )
        for event in answer.events
        if event.start is not None and event.state not in (EventState.DONE, EventState.GONE)
    ]
    notes = [f"{plural(undated, 'event')} without a date."] if undated else []
    return calendar_chart.calendar(
        entries,
        answer.as_of,
        title="What is ahead",
        about=f"{calendar_chart.WEEKS} weeks as of {answer.as_of}.",
        width=width,
        notes=notes,
    )


def crowding(answer: Crowding, width: float) -> Picture:
    """Draw how much each two theses overlap."""
    notes = ["A minus sign: the same names, held in opposite ways."] if any(
        pair.opposed for pair in answer.pairs
    ) else []  # fmt: skip
    if answer.pairs_left_out:
        notes.append(f"{plural(answer.pairs_left_out, 'pair')} not compared: too many.")
    return matrix(
        (*answer.theses, *answer.positions),
        {(pair.one, pair.other): pair.overlap for pair in answer.pairs},
        opposed={(pair.one, pair.other): pair.opposed for pair in answer.pairs},
        title="How much the theses overlap",
        about=f"As of {answer.as_of}: the share of each two that is in the same names, held the "
        "same way.",
        width=width,
        notes=notes,
    )


def record(answer: Record, width: float) -> Picture:
    """Draw what forecasts stated and how often it came true."""
    bins = [
        calibration_chart.Bin(b.stated, b.share, b.range_low or 0.0, b.range_high or 0.0, b.count)
        for b in answer.score.bins
        if b.stated is not None and b.share is not None
    ]
    return calibration_chart.calibration(
        bins,
        title="How well the forecasts were calibrated",
        about=f"{plural(answer.score.count, 'settled forecast')} as of {answer.as_of}; lines are "
        "95% ranges, the dashed one is perfect calibration.",
        width=width,
    )


def graph(answer: Graph, width: float) -> Picture:
    """Draw the notes around a note."""
    nodes = [
        network_chart.Node(node.id, node.name, node.kind, node.parent, node.path is not None)
        for node in answer.nodes
    ]
    depths = {node.id: node.depth for node in answer.nodes}
    links = []
    for link in answer.links:
        outward = depths[link.source] <= depths[link.target]
        weight = link.weight if link.relation == "exposure" else 0.3
        links.append(
            network_chart.Link(
                link.source, link.target, relation(link, outward=outward),
                (link.sign > 0) - (link.sign < 0), weight,
            )
        )  # fmt: skip
    notes = []
    if answer.left_out:
        notes.append(f"{plural(answer.left_out, 'more node')} linked less strongly, not shown.")
    return network_chart.network(
        nodes,
        links,
        title=f"Around {answer.note}",
        about=f"{plural(answer.depth, 'step')} away, as of {answer.as_of}; an arrow is the way "
        "that the relation is stated.",
        width=width,
        notes=notes,
    )
