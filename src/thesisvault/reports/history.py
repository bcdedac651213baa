"""The days on which a thesis's verdict turned: from dated notes, or from what git recorded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import pairwise
from typing import Annotated

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import replace

from thesisvault.graph.folding import link_key
from thesisvault.impact.assess import assess_one
from thesisvault.impact.evidence.view import EvidenceView
from thesisvault.model.review import Outcome, ThesisReview
from thesisvault.reports.replay import Seen, Turn, dated_days, find, seen_on, turns, under_review
from thesisvault.reports.status import prices_for
from thesisvault.storage.index.place import fingerprint
from thesisvault.storage.recorded import Commit
from thesisvault.workspace.open import Progress, ignore
from thesisvault.workspace.past import Past, Walk
from thesisvault.workspace.view import View

MOST = 400
"""Reviews that are made at most of dated notes: each costs as much as a `status`."""


class Ask(Struct, frozen=True):
    """Which thesis, and since when."""

    thesis: str
    since: Annotated[dt.date | None, Meta(description="the first day; none: its opening")] = None


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


def report(view: View, ask: Ask, progress: Progress = ignore) -> Answer:
    """The turns of its verdict up to the day. Raises `UsageFault` where it is not under review.

    Of a view that git recorded, each day with commits is reviewed as it was committed by then;
    otherwise each day on which a note that counts is dated, and some between.
    """
    now = under_review(view, ask.thesis)
    first = min(ask.since or _opened(view, now), view.as_of)
    past, left_out = view.workspace.past, 0
    renamed: tuple[Renamed, ...] = ()
    if past is None:
        days, left_out = dated_days(view, first, MOST)
        seen = [seen_on(view, now, day) for day in _counted(days, progress)]
        found = tuple(turns(seen, lambda day: seen_on(view, now, day)))
    else:
        recorded = _Recorded(view, past, now, first)
        days, renamed = [day for day, _ in recorded.days], recorded.renamed()
        seen = recorded.reviews(progress)
        found = tuple(turns(seen))
    last = seen[-1]
    return Answer(
        view.as_of, now.name, days[0], past is not None, last.verdict, last.score,
        found, renamed, len(days), left_out,
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

    def reviews(self, progress: Progress) -> list[Seen]:
        """A review of each day on which one may say something else than on the day before."""
        kept = self._past.copy.kept("reviews", fingerprint({}))
        walk = Walk(self._past, self._view.workspace)
        found: list[Seen] = []
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
                last = msgspec.msgpack.decode(held, type=Seen | None)
                if last is not None:
                    found.append(last)
                    before = day
        finally:
            walk.close()
            kept.save()
        return found

    def _review(self, walk: Walk, day: dt.date, commit: Commit) -> tuple[Seen, frozenset[str]]:
        """The thesis alone on a day, and the keys of theses that are only names."""
        view = walk.workspace.on(day)
        impact, market = view.settings.impact, view.settings.market
        prices = prices_for(view, view.vault)
        found = EvidenceView(view.vault, day, impact, market, prices)
        names = {one.id: one.name for one in found.subjects}
        node = find(names, self._paths.get(commit.id), self._thesis.name)
        thesis = None
        if node is not None:
            # It is one thesis, however its note was called.
            own = {"node": self._thesis.node, "name": self._thesis.name}
            thesis = replace(assess_one(found, view.vault.nodes[node]), **own)
        cited = (link_key(one.id[2:-2]) for one in found.subjects if one.note is None)
        return Seen(day, thesis, impact, commit.short), frozenset(cited)


def _digest(*parts: str) -> str:
    from thesisvault.storage.index.record import digest_of

    return digest_of("\n".join(parts).encode("utf-8", "surrogatepass")).hex()
