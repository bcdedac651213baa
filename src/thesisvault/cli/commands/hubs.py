"""``thesis hubs``."""

from __future__ import annotations

import datetime as dt

import click

from thesisvault.cli.session import Session, reading, tell
from thesisvault.cli.text import Counter
from thesisvault.reports.hubs import MOST, Answer, Ask, measure
from thesisvault.reports.kept import kept


@reading("hubs")
@click.option(
    "--most",
    type=click.IntRange(min=1),
    default=MOST,
    show_default=True,
    help="How many notes to try, the likeliest first.",
)
@click.option("--all", "everything", is_flag=True, help="Show every note that changes a score.")
def command(
    session: Session, most: int, everything: bool, as_of: dt.date | None, as_json: bool
) -> None:
    """Find the notes that most verdicts depend on: review the vault without each of them.

    VERDICTS and SCORES count those that would change. BETWEENNESS is the share of
    the shortest paths, among everything that affects a thesis, that run through the note.
    """
    view = session.view(as_of)
    with Counter("Reviewing without each note") as counter:
        ask = Ask(most)
        answer = kept(view, "hubs", ask, Answer, lambda: measure(view, ask, counter.show))
    if as_json:
        tell("hubs", answer, as_json)
    else:
        tell("hubs", answer, as_json, everything)
