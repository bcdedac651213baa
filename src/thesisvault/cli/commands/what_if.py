"""``thesis what-if``."""

from __future__ import annotations

import datetime as dt

import click

from thesisvault.cli.dates import Day
from thesisvault.cli.session import Session, reading, tell
from thesisvault.model.errors import UsageFault


@reading("what-if")
@click.argument("flows")
@click.option(
    "--strength",
    type=click.Choice(["strong", "mild"]),
    default="strong",
    show_default=True,
    help="Count FLOWS as flows, or as an outlook, which weighs half.",
)
@click.option(
    "--since",
    type=Day(),
    metavar="DATE",
    help="The day on which it begins.  [default: the review's day]",
)
@click.option(
    "--lasts", metavar="TIME", default="", help='How long it lasts, such as "1-2 quarters".'
)
@click.option("--note", "as_note", is_flag=True, help="Print the rotation note that states it.")
def command(
    session: Session,
    flows: str,
    strength: str,
    since: dt.date | None,
    lasts: str,
    as_note: bool,
    as_of: dt.date | None,
    as_json: bool,
) -> None:
    """Review as if a rotation note had said FLOWS: verdicts before and after, and why.

    FLOWS are words of a flow table, with commas between groups. Nothing is written.
    """
    if as_note and as_json:
        raise UsageFault("`--note` prints a note and `--json` a document: choose one.")
    asked = {"flows": flows, "strength": strength, "since": since, "lasts": lasts}
    answer = session.ask("what-if", as_of, **asked)
    if as_note:
        click.echo(answer.text, nl=False)
    else:
        tell("what-if", answer, as_json)
