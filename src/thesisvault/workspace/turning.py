"""The days on which what a vault says may differ: a step back, a step on."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator

from msgspec import Struct, msgpack

from thesisvault.model.note import Profile
from thesisvault.storage.index import Index
from thesisvault.workspace.view import View

_NOTED = "days of notes"
"""The key under which they are kept."""


class Steps(Struct, frozen=True):
    """The nearest days before and after; None where there is none."""

    before: dt.date | None
    after: dt.date | None


def steps(view: View, last: dt.date) -> Steps:
    """The nearest days on which a note is dated, a scenario ends or a session has prices.

    `last`: the vault's own day, after which there is nothing to step to.
    """
    noted = _noted(view.workspace.index)
    days = sorted({day for day in (*noted, *_sessions(view), last) if day <= last})
    before, after = bisect_left(days, view.as_of), bisect_right(days, view.as_of)
    return Steps(days[before - 1] if before else None, days[after] if after < len(days) else None)


def _noted(index: Index) -> Collection[dt.date]:
    """The days of all notes (`days_of`), kept until what one of them states changes."""
    if (kept := index.recall(_NOTED)) is not None:
        return msgpack.decode(kept, type=list[dt.date])
    # Each note is let go of again: a vault would hold them all, for a list of days.
    found = sorted({day for note in index.source(None).noted_facts() for day in days_of(note)})
    index.remember(_NOTED, msgpack.encode(found), (), dt.date.max)
    return found


def days_of(note: Profile) -> Iterator[dt.date]:
    """The day that a note is dated, and those after which its scenarios do not count any more."""
    from thesisvault.impact.scenarios import rotation_state  # where the days are kept, none of it

    if note.date is not None:
        yield note.date
        for scenario in rotation_state(note, note.date).scenarios:
            if scenario.expires is not None and scenario.expires < dt.date.max:
                yield scenario.expires + dt.timedelta(days=1)


def _sessions(view: View) -> Iterator[dt.date]:
    for symbol in view.settings.market.benchmark:
        yield from view.on(dt.date.max).prices.adjusted(symbol).dates
