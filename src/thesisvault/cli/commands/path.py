"""``thesis path``."""

from __future__ import annotations

import datetime as dt

import click

from thesisvault.cli.naming import completes
from thesisvault.cli.session import Session, reading


@reading("path")
@click.argument("start", metavar="FROM", shell_complete=completes())
@click.argument("end", metavar="TO", shell_complete=completes())
def command(session: Session, start: str, end: str, as_of: dt.date | None, as_json: bool) -> None:
    """Show how FROM reaches TO: the strongest paths along stated relations, at most 5.

    The signs of the steps are multiplied: + helps, − hurts, · has no sign. The percentage is
    what remains of an effect by the review's arithmetic.
    """
    session.show("path", as_of, as_json, notes=(start, end))
