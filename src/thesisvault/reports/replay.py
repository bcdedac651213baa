"""A thesis on earlier days: which may say something else, its review on each, and its turns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise

from msgspec import Struct

from thesisvault.impact.changes import Change, changes
from thesisvault.impact.turns import last_turn
from thesisvault.model.errors import UsageFault
from thesisvault.model.review import Evidence, Outcome, StatusReport, ThesisReview
from thesisvault.model.settings import ImpactSettings
from thesisvault.reports.explain import Ask as Explain
from thesisvault.reports.explain import report as explain
from thesisvault.reports.reviews import review, review_of
from thesisvault.workspace.dated import Days
from thesisvault.workspace.turning import days_of
from thesisvault.workspace.view import View

_WEEK, _BETWEEN = 7, 60
"""Days from one review to the next where no note says more, and how many such reviews at most:
prices turn a verdict too.
"""


class Reason(Struct, frozen=True):
    """A line that began or ceased to count."""

    text: str
    path: str
    line: int
    came: bool
    """False: it went."""


class Seen(Struct, frozen=True):
    """A thesis on one day; None where it was not under review."""

    day: dt.date
    thesis: ThesisReview | None
    settings: ImpactSettings
    commit: str | None = None
    """The commit that the day ended with, where git was asked."""

    @property
    def verdict(self) -> Outcome | None:
        """None where it was not under review."""
        return self.thesis.verdict.outcome if self.thesis else None

    @property
    def score(self) -> float | None:
        """To a tenth; None where it is unknown."""
        is_known = self.thesis is not None and self.verdict is not Outcome.UNKNOWN
        return round(self.thesis.verdict.score, 1) if self.thesis and is_known else None


class Turn(Struct, frozen=True):
    """A day on which the verdict became another one. None: it was not under review."""

    day: dt.date
    before: Outcome | None
    after: Outcome | None
    score_before: float | None
    score_after: float | None
    commit: str | None
    """The commit that the day ended with, where git was asked."""
    reasons: tuple[Reason, ...]
    """The lines that began or ceased to count; none if evidence only faded."""


def under_review(view: View, name: str) -> ThesisReview:
    """The thesis of that name. Raises `UsageFault` where it is not under review."""
    found = explain(view, Explain(name))
    if found.kind != "thesis":
        raise UsageFault(f"`{found.thesis}` is held without a thesis: only a thesis has a history.")
    theses = review(view.workspace, view.as_of).theses
    return next(item for item in theses if (item.note, item.name) == (found.note, found.thesis))


def dated_days(view: View, first: dt.date, most: int) -> tuple[list[dt.date], int]:
    """The days from `first` to that of the view on which a review may say something else.

    Each day on which a note that counts is dated or one of its scenarios has ended, some days
    between, and the last day. Also how many of the oldest are left out, as `most` are reviewed.
    """
    noted = {day for note in view.vault.noted_facts.values() for day in days_of(note)}
    found = sorted(day for day in noted if first <= day < view.as_of)
    kept = found[-most:]
    left_out = len(found) - len(kept)
    start = kept[0] if left_out else first
    span, room = (view.as_of - start).days, max(min(most - len(kept), _BETWEEN), 1)
    between = range(0, span, max(-(-span // room), _WEEK))
    return sorted({*kept, *(start + dt.timedelta(days) for days in between), view.as_of}), left_out


def seen_on(days: Days, thesis: ThesisReview, day: dt.date) -> Seen:
    """The thesis on a day, by what is dated up to it."""
    asked = {thesis.node, thesis.name}
    theses = {item.node: item for item in review_of(days, day, asked).theses}
    names = {node: item.name for node, item in theses.items()}
    found = find(names, thesis.node, thesis.name)
    return Seen(day, None if found is None else theses[found], days.workspace.settings.impact)


def find(names: Mapping[str, str], node: str | None, name: str) -> str | None:
    """The node of a thesis among those of a day; else the only one of its name.

    `names`: by node.
    """
    named = [other for other, called in names.items() if called == name]
    return node if node in names else named[0] if len(named) == 1 else None


def turns(seen: Sequence[Seen], at: Callable[[dt.date], Seen] | None = None) -> Iterator[Turn]:
    """Where the verdict is not the one before, the oldest first.

    `at` has the reviews of days between; without it, the day is that of the line that turned the
    verdict, or follows from how evidence fades.
    """
    first = seen[0]
    if first.thesis is not None:
        yield _turn(first.day, None, first)
    for earlier, later in pairwise(seen):
        if earlier.verdict is later.verdict:
            continue
        before, after = _halved(earlier, later, at) if at else (earlier, later)
        yield _turn(after.day if at else _day_of(before, after), before, after)


def _turn(day: dt.date, before: Seen | None, after: Seen) -> Turn:
    return Turn(
        day, before.verdict if before else None, after.verdict,
        before.score if before else None, after.score, after.commit, reasons(before, after),
    )  # fmt: skip


def _halved(earlier: Seen, later: Seen, at: Callable[[dt.date], Seen]) -> tuple[Seen, Seen]:
    """Two days beside each other, of which the second has the later verdict."""
    while (later.day - earlier.day).days > 1:
        middle = at(earlier.day + (later.day - earlier.day) // 2)
        if middle.verdict is later.verdict:
            later = middle
        else:
            earlier = middle
    return earlier, later


def _day_of(earlier: Seen, later: Seen) -> dt.date:
    """The day of a turn by age alone; else that of the later review."""
    change = _change(earlier, later)
    if earlier.thesis is None or later.thesis is None or (change and change.came):
        return later.day
    over = [item.expired for item in later.thesis.evidence if item.expired]
    ends = [day + dt.timedelta(days=1) for day in over if earlier.day <= day < later.day]
    if change and change.went:
        return max(ends) if len(ends) == len(change.went) else later.day
    by_age = last_turn(earlier.thesis, later.thesis, earlier.day, later.day, later.settings)
    return by_age or later.day


def reasons(earlier: Seen | None, later: Seen) -> tuple[Reason, ...]:
    """The lines that began to count, then those that ceased, each once for all horizons."""
    change = _change(earlier, later)
    if change is None:
        return ()
    came = [_reason(item, came=True) for item in change.came]
    return tuple(dict.fromkeys((*came, *(_reason(item, came=False) for item in change.went))))


def _change(earlier: Seen | None, later: Seen) -> Change | None:
    before, after = (
        StatusReport(later.day, (seen.thesis,) if seen and seen.thesis else (), (), ())
        for seen in (earlier, later)
    )
    return next(iter(changes(before, after)), None)


def _reason(item: Evidence, *, came: bool) -> Reason:
    cite = item.citation
    return Reason(cite.text, cite.note, cite.line, came)
