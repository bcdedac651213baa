"""``thesis record``."""

from __future__ import annotations

import datetime as dt

import click

from thesisvault.cli.naming import completes
from thesisvault.cli.session import Session, reading
from thesisvault.cli.text import say
from thesisvault.model.errors import UsageFault


@reading("record")
@click.argument("theses", metavar="[THESIS]...", nargs=-1, shell_complete=completes("thesis"))
@click.option(
    "--svg",
    "picture",
    metavar="FILE",
    help="Draw the calibration into FILE, instead of printing; - for standard output.",
)
def command(
    session: Session,
    theses: tuple[str, ...],
    picture: str | None,
    as_of: dt.date | None,
    as_json: bool,
) -> None:
    """Tell what came of forecasts, of theses by conviction and horizon, and of rotations.

    Shares that came true with their 95% range, the mean return ahead of the benchmark, and the
    Brier score in its parts. --svg FILE draws the calibration.
    """
    if picture is not None and as_json:
        raise UsageFault("`--svg` and `--json` are two outputs: ask for one of them.")
    if picture is None:
        session.show("record", as_of, as_json, theses=theses)
        return
    from thesisvault.render.calibration import is_ours, svg

    drawn = svg(session.ask("record", as_of, theses=theses)).encode()
    if session.write_named(picture, drawn, is_ours, "a picture"):
        say(f"Drawn: {picture}")
