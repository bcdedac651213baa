"""How a tripwire stands."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Literal

from msgspec import Struct


class Standing(StrEnum):
    """Where a tripwire stands. Unknown is want of data, and never shown as untouched."""

    UNTOUCHED = "untouched"
    NEAR = "near"
    BROKEN = "broken"
    UNKNOWN = "unknown"


class Nearness(Struct, frozen=True):
    """How close to its threshold a tripwire is near; both bounds count as near."""

    share: float = 0.05
    """Of the threshold: 0.05 is within 5 % of it. For prices and metrics."""
    points: float = 0.02
    """For returns and percentages: 0.02 is within two percentage points."""


class TripwireState(Struct, frozen=True):
    """A tripwire on one day. Its values are those of the comparison that decides."""

    state: Standing
    broke_on: dt.date | None = None
    """The first day since the thesis was opened on which the condition held; it stays."""
    holds: bool | None = None
    """Whether the condition holds on `judged_on`; None where that is unknown."""
    judged_from: dt.date | None = None
    """The first day since the opening on which it could be judged: before it, nobody looked."""
    judged_on: dt.date | None = None
    """The day of the values; None where nothing could be judged."""
    comparison: str = ""
    """The comparison that decides, spelled with its symbols."""
    value_left: float | None = None
    value_right: float | None = None
    distance: float | None = None
    """From the left side to the right one, never negative, 0 while the condition holds."""
    distance_in: Literal["share", "points"] = "share"
    """`share`: of the threshold, as a fraction. `points`: a plain difference, 0.02 = two
    percentage points between returns."""
    reason: str = ""
    """Why it is unknown; where it is known, what a reader must know of it. May be empty."""
