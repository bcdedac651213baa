"""What a thesis says of itself, each fact with its line and the rule that read it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from thesisvault.graph import Node
from thesisvault.graph.statements import shares
from thesisvault.impact.portfolio.baskets import last_close
from thesisvault.impact.scope import side_of, stated_exposures
from thesisvault.model.facts import Fact, Facts, Figure, Side
from thesisvault.parser.facts.position import PRICES

if TYPE_CHECKING:
    from thesisvault.workspace.view import View

_DISTANT = ("target", "stop", "buy")


class Stated(Struct, frozen=True):
    """One fact of a thesis's note."""

    name: str
    """What it is: ``side``, ``holds``, ``target``, ``pillar``, ``criterion``, ``log`` …"""
    text: str
    note: str
    line: int
    rule: str
    """What read it: a property's key, a label, a table, a list under a heading, a name."""
    date: dt.date | None = None
    """Of an entry of a log, or of an event's first day."""
    last_close: float | None = None
    """Of the one security that is held, as traded, where the fact is a level."""
    distance: float | None = None
    """From that close to a target, a stop or a price to buy at, as a fraction of the close; for an
    entry or a cost, the return since then, with the sign of the side.
    """


def stated(view: View, thesis: Node) -> tuple[Stated, ...]:
    """All that a thesis's note states of itself, by kind of fact and then by line."""
    if thesis.note is None:
        return ()
    close = last_close(view.vault, thesis, view.prices, view.as_of)
    sign = (side_of(thesis) or Side.LONG).sign
    path = thesis.note.path
    found = [
        Stated(
            name,
            text,
            path,
            fact.span.shown_line,
            fact.rule,
            fact.date(),
            *_distance(fact, close, sign),
        )
        for name, text, fact in _told(view, thesis, thesis.note.facts)
    ]
    order = {name: number for number, name in enumerate(dict.fromkeys(item.name for item in found))}
    return tuple(sorted(found, key=lambda item: (order[item.name], item.line)))


def _told(view: View, thesis: Node, facts: Facts) -> Iterator[tuple[str, str, Fact]]:
    for figure in facts.figures:
        yield figure.name, figure.text, figure
    held_by_it = stated_exposures(view.vault, thesis)
    for exposure, part in zip(held_by_it, shares(held_by_it), strict=True):
        held = view.vault.nodes[view.vault.node_id(exposure.subject, thesis.id)].name
        weight = exposure.weight
        share = f"{-part if weight and weight < 0 else part:+.0%}"
        told = "(its weight is not understood)" if weight is None else share
        yield "holds", f"{held} {told}", exposure
    for relation in facts.relations:
        if relation.subject is not None:
            text = f"{relation.subject.name} {relation.kind.value.replace('_', ' ')} "
            yield "group", text + relation.other.name, relation
    for point in facts.points:
        yield point.side, f"{point.text}{f': {point.detail}' if point.detail else ''}", point
    for criterion in facts.criteria:
        yield "criterion", criterion.text, criterion
    yield from told_of_days(facts)


def told_of_days(facts: Facts) -> Iterator[tuple[str, str, Fact]]:
    """What a note says of days, ahead and past: the kind of each fact, its text, the fact."""
    for catalyst in facts.catalysts:
        yield "catalyst", f"{catalyst.text} {catalyst.subject.name}".strip(), catalyst
    for entry in facts.log:
        yield "log", entry.text, entry


def _distance(fact: Fact, close: float | None, sign: int) -> tuple[float | None, float | None]:
    level = fact.value if isinstance(fact, Figure) and fact.name in PRICES else None
    if not level or not close or not isinstance(fact, Figure):
        return None, None
    if fact.name in _DISTANT:
        return close, round(level / close - 1.0, 6)
    return close, round(sign * (close / level - 1.0), 6)
