"""The days on which what a vault says may differ: a step back, a step on."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from msgspec import Struct

from thesisvault.impact.scenarios import rotation_state
from thesisvault.workspace.view import View


class Steps(Struct, frozen=True):
    """The nearest days before and after; None where there is none."""

    before: dt.date | None
    after: dt.date | None


def steps(view: View, last: dt.date) -> Steps:
    """The nearest days on which a note is dated, a scenario ends or a session has prices.

    `last`: the vault's own day, after which there is nothing to step to.
    """
    days = sorted({day for day in (*_noted(view), *_sessions(view), last) if day <= last})
    before, after = bisect_left(days, view.as_of), bisect_right(days, view.as_of)
    return Steps(days[before - 1] if before else None, days[after] if after < len(days) else None)


def _noted(view: View) -> Iterator[dt.date]:
    """What notes are dated, and the days after which their scenarios do not count any more."""
    for note in view.whole.noted_facts.values():
        if note.date is not None:
            yield note.date
            for scenario in rotation_state(note, note.date).scenarios:
                if scenario.expires is not None and scenario.expires < dt.date.max:
                    yield scenario.expires + dt.timedelta(days=1)


def _sessions(view: View) -> Iterator[dt.date]:
    for symbol in view.settings.market.benchmark:
        yield from view.on(dt.date.max).prices.adjusted(symbol).dates
