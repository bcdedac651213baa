"""``thesis calendar``."""

from __future__ import annotations

import datetime as dt

import click

from thesisvault.cli.picture import check_drawing, draw, drawn
from thesisvault.cli.session import Session, reading
from thesisvault.cli.text import warn
from thesisvault.model.errors import UsageFault
from thesisvault.render.lines import plural
from thesisvault.reports.calendar import AHEAD


@reading("calendar")
@click.option(
    "--days",
    type=click.IntRange(min=0),
    metavar="N",
    help=f"How far ahead to look.  [default: {AHEAD}]",
)
@click.option("--all", "everything", is_flag=True, help="Include done, undated and far-off events.")
@click.option("--ics", "file", metavar="FILE", help="Write a calendar file; - for standard output.")
@drawn("the next 12 weeks")
def command(
    session: Session,
    days: int | None,
    everything: bool,
    file: str | None,
    picture: str | None,
    pixels: int | None,
    as_of: dt.date | None,
    as_json: bool,
) -> None:
    """List catalysts and reviews: overdue, running, and ahead.

    --ics writes the listed events for a calendar program. Importing a newer file moves its entries
    instead of duplicating them.
    """
    if file is not None and as_json:
        raise UsageFault("`--ics` and `--json` cannot be combined: use one of them.")
    if file is not None and picture is not None:
        raise UsageFault("`--ics` and `--svg` cannot be combined: use one of them.")
    check_drawing(picture, pixels, as_json)
    asked = {"days": days, "all": everything}
    if picture is not None:
        from thesisvault.render.pictures import calendar

        draw(session, picture, pixels, calendar, session.ask("calendar", as_of, **asked))
        return
    if file is None:
        session.show("calendar", as_of, as_json, **asked)
        return
    from thesisvault.render.ics import ics, is_ours

    found = session.ask("calendar", as_of, **asked)
    if session.write_named(file, ics(found), is_ours, "a calendar"):
        written = sum(event.start is not None for event in found.events)
        warn(f"{plural(written, 'event')} written to {file}")
