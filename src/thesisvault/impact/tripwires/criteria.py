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
from thesisvault.model.facts import Criterion, Fact, Facts, Side, Tripwire


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
    by_condition = {key_of(read): read for read in reversed(found)}
    return tuple(read for read in found if by_condition[key_of(read)] is read)


def unwatched(vault: Vault, thesis: Node) -> tuple[Criterion, ...]:
    """The criteria that are no condition on figures, and the stops of which it is not known what
    is to close there: a person has to watch them.
    """
    if thesis.note is None:
        return ()
    facts = thesis.note.facts
    criteria = (item for item in facts.criteria if _condition(item) is None)
    if symbol_held(vault, thesis) is not None:
        return tuple(criteria)
    why = "not watched, since it does not hold one security: write a condition, `NVDA close < 88`"
    stops = (
        Criterion(f"stop {item.text} ({why})", span=item.span, rule=item.rule)
        for item in facts.figures
        if item.name == "stop" and item.value is not None
    )
    return (*criteria, *stops)


def key_of(read: ReadTripwire) -> object:
    """What tells two tripwires apart: the condition, however it is written."""
    return read.condition or read.tripwire.condition


def _stops(vault: Vault, thesis: Node) -> Iterator[ReadTripwire]:
    """A stop is a condition on the one thing that is held: its close, beyond the level."""
    for stop in thesis.note.facts.figures if thesis.note else ():
        if stop.name != "stop":
            continue
        read = None if stop.value is None else stop_at(vault, thesis, stop.value, stop)
        if read is not None:
            yield read


def stop_at(vault: Vault, subject: Node, level: float, fact: Fact) -> ReadTripwire | None:
    """A stop as a condition: the close of the one thing that is held, beyond that level."""
    symbol = symbol_held(vault, subject)
    if symbol is None:
        return None
    beyond: Relation = ">" if side_of(subject) is Side.SHORT else "<"
    condition = Comparison(Price(Subject("symbol", symbol), "close"), beyond, Number(level))
    wire = Tripwire("stop", show(condition), "", None, span=fact.span, rule=fact.rule)
    return ReadTripwire(wire, condition)


def _condition(criterion: Criterion) -> ReadTripwire | None:
    text = criterion.text.strip("` ")
    try:
        condition = parse(text)
    except ConditionFault:
        return None
    wire = Tripwire("", text, "", None, span=criterion.span, rule=criterion.rule)
    return ReadTripwire(wire, condition)
