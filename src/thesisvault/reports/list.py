"""The notes of a vault by name: of a kind, with a tag, unlinked, or still to be written."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct
from msgspec.structs import replace

from thesisvault.graph.folding import fold
from thesisvault.model.note import Kind, Note
from thesisvault.model.review import Outcome, Verdict
from thesisvault.reports.reviews import kept_review
from thesisvault.workspace.view import View

_WITH_TICKER = (Kind.THESIS, Kind.STOCK, Kind.SECTOR)
_BY_URGENCY = (
    *(Outcome.PRESSURED, Outcome.MIXED, Outcome.SUPPORTED, Outcome.NEUTRAL, Outcome.UNKNOWN),
)
Sort = Literal["name", "kind", "date", "ticker", "verdict", "score"]


class Ask(Struct, frozen=True):
    """Which notes: all conditions must hold."""

    kind: Kind | None = None
    tag: Annotated[str | None, Meta(description="the tag, or one nested in it")] = None
    orphans: Annotated[bool, Meta(description="without links to or from other notes")] = False
    placeholders: Annotated[bool, Meta(description="names that have no note yet")] = False
    open: Annotated[bool, Meta(description="theses that are open on the day")] = False
    since: Annotated[dt.date | None, Meta(description="notes dated on that day or later")] = None
    sort: Sort = "name"


class Row(Struct, frozen=True):
    """A note, or a name that has none yet."""

    name: str
    kind: Kind
    path: str | None
    date: dt.date | None = None
    ticker: str | None = None
    verdict: Outcome | None = None
    """Of a thesis, by the review of the day that is kept; None where there is none."""
    score: float | None = None


class Answer(Struct, frozen=True):
    """What was found, in the order asked for."""

    notes: tuple[Row, ...]
    reviewed: bool
    """Whether the review of the day is kept; else no verdict is known."""


def report(view: View, ask: Ask) -> Answer:
    """List what is asked for. Names without a note are included where a kind is asked for.

    No review is made for it.
    """
    vault = view.whole
    found: dict[str, Row] = {}
    if not ask.placeholders:
        for head in vault.heads.values():
            if not head.is_template and (ask.kind is None or head.kind is ask.kind):
                found[head.path] = Row(head.title, head.kind, head.path, head.date)
    if (ask.placeholders or ask.kind or ask.open) and not (ask.tag or ask.orphans or ask.since):
        for node in vault.unwritten():
            if ask.kind is None or node.kind is ask.kind:
                found[node.id] = Row(node.name, node.kind, None)
    if tag := ask.tag:
        found = {path: row for path, row in found.items() if _has_tag(vault.notes[path], tag)}
    if ask.orphans:
        found = {path: row for path, row in found.items() if vault.is_orphan(path)}
    if since := ask.since:
        found = {path: row for path, row in found.items() if row.date and row.date >= since}
    if ask.open:
        from thesisvault.impact.scope import open_theses  # its package takes as long as a list

        are_open = {node.id for node in open_theses(view.vault, view.as_of)}
        found = {path: row for path, row in found.items() if path in are_open}
    kept = kept_review(view.workspace, view.as_of)
    verdicts = {item.node: item.verdict for item in kept.theses} if kept else {}
    for path, verdict in verdicts.items():
        if path in found:
            found[path] = _judged(found[path], verdict)
    for path, symbol in view.workspace.index.source(None).symbols().items():
        if path in found and found[path].kind in _WITH_TICKER:
            found[path] = replace(found[path], ticker=symbol)
    ordered = sorted(found, key=lambda node: (fold(found[node].name), node))
    if ask.sort != "name":
        ordered.sort(key=lambda node: _rank(found[node], ask.sort))
    return Answer(tuple(found[node] for node in ordered), kept is not None)


def _judged(row: Row, verdict: Verdict) -> Row:
    score = None if verdict.outcome is Outcome.UNKNOWN else round(verdict.score, 6)
    return replace(row, verdict=verdict.outcome, score=score)


def _rank(row: Row, by: Sort) -> tuple[bool, Any]:
    """Its place: newest and highest first, words by the alphabet, what is unknown last."""
    value = getattr(row, by)
    if value is None:
        return True, 0
    if by == "verdict":
        return False, _BY_URGENCY.index(value)
    if by == "score":
        return False, -value
    return False, -value.toordinal() if by == "date" else fold(str(value))


def _has_tag(note: Note, tag: str) -> bool:
    wanted = fold(tag.lstrip("#"))
    names = (fold(item.name) for item in note.tags)
    return any(name == wanted or name.startswith(wanted + "/") for name in names)
