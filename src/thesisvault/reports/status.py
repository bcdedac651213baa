"""The review of a vault on a day: what needs attention, the theses, what changed since a day."""

from __future__ import annotations

import datetime as dt
import os
from typing import TYPE_CHECKING, Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType, msgpack
from msgspec.structs import replace

from thesisvault.model.errors import UsageFault
from thesisvault.model.review import Outcome, StatusReport
from thesisvault.reports import flows
from thesisvault.reports.thesis import (
    Evidence,
    Position,
    Thesis,
    evidence_of,
    position_of,
    thesis_of,
)
from thesisvault.storage.prices.files import FOLDER, price_stamps

if TYPE_CHECKING:
    from thesisvault.graph import Node
    from thesisvault.workspace.open import Workspace
    from thesisvault.workspace.view import View


class Ask(Struct, frozen=True):
    """Which theses, and since when."""

    theses: Annotated[tuple[str, ...], Meta(description="names; none: all that are open")] = ()
    since: Annotated[dt.date | None, Meta(description="also tell what changed since")] = None
    watchlist: Annotated[bool, Meta(description="also review the rows of watchlists")] = False


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


class Closed(Struct, frozen=True):
    """A thesis that is over by what its note says: by a date, or by its status alone."""

    thesis: str
    note: str
    closed: dt.date | None


class Answer(Struct, frozen=True):
    """The review; attention with the most pressing first, theses by name."""

    as_of: dt.date
    theses: tuple[Thesis, ...]
    rotations: tuple[Rotation, ...]
    attention: tuple[Attention, ...]
    positions: tuple[Position, ...]
    """What is held without a thesis, by name."""
    closed: tuple[Closed, ...]
    """Theses that are not under review any more."""
    watchlist: tuple[Position, ...] | UnsetType = UNSET
    """Only where somebody asked for it."""
    changes: tuple[Changed, ...] | UnsetType = UNSET
    """Only where somebody asked since when."""


def report(view: View, ask: Ask) -> Answer:
    """The review of the theses asked for. Raises `UsageFault` for one that is not under review."""
    found, nodes = review(view.workspace, view.as_of, watchlist=ask.watchlist), None
    if ask.theses:
        found = _only(view, found, ask.theses)
        nodes = {thesis.node for thesis in found.theses}
    watched = tuple(position_of(item, "watched") for item in found.watchlist)
    return Answer(
        found.as_of,
        tuple(map(thesis_of, found.theses)),
        tuple(
            Rotation(
                item.name,
                item.note,
                item.started,
                tuple(
                    Scenario(one.name, one.expires, "expired" if one.expired else "active")
                    for one in item.scenarios
                ),
                tuple(map(flows.row_of, item.flows)),
            )
            for item in found.rotations
        ),
        tuple(
            Attention(item.code, item.thesis, item.message, item.citation.note, item.citation.line)
            for item in found.attention
        ),
        tuple(position_of(item, "position") for item in found.positions),
        tuple(Closed(item.name, item.note, item.closed) for item in found.closed),
        watched if ask.watchlist else UNSET,
        UNSET if ask.since is None else _changes(view, ask.since, found, nodes),
    )


def review(workspace: Workspace, as_of: dt.date, *, watchlist: bool = False) -> StatusReport:
    """The report, out of the index where nothing has changed that it may show."""
    key = _key(workspace, as_of, watchlist=watchlist)
    if (held := workspace.index.recall(key)) is not None:
        return msgpack.decode(held, type=StatusReport)
    report = _assess(workspace, as_of, watchlist=watchlist)
    if not workspace.prices_left_out:  # else it must be said again
        workspace.index.remember(key, msgpack.encode(report), names_without_note(report), as_of)
    return report


def kept_review(workspace: Workspace, as_of: dt.date) -> StatusReport | None:
    """Return the review of that day out of the index; None where none is kept or it is stale."""
    held = workspace.index.recall(_key(workspace, as_of, watchlist=False))
    return None if held is None else msgpack.decode(held, type=StatusReport)


def _key(workspace: Workspace, as_of: dt.date, *, watchlist: bool) -> str:
    settings = workspace.settings
    stamps = price_stamps(workspace.root)
    return repr((as_of, settings.impact, settings.market, stamps, watchlist))


def names_without_note(report: StatusReport) -> frozenset[str]:
    """The keys of the theses that have no note: lines with links to them are cited."""
    from thesisvault.graph.folding import link_key  # a kept report needs nothing of the graph

    return frozenset(link_key(item.node[2:-2]) for item in report.theses if item.note is None)


def _assess(workspace: Workspace, as_of: dt.date, *, watchlist: bool) -> StatusReport:
    from thesisvault.impact import assess
    from thesisvault.impact.events import first_session_needed

    view, settings = workspace.on(as_of), workspace.settings
    prices = None
    if os.path.lexists(workspace.root / FOLDER):
        prices = view.prices.between(first_session_needed(view.vault, settings.market))
    return assess(view.vault, as_of, settings.impact, settings.market, prices, watchlist=watchlist)


def _only(view: View, found: StatusReport, names: tuple[str, ...]) -> StatusReport:
    wanted = {node.id: node for node in (view.workspace.find(name, view.vault) for name in names)}
    theses = tuple(thesis for thesis in found.theses if thesis.node in wanted)
    held = tuple(item for item in found.positions if item.review.node in wanted)
    watched = tuple(item for item in found.watchlist if item.review.node in wanted)
    reviewed = {item.node for item in (*theses, *(one.review for one in (*held, *watched)))}
    for node in wanted.values():
        if node.id not in reviewed:
            raise UsageFault(not_under_review(view.workspace, node, found.as_of))
    titles = {item.name for item in (*theses, *(one.review for one in held))}
    rotations = {item.rotation for thesis in theses for item in thesis.evidence}
    attention = tuple(
        item
        for item in found.attention
        if item.thesis in titles or (item.thesis is None and item.citation.note in rotations)
    )
    told = tuple(
        item if item.note in rotations else replace(item, flows=()) for item in found.rotations
    )
    return replace(
        found,
        rotations=told,
        theses=theses,
        attention=attention,
        positions=held,
        watchlist=watched,
        closed=(),
    )


def _changes(
    view: View, since: dt.date, later: StatusReport, nodes: set[str] | None
) -> tuple[Changed, ...]:
    from thesisvault.impact.changes import changes

    if since > view.as_of:
        raise UsageFault(f"`--since {since}` must not be after the review's day, {view.as_of}.")
    return tuple(
        Changed(
            item.thesis, item.before, item.after, item.score_before, item.score_after,
            evidence_of(item.came), evidence_of(item.went),
        )
        for item in changes(review(view.workspace, since), later, nodes)
    )  # fmt: skip


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
        return f"`{node.name}` has no note, and no table says that it is a thesis.{held}"
    return f"`{node.name}` is a {node.kind.value}, no open thesis.{held}"
