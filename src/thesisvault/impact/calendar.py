"""What is dated in a vault: catalysts and reviews, where each stands on a day, who says so.

An event that several notes name is one event. A link to a catalyst's note, or to one not written
yet, is that event whatever the date beside it. Plain words are one event where the words are the
same and the dates agree; in a stock's or a sector's note they are that note's own event, for
every company has its `Earnings`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from msgspec import Struct

from thesisvault.graph import Node, Relation, Vault
from thesisvault.graph.folding import fold
from thesisvault.impact.scope import open_theses
from thesisvault.model.calendar import Event, EventKind, EventState, Mention
from thesisvault.model.facts import CatalystDate, Interval
from thesisvault.model.note import Kind, Profile

_OWN_EVENTS = (Kind.STOCK, Kind.SECTOR)
"""Kinds of notes whose plain labels name events of their own."""


def calendar(vault: Vault, day: dt.date) -> tuple[Event, ...]:
    """Every event of a vault as of `day`, by date, undated ones last.

    `vault` holds what was known on that day (`graph.source.visible`). A catalyst matters to the
    open theses that its note or row names, whose notes list or link it, or that hold the stock
    in whose note it stands.
    """
    theses = open_theses(vault, day)
    found = [*_catalysts(vault, theses, day), *_reviews(vault, theses, day)]
    return tuple(sorted(found, key=_order))


def _order(event: Event) -> tuple[dt.date, dt.date, str, str, str]:
    start, end = (event.window.start, event.window.end) if event.window else (dt.date.max,) * 2
    return start, end, event.kind, fold(event.title), event.key


def _reviews(vault: Vault, theses: Iterable[Node], day: dt.date) -> Iterator[Event]:
    for node in theses:
        facts = node.note.facts if node.note else None
        due = facts.review if facts else None
        if node.note is None or facts is None or due is None or facts.review_span is None:
            continue
        window = Interval(due, due, due.isoformat())
        path = node.note.path
        mention = Mention(path, facts.review_span.shown_line, window.text)
        state = _state(window, "", day)
        yield Event(
            EventKind.REVIEW, node.name, path, path, window, state, "", "", (node.name,), (mention,)
        )


def _state(
    window: Interval | None, outcome: str, day: dt.date, asks_outcome: bool = True
) -> EventState:
    """Where it stands; what has gone is overdue only where its author keeps outcomes."""
    if window is None:
        return EventState.DONE if outcome else EventState.UNDATED
    if day < window.start:
        return EventState.AHEAD
    if outcome:
        return EventState.DONE
    if day <= window.end:
        return EventState.RUNNING
    return EventState.OVERDUE if asks_outcome else EventState.GONE


class _Row(Struct, frozen=True):
    """One mention of a catalyst: in its own note, or as a row of a table."""

    note: Profile
    fact: CatalystDate
    subject: Node

    @property
    def width(self) -> int:
        """Days that its date leaves open; many where there is none."""
        window = self.fact.window
        return (window.end - window.start).days if window else 10**6


def _catalysts(vault: Vault, theses: tuple[Node, ...], day: dt.date) -> Iterator[Event]:
    groups: dict[tuple[str, str], list[_Row]] = {}
    for note in vault.noted_facts.values():
        if note.kind is Kind.CATALYST:
            groups.setdefault((note.path, ""), [])
            if note.facts.happens:
                groups[note.path, ""].append(_Row(note, note.facts.happens, vault.nodes[note.path]))
        for fact in note.facts.catalysts:
            subject = _subject(vault, note, fact)
            own = note.path if _is_own(subject, note) else _about(vault, note, fact)
            groups.setdefault((subject.id, own), []).append(_Row(note, fact, subject))
    known = {node.id: node.name for node in theses}
    for (node, own), rows in groups.items():
        subject = rows[0].subject if rows else vault.nodes[node]
        if _is_one_event(subject):
            yield _event(vault, known, subject, own, rows, node, day)
            continue
        for number, cluster in enumerate(_by_date(rows)):
            key = f"{node}#{own}" if own else node
            key += f"#{number}" if number else ""
            yield _event(vault, known, subject, own, cluster, key, day)


def _subject(vault: Vault, note: Profile, fact: CatalystDate) -> Node:
    node = vault.node_id(fact.subject, note.path)
    # A link to an attachment leads to no node: its name is the event's.
    return vault.nodes.get(node) or Node(node, fact.subject.name, Kind.NOTE, None, True)


def _about(vault: Vault, note: Profile, fact: CatalystDate) -> str:
    """The security that a row names beside an event in plain words, which is then its own."""
    if fact.about is None or fact.subject.linked:
        return ""
    return vault.node_id(fact.about, note.path)


def _is_own(subject: Node, note: Profile) -> bool:
    return note.kind in _OWN_EVENTS and subject.note is None and not subject.linked


def _is_one_event(subject: Node) -> bool:
    if subject.note is not None:
        return subject.kind is Kind.CATALYST
    return subject.linked


def _by_date(rows: list[_Row]) -> list[list[_Row]]:
    """Rows of one name, those whose dates have a day in common together, in order of date.

    The narrowest dates go first, so that `2026` joins one event of that year and not all.
    """
    clusters: list[list[_Row]] = []
    for row in sorted(rows, key=lambda row: row.width):
        home = next((one for one in clusters if _agree(one[0].fact, row.fact)), None)
        if home is None:
            clusters.append([row])
        else:
            home.append(row)
    return sorted(clusters, key=_cluster_start)


def _cluster_start(cluster: list[_Row]) -> dt.date:
    window = cluster[0].fact.window
    return window.start if window else dt.date.max


def _agree(one: CatalystDate, other: CatalystDate) -> bool:
    if one.window is None or other.window is None:
        return True
    return one.window.start <= other.window.end and other.window.start <= one.window.end


def _event(
    vault: Vault,
    theses: dict[str, str],
    subject: Node,
    own: str,
    rows: list[_Row],
    key: str,
    day: dt.date,
) -> Event:
    # The event's own note knows best; else the narrowest date, else the first row by path.
    ordered = sorted(rows, key=lambda row: (row.note.path != subject.id, row.width))
    dated = next((row.fact for row in ordered if row.fact.window), None)
    window = dated.window if dated else None
    outcome = next((row.fact.outcome for row in ordered if row.fact.outcome), "")
    expected = next((row.fact.expected for row in ordered if row.fact.expected), "")
    is_note = subject.note is not None and subject.kind is Kind.CATALYST
    title = f"{vault.nodes[own].name}: {subject.name}" if own else subject.name
    if not is_note and subject.note is not None and expected:
        title = f"{subject.name}: {expected}"  # the row names a stock, and expects something of it
    told = (
        Mention(
            row.note.path,
            row.fact.span.shown_line,
            row.fact.text,
            dated is not None and not _agree(dated, row.fact),
        )
        for row in ordered
    )
    mentions = list(dict.fromkeys(told))  # one row may name several securities
    if not mentions:
        mentions = [Mention(subject.id, 1, "")]
    names = sorted(
        (theses[item] for item in _matters_to(vault, subject, own, rows) if item in theses),
        key=fold,
    )
    return Event(
        EventKind.CATALYST,
        title,
        key,
        subject.id if is_note else None,
        window,
        _state(window, outcome, day, any(row.fact.asks_outcome for row in ordered)),
        expected,
        outcome,
        tuple(names),
        tuple(mentions),
    )


def _matters_to(vault: Vault, subject: Node, own: str, rows: list[_Row]) -> set[str]:
    owners = {own} if own else set()
    # Theses that list it; other notes are not theses.
    found = owners | {row.note.path for row in rows}
    if _is_one_event(subject):
        named = (Relation.MATTERS_TO, Relation.RELATES)
        found |= {e.target for e in vault.outgoing.get(subject.id, ()) if e.relation in named}
        found |= {e.source for e in vault.incoming.get(subject.id, ()) if e.relation in named}
    held = owners | {row.note.path for row in rows if row.note.kind in _OWN_EVENTS}
    if subject.note is not None and subject.kind in _OWN_EVENTS:
        held.add(subject.id)
    for stock in held:
        edges = vault.incoming.get(stock, ())
        found |= {edge.source for edge in edges if edge.relation is Relation.EXPOSURE}
    return found
