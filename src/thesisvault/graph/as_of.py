"""The vault as it stood on a day: what is dated later is not there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import TypeVar

from msgspec.structs import replace

from thesisvault.model.facts import CatalystDate, Facts
from thesisvault.model.note import Note, Profile

N = TypeVar("N", bound=Profile)
_NOTHING = Facts()


def visible(notes: Iterable[Note], day: dt.date) -> Iterator[Note]:
    """The notes that existed on `day`, without the facts that are dated later.

    Undated notes are reference: they are always there. What a note says of the future (a review,
    a catalyst's date) stays; what happened later (an outcome, a closing) goes.
    """
    for note in notes:
        if note.date is None or note.date <= day:
            yield as_of(note, day)


def as_of(note: N, day: dt.date) -> N:
    """The note without the facts that are dated after `day`."""
    return note if note.facts == _NOTHING else replace(note, facts=_facts(note.facts, day))


def _facts(facts: Facts, day: dt.date) -> Facts:
    return replace(
        facts,
        closed=facts.closed if facts.closed and facts.closed <= day else None,
        happens=_without_outcome(facts.happens, day) if facts.happens else None,
        catalysts=tuple(_without_outcome(item, day) for item in facts.catalysts),
        stated_moves=tuple(item for item in facts.stated_moves if _known(item.date, day)),
        stated_impacts=tuple(item for item in facts.stated_impacts if _known(item.date, day)),
        flows=tuple(item for item in facts.flows if _known(item.date, day)),
        metrics=tuple(
            item for item in facts.metrics if item.as_of is None or item.as_of.start <= day
        ),
    )


def _known(date: dt.date | None, day: dt.date) -> bool:
    return date is None or date <= day


def _without_outcome(catalyst: CatalystDate, day: dt.date) -> CatalystDate:
    if catalyst.window is not None and catalyst.window.start > day:
        return replace(catalyst, outcome="")
    return catalyst
