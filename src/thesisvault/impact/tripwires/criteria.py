"""What a thesis watches: the rows of its tripwire table, its stop, and its criteria in words."""

from __future__ import annotations

from collections.abc import Iterator

from thesisvault.graph import Node, Vault
from thesisvault.impact.portfolio.baskets import symbol_held
from thesisvault.impact.scope import side_of
from thesisvault.impact.tripwires.history import ReadTripwire, read_tripwires
from thesisvault.impact.tripwires.parser import parse
from thesisvault.impact.tripwires.printer import show
from thesisvault.impact.tripwires.syntax import (
    Comparison,
    ConditionFault,
    Number,
    Price,
    Relation,
    Subject,
)
from thesisvault.model.facts import Criterion, Facts, Figure, Side, Tripwire


def watches(facts: Facts) -> bool:
    """Whether a note may state something to watch."""
    return bool(
        facts.tripwires or facts.criteria or any(item.name == "stop" for item in facts.figures)
    )


def watched(vault: Vault, thesis: Node) -> tuple[ReadTripwire, ...]:
    """The tripwires of a thesis, each once: those that cannot be read are among them."""
    if thesis.note is None:
        return ()
    facts = thesis.note.facts
    found = [*read_tripwires(facts.tripwires), *_stops(vault, thesis)]
    found += (read for criterion in facts.criteria if (read := _condition(criterion)) is not None)
    by_condition = {_key(read): read for read in reversed(found)}
    return tuple(read for read in found if by_condition[_key(read)] is read)


def unwatched(thesis: Node) -> tuple[Criterion, ...]:
    """The criteria that are no condition on figures: a person has to watch them."""
    criteria = thesis.note.facts.criteria if thesis.note else ()
    return tuple(item for item in criteria if _condition(item) is None)


def unwatched_stops(vault: Vault, thesis: Node) -> tuple[Figure, ...]:
    """The stops of a thesis that holds several things, or nothing: none says of which they are."""
    if thesis.note is None or symbol_held(vault, thesis) is not None:
        return ()
    return tuple(item for item in thesis.note.facts.figures if item.name == "stop")


def _key(read: ReadTripwire) -> object:
    return read.condition or read.tripwire.condition


def _stops(vault: Vault, thesis: Node) -> Iterator[ReadTripwire]:
    """A stop is a condition on the one thing that is held: its close, beyond the level."""
    symbol = symbol_held(vault, thesis)
    if thesis.note is None or symbol is None:
        return
    beyond: Relation = ">" if side_of(thesis) is Side.SHORT else "<"
    for stop in thesis.note.facts.figures:
        if stop.name == "stop" and stop.value is not None:
            price = Price(Subject("symbol", symbol), "close")
            condition = Comparison(price, beyond, Number(stop.value))
            wire = Tripwire("stop", show(condition), "", None, span=stop.span, rule=stop.rule)
            yield ReadTripwire(wire, condition)


def _condition(criterion: Criterion) -> ReadTripwire | None:
    text = criterion.text.strip("` ")
    try:
        condition = parse(text)
    except ConditionFault:
        return None
    wire = Tripwire("", text, "", None, span=criterion.span, rule=criterion.rule)
    return ReadTripwire(wire, condition)
