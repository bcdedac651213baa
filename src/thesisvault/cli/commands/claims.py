"""``thesis claims``."""

from __future__ import annotations

import datetime as dt

import click

from thesisvault.cli.naming import completes
from thesisvault.cli.session import Session, reading


@reading("claims")
@click.argument("notes", metavar="[NOTE]...", nargs=-1, shell_complete=completes())
def command(session: Session, notes: tuple[str, ...], as_of: dt.date | None, as_json: bool) -> None:
    """Hold every move that notes state against prices; where one fails, say what it does match.

    Exits with 1 where a stated move fails.
    """
    if session.show("claims", as_of, as_json, notes=notes).fails:
        raise click.exceptions.Exit(1)
