"""The day of the newest data: a block is dated by it, so that a day without news changes none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from thesisvault.graph import Vault
from thesisvault.impact.scenarios import rotation_state
from thesisvault.model.note import Kind, Profile


def newest_day(vault: Vault, last_session: dt.date | None, day: dt.date) -> dt.date:
    """The latest day up to `day` on which a note, a fact or a price is dated, or a scenario ended.

    `day` itself where nothing has a date.
    """
    dates = [date for note in vault.noted_facts.values() for date in _dates(note, day)]
    if vault.newest is not None:
        dates.append(vault.newest)
    if last_session is not None:
        dates.append(last_session)
    return max((date for date in dates if date <= day), default=day)


def _dates(note: Profile, day: dt.date) -> Iterator[dt.date]:
    found = [note.date, note.facts.opened, note.facts.closed]
    found += [fact.date() for fact in note.facts.all()]
    if note.kind is Kind.ROTATION:
        # On the day after a scenario's last one, what it says no longer counts: that is news.
        scenarios = rotation_state(note, day).scenarios
        found += [item.expires + dt.timedelta(days=1) for item in scenarios if item.expires]
    yield from (date for date in found if date is not None)
