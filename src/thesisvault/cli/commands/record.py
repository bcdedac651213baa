"""``thesis record``."""

from __future__ import annotations

import datetime as dt

import click

from thesisvault.cli.naming import completes, listed
from thesisvault.cli.session import Session, reading
from thesisvault.cli.text import say
from thesisvault.model.errors import UsageFault


@reading("record")
@click.argument("theses", metavar="[THESIS]...", nargs=-1, shell_complete=completes("thesis"))
@click.option(
    "--factors", metavar="LIST", help="Spreads (IWM-SPY) and files of factors, with commas."
)
@click.option(
    "--svg",
    "picture",
    metavar="FILE",
    help="Draw the calibration into FILE, instead of printing; - for standard output.",
)
def command(
    session: Session,
    theses: tuple[str, ...],
    factors: str | None,
    picture: str | None,
    as_of: dt.date | None,
    as_json: bool,
) -> None:
    """Score the forecasts, and the returns of theses and rotations.

    The Brier score against always saying 50%, a calibration table, what is open and overdue, the
    returns since theses were opened; then, by conviction, horizon and evidence, how many came
    true, with a 95% range. --svg FILE draws the calibration.
    """
    asked = {"theses": theses, "factors": listed(factors)}
    if picture is not None and as_json:
        raise UsageFault("`--svg` and `--json` are two outputs: ask for one of them.")
    if picture is None:
        session.show("record", as_of, as_json, **asked)
        return
    from thesisvault.render.calibration import is_ours, svg

    drawn = svg(session.ask("record", as_of, **asked)).encode()
    if session.write_named(picture, drawn, is_ours, "a picture"):
        say(f"Drawn: {picture}")
