"""``thesis rotation``."""

from __future__ import annotations

import datetime as dt

import click

from thesisvault.cli.dates import Day
from thesisvault.cli.naming import completes
from thesisvault.cli.picture import check_drawing, draw, drawn
from thesisvault.cli.session import Session, reading
from thesisvault.model.errors import UsageFault


@reading("rotation")
@click.argument(
    "rotations", metavar="[ROTATION]...", nargs=-1, shell_complete=completes("rotation")
)
@click.option("--baskets", metavar="NAME,...", help="Only these groups, theses or stocks.")
@click.option(
    "--period", type=click.Choice(["weekly", "daily"]), default="weekly", show_default=True
)
@click.option(
    "--length", type=click.IntRange(1, 104), default=12, show_default=True, help="Points a group."
)
@drawn("the quadrants")
@click.option("--detect", is_flag=True, help="Test whether prices show that a rotation has begun.")
@click.option("--since", type=Day(), metavar="DATE", help="With --detect: each day from DATE on.")
def command(
    session: Session,
    rotations: tuple[str, ...],
    baskets: str | None,
    period: str,
    length: int,
    picture: str | None,
    pixels: int | None,
    detect: bool,
    since: dt.date | None,
    as_of: dt.date | None,
    as_json: bool,
) -> None:
    """Show the rotations, newest first: whether each flow holds; then the groups' RS quadrants.

    A ROTATION shows that one, with the groups it names. Leading: stronger than the benchmark and
    gaining; weakening, lagging and improving follow clockwise. --svg FILE draws the last four
    weeks. --detect asks another question: whether a rotation may have begun.
    """
    if since is not None and not detect:
        raise UsageFault("`--since` goes with `--detect`: `thesis rotation --detect --since DATE`.")
    if detect:
        if picture is not None or baskets or rotations:
            raise UsageFault("`--detect` looks at all groups, and draws nothing.")
        session.show("detection", as_of, as_json, since=since)
        return
    check_drawing(picture, pixels, as_json)
    names = [name.strip() for name in (baskets or "").split(",") if name.strip()]
    asked = {"rotations": rotations, "groups": names, "period": period, "length": length}
    if picture is None:
        session.show("rotation", as_of, as_json, **asked)
        return
    from thesisvault.render.pictures import rotation

    draw(session, picture, pixels, rotation, session.ask("rotation", as_of, **asked))
