"""``thesis explain``."""

from __future__ import annotations

import datetime as dt

import click

from thesisvault.cli.naming import completes, meant
from thesisvault.cli.picture import check_drawing, draw, drawn
from thesisvault.cli.session import Session, reading, tell
from thesisvault.cli.text import show
from thesisvault.model.errors import UsageFault
from thesisvault.reports import registry


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
    """Show all evidence on a thesis, line by line, and the arithmetic that leads to the verdict.

    THESIS is a name, part of a name, or a security that only this thesis holds. NOTE:LINE shows
    what that line says for and against each thesis. --svg FILE draws the history of the score and
    names the notes that changed it.
    """
    check_drawing(picture, pixels, as_json)
    view = session.view(as_of)
    found = meant(view, thesis, "thesis")
    if found.line is not None:
        if as_json or picture is not None:
            option = "--json" if as_json else "--svg"
            raise UsageFault(f"`{option}` needs a whole thesis: leave out `:{found.line}`.")
        from thesisvault.render.text.explain import on_line
        from thesisvault.reports.explain import report_line

        for answer in report_line(view, found.name, found.line):
            show(on_line, answer)
    elif picture is None:
        tell("explain", registry.answer(view, "explain", {"thesis": found.name}), as_json)
    else:
        from thesisvault.render.pictures import history
        from thesisvault.reports.score_history import Ask, report

        draw(session, picture, pixels, history, report(view, Ask(found.name)))
