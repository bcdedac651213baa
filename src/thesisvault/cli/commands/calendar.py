"""``thesis calendar``."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from thesisvault.cli.session import Session, as_of_option, json_option, pass_session, review_day
from thesisvault.cli.text import say_json, show, warn
from thesisvault.model.errors import UsageFault
from thesisvault.render.lines import plural
from thesisvault.render.text.calendar import calendar_document, ics, text
from thesisvault.reports.calendar import AHEAD, report


@click.command("calendar")
@click.option(
    "--days",
    type=click.IntRange(min=0),
    metavar="N",
    help=f"How far ahead to look.  [default: {AHEAD}]",
)
@click.option("--all", "everything", is_flag=True, help="Also what is done, undated, or far off.")
@click.option("--ics", "file", metavar="FILE", help="Write a calendar file; - for standard output.")
@as_of_option
@json_option
@pass_session
def command(
    session: Session,
    days: int | None,
    everything: bool,
    file: str | None,
    as_of: dt.date | None,
    as_json: bool,
) -> None:
    """List catalysts and reviews: overdue, running, and ahead.

    --ics writes what is listed for a calendar program. Reading a newer file again moves entries
    instead of doubling them.
    """
    if file is not None and as_json:
        raise UsageFault("`--ics` and `--json` are two forms: ask for one of them.")
    workspace = session.open()
    found = report(workspace, review_day(workspace, as_of), days, everything=everything)
    if as_json:
        say_json(calendar_document(found))
    elif file is None:
        show(text, found)
    elif file == "-":
        click.echo(ics(found), nl=False)
    else:
        Path(file).write_bytes(ics(found))
        written = sum(event.window is not None for event in found.events)
        warn(f"{plural(written, 'event')} written to {file}")
