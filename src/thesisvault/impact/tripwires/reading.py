"""A thesis' tripwires: each row's condition read, or what is wrong with it and where."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from msgspec import Struct

from thesisvault.impact.tripwires.fault import ConditionFault
from thesisvault.impact.tripwires.history import watch
from thesisvault.impact.tripwires.parser import parse
from thesisvault.impact.tripwires.readings import Readings
from thesisvault.impact.tripwires.syntax import Condition
from thesisvault.model.diagnostics import Diagnostic
from thesisvault.model.facts import Tripwire
from thesisvault.model.text import Span
from thesisvault.model.tripwires import Nearness, Standing, TripwireState


class ReadTripwire(Struct, frozen=True):
    """A row with its condition, or with a fault and the diagnostic for it."""

    tripwire: Tripwire
    condition: Condition | None
    fault: ConditionFault | None = None
    diagnostic: Diagnostic | None = None


def read_tripwires(tripwires: Iterable[Tripwire]) -> tuple[ReadTripwire, ...]:
    """Each row in order; a condition that cannot be read is a value, never raised."""
    return tuple(_read(tripwire) for tripwire in tripwires)


def state_of(
    read: ReadTripwire, readings: Readings, day: dt.date, near: Nearness | None = None
) -> TripwireState:
    """How a row stands on `day`: see `watch`. Unknown where its condition cannot be read."""
    if read.condition is not None:
        return watch(read.condition, readings, day, near)
    message = read.fault.message if read.fault else ""
    return TripwireState(Standing.UNKNOWN, reason=f"The condition cannot be read. {message}")


def _read(tripwire: Tripwire) -> ReadTripwire:
    try:
        return ReadTripwire(tripwire, parse(tripwire.condition))
    except ConditionFault as fault:
        message = f"The condition `{tripwire.condition}` cannot be read. {fault.message}"
        found = Diagnostic("tripwire-unparsed", message, _place(tripwire, fault.column))
        return ReadTripwire(tripwire, None, fault, found)


def _place(tripwire: Tripwire, column: int) -> Span:
    """The fault's column in the note, one wide; the whole row where the cell's place is unknown."""
    # Until `Tripwire` has the field: see the model change asked for.
    start: Span | None = getattr(tripwire, "condition_span", None)
    if start is None:
        return tripwire.span
    at = start.column + column
    return Span(start.line, at, start.line, at + 1)
