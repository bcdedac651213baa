"""``thesis crowding``."""

from __future__ import annotations

import datetime as dt

from thesisvault.cli.picture import check_drawing, draw, drawn
from thesisvault.cli.session import Session, reading


@reading("crowding")
@drawn("the overlaps")
def command(
    session: Session,
    picture: str | None,
    pixels: int | None,
    as_of: dt.date | None,
    as_json: bool,
) -> None:
    """Show how much your theses overlap: what they share, and how closely they move together."""
    check_drawing(picture, pixels, as_json)
    if picture is None:
        session.show("crowding", as_of, as_json)
        return
    from thesisvault.render.pictures import crowding

    draw(session, picture, pixels, crowding, session.ask("crowding", as_of))
