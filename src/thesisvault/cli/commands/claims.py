"""``thesis claims``."""

from __future__ import annotations

import datetime as dt

import click

from thesisvault.cli.naming import completes
from thesisvault.cli.session import Session, reading


@reading("claims")
@click.option("--flows", is_flag=True, help="Of rotations, hold the flows against prices.")
@click.argument("notes", metavar="[NOTE]...", nargs=-1, shell_complete=completes())
def command(
    session: Session,
    notes: tuple[str, ...],
    flows: bool,
    as_of: dt.date | None,
    as_json: bool,
) -> None:
    """Hold every move that notes state against prices; where one fails, say what it does match.

    With --flows: whether the groups of each rotation moved, since it began, as the note says.

    Exits with 1 where a stated move fails, or a flow went the other way.
    """
    if session.show("flows" if flows else "claims", as_of, as_json, notes=notes).fails:
        raise click.exceptions.Exit(1)
