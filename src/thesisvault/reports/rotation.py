"""The rotations with their flows, and where each group stands against the benchmark."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Annotated

from msgspec import Meta, Struct

from thesisvault.graph import Node
from thesisvault.impact.portfolio.baskets import (
    Basket,
    measured_basket,
    thesis_basket,
    unknown_name,
)
from thesisvault.impact.scenarios import ageing, started
from thesisvault.market.returns import mean_correlation_history
from thesisvault.market.rotation import measure_rotation
from thesisvault.model.errors import UsageFault
from thesisvault.model.market import (
    AdjustedSeries,
    Excluded,
    GroupRotation,
    Period,
    Quadrant,
    RSPoint,
)
from thesisvault.model.note import THESES, Kind, Profile
from thesisvault.reports import flows
from thesisvault.reports.detection import groups_of
from thesisvault.workspace.view import View

WINDOW = 63
"""Sessions of a mean pairwise correlation: a quarter."""


class Ask(Struct, frozen=True):
    """Which rotations and groups, and how far back."""

    groups: Annotated[
        tuple[str, ...],
        Meta(description="groups, theses or stocks; empty: every group with prices"),
    ] = ()
    period: Period = "weekly"
    length: Annotated[int, Meta(ge=1, le=104, description="points per group")] = 12
    rotations: Annotated[
        tuple[str, ...], Meta(description="rotation notes; empty: all, with every group")
    ] = ()


class Group(Struct, frozen=True):
    """A group's RS quadrant now, and the way it came, oldest first."""

    name: str
    symbols: tuple[str, ...]
    quadrant: Quadrant | None
    points: tuple[RSPoint, ...]
    excluded: tuple[Excluded, ...]
    reason: str | None
    """Why there is no quadrant, when there is none."""


class MeanCorrelation(Struct, frozen=True):
    """Of the names of a group, at one date."""

    date: dt.date
    mean_correlation: float | None


class Correlation(Struct, frozen=True):
    """The mean pairwise correlation of one group's names, with its history, oldest first."""

    name: str
    symbols: tuple[str, ...]
    window: int
    points: tuple[MeanCorrelation, ...]


class Rotation(Struct, frozen=True):
    """A rotation note: when it began, whether it is over, and whether its flows hold."""

    rotation: str
    note: str
    flows: tuple[flows.Row, ...]
    started: dt.date | None
    over: dt.date | None
    """The day on which its last scenario ended; None while it is in force."""
    draft: bool


class Answer(Struct, frozen=True):
    """Every group's quadrant and correlation on one day."""

    as_of: dt.date
    benchmark: str
    period: Period
    groups: tuple[Group, ...]
    correlations: tuple[Correlation, ...]
    rotations: tuple[Rotation, ...]
    """The newest first."""


def report(view: View, ask: Ask) -> Answer:
    """The groups named, or every sector and group note with prices, against the benchmark.

    A group is its fund, else its names in equal parts; a thesis has its own weights and side.
    Raises `UsageFault` for a name that leads to no group.
    """
    rotations = tuple(_rotations(view, ask.rotations))
    prices = view.prices
    benchmark = prices.benchmark(prices.last_session() or view.as_of)
    members, weights = {}, {}
    for node in _groups(view, ask.groups, rotations if ask.rotations else ()):
        basket = _basket(view, node)
        series, held = basket.held(prices) if basket else ([], {})
        if ask.groups or any(item.dates for item in series):
            members[node.name] = series
            weights[node.name] = {
                symbol: weight * (basket.side if basket else 1) for symbol, weight in held.items()
            }
    groups = measure_rotation(
        members, benchmark, period=ask.period, length=ask.length, weights=weights
    )
    correlations = tuple(
        _correlation(group, [prices.adjusted(symbol) for symbol in group.symbols], benchmark)
        for group in groups
        if len(group.symbols) > 1
    )
    return Answer(
        view.as_of, benchmark.symbol, ask.period, tuple(map(_group, groups)), correlations,
        rotations,
    )  # fmt: skip


def _rotations(view: View, names: Sequence[str]) -> Iterator[Rotation]:
    """The rotation notes of these names, or all, newest first, with what prices say of each."""
    notes = _notes(view, names)
    told = flows.report(view, flows.Ask(tuple(notes))).flows if notes else ()
    found = [
        Rotation(
            note.title,
            note.path,
            tuple(row for row in told if row.note == note.path),
            started(note),
            ageing(note, "", view.as_of, view.settings.impact).expired,
            note.facts.is_draft,
        )
        for note in notes.values()
    ]
    day = dt.date.min
    yield from sorted(found, key=lambda item: (item.started or day, item.note), reverse=True)


def _notes(view: View, names: Sequence[str]) -> dict[str, Profile]:
    known = {
        path: note
        for path, note in view.vault.noted_facts.items()
        if note.kind is Kind.ROTATION and (note.facts.flows or note.facts.is_draft or names)
    }
    if not names:
        return known
    wanted = [view.workspace.find(name, view.vault) for name in names]
    for node in wanted:
        if node.id not in known:
            raise UsageFault(f"`{node.name}` is not a rotation: see `thesis list rotations`.")
    return {node.id: known[node.id] for node in wanted}


def _group(found: GroupRotation) -> Group:
    return Group(
        found.name, found.symbols, found.quadrant, found.points, found.excluded, found.reason
    )


def _correlation(
    group: GroupRotation, members: Sequence[AdjustedSeries], benchmark: AdjustedSeries
) -> Correlation:
    points = tuple(
        MeanCorrelation(point.date, point.mean_correlation)
        for point in mean_correlation_history(members, benchmark.dates, window=WINDOW)
    )
    return Correlation(group.name, group.symbols, WINDOW, points)


def _groups(view: View, names: Sequence[str], rotations: Sequence[Rotation]) -> list[Node]:
    """The groups of these names, else those that the flows of these rotations name, else all."""
    if names:
        found = [view.workspace.find(name, view.vault) for name in names]
        for node in found:
            if node.kind not in (Kind.SECTOR, *THESES):
                raise unknown_name(node.name)
        return found
    moved = {row.group for rotation in rotations for row in rotation.flows}
    return [node for node in groups_of(view.vault) if node.name in moved or not rotations]


def _basket(view: View, node: Node) -> Basket | None:
    if node.kind is Kind.THESIS:
        return thesis_basket(view.vault, node)
    return measured_basket(view.vault, node, view.prices)
