"""``thesis record``."""

from __future__ import annotations

import datetime as dt

import click

from thesisvault.cli.naming import completes, listed
from thesisvault.cli.picture import check_drawing, draw, drawn
from thesisvault.cli.session import Session, reading


@reading("record")
@click.argument("theses", metavar="[THESIS]...", nargs=-1, shell_complete=completes("thesis"))
@click.option(
    "--factors", metavar="LIST", help="Spreads (IWM-SPY) and files of factors, with commas."
)
@drawn("the calibration")
def command(
    session: Session,
    theses: tuple[str, ...],
    factors: str | None,
    picture: str | None,
    pixels: int | None,
    as_of: dt.date | None,
    as_json: bool,
) -> None:
    """Score the forecasts, and the returns of theses and rotations.

    The Brier score against always saying 50%, a calibration table, what is open and overdue, the
    returns since theses were opened; then, by conviction, horizon and evidence, how many came
    true, with a 95% range. --svg FILE draws the calibration.
    """
    check_drawing(picture, pixels, as_json)
    asked = {"theses": theses, "factors": listed(factors)}
    if picture is None:
        session.show("record", as_of, as_json, **asked)
        return
    from thesisvault.render.pictures import record

    draw(session, picture, pixels, record, session.ask("record", as_of, **asked))
