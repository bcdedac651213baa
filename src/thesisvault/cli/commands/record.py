"""``thesis record``."""

from __future__ import annotations

import datetime as dt

import click

from thesisvault.cli.naming import completes
from thesisvault.cli.picture import check_drawing, draw, drawn
from thesisvault.cli.session import Session, reading


@reading("record")
@click.argument("theses", metavar="[THESIS]...", nargs=-1, shell_complete=completes("thesis"))
@drawn("the calibration")
def command(
    session: Session,
    theses: tuple[str, ...],
    picture: str | None,
    pixels: int | None,
    as_of: dt.date | None,
    as_json: bool,
) -> None:
    """Tell what came of forecasts, of theses by conviction and horizon, and of rotations.

    Shares that came true with their 95% range, the mean return ahead of the benchmark, and the
    Brier score in its parts. --svg FILE draws the calibration.
    """
    check_drawing(picture, pixels, as_json)
    if picture is None:
        session.show("record", as_of, as_json, theses=theses)
        return
    from thesisvault.render.pictures import record

    draw(session, picture, pixels, record, session.ask("record", as_of, theses=theses))
