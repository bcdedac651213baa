"""A thesis's score over time, and what turned it: reviews of the days on which notes say more."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import Annotated

from msgspec import Meta, Struct

from thesisvault.impact.changes import Change, changes
from thesisvault.model.review import Evidence, Outcome, StatusReport
from thesisvault.reports.explain import Ask as Explain
from thesisvault.reports.explain import report as explain
from thesisvault.reports.status import review
from thesisvault.workspace.view import View

WEEKS, DAYS = 26, 40
"""How far back, and how many reviews are made at most: each costs as much as a `status`."""


class Ask(Struct, frozen=True):
    """Which thesis, and how far back."""

    thesis: str
    weeks: Annotated[int, Meta(ge=1, le=520, description="weeks back from the day")] = WEEKS


class Reason(Struct, frozen=True):
    """A line that began or ceased to count."""

    text: str
    path: str
    line: int
    came: bool
    """False: it went."""


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
    """Each day on which a note is dated, each week's end between, and the day itself.

    Raises `UsageFault` where the thesis is not under review.
    """
    name = explain(view, Explain(ask.thesis)).thesis
    first = max(view.as_of.toordinal() - 7 * ask.weeks, 1)
    noted = sorted(
        {
            note.date
            for note in view.vault.noted_facts.values()
            if note.date and first <= note.date.toordinal() < view.as_of.toordinal()
        }
    )
    kept = noted[-DAYS:]
    left_out = len(noted) - len(kept)
    first = kept[0].toordinal() if left_out else first
    room = DAYS - len(kept)
    fridays = [day for day in range(first, view.as_of.toordinal()) if day % 7 == 5]
    every = max(-(-len(fridays) // room), 1) if room else len(fridays) + 1
    between = {dt.date.fromordinal(day) for day in fridays[::-every]}
    days = sorted({*kept, *between, view.as_of})
    steps = tuple(_steps(view, name, days))
    begun = next((at for at, step in enumerate(steps) if step.verdict), 0)
    return Answer(view.as_of, name, steps[begun:], left_out)


def _steps(view: View, name: str, days: list[dt.date]) -> list[Step]:
    reviews = [review(view.workspace, day) for day in days]
    found = [_step(name, days[0], None, reviews[0])]
    found += [
        _step(name, day, earlier, later)
        for day, (earlier, later) in zip(days[1:], pairwise(reviews), strict=True)
    ]
    return found


def _step(name: str, day: dt.date, earlier: StatusReport | None, later: StatusReport) -> Step:
    thesis = next((item for item in later.theses if item.name == name), None)
    verdict = thesis.verdict.outcome if thesis else None
    is_known = thesis is not None and verdict is not Outcome.UNKNOWN
    score = round(thesis.verdict.score, 1) if thesis and is_known else None
    reasons: tuple[Reason, ...] = ()
    if earlier is not None:
        turned = (item for item in changes(earlier, later) if item.thesis == name)
        reasons = reasons_of(next(turned, None))
    return Step(day, verdict, score, reasons)


def reasons_of(change: Change | None) -> tuple[Reason, ...]:
    """The lines that began to count, then those that ceased, each once for all horizons."""
    if change is None:
        return ()
    came = [_reason(item, came=True) for item in change.came]
    return tuple(dict.fromkeys((*came, *(_reason(item, came=False) for item in change.went))))


def _reason(item: Evidence, *, came: bool) -> Reason:
    cite = item.citation
    return Reason(cite.text, cite.note, cite.line, came)
