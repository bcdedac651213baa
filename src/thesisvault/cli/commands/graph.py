"""``thesis graph``."""

from __future__ import annotations

import datetime as dt

import click

from thesisvault.cli.naming import completes
from thesisvault.cli.picture import check_drawing, draw, drawn
from thesisvault.cli.session import Session, reading


@reading("graph")
@click.argument("note", shell_complete=completes())
@click.option(
    "--depth", type=click.IntRange(1, 4), default=2, show_default=True, help="Steps from NOTE."
)
@click.option("--typed", is_flag=True, help="Only stated relations, no bare links.")
@drawn("the graph")
def command(
    session: Session,
    note: str,
    depth: int,
    typed: bool,
    picture: str | None,
    pixels: int | None,
    as_of: dt.date | None,
    as_json: bool,
) -> None:
    """Show the notes around NOTE: each relation, its sign, and the line that states it.

    \b
    thesis graph "Long NVIDIA" --typed
    thesis graph Oracle --depth 1 --svg oracle.svg
    """
    check_drawing(picture, pixels, as_json)
    asked = {"note": note, "depth": depth, "typed": typed}
    if picture is None:
        session.show("graph", as_of, as_json, **asked)
        return
    from thesisvault.render.pictures import graph

    draw(session, picture, pixels, graph, session.ask("graph", as_of, **asked))
