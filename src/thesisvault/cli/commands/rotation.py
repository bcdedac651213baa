"""``thesis rotation``."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import cast

import click

from thesisvault.cli.session import Session, as_of_option, json_option, pass_session, review_day
from thesisvault.cli.text import say, say_json, show
from thesisvault.model.errors import UsageFault, WriteRefused
from thesisvault.model.market import Period
from thesisvault.render.text.rotation import rotation_document, svg, text
from thesisvault.reports.rotation import rotation


@click.command("rotation")
@click.option("--baskets", metavar="NAME,...", help="Only these groups, theses or stocks.")
@click.option(
    "--period", type=click.Choice(["weekly", "daily"]), default="weekly", show_default=True
)
@click.option(
    "--length", type=click.IntRange(1, 104), default=12, show_default=True, help="Points a group."
)
@click.option(
    "--svg",
    "picture",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Draw the picture into FILE, instead of printing.",
)
@as_of_option
@json_option
@pass_session
def command(
    session: Session,
    baskets: str | None,
    period: str,
    length: int,
    picture: Path | None,
    as_of: dt.date | None,
    as_json: bool,
) -> None:
    """Place each group against the benchmark: its RS quadrant, and how alike its names move.

    Leading: stronger than the benchmark and gaining; weakening, lagging, improving follow
    clockwise. --svg FILE draws the picture.
    """
    if picture is not None and as_json:
        raise UsageFault("`--svg` and `--json` are two outputs: ask for one of them.")
    workspace = session.open()
    names = [name.strip() for name in (baskets or "").split(",") if name.strip()]
    day = review_day(workspace, as_of)
    report = rotation(workspace, day, names, cast("Period", period), length)
    if picture is not None:
        _draw(picture, svg(report))
        say(f"Drawn: {picture}")
    elif as_json:
        say_json(rotation_document(report))
    else:
        show(text, report)


def _draw(path: Path, picture: str) -> None:
    """Write the picture; a file that is none is never overwritten."""
    if path.exists() and not path.read_bytes().startswith(b"<svg"):
        raise WriteRefused(f"`{path}` exists and is no SVG: it was not touched. Name another file.")
    path.write_text(picture, encoding="utf-8")
