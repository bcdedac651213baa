"""Whether two statements speak of one time, and whether they can be one figure."""

from __future__ import annotations

from thesisvault.impact.statements import Recorded, words
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
    slack = 1e-9 * max(abs(low), abs(high), abs(least), abs(most))
    return low <= most + slack and least <= high + slack


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
