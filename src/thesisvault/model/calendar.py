"""What a vault's calendar holds: events, each with its date, its state and who says so."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from msgspec import Struct

from thesisvault.model.facts import Interval


class EventKind(StrEnum):
    """What a date in the calendar is."""

    CATALYST = "catalyst"
    REVIEW = "review"


class EventState(StrEnum):
    """Where an event stands on a day."""

    OVERDUE = "overdue"
    """Its last day has gone: a catalyst without an outcome, a review that was not made."""
    RUNNING = "running"
    """Its first day has come, its last one has not gone."""
    AHEAD = "ahead"
    DONE = "done"
    """A catalyst whose outcome is written."""
    GONE = "gone"
    """Its last day has gone, and its author keeps no outcomes where it stands."""
    UNDATED = "undated"
    """No date is given, or none that is understood."""


class Mention(Struct, frozen=True):
    """A line that names an event, with the date as written there."""

    note: str
    line: int
    date: str
    disagrees: bool = False
    """Its date has no day in common with the event's."""


class Event(Struct, frozen=True):
    """One thing that happens, or one review that is due."""

    kind: EventKind
    title: str
    key: str
    """A path or a folded name, whatever the date; of one name on several dates, with the count."""
    note: str | None
    """The event's own note, or the thesis to review."""
    window: Interval | None
    state: EventState
    expected: str
    outcome: str
    theses: tuple[str, ...]
    """The open theses it matters to, by name."""
    mentions: tuple[Mention, ...]

    def days(self, day: dt.date) -> int | None:
        """Days to its first day; once that has come, to its last one: negative when it is over."""
        if self.window is None:
            return None
        return ((self.window.start if self.window.start > day else self.window.end) - day).days
