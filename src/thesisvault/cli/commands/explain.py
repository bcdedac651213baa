"""``thesis explain``."""

from __future__ import annotations

import datetime as dt

import click

from thesisvault.cli.naming import completes
from thesisvault.cli.picture import check_drawing, draw, drawn
from thesisvault.cli.session import Session, reading


@reading("explain")
@click.argument("thesis", shell_complete=completes("thesis"))
@drawn("the score of the last 26 weeks")
def command(
    session: Session,
    thesis: str,
    picture: str | None,
    pixels: int | None,
    as_of: dt.date | None,
    as_json: bool,
) -> None:
    """Show every piece of evidence of a thesis, its line, and the arithmetic to the verdict.

    --svg FILE draws how the score went, and names the notes that turned it.
    """
    check_drawing(picture, pixels, as_json)
    if picture is None:
        session.show("explain", as_of, as_json, thesis=thesis)
        return
    from thesisvault.render.pictures import history
    from thesisvault.reports.history import Ask, report

    draw(session, picture, pixels, history, report(session.view(as_of), Ask(thesis)))
