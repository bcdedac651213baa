"""``thesis claims``."""

from __future__ import annotations

import datetime as dt

import click

from thesisvault.cli.naming import completes
from thesisvault.cli.session import Session, reading


@reading("claims")
@click.option("--flows", is_flag=True, help="Check the flows of rotations instead.")
@click.argument("notes", metavar="[NOTE]...", nargs=-1, shell_complete=completes())
def command(
    session: Session,
    notes: tuple[str, ...],
    flows: bool,
    as_of: dt.date | None,
    as_json: bool,
) -> None:
    """Check the price moves quoted in notes against actual prices; say what a wrong one matches.

    With --flows: check whether groups have moved as their rotations say, since these began.

    Exits with 1 where a stated move fails, or a flow went the other way.
    """
    if session.show("flows" if flows else "claims", as_of, as_json, notes=notes).fails:
        raise click.exceptions.Exit(1)
