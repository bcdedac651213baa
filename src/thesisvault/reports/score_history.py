"""A thesis's score over time, and what turned it."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import Annotated

from msgspec import Meta, Struct

from thesisvault.model.review import Outcome
from thesisvault.reports.replay import Reason, dated_days, reasons, seen_on, under_review
from thesisvault.workspace.dated import Days
from thesisvault.workspace.view import View

WEEKS, DAYS = 26, 40
"""How far back, and how many reviews are made at most: each costs as much as a `status`."""


class Ask(Struct, frozen=True):
    """Which thesis, and how far back."""

    thesis: str
    weeks: Annotated[int, Meta(ge=1, le=520, description="weeks back from the day")] = WEEKS


class Step(Struct, frozen=True):
    """One day's review of the thesis. A score of None: unknown, or not under review yet."""

    day: dt.date
    verdict: Outcome | None
    score: float | None
    reasons: tuple[Reason, ...]
    """What is new since the step before."""


class Answer(Struct, frozen=True):
    """The reviews of a thesis, oldest first."""

    as_of: dt.date
    thesis: str
    steps: tuple[Step, ...]
    left_out: int
    """Days on which notes are dated that are too many to be reviewed, the oldest."""


def report(view: View, ask: Ask) -> Answer:
    """The days on which notes say more, and some between. Raises `UsageFault` where it is not
    under review.
    """
    thesis = under_review(view, ask.thesis)
    first = dt.date.fromordinal(max(view.as_of.toordinal() - 7 * ask.weeks, 1))
    days, left_out = dated_days(view, first, DAYS)
    dated = Days(view.workspace)
    seen = [seen_on(dated, thesis, day) for day in days]
    why = [(), *(reasons(earlier, later) for earlier, later in pairwise(seen))]
    steps = tuple(
        Step(one.day, one.verdict, one.score, found) for one, found in zip(seen, why, strict=True)
    )
    begun = next((at for at, step in enumerate(steps) if step.verdict), 0)
    return Answer(view.as_of, thesis.name, steps[begun:], left_out)
