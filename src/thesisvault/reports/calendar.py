"""What is ahead and what is overdue in a vault on a day."""

from __future__ import annotations

import datetime as dt

from msgspec import Struct

from thesisvault.impact.calendar import Event, calendar, select
from thesisvault.workspace.open import Workspace

AHEAD = 180
"""Days ahead that are shown where nobody asks for another number: two quarters."""


class CalendarReport(Struct, frozen=True):
    """The events chosen for a day, by date."""

    as_of: dt.date
    until: dt.date | None
    """The last day on which an event shown may begin; None: no limit."""
    events: tuple[Event, ...]
    later: int
    """Events that begin after `until`."""


def report(
    workspace: Workspace, day: dt.date, days: int | None = None, *, everything: bool = False
) -> CalendarReport:
    """The vault's catalysts and reviews as they stood on `day`.

    Overdue, running, and what begins within `days` (default `AHEAD`); `everything` lifts that
    limit, unless `days` is given too, and adds what is done and what has no date.
    """
    limit = days if days is not None or everything else AHEAD
    events = calendar(workspace.vault_as_of(day), day)
    chosen = select(events, day, limit, everything=everything)
    unlimited = select(events, day, None, everything=everything)
    until = _later(day, limit)
    return CalendarReport(day, until, chosen, len(unlimited) - len(chosen))


def _later(day: dt.date, days: int | None) -> dt.date | None:
    if days is None or days > (dt.date.max - day).days:
        return None
    return day + dt.timedelta(days=days)
