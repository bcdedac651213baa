"""``thesis log``."""

from __future__ import annotations

import datetime as dt
import re

import click

from thesisvault.actions.log import draft, write_draft
from thesisvault.cli.dates import Day
from thesisvault.cli.naming import certain, completes
from thesisvault.cli.session import Session, pass_session, review_day
from thesisvault.cli.text import say, warn
from thesisvault.model.errors import UsageFault
from thesisvault.model.log import Answer, Draft
from thesisvault.workspace import Workspace

_OUTCOME = re.compile(r"(yes|no|void)(?:(?:\s*[,;.:]|\s+[-–—](?=\s))\s*(.*))?", re.IGNORECASE)


@click.command("log")
@click.argument("thesis", metavar="THESIS", shell_complete=completes("thesis"))
@click.argument("text", metavar="TEXT")
@click.option("--probability", metavar="P", help="TEXT is a forecast: .6 or 60%, with --by.")
@click.option("--by", "due", type=Day(ahead=True), metavar="DATE", help="The forecast's last day.")
@click.option(
    "--outcome", metavar="TEXT", help="TEXT came out: yes, no or void, and a remark after a comma."
)
@click.option("--date", type=Day(), metavar="DATE", help="The line's date (else the review's day).")
@click.option("--write", is_flag=True, help="Put the line into the note, instead of printing it.")
@pass_session
def command(
    session: Session,
    thesis: str,
    text: str,
    probability: str | None,
    due: dt.date | None,
    outcome: str | None,
    date: dt.date | None,
    write: bool,
) -> None:
    """Compose a dated line for a thesis's log: what happened, a forecast, or an outcome.

    Prints the line, and says where to paste it. With --write it is put there, and nothing else
    of the note changes.
    """
    if outcome is not None and probability is not None:
        raise UsageFault("A line is a forecast or an outcome: not `--probability` and `--outcome`.")
    if probability is not None and due is None:
        raise UsageFault("A forecast needs its last day: `--by 2026-06-30`.")
    if due is not None and probability is None and outcome is None:
        raise UsageFault("`--by` belongs to a forecast: how likely is it? `--probability 60%`.")

    def drafted(workspace: Workspace) -> Draft:
        return draft(
            workspace,
            certain(workspace, thesis, "thesis"),
            text,
            review_day(workspace, date),
            probability=None if probability is None else _probability(probability),
            due=due,
            outcome=None if outcome is None else _outcome(outcome),
        )

    if write:
        with session.writing("log", thesis, text) as vault:
            found = drafted(vault.workspace)
            write_draft(vault, found)
        say(("written ", "green"), f"{found.note}:{found.line}")
        return
    found = drafted(session.open())
    for line in found.lines:
        say(line)
    new = found.lines[0].startswith("#")
    what = "the note has no log yet" if new else "the end of its log"
    warn(f"Paste at {found.note}:{found.line}, {what}. Nothing was written.")


def _probability(text: str) -> float:
    """``.6``, ``0.6``, ``60%`` or ``60``; a bare 1 could be either, so it is refused."""
    plain = text.strip()
    percent = plain.endswith("%")
    try:
        value = float(plain.removesuffix("%"))
    except ValueError:
        value = -1.0
    if not percent and value == 1.0:
        raise UsageFault("`--probability 1` could be 1% or 100%: write the percent sign.")
    chance = value / 100 if percent or value > 1.0 else value
    if not 0.0 <= chance <= 1.0:
        raise UsageFault(f"`{text}` is no probability: write .6 or 60%.")
    return round(chance, 6)


def _outcome(text: str) -> tuple[Answer, str]:
    match = _OUTCOME.fullmatch(text.strip())
    if match is None:
        raise UsageFault(
            f"`{text}` is no outcome: it begins with yes, no or void, as in `yes, closed at 203`."
        )
    return Answer(match.group(1).casefold()), match.group(2) or ""
