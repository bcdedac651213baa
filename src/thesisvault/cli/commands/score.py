"""``thesis score``: the part of ``thesis record`` that had this name, with its own JSON."""

from __future__ import annotations

import datetime as dt

import click

from thesisvault.cli.naming import completes, listed
from thesisvault.cli.session import Session, reading


@reading("score")
@click.argument("theses", metavar="[THESIS]...", nargs=-1, shell_complete=completes("thesis"))
@click.option(
    "--factors", metavar="LIST", help="Spreads (IWM-SPY) and files of factors, with commas."
)
def command(
    session: Session,
    theses: tuple[str, ...],
    factors: str | None,
    as_of: dt.date | None,
    as_json: bool,
) -> None:
    """Score the forecasts in the logs, and the returns since each thesis was opened.

    Brier score against always saying 50%, a calibration table, what is open and overdue.
    """
    session.show("score", as_of, as_json, theses=theses, factors=listed(factors))
