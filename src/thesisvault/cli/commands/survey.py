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
    help="Put the words it proposes into .thesis/config.toml, after a yes.",
)
@click.option("--yes", is_flag=True, help="With --write-config: ask nothing.")
def command(
    session: Session, write_config: bool, yes: bool, as_of: dt.date | None, as_json: bool
) -> None:
    """Tell what was read of a vault's notes, by which rule, and what was not: a first look.

    \b
    thesis survey --as-of 2026-01-09
    thesis survey --write-config --yes    # teach the vocabulary what it proposes
    """
    if yes and not write_config:
        raise UsageFault("`--yes` belongs to `--write-config`: `thesis survey --write-config`.")
    if write_config and as_json:
        raise UsageFault(
            "`--write-config` prints for people: `thesis survey --json` is a document."
        )
    answer = session.ask("survey", as_of)
    if write_config:
        _write(session, answer, yes=yes)
    else:
        tell("survey", answer, as_json)


def _write(session: Session, answer: Answer, *, yes: bool) -> None:
    """Show the lines, ask, and write them."""
    if not answer.lessons:
        warn("Nothing to teach: no table and no property is near to a known one.")
        return
    for line in answer.config:
        say(line)
    if not yes:
        if not at_terminal():
            warn("Nothing was written: `thesis survey --write-config --yes` writes these lines.")
            return
        if not click.confirm(f"Put these lines into {PATH}", err=True):
            warn("Nothing was written.")
            return
    from thesisvault.actions.teach import teach

    wrote = teach(session.root(), answer.lessons)
    warn(f"{'Written to' if wrote else 'All of this stands in'} {PATH}.")
