"""``thesis clusters``."""

from __future__ import annotations

import datetime as dt

from thesisvault.cli.session import Session, reading


@reading("clusters")
def command(session: Session, as_of: dt.date | None, as_json: bool) -> None:
    """Group the theses that stand or fall together, by what they rest on.

    Two theses are linked as far as stated relations lead both to the same names with the same
    sign. Next to that: how alike their prices moved, as `thesis crowding` has it.
    """
    session.show("clusters", as_of, as_json)
