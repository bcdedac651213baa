"""``thesis crowding``."""

from __future__ import annotations

import datetime as dt

from thesisvault.cli.session import Session, reading


@reading("crowding")
def command(session: Session, as_of: dt.date | None, as_json: bool) -> None:
    """Show how much your theses overlap: shared names and groups, and correlation."""
    session.show("crowding", as_of, as_json)
