"""The review of a vault on a day: what needs attention, the theses, what changed since a day."""

from __future__ import annotations

import datetime as dt
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType, msgpack
from msgspec.structs import replace

from thesisvault.model.errors import UsageFault
from thesisvault.model.review import (
    ClosedThesis,
    Outcome,
    RotationState,
    StalePrices,
    Standing,
    StatusReport,
    ThesisReview,
)
from thesisvault.reports import flows
from thesisvault.reports.reviews import review
from thesisvault.reports.thesis import (
    Evidence,
    Position,
    Thesis,
    evidence_of,
    known_score,
    position_of,
    thesis_of,
)
from thesisvault.reports.urgency import by_urgency, is_overdue

if TYPE_CHECKING:
    from thesisvault.graph import Node
    from thesisvault.workspace.open import Workspace
    from thesisvault.workspace.view import View


class Ask(Struct, frozen=True):
    """Which theses, and since when."""

    theses: Annotated[tuple[str, ...], Meta(description="names; empty: all that are open")] = ()
    since: Annotated[dt.date | None, Meta(description="include what changed since this day")] = None
    watchlist: Annotated[bool, Meta(description="include watchlists")] = False
    history: Annotated[bool, Meta(description="include the score on earlier days")] = False
    survey: Annotated[
        bool, Meta(description="count what was not understood, where nothing else is known")
    ] = True


class Scenario(Struct, frozen=True):
    """One scenario of a rotation."""

    name: str
    expires: dt.date | None
    state: Literal["active", "expired"]


class Rotation(Struct, frozen=True):
    """One rotation on the day of the review."""

    rotation: str
    note: str
    started: dt.date | None
    scenarios: tuple[Scenario, ...]
    flows: tuple[flows.Row, ...]
    """Where there are prices, and it is not over."""


class Attention(Struct, frozen=True):
    """Something to act on."""

    code: str
    thesis: str | None
    message: str
    note: str
    line: int


class Changed(Struct, frozen=True):
    """One thesis on two days. A verdict of None: it was not under review on that day."""

    thesis: str
    before: Outcome | None
    after: Outcome | None
    score_before: float | None
    score_after: float | None
    came: tuple[Evidence, ...]
    went: tuple[Evidence, ...]


class Support(Struct, frozen=True):
    """What a note says for a thesis."""

    text: str
    path: str
    line: int


class Closed(Struct, frozen=True):
    """A thesis that is over by what its note says: by a date, or by its status alone."""

    thesis: str
    note: str
    closed: dt.date | None
    supported_by: Support | None
    """What supports it again since it was closed; null where nothing does."""


class Verdicts(Struct, frozen=True):
    """How many theses have each verdict."""

    pressured: int = 0
    mixed: int = 0
    supported: int = 0
    neutral: int = 0
    unknown: int = 0


class Counts(Struct, frozen=True):
    """What the head of a review counts, over what it shows."""

    theses: int
    verdicts: Verdicts
    tripwires: int
    broken: int
    near: int
    not_watched: int
    overdue: int
    """Reviews whose day has come."""
    attention: int
    moves_checked: int
    """Stated moves of all notes that could be checked against prices."""
    moves_failed: int
    not_understood: int | None
    """Places in notes that were not understood; counted only where nothing else is known."""


class NotWatched(Struct, frozen=True):
    """A tripwire that nothing watches now, and why."""

    name: str
    condition: str
    reason: str
    path: str
    line: int


class Point(Struct, frozen=True):
    """A verdict on an earlier day, and the note of that day that concerns it."""

    day: dt.date
    verdict: Outcome
    score: float | None
    name: str
    path: str


class History(Struct, frozen=True):
    """A thesis's verdicts on the days on which a note said something of it, the oldest first."""

    name: str
    path: str | None
    points: tuple[Point, ...]
    since: dt.date
    """From which day on the verdict is what it is, as far as these days tell."""


class Answer(Struct, frozen=True):
    """The review; theses, positions and attention with the most urgent first."""

    as_of: dt.date
    theses: tuple[Thesis, ...]
    rotations: tuple[Rotation, ...]
    attention: tuple[Attention, ...]
    positions: tuple[Position, ...]
    """What is held without a thesis."""
    closed: tuple[Closed, ...]
    """Theses that are not under review any more."""
    counts: Counts
    not_watched: tuple[NotWatched, ...]
    stale_prices: StalePrices | None
    """Where all prices end too long before the day, or there are none."""
    watchlist: tuple[Position, ...] | UnsetType = UNSET
    """Only where somebody asked for it."""
    changes: tuple[Changed, ...] | UnsetType = UNSET
    """Only where somebody asked since when."""
    history: tuple[History, ...] | UnsetType = UNSET
    """Only where somebody asked for it."""

    @property
    def is_mostly_unknown(self) -> bool:
        """Whether so little is known that having nothing to do says little."""
        verdicts = [item.verdict for item in (*self.theses, *self.positions)]
        return not verdicts or 2 * verdicts.count(Outcome.UNKNOWN) > len(verdicts)


def report(view: View, ask: Ask) -> Answer:
    """The review of the theses asked for. Raises `UsageFault` for one that is not under review."""
    found, nodes = review(view.workspace, view.as_of, watchlist=ask.watchlist), None
    if ask.theses:
        found = _only(view, found, ask.theses)
        nodes = {thesis.node for thesis in found.theses}
    day = found.as_of
    theses = sorted(found.theses, key=lambda item: by_urgency(item, day))
    positions = sorted(found.positions, key=lambda item: by_urgency(item.review, day))
    unwatched = tuple(_not_watched((*theses, *(item.review for item in positions))))
    return Answer(
        day,
        tuple(thesis_of(item, day) for item in theses),
        tuple(map(_rotation, found.rotations)),
        tuple(
            Attention(item.code, item.thesis, item.message, item.citation.note, item.citation.line)
            for item in found.attention
        ),
        tuple(position_of(item, "position", day) for item in positions),
        tuple(map(_closed, found.closed)),
        _counts(view, found, unwatched, survey=ask.survey),
        unwatched,
        found.stale_prices,
        tuple(position_of(item, "watched", day) for item in found.watchlist)
        if ask.watchlist
        else UNSET,
        UNSET if ask.since is None else _changes(view, ask.since, found, nodes),
        _history(view, theses) if ask.history else UNSET,
    )


def _closed(found: ClosedThesis) -> Closed:
    by = found.supported_by
    support = Support(by.text, by.note, by.line) if by else None
    return Closed(found.name, found.note, found.closed, support)


def _rotation(found: RotationState) -> Rotation:
    scenarios = tuple(
        Scenario(one.name, one.expires, "expired" if one.expired else "active")
        for one in found.scenarios
    )
    flowing = tuple(map(flows.row_of, found.flows))
    return Rotation(found.name, found.note, found.started, scenarios, flowing)


def _not_watched(reviews: Iterable[ThesisReview]) -> Iterator[NotWatched]:
    for thesis in reviews:
        for item in thesis.tripwires:
            if item.unwatched:
                cite = item.citation
                condition = item.tripwire.condition
                yield NotWatched(thesis.name, condition, item.unwatched, cite.note, cite.line)


def _counts(
    view: View, found: StatusReport, unwatched: tuple[NotWatched, ...], *, survey: bool
) -> Counts:
    reviews = (*found.theses, *(item.review for item in found.positions))
    states = [item.state.state for thesis in reviews for item in thesis.tripwires]
    verdicts = Counter(thesis.verdict.outcome.value for thesis in found.theses)
    is_blank = all(thesis.verdict.outcome is Outcome.UNKNOWN for thesis in reviews)
    return Counts(
        theses=len(found.theses),
        verdicts=Verdicts(**verdicts),
        tripwires=len(states),
        broken=states.count(Standing.BROKEN),
        near=states.count(Standing.NEAR),
        not_watched=len(unwatched),
        overdue=sum(is_overdue(thesis, found.as_of) for thesis in found.theses),
        attention=len(found.attention),
        moves_checked=found.moves.checked,
        moves_failed=found.moves.failed,
        not_understood=_not_understood(view) if is_blank and survey else None,
    )


def _not_understood(view: View) -> int:
    """The places that a survey lists as not understood; kept until any note changes."""
    key = repr(("not understood", view.as_of))
    kept = view.workspace.index.recall(key, shows_all=True)
    if kept is not None:
        return msgpack.decode(kept, type=int)
    from thesisvault.reports.survey import Ask, count_not_understood, report

    count = count_not_understood(report(view, Ask()))
    view.workspace.index.remember(key, msgpack.encode(count), (), dt.date.max)
    return count


def _only(view: View, found: StatusReport, names: tuple[str, ...]) -> StatusReport:
    """What concerns the theses of these names; a security stands for the theses that hold it."""
    theses = {thesis.node: thesis for thesis in found.theses}
    items = {item.review.node for item in (*found.positions, *found.watchlist)}
    wanted: set[str] = set()
    for name in names:
        node = view.workspace.find(name, view.vault)
        nodes = {node.id} & (theses.keys() | items) or _holders(view, node) & theses.keys()
        if not nodes:
            raise UsageFault(not_under_review(view.workspace, node, found.as_of))
        wanted |= nodes
    chosen = tuple(thesis for thesis in found.theses if thesis.node in wanted)
    held = tuple(item for item in found.positions if item.review.node in wanted)
    titles = {item.name for item in (*chosen, *(one.review for one in held))}
    notes = {item.rotation for thesis in chosen for item in thesis.evidence}
    return replace(
        found,
        rotations=tuple(item for item in found.rotations if item.note in notes),
        theses=chosen,
        attention=tuple(
            item
            for item in found.attention
            if item.thesis in titles or (item.thesis is None and item.citation.note in notes)
        ),
        positions=held,
        watchlist=tuple(item for item in found.watchlist if item.review.node in wanted),
        closed=(),
    )


def _holders(view: View, node: Node) -> set[str]:
    from thesisvault.graph import Relation

    edges = view.vault.incoming.get(node.id, ())
    return {edge.source for edge in edges if edge.relation is Relation.EXPOSURE}


_MOST_DAYS = 8
"""Earlier days that a history goes back to: each costs a review of the vault, which is kept."""


def _history(view: View, theses: Iterable[ThesisReview]) -> tuple[History, ...]:
    """The verdict on each day on which a note brought evidence, or its evidence ended."""
    from thesisvault.reports.replay import seen_on, turns
    from thesisvault.workspace.dated import Days
    from thesisvault.workspace.turning import days_of

    chosen, walked = tuple(theses), Days(view.workspace)
    source = view.workspace.index.source(None)
    notes = sorted({item.rotation for thesis in chosen for item in thesis.evidence})
    known = {path: note for path in notes if (note := source.profile(path)) is not None}
    dated = sorted(
        (day, path) for path, note in known.items() for day in days_of(note) if day < view.as_of
    )
    days = sorted({day for day, _ in dated})[-_MOST_DAYS:]
    found = []
    for thesis in chosen:
        own = {item.rotation for item in thesis.evidence}
        brought = {day: path for day, path in dated if path in own and day in days}
        seen = [seen_on(walked, thesis, day) for day in (*brought, view.as_of)]
        points = tuple(
            _point(one.day, one.thesis, brought.get(one.day, ""))
            for one in seen
            if one.thesis is not None
        )
        since = max(turn.day for turn in turns(seen))
        found.append(History(thesis.name, thesis.note, points, since))
    return tuple(found)


def _point(day: dt.date, thesis: ThesisReview, path: str) -> Point:
    verdict = thesis.verdict
    score = known_score(verdict.outcome, verdict.score)
    return Point(day, verdict.outcome, score, os.path.basename(path).removesuffix(".md"), path)


def _changes(
    view: View, since: dt.date, later: StatusReport, nodes: set[str] | None
) -> tuple[Changed, ...]:
    from thesisvault.impact.changes import changes

    if since > view.as_of:
        raise UsageFault(f"`--since {since}` must not be after the review's day, {view.as_of}.")
    return tuple(
        Changed(
            item.thesis, item.before, item.after,
            _known(item.before, item.score_before), _known(item.after, item.score_after),
            evidence_of(item.came), evidence_of(item.went),
        )
        for item in changes(review(view.workspace, since), later, nodes)
    )  # fmt: skip


def _known(verdict: Outcome | None, score: float | None) -> float | None:
    return None if verdict is Outcome.UNKNOWN else score


def not_under_review(workspace: Workspace, node: Node, as_of: dt.date) -> str:
    """Why a note has no review on that day, and what does have one."""
    from thesisvault.graph import Relation
    from thesisvault.impact.scope import is_thesis

    facts = node.note.facts if node.note else None
    if facts and facts.opened and facts.opened > as_of:
        return f"`{node.name}` was opened on {facts.opened}, after {as_of}: try a later `--as-of`."
    whole = workspace.vault.nodes.get(node.id)
    closed = whole.note.facts.closed if whole and whole.note else None
    if is_thesis(node) and closed is not None:
        return f"`{node.name}` was closed on {closed}: try an earlier `--as-of`."
    holders = sorted(
        workspace.vault.nodes[edge.source].name
        for edge in workspace.vault.incoming.get(node.id, ())
        if edge.relation is Relation.EXPOSURE
    )
    held = f" Theses that hold it: {', '.join(dict.fromkeys(holders))}." if holders else ""
    held = held or " `thesis status` shows those that are open."
    if node.note is None and not holders:
        return f"`{node.name}` has no note, and no table lists it as a thesis.{held}"
    return f"`{node.name}` is a {node.kind.value}, not an open thesis.{held}"
