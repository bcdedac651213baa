"""``thesis contradictions``."""

from __future__ import annotations

import datetime as dt

from thesisvault.cli.session import Session, reading


@reading("contradictions")
def command(session: Session, as_of: dt.date | None, as_json: bool) -> None:
    """List recorded figures and views on which sources disagree."""
    session.show("contradictions", as_of, as_json)
