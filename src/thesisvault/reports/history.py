"""The days on which a thesis's verdict turned: from dated notes, or from what git recorded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise
from typing import Annotated

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import replace

from thesisvault.graph import Node
from thesisvault.impact.assess import judge
from thesisvault.impact.evidence.view import EvidenceView
from thesisvault.impact.scope import is_open
from thesisvault.model.review import Outcome, ThesisReview
from thesisvault.reports.replay import Seen, Turn, dated_days, find, seen_on, turns, under_review
from thesisvault.reports.reviews import prices_for
from thesisvault.storage.index.place import fingerprint
from thesisvault.workspace.dated import Days
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
        dated = Days(view.workspace)
        seen = [seen_on(dated, now, day) for day in _counted(days, progress)]
        found = tuple(turns(seen, lambda day: seen_on(dated, now, day)))
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


class _Held(Struct, frozen=True):
    """What is kept of a day: the review only where it may be shown."""

    verdict: Outcome | None
    seen: Seen | None = None


class _Recorded:
    """The thesis as git recorded it, day by day; what was found of a commit is kept."""

    def __init__(self, view: View, past: Past, thesis: ThesisReview, first: dt.date) -> None:
        self._view, self._past, self._thesis = view, past, thesis
        self.days = past.days(first, view.as_of)
        newest = [commit for _, commit in reversed(self.days)]
        self._paths = past.trail(thesis.note, newest) if thesis.note else {}
        self._kept = past.copy.kept("reviews", fingerprint({}))
        self._outcomes: dict[int, Outcome | None] = {}
        self._near: dict[int, Seen] = {}
        """The last day that was reviewed, and the one after it."""

    @cached_property
    def _walk(self) -> Walk:
        return Walk(self._past, self._view)

    def renamed(self) -> tuple[Renamed, ...]:
        """The days on which the thesis's note was at another path than before."""
        stood = [(day, at, self._paths.get(at.id)) for day, at in self.days]
        return tuple(
            Renamed(day, before, after, commit.short)
            for (_, _, before), (day, commit, after) in pairwise(stood)
            if before and after and before != after
        )

    def reviews(self, progress: Progress) -> list[Seen]:
        """The thesis on the first day, on the last, and on each two between which it turned.

        From the newest day back: so each content of a note is read once, as a rule.
        """
        last = len(self.days) - 1
        found: dict[int, Seen] = {}
        try:
            for at in range(last, -1, -1):
                progress(last - at, len(self.days))
                if at == last or self._outcome(at) is not self._outcome(at + 1):
                    found |= {day: self._seen(day) for day in (at + 1, at) if day <= last}
            found[0] = self._seen(0)
        finally:
            if walk := vars(self).get("_walk"):
                walk.close()
            self._kept.save()
        return [found[at] for at in sorted(found)]

    def _outcome(self, at: int) -> Outcome | None:
        """The verdict of a day, by its number."""
        if at not in self._outcomes:
            held = self._kept.get(self._key(at))
            self._outcomes[at] = (
                self._review(at).verdict
                if held is None
                else msgspec.msgpack.decode(held, type=_Held).verdict
            )
        return self._outcomes[at]

    def _seen(self, at: int) -> Seen:
        """The review of a day, which is kept from now on."""
        held = self._kept.get(self._key(at))
        seen = msgspec.msgpack.decode(held, type=_Held).seen if held else None
        if seen is None:
            seen = self._near.get(at) or self._review(at)
            self._kept.put(self._key(at), msgspec.msgpack.encode(_Held(seen.verdict, seen)))
        return seen

    def _key(self, at: int) -> str:
        day, commit = self.days[at]
        path = self._paths.get(commit.id, "")
        return _digest(str(day), commit.id, path, self._thesis.node, self._thesis.name)

    def _review(self, at: int) -> Seen:
        """The thesis alone on a day."""
        day, commit = self.days[at]
        view = self._walk.go(commit, day)
        impact, market = view.settings.impact, view.settings.market
        prices = prices_for(view, view.vault)
        found = EvidenceView(view.vault, day, impact, market, prices)
        node = self._node(found, self._paths.get(commit.id))
        thesis = None
        if node is not None:
            # It is one thesis, however its note was called.
            own = {"node": self._thesis.node, "name": self._thesis.name}
            thesis = replace(judge(found, node), **own)
        seen = Seen(day, thesis, impact, commit.short)
        self._kept.put(self._key(at), msgspec.msgpack.encode(_Held(seen.verdict)))
        self._near = {day: seen for day, seen in self._near.items() if day == at + 1} | {at: seen}
        return seen

    def _node(self, view: EvidenceView, path: str | None) -> Node | None:
        """The thesis among those of a day."""
        node = view.vault.nodes.get(path) if path else None
        if node is not None and is_open(node, view.as_of):
            return node
        names = {one.id: one.name for one in view.subjects}
        found = find(names, path, self._thesis.name)
        return None if found is None else view.vault.nodes[found]


def _digest(*parts: str) -> str:
    from thesisvault.storage.index.record import digest_of

    return digest_of("\n".join(parts).encode("utf-8", "surrogatepass")).hex()
