"""On which day a verdict turned by time alone, between two reviews that know the same facts.

Between them evidence only fades, each item by its own half-life; so what is left of it on any day
in between follows from what is left on both, and nothing has to be gathered or measured again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from msgspec.structs import replace

from thesisvault.impact.verdict import decide, weigh
from thesisvault.model.review import Evidence, Outcome, ThesisReview
from thesisvault.model.settings import ImpactSettings

MOST_DAYS = 400
"""Days that are looked at one by one; what turned before them is found by halving."""


def last_turn(
    earlier: ThesisReview,
    later: ThesisReview,
    start: dt.date,
    end: dt.date,
    settings: ImpactSettings,
) -> dt.date | None:
    """The last day after `start`, up to `end`, on which the verdict became another one.

    `earlier` is of `start`, `later` of `end`. None where it did not turn, and where only evidence
    that came or ended, which has a day of its own, can have turned it.
    """
    first, last = earlier.evidence, later.evidence
    if not _same_items(first, last):
        return None
    whole = (end - start).days

    def outcome(days: int) -> Outcome:
        return decide(weigh(_faded(first, last, days / whole), settings), settings).outcome

    for days in range(whole, max(whole - MOST_DAYS, 0), -1):
        if outcome(days) is not outcome(days - 1):
            return start + dt.timedelta(days=days)
    reached = max(whole - MOST_DAYS, 0)
    if not reached or outcome(reached) is outcome(0):
        return None
    return start + dt.timedelta(days=_first(outcome, reached))


def _first(outcome: Callable[[int], Outcome], end: int) -> int:
    """The day on which it became what it is at `end`, where it turned once."""
    low, high = 0, end
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if outcome(middle) is outcome(end) else (middle, high)
    return high


def _same_items(first: Sequence[Evidence], last: Sequence[Evidence]) -> bool:
    same = [(item.kind, item.sign, item.citation, item.counts) for item in first]
    return same == [(item.kind, item.sign, item.citation, item.counts) for item in last]


def _faded(first: Sequence[Evidence], last: Sequence[Evidence], share: float) -> list[Evidence]:
    """The items after that share of the time between."""
    return [
        replace(one, decay=one.decay * (other.decay / one.decay) ** share) if one.decay else one
        for one, other in zip(first, last, strict=True)
    ]
