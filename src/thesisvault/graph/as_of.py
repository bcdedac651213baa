"""The vault as it stood on a day: what is dated later is not there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import TypeVar

from msgspec.structs import replace

from thesisvault.model.facts import Facts
from thesisvault.model.note import Note, Profile

N = TypeVar("N", bound=Profile)
_NOTHING = Facts()


def visible(notes: Iterable[Note], day: dt.date) -> Iterator[Note]:
    """The notes that existed on `day`, without the facts that are dated later.

    Undated notes are reference: they are always there. What a note says of the future (a review,
    a catalyst's date) stays; what happened later (an outcome, a closing) goes. A note whose date
    cannot be read is there from the day of the newest note that has one.
    """
    known = tuple(notes)
    newest = max((note.date for note in known if note.date), default=day)
    for note in known:
        is_there = newest <= day if note.misdated else note.date is None or note.date <= day
        if is_there:
            yield as_of(note, day)


def as_of(note: N, day: dt.date) -> N:
    """The note without the facts that are dated after `day`."""
    return note if note.facts == _NOTHING else replace(note, facts=note.facts.known(day))
