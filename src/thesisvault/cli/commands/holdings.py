"""``thesis holdings``."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from thesisvault.actions.import_holdings import (
    HoldingsNote,
    draft_holdings,
    passed_lines,
    write_holdings,
)
from thesisvault.actions.import_prices import DECIMALS
from thesisvault.cli.dates import Day
from thesisvault.cli.group import Commands
from thesisvault.cli.session import Session, pass_session, review_day
from thesisvault.cli.text import say, say_wrapped, warn
from thesisvault.render.lines import plural


@click.group("holdings", cls=Commands)
def command() -> None:
    """Import your holdings from a broker's export."""


@command.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--broker",
    metavar="NAME",
    help="The broker that FILE must be from.  [default: read from its header]",
)
@click.option(
    "--account",
    metavar="NAME",
    help="The account: names the note, and selects one if FILE has several.",
)
@click.option(
    "--date", "day", type=Day(), metavar="DATE", help="The date of the holdings, if FILE has none."
)
@click.option(
    "--decimal",
    type=click.Choice(list(DECIMALS)),
    help="The decimal sign, if 1,234 could mean either.",
)
@click.option("--dry-run", is_flag=True, help="Print the note; write nothing.")
@pass_session
def import_(
    session: Session,
    file: Path,
    broker: str | None,
    account: str | None,
    day: dt.date | None,
    decimal: str | None,
    dry_run: bool,
) -> None:
    """Create a dated portfolio note from a broker's FILE: positions, or trades, which are summed.

    Interactive Brokers, Schwab, Fidelity, Trading 212, DEGIRO, Portfolio Performance and
    Ghostfolio are recognized by their header. No note is overwritten.
    """
    workspace = session.open()
    note = draft_holdings(
        workspace,
        file,
        review_day(workspace, None),
        broker=broker,
        account=account,
        day=day,
        decimal=DECIMALS.get(decimal or ""),
    )
    for told in note.statement.told:
        warn(f"{told}.")
    if note.assumed_day:
        warn(f"{file.name} has no date: {note.day} is used. Give another with `--date`.")
    if dry_run:
        for line in note.text.splitlines():
            say(line)
        return
    write_holdings(workspace, note)
    _say(note)


def _say(note: HoldingsNote) -> None:
    found = note.statement
    what = "positions" if found.kind == "positions" else "trades, summed"
    say_wrapped(f"Written: {note.path}.")
    say_wrapped(
        f"{plural(len(found.owned), 'security', 'securities')} as of {note.day}, from "
        f"{found.form} ({what})."
    )
    left = list(passed_lines(found))
    if left:
        say("Not imported:")
        for line in left:
            say_wrapped(line, indent=4, first="  ")
