"""A condition day by day since the thesis was opened: whether it broke, and how it stands now.

On a day it holds, does not, or is unknown: three-valued as Kleene (1938) has it, `false and
unknown` is false, `true or unknown` is true. Of several comparisons the one that decides lends
its values: for `and` the farthest from holding, for `or` the nearest.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import lru_cache
from math import inf
from operator import ge, gt, le, lt
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from thesisvault.impact.tripwires.figures import Figures, NoFigure
from thesisvault.impact.tripwires.parser import parse
from thesisvault.impact.tripwires.printer import show
from thesisvault.impact.tripwires.readings import Readings
from thesisvault.impact.tripwires.syntax import (
    And,
    Comparison,
    Condition,
    ConditionFault,
    Expression,
    Metric,
    Not,
    Or,
    Price,
    Reading,
    Relation,
    each_reading,
    in_fractions,
    is_constant,
)
from thesisvault.impact.tripwires.syntax import readings as readings_of
from thesisvault.model.diagnostics import Diagnostic
from thesisvault.model.facts import Tripwire
from thesisvault.model.review import Nearness, Standing, TripwireState
from thesisvault.model.text import Span

_WITHIN = 1 + 1e-9
"""5 % of 150 away is near, whatever the last bit of the division says."""
_TESTS = {"<": lt, "<=": le, ">": gt, ">=": ge}
_OPPOSITE: dict[Relation, Relation] = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}


def watch(
    condition: Condition,
    readings: Readings,
    day: dt.date,
    near: Nearness | None = None,
    stated: dt.date | None = None,
) -> TripwireState:
    """How the condition stands on `day`, having been tried on each day since the opening, or since
    it was `stated`, where that was later: a stop that was raised was lower before.

    Broken stays broken: what was crossed once was crossed. Nothing dated after `day` counts; which
    moves are believed is for whoever adjusted the prices (`market.adjust`) to say. Where no opening
    is known, a condition that holds is broken since it last began to hold.
    """
    if readings.opened is not None and readings.opened > day:
        reason = f"the thesis is not opened until {readings.opened}"
        return TripwireState(Standing.UNKNOWN, reason=reason)
    start = max(filter(None, (readings.opened, stated)), default=None)
    figures, chosen = Figures(readings, day, start), near or Nearness()
    days = _days(condition, figures, start, day)
    if start is None:
        seen = _since_it_holds(condition, figures, days, chosen)
    else:
        seen = [(date, judge(condition, figures, date, chosen)) for date in days]
    last = seen[-1][1]
    broke = next((item for item in seen if item[1].holds), None)
    remarks = [
        *_of_break(broke, days[0], figures),
        *_of_no_opening(start),
        *_of_gaps(seen, broke),
        *_of_data(condition, figures),
    ]
    if broke is not None:
        standing = Standing.BROKEN
        if last.holds is None:
            remarks.append(f"Whether it holds now is unknown: {last.reason}.")
    elif last.holds is None:
        standing, remarks = Standing.UNKNOWN, [last.reason]
    else:
        standing = Standing.NEAR if last.ratio <= _WITHIN else Standing.UNTOUCHED
    if last.holds is False and last.reason:
        remarks.append(f"{last.reason}.")
    judged = next((date for date, found in seen if found.holds is not None), None)
    return replace(_state(standing, broke, last, day, " ".join(remarks)), judged_from=judged)


def _state(
    standing: Standing,
    broke: tuple[dt.date, Judgement] | None,
    last: Judgement,
    day: dt.date,
    reason: str,
) -> TripwireState:
    shown = last if last.holds is not None or broke is None else broke[1]
    judged_on = day if last.holds is not None else broke[0] if broke else None
    return TripwireState(
        state=standing,
        broke_on=broke[0] if broke else None,
        holds=last.holds,
        judged_on=judged_on,
        comparison=Judgement(None, shown.comparison).shown,
        value_left=shown.left,
        value_right=shown.right,
        distance=shown.distance,
        distance_in=shown.distance_in,
        reason=reason,
    )


def _days(
    condition: Condition, figures: Figures, start: dt.date | None, day: dt.date
) -> list[dt.date]:
    """Each day from `start` on, where that is known, on which a reading may change; `day`."""
    found = {
        date
        for comparison in comparisons(condition)
        for reading in readings_of(comparison)
        for date in _between(figures.dates(reading), start or dt.date.min, day)
    }
    return sorted(found | {start or day, day})


def _since_it_holds(
    condition: Condition, figures: Figures, days: Sequence[dt.date], near: Nearness
) -> list[tuple[dt.date, Judgement]]:
    """The last of these days, with those before it through which the condition has held."""
    seen: list[tuple[dt.date, Judgement]] = []
    for date in reversed(days):
        found = judge(condition, figures, date, near)
        if seen and not found.holds:
            break
        seen.append((date, found))
        if not found.holds:
            break
    return seen[::-1]


def _between(dates: Sequence[dt.date], start: dt.date, end: dt.date) -> Sequence[dt.date]:
    return [date for date in dates if start <= date <= end]


def _of_break(
    broke: tuple[dt.date, Judgement] | None, first: dt.date, figures: Figures
) -> list[str]:
    if broke is None:
        return []
    date, found = broke
    if date == first and figures.opened is not None:
        when = "the thesis was opened" if date == figures.opened else "it was set"
        return [f"It was already true when {when}, on {date}: {found.shown}."]
    if figures.opened is None:
        return [f"It has been true since {date}: {found.shown}."]
    return [f"It broke on {date}: {found.shown}."]


def _of_no_opening(start: dt.date | None) -> list[str]:
    if start is not None:
        return []
    return ["Whether it held before is not known: add `opened: 2026-01-05` to the note."]


def _of_gaps(
    seen: Sequence[tuple[dt.date, Judgement]], broke: tuple[dt.date, Judgement] | None
) -> list[str]:
    """Which days before the break, or before today, could not be judged."""
    end = broke[0] if broke else seen[-1][0]
    missed = [(date, found) for date, found in seen if date < end and found.holds is None]
    if not missed:
        return []
    known = [date for date, found in seen if found.holds is not None]
    reason = missed[0][1].reason
    if not known or missed[-1][0] < known[0]:
        return [f"Not checked before {known[0] if known else end}: {reason}."]
    many = f"{len(missed)} days, the first {missed[0][0]}" if len(missed) > 1 else missed[0][0]
    return [f"Not checked on {many}: {reason}."]


def _of_data(condition: Condition, figures: Figures) -> list[str]:
    """Levels of a share that has been split since, and baskets that are priced in part."""
    remarks: dict[str, None] = {}
    for comparison in comparisons(condition):
        for reading in readings_of(comparison):
            if isinstance(reading, Metric):
                continue
            track = figures.track(reading.subject)
            if track.dates and track.reason:
                remarks[f"For {track.name}: {track.reason}."] = None
            if isinstance(reading, Price) and _against_a_level(comparison):
                for date, ratio in track.splits:
                    if figures.opened is not None and date > figures.opened:
                        split = f"{track.name} was split {ratio:g} for 1 on {date}"
                        remarks[f"{split}: levels are adjusted for it."] = None
    return list(remarks)


def _against_a_level(comparison: Comparison) -> bool:
    """Whether a price stands on one side only, and so is compared with a written level."""
    sides = [
        any(isinstance(item, Price) for item in readings_of(side))
        for side in (comparison.left, comparison.right)
    ]
    return sides[0] is not sides[1]


class Judgement(Struct, frozen=True):
    """A condition on one day, with the values of the comparison that decides."""

    holds: bool | None
    comparison: Comparison
    left: float | None = None
    right: float | None = None
    distance: float | None = None
    distance_in: Literal["share", "points"] = "share"
    ratio: float = inf
    """The distance over that which still is near: up to 1 is near, 0 holds."""
    reason: str = ""

    @property
    def shown(self) -> str:
        """`NVDA close < 150 (149.20 and 150.00)`."""
        if self.left is None or self.right is None:
            return show(self.comparison)
        return f"{show(self.comparison)} ({self._spell(self.left)} and {self._spell(self.right)})"

    def _spell(self, value: float) -> str:
        if in_fractions(self.comparison):
            return f"{value:+.2%}"
        return f"{value:.2f}" if abs(value) >= 1 else f"{value:.4f}"


def judge(
    condition: Condition, figures: Figures, day: dt.date, near: Nearness, *, turned: bool = False
) -> Judgement:
    """The condition on `day`; `turned`: its opposite."""
    match condition:
        case Comparison():
            return _compare(_turn(condition) if turned else condition, figures, day, near)
        case Not(operand=operand):
            return judge(operand, figures, day, near, turned=not turned)
        case And(operands=operands) | Or(operands=operands):
            parts = [judge(item, figures, day, near, turned=turned) for item in operands]
            every = isinstance(condition, And) is not turned  # De Morgan
            return _all(parts) if every else _any(parts)


def needs_prices(condition: str) -> bool:
    """Whether a condition looks at prices, of a name, the basket or the benchmark."""
    try:
        compared = comparisons(parse(condition))
        return any(not isinstance(item, Metric) for one in compared for item in readings_of(one))
    except ConditionFault:
        return False


def comparisons(condition: Condition) -> Iterator[Comparison]:
    """All comparisons of a condition, from left to right."""
    match condition:
        case Comparison():
            yield condition
        case Not(operand=operand):
            yield from comparisons(operand)
        case And(operands=operands) | Or(operands=operands):
            for item in operands:
                yield from comparisons(item)


def _all(parts: list[Judgement]) -> Judgement:
    false = [part for part in parts if part.holds is False]
    if false:
        return max(false, key=lambda part: part.ratio)
    return next((part for part in parts if part.holds is None), parts[0])


def _any(parts: list[Judgement]) -> Judgement:
    for wanted in (True, None):
        for part in parts:
            if part.holds is wanted:
                return part
    return min(parts, key=lambda part: part.ratio)


def _compare(comparison: Comparison, figures: Figures, day: dt.date, near: Nearness) -> Judgement:
    found = _held_against(comparison, comparison, figures, day, near)
    daily = None if found.holds else _in_daily_closes(comparison)
    if daily is None:
        return found
    # No week or month that is over says so: how near it is, the close of today tells.
    today = _held_against(comparison, daily, figures, day, near)
    if not today.holds:
        return today
    return replace(today, holds=False, reason=f"On the close of {day} it would hold: {_NOT_OVER}")


_NOT_OVER = "what counts is the last close of the week or month"


@lru_cache(1000)  # each day asks for those of all theses
def _in_daily_closes(comparison: Comparison) -> Comparison | None:
    """The same with the close of the day for each of a week or a month; None where it has none."""

    def daily(item: Reading) -> Expression:
        is_close = isinstance(item, Price) and item.kind.endswith("close")
        return replace(item, kind="close") if is_close else item

    left, right = (each_reading(side, daily) for side in (comparison.left, comparison.right))
    found = Comparison(left, comparison.relation, right)
    return None if found == comparison else found


def _held_against(
    shown: Comparison, comparison: Comparison, figures: Figures, day: dt.date, near: Nearness
) -> Judgement:
    """A comparison on `day`; what is `shown` of it may be another."""
    fractions = in_fractions(comparison)
    try:
        left = figures.value(comparison.left, day, fractions)
        right = figures.value(comparison.right, day, fractions)
    except NoFigure as missing:
        return Judgement(None, shown, reason=str(missing))
    gap = 0.0 if _TESTS[comparison.relation](left, right) else abs(left - right)
    threshold = abs(left if is_constant(comparison.left) else right)
    points = fractions or threshold == 0
    bound = near.points if fractions else near.share * threshold
    return Judgement(
        _TESTS[comparison.relation](left, right),
        shown,
        left,
        right,
        gap if points else gap / threshold,
        "points" if points else "share",
        0.0 if gap == 0 else gap / bound if bound else inf,
    )


def _turn(comparison: Comparison) -> Comparison:
    return Comparison(comparison.left, _OPPOSITE[comparison.relation], comparison.right)


class ReadTripwire(Struct, frozen=True):
    """A row with its condition, or with a fault and the diagnostic for it."""

    tripwire: Tripwire
    condition: Condition | None
    fault: ConditionFault | None = None
    diagnostic: Diagnostic | None = None
    unwatched: str = ""
    """Why it has no condition, and what to write instead; where its words are understood."""


def state_of(
    read: ReadTripwire,
    readings: Readings,
    day: dt.date,
    near: Nearness | None = None,
    stated: dt.date | None = None,
) -> TripwireState:
    """How a row stands on `day`: see `watch`. Unknown where its condition cannot be read."""
    if read.condition is not None:
        return watch(read.condition, readings, day, near, stated)
    message = read.fault.message if read.fault else ""
    reason = read.unwatched or f"The condition cannot be read. {message}"
    return TripwireState(Standing.UNKNOWN, reason=reason)


def why_unwatched(state: TripwireState) -> str:
    """Why nobody can tell today whether it holds, as a sentence; empty where it is watched."""
    if state.state is not Standing.UNKNOWN:
        return ""
    return f"{state.reason.rstrip('.')}."


def read_tripwire(tripwire: Tripwire) -> ReadTripwire:
    """A row by the grammar; a condition that cannot be read is a value, never raised."""
    try:
        return ReadTripwire(tripwire, parse(tripwire.condition))
    except ConditionFault as fault:
        message = f"The condition `{tripwire.condition}` cannot be read. {fault.message}"
        found = Diagnostic("tripwire-unparsed", message, _place(tripwire, fault.column))
        return ReadTripwire(tripwire, None, fault, found)


def _place(tripwire: Tripwire, column: int) -> Span:
    """The fault's column in the note, one wide; the whole row where the cell's place is unknown."""
    start = tripwire.condition_span
    if start is None:
        return tripwire.span
    at = start.column + column
    return Span(start.line, at, start.line, at + 1)
