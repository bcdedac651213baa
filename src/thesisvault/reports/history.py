"""The days on which a thesis's verdict turned: from dated notes, or from what git recorded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Annotated

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import replace

from thesisvault.impact.changes import Change, changes
from thesisvault.impact.turns import last_turn
from thesisvault.model.review import Outcome, StatusReport, ThesisReview
from thesisvault.model.settings import ImpactSettings
from thesisvault.reports.explain import Ask as Explain
from thesisvault.reports.explain import report as explain
from thesisvault.reports.score_history import Reason, reasons_of
from thesisvault.reports.status import assess_anew, names_without_note, review, review_of
from thesisvault.storage.index.place import fingerprint
from thesisvault.storage.recorded import Commit
from thesisvault.workspace.open import Progress, ignore
from thesisvault.workspace.past import Past, Walk
from thesisvault.workspace.view import View

MOST = 400
"""Reviews that are made at most of dated notes: each costs as much as a `status`."""
_WEEK, _BETWEEN = 7, 60
"""Days from one review to the next where no note is dated, and how many such reviews at most:
prices turn a verdict too.
"""


class Ask(Struct, frozen=True):
    """Which thesis, and since when."""

    thesis: str
    since: Annotated[dt.date | None, Meta(description="the first day; none: its opening")] = None


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
    """The lines that began or ceased to count; none where evidence only aged."""


class Renamed(Struct, frozen=True):
    """A day on which the thesis's note got another path."""

    day: dt.date
    before: str
    after: str
    commit: str


class Answer(Struct, frozen=True):
    """The turns of a thesis, oldest first."""

    as_of: dt.date
    thesis: str
    since: dt.date
    """The first day that was reviewed."""
    recorded: bool
    """Whether it is what git recorded on each day, and not what is dated to it."""
    verdict: Outcome | None
    score: float | None
    turns: tuple[Turn, ...]
    renamed: tuple[Renamed, ...]
    days: int
    """Those on which a note, or a commit, may have said something else."""
    left_out: int
    """The oldest days with notes, left out because there are too many to review."""


class _Seen(Struct, frozen=True):
    """The thesis on one day; None where it was not under review."""

    day: dt.date
    thesis: ThesisReview | None
    settings: ImpactSettings
    commit: str | None = None


def report(view: View, ask: Ask, progress: Progress = ignore) -> Answer:
    """The turns of its verdict up to the day. Raises `UsageFault` where it is not under review.

    Of a view that git recorded, each day with commits is reviewed as it was committed by then;
    otherwise each day on which a note that counts is dated, and some between.
    """
    name = explain(view, Explain(ask.thesis)).thesis
    now = next(item for item in review(view.workspace, view.as_of).theses if item.name == name)
    first = min(ask.since or _opened(view, now), view.as_of)
    past, left_out = view.workspace.past, 0
    renamed: tuple[Renamed, ...] = ()
    if past is None:
        days = _dated_days(view, first)
        left_out, days = max(len(days) - MOST, 0), days[-MOST:]
        seen = [_dated(view, now, day) for day in _counted(days, progress)]
        turns = tuple(_turns(seen, lambda day: _dated(view, now, day)))
    else:
        recorded = _Recorded(view, past, now, first)
        days, renamed = [day for day, _ in recorded.days], recorded.renamed()
        seen = recorded.reviews(progress)
        turns = tuple(_turns(seen, None))
    last = seen[-1].thesis
    return Answer(
        view.as_of, name, days[0], past is not None,
        last.verdict.outcome if last else None, _score(last),
        turns, renamed, len(days), left_out,
    )  # fmt: skip


def _opened(view: View, thesis: ThesisReview) -> dt.date:
    note = view.vault.notes.get(thesis.note) if thesis.note else None
    opened = note.facts.opened or note.date if note else None
    dates = [item.date for item in view.vault.noted_facts.values() if item.date]
    return opened or min(dates, default=view.as_of)


def _counted(days: list[dt.date], progress: Progress) -> Iterator[dt.date]:
    for done, day in enumerate(days):
        progress(done, len(days))
        yield day


def _dated_days(view: View, first: dt.date) -> list[dt.date]:
    """Each day on which something that counts is dated, some between, and the last day."""
    noted = (note.date for note in view.vault.noted_facts.values())
    span = (view.as_of - first).days
    every = max(span // _BETWEEN, _WEEK)
    between = (first + dt.timedelta(days=days) for days in range(0, span, every))
    found = {day for day in (*noted, *between) if day and first <= day < view.as_of}
    return sorted({*found, view.as_of})


def _dated(view: View, thesis: ThesisReview, day: dt.date) -> _Seen:
    report = review_of(view.workspace, day, {thesis.node, thesis.name})
    found = _of(report, thesis.node, thesis.name)
    return _Seen(day, found, view.settings.impact)


def _of(report: StatusReport, node: str | None, name: str) -> ThesisReview | None:
    """The thesis of a node, else the only one of that name."""
    named = [item for item in report.theses if item.name == name]
    found = next((item for item in report.theses if item.node == node), None)
    return found or (named[0] if len(named) == 1 else None)


class _Recorded:
    """The thesis as git recorded it, day by day; what was found of a commit is kept."""

    def __init__(self, view: View, past: Past, thesis: ThesisReview, first: dt.date) -> None:
        self._view, self._past, self._thesis = view, past, thesis
        self.days = past.days(first, view.as_of)
        newest = [commit for _, commit in reversed(self.days)]
        self._paths = past.trail(thesis.note, newest) if thesis.note else {}

    def renamed(self) -> tuple[Renamed, ...]:
        """The days on which the thesis's note was at another path than before."""
        stood = [(day, at, self._paths.get(at.id)) for day, at in self.days]
        return tuple(
            Renamed(day, before, after, commit.short)
            for (_, _, before), (day, commit, after) in pairwise(stood)
            if before and after and before != after
        )

    def reviews(self, progress: Progress) -> list[_Seen]:
        """A review of each day on which one may say something else than on the day before."""
        kept = self._past.copy.kept("reviews", fingerprint({}))
        walk = Walk(self._past, self._view.workspace)
        found: list[_Seen] = []
        cited: frozenset[str] = frozenset()
        key = ""
        before = self.days[0][0]
        try:
            for done, (day, commit) in enumerate(self.days):
                progress(done, len(self.days))
                # What was kept of a day holds where the days before it are the same.
                key = _digest(key, str(day), commit.id, self._thesis.name)
                held = kept.get(key)
                if held is None:
                    reaches = walk.go(commit, day, before, cited) or done == len(self.days) - 1
                    seen, cited = self._review(walk, day, commit) if reaches else (None, cited)
                    held = msgspec.msgpack.encode(seen)
                    kept.put(key, held)
                last = msgspec.msgpack.decode(held, type=_Seen | None)
                if last is not None:
                    found.append(last)
                    before = day
        finally:
            walk.close()
            kept.save()
        return found

    def _review(self, walk: Walk, day: dt.date, commit: Commit) -> tuple[_Seen, frozenset[str]]:
        report = assess_anew(walk.workspace, day)
        found = _of(report, self._paths.get(commit.id), self._thesis.name)
        # It is one thesis, however its note was called.
        same = found and replace(found, node=self._thesis.node, name=self._thesis.name)
        settings = walk.workspace.settings.impact
        return _Seen(day, same, settings, commit.short), names_without_note(report)


def _digest(*parts: str) -> str:
    from thesisvault.storage.index.record import digest_of

    return digest_of("\n".join(parts).encode("utf-8", "surrogatepass")).hex()


def _turns(seen: list[_Seen], at: Callable[[dt.date], _Seen] | None) -> Iterator[Turn]:
    """Where the verdict is not the one before; `at` has the reviews of days between."""
    first = seen[0]
    if first.thesis is not None:
        yield Turn(
            first.day, None, first.thesis.verdict.outcome, None, _score(first.thesis),
            first.commit, reasons_of(_change(None, first)),
        )  # fmt: skip
    for earlier, later in pairwise(seen):
        if _outcome(earlier) is _outcome(later):
            continue
        before, after = _halved(earlier, later, at) if at else (earlier, later)
        change = _change(before, after)
        day = after.day if at else _day_of(before, after, change)
        yield Turn(
            day, _outcome(before), _outcome(after), _score(before.thesis), _score(after.thesis),
            after.commit, reasons_of(change),
        )  # fmt: skip


def _halved(earlier: _Seen, later: _Seen, at: Callable[[dt.date], _Seen]) -> tuple[_Seen, _Seen]:
    """Two days beside each other, of which the second has the later verdict."""
    while (later.day - earlier.day).days > 1:
        middle = at(earlier.day + (later.day - earlier.day) // 2)
        if _outcome(middle) is _outcome(later):
            later = middle
        else:
            earlier = middle
    return earlier, later


def _day_of(earlier: _Seen, later: _Seen, change: Change | None) -> dt.date:
    """The day of a turn by age alone, between two commits; else that of the later one."""
    if earlier.thesis is None or later.thesis is None or (change and change.came):
        return later.day
    over = [item.expired for item in later.thesis.evidence if item.expired]
    ends = [day + dt.timedelta(days=1) for day in over if earlier.day <= day < later.day]
    if change and change.went:
        return max(ends) if len(ends) == len(change.went) else later.day
    by_age = last_turn(earlier.thesis, later.thesis, earlier.day, later.day, later.settings)
    return by_age or later.day


def _change(earlier: _Seen | None, later: _Seen) -> Change | None:
    before, after = (
        StatusReport(later.day, (seen.thesis,) if seen and seen.thesis else (), (), ())
        for seen in (earlier, later)
    )
    return next(iter(changes(before, after)), None)


def _outcome(seen: _Seen) -> Outcome | None:
    return seen.thesis.verdict.outcome if seen.thesis else None


def _score(thesis: ThesisReview | None) -> float | None:
    is_known = thesis is not None and thesis.verdict.outcome is not Outcome.UNKNOWN
    return round(thesis.verdict.score, 1) if thesis and is_known else None
