"""``thesis log``."""

from __future__ import annotations

import datetime as dt
import re
import shlex

import click

from thesisvault.actions.log import draft, write_draft
from thesisvault.cli.dates import Day
from thesisvault.cli.naming import certain, completes
from thesisvault.cli.session import Session, pass_session, review_day
from thesisvault.cli.text import say, show, warn
from thesisvault.model.errors import UsageFault
from thesisvault.model.log import Answer, Draft
from thesisvault.render.lines import Page, place
from thesisvault.reports.score import entries_of, thesis_note
from thesisvault.workspace import Workspace

_OUTCOME = re.compile(r"(yes|no|void)(?:(?:\s*[,;.:]|\s+[-–—](?=\s))\s*(.*))?", re.IGNORECASE)


@click.command("log")
@click.argument("thesis", metavar="THESIS", shell_complete=completes("thesis"))
@click.argument("text", metavar="[TEXT]", required=False)
@click.option("--probability", metavar="P", help="TEXT is a forecast: .6 or 60%, with --by.")
@click.option("--by", "due", type=Day(ahead=True), metavar="DATE", help="The forecast's last day.")
@click.option(
    "--outcome", metavar="TEXT", help="TEXT came out: yes, no or void, and a remark after a comma."
)
@click.option("--date", type=Day(), metavar="DATE", help="The line's date (else the review's day).")
@click.option("--dry-run", is_flag=True, help="Print the line; write nothing.")
@click.option("--write", is_flag=True, hidden=True)  # of an earlier version, which only printed
@pass_session
def command(
    session: Session,
    thesis: str,
    text: str | None,
    probability: str | None,
    due: dt.date | None,
    outcome: str | None,
    date: dt.date | None,
    dry_run: bool,
    write: bool,
) -> None:
    """Add a dated line to a thesis's log: what happened, a forecast, or an outcome.

    Shows the line, and writes it into the note. Without TEXT, shows the log.
    """
    if dry_run and write:
        raise UsageFault("`--dry-run` writes nothing: leave out `--write`.")
    if text is None:
        if probability or due or outcome or write or dry_run:
            raise UsageFault('Give the text of the line: `thesis log "Long copper" "Bought more."`')
        _show_log(session, thesis, date)
        return
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
            text or "",
            review_day(workspace, date),
            probability=None if probability is None else _probability(probability),
            due=due,
            outcome=None if outcome is None else _outcome(outcome),
        )

    if dry_run:
        found = drafted(session.open())
        _say_draft(found)
        new = found.lines[0].startswith("#")
        where = "as the first line of a new log" if new else "at the end of the log"
        warn(f"Nothing was written. It would go to {found.note}:{found.line}, {where}.")
        return
    with session.writing("log", thesis, text or "") as vault:
        found = drafted(vault.workspace)
        _say_draft(found)
        write_draft(vault, found)
    say(("written ", "green"), f"{found.note}:{found.line}")


def _say_draft(found: Draft) -> None:
    for line in "\n".join(found.lines).rstrip().split("\n"):
        say(line)


def _show_log(session: Session, thesis: str, date: dt.date | None) -> None:
    """Print the lines of a log up to the day, oldest first."""
    view = session.view(date)
    node = thesis_note(view.workspace, view.vault, thesis)
    entries = entries_of(node)
    for entry in entries:
        at = place(node.id, entry.span.shown_line)
        show(Page.wrapped, f"{entry.date}: {entry.text}", indent=4, first="  -", cite=at)
    if not entries:
        warn(f'`{node.name}` has no log yet: `thesis log {shlex.quote(node.name)} "Bought more."`')


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
