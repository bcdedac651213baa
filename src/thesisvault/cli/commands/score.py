"""``thesis score``."""

from __future__ import annotations

import datetime as dt

import click

from thesisvault.cli.naming import completes
from thesisvault.cli.session import Session, as_of_option, json_option, pass_session, review_day
from thesisvault.cli.text import say_json, show
from thesisvault.render.text.score import record_document, text
from thesisvault.reports.score import record


@click.command("score")
@click.argument("theses", metavar="[THESIS]...", nargs=-1, shell_complete=completes("thesis"))
@as_of_option
@json_option
@pass_session
def command(
    session: Session, theses: tuple[str, ...], as_of: dt.date | None, as_json: bool
) -> None:
    """Score the forecasts in the logs, and the returns since each thesis was opened.

    Brier score against always saying 50%, a calibration table, what is open and overdue.
    """
    workspace = session.open()
    found = record(workspace, review_day(workspace, as_of), theses)
    if as_json:
        say_json(record_document(found))
    else:
        show(text, found)
