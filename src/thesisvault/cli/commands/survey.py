"""``thesis survey``."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from thesisvault.cli.naming import at_terminal
from thesisvault.cli.session import Session, reading, tell
from thesisvault.cli.text import say, warn
from thesisvault.model.errors import UsageFault
from thesisvault.storage.config import PATH

if TYPE_CHECKING:
    from thesisvault.reports.survey import Answer


@reading("survey")
@click.option(
    "--write-config",
    "write_config",
    is_flag=True,
    help="Add the proposed words to .thesis/config.toml, after asking.",
)
@click.option("--yes", is_flag=True, help="With --write-config: do not ask.")
def command(
    session: Session, write_config: bool, yes: bool, as_of: dt.date | None, as_json: bool
) -> None:
    """Show what was read from the notes, by which rule, and what was not: a first look.

    \b
    thesis survey --as-of 2026-01-09
    thesis survey --write-config --yes    # add the proposed words to the vocabulary
    """
    if yes and not write_config:
        raise UsageFault("`--yes` belongs to `--write-config`: `thesis survey --write-config`.")
    if write_config and as_json:
        raise UsageFault("`--write-config` has no JSON output: use `thesis survey --json` alone.")
    answer = session.ask("survey", as_of)
    if write_config:
        _write(session, answer, yes=yes)
    else:
        tell("survey", answer, as_json)


def _write(session: Session, answer: Answer, *, yes: bool) -> None:
    """Show the lines, ask, and write them."""
    if not answer.lessons:
        warn("Nothing to add: no table or property is similar to a known one.")
        return
    for line in answer.config:
        say(line)
    if not yes:
        if not at_terminal():
            warn("Nothing was written: `thesis survey --write-config --yes` writes these lines.")
            return
        if not click.confirm(f"Write these lines to {PATH}", err=True):
            warn("Nothing was written.")
            return
    from thesisvault.actions.teach import teach

    wrote = teach(session.root(), answer.lessons)
    warn(f"{'Written to' if wrote else 'All of this is already in'} {PATH}.")
