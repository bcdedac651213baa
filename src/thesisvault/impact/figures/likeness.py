"""Whether two statements speak of one time, and whether they can be one figure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from thesisvault.impact.figures.statements import Recorded, words
from thesisvault.model.facts import Interval, Quantity, QuantityKind

NEAR = 31
"""Days: figures of two sources further apart than this are a development, not a disagreement."""
LOOSE = 0.05
"""What a `~` leaves open, as a share of the figure."""


def comparable(one: Recorded, other: Recorded) -> bool:
    """Whether both speak of one time. A source's figures of different dates are its series."""
    if one.source_id == other.source_id:
        if one.as_of is None or other.as_of is None:
            return one.as_of is other.as_of
        return gap(one.as_of, other.as_of) == 0
    return near(one, other)


def neighbours(rows: Sequence[Recorded]) -> list[list[int]]:
    """For each row, the places of those it is comparable with."""
    found: list[list[int]] = [[] for _ in rows]
    dated = [(row.dates, place) for place, row in enumerate(rows) if row.dates is not None]
    dated.sort(key=lambda item: (item[0].start, item[1]))
    undated = [place for place, row in enumerate(rows) if row.dates is None]
    pairs = [(one, place) for number, one in enumerate(undated) for place in undated[:number]]
    pairs += [(one, place) for one in undated for _, place in dated]
    for number, (dates, one) in enumerate(dated):
        for later, other in islice(dated, number + 1, None):
            if (later.start - dates.end).days > NEAR:
                break
            pairs.append((one, other))
    for one, other in pairs:
        if comparable(rows[one], rows[other]):
            found[one].append(other)
            found[other].append(one)
    return found


def near(one: Recorded, other: Recorded) -> bool:
    """Whether they are at most `NEAR` days apart; without a date nobody can say that they are."""
    if one.dates is None or other.dates is None:
        return True
    return gap(one.dates, other.dates) <= NEAR


def agree(one: Quantity, other: Quantity) -> bool:
    """Whether both can be the same figure, rounded as each is; for words, the same words."""
    if QuantityKind.TEXT in (one.kind, other.kind):
        return one.kind is other.kind and words(one) == words(other)
    low, high = bounds(one)
    least, most = bounds(other)
    if (low, high) == (least, most):
        return True
    slack = 1e-9 * max(abs(low), abs(high), abs(least), abs(most))
    return low < most - slack and least < high - slack  # 22 and 23 meet in one point: no


def bounds(quantity: Quantity) -> tuple[float, float]:
    """From where to where the true value can lie: half a last digit either way, 5 % for a `~`."""
    assert quantity.low is not None and quantity.high is not None
    half = (quantity.step or 0.0) / 2
    if "~" in quantity.text or "≈" in quantity.text:
        half = max(half, LOOSE * max(abs(quantity.low), abs(quantity.high)))
    return quantity.low - half, quantity.high + half


def gap(one: Interval, other: Interval) -> int:
    """Days between two stretches; 0 where they meet."""
    return max((max(one.start, other.start) - min(one.end, other.end)).days, 0)
