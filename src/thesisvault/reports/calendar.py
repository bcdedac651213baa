"""What is ahead and what is overdue in a vault on a day."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from typing import Annotated

from msgspec import Meta, Struct, field, msgpack

from thesisvault.model.calendar import Event, EventKind, EventState, Mention
from thesisvault.workspace.view import View

AHEAD = 180
"""Days ahead that are shown where nobody asks for another number: two quarters."""


class Ask(Struct, frozen=True):
    """How far to look."""

    days: Annotated[
        Annotated[int, Meta(ge=0)] | None,
        Meta(description=f"days ahead; null: {AHEAD}, or no limit for `all`"),
    ] = None
    everything: Annotated[bool, Meta(description="include done, undated and far-off events")] = (
        field(default=False, name="all")
    )


class Dated(Struct, frozen=True):
    """A catalyst or a review, and its state on the day."""

    uid: str
    """Of what it is, not of when, so that a new date moves it in a calendar program."""
    kind: EventKind
    state: EventState
    title: str
    note: str | None
    date: str | None
    """As written."""
    start: dt.date | None
    end: dt.date | None
    days: int | None
    """Days to its first day; once that has come, to its last: negative when it is over."""
    expected: str
    outcome: str
    theses: tuple[str, ...]
    mentions: tuple[Mention, ...]


class Answer(Struct, frozen=True):
    """The events chosen for a day, by date."""

    as_of: dt.date
    until: dt.date | None
    """The last day on which an event shown may begin; None: no limit."""
    later: int
    """Events that begin after `until`."""
    events: tuple[Dated, ...]


def report(view: View, ask: Ask) -> Answer:
    """The vault's catalysts and reviews: overdue, running, and what begins within the days."""
    limit = ask.days if ask.days is not None or ask.everything else AHEAD
    events, day = events_of(view), view.as_of
    chosen = select(events, day, limit, everything=ask.everything)
    unlimited = select(events, day, None, everything=ask.everything)
    rows = tuple(dated(event, day) for event in chosen)
    return Answer(day, _later(day, limit), len(unlimited) - len(chosen), rows)


def events_of(view: View) -> tuple[Event, ...]:
    """Every event of the vault, out of the index where nothing has changed that they may show."""
    index, key = view.workspace.index, f"calendar {view.as_of}"
    kept = index.recall(key)
    if kept is not None:
        return msgpack.decode(kept, type=tuple[Event, ...])
    from thesisvault.graph.folding import link_key
    from thesisvault.impact.calendar import calendar

    events = calendar(view.vault, view.as_of)
    names = (name for event in events for name in (event.title, *event.theses))
    index.remember(key, msgpack.encode(events), {*map(link_key, names)}, view.as_of)
    return events


def select(
    events: Iterable[Event], as_of: dt.date, days: int | None, *, everything: bool = False
) -> tuple[Event, ...]:
    """What a person needs to see: overdue, running, and what begins within `days` days.

    `days` None: however far ahead. `everything`: also what is done and what has no date.
    """
    hidden = (EventState.DONE, EventState.GONE, EventState.UNDATED)
    return tuple(
        event
        for event in events
        if (everything or event.state not in hidden)
        and (days is None or event.window is None or (event.window.start - as_of).days <= days)
    )


def dated(event: Event, as_of: dt.date) -> Dated:
    """Return an event as it is on a day."""
    window = event.window
    digest = hashlib.sha256(f"{event.kind.value}\n{event.key}".encode()).hexdigest()
    return Dated(
        f"{digest[:32]}@thesisvault",
        event.kind,
        event.state,
        event.title,
        event.note,
        window.text if window else None,
        window.start if window else None,
        window.end if window else None,
        event.days(as_of),
        event.expected,
        event.outcome,
        event.theses,
        event.mentions,
    )


def _later(as_of: dt.date, days: int | None) -> dt.date | None:
    if days is None or days > (dt.date.max - as_of).days:
        return None
    return as_of + dt.timedelta(days=days)
