"""``thesis status``."""

from __future__ import annotations

import datetime as dt

import click

from thesisvault.cli.naming import completes, spelled_out
from thesisvault.cli.session import (
    Day,
    Session,
    as_of_option,
    json_option,
    pass_session,
    tell,
    why_day,
)
from thesisvault.cli.text import say, warn
from thesisvault.model.errors import UsageFault
from thesisvault.model.review import Outcome
from thesisvault.render.lines import plural
from thesisvault.reports import registry
from thesisvault.reports.status import Ask, report


@click.command("status")
@click.argument("theses", metavar="[THESIS]...", nargs=-1, shell_complete=completes("thesis"))
@as_of_option
@json_option
@click.option("--since", type=Day(), metavar="DATE", help="Follow with what changed since then.")
@click.option("--explain", is_flag=True, help="Follow with the arithmetic of each thesis.")
@click.option("--all", "all_attention", is_flag=True, help="Show all that needs attention.")
@click.option("--watchlist", is_flag=True, help="Follow with what is only watched.")
@click.option(
    "--fail-on", metavar="VERDICT,...", help="Exit with 1 where a thesis has such a verdict."
)
@pass_session
def command(
    session: Session,
    theses: tuple[str, ...],
    as_of: dt.date | None,
    as_json: bool,
    since: dt.date | None,
    explain: bool,
    all_attention: bool,
    watchlist: bool,
    fail_on: str | None,
) -> None:
    """Review the theses: what needs attention, then a row each, with the lines that say so."""
    failing = _verdicts(fail_on)
    view = session.view(as_of)
    answer = report(
        view, Ask(**spelled_out(view, {"theses": theses}), since=since, watchlist=watchlist)
    )
    why = why_day(view.workspace, as_of)
    tell("status", answer, as_json, why, since, all_attention=all_attention)
    if explain and not as_json:
        names = [item.note or item.thesis for item in answer.theses]
        names += [item.note or item.position for item in answer.positions]
        for name in names:
            say()
            tell("explain", registry.answer(view, "explain", {"thesis": name}), as_json)
    index = view.workspace.index
    later, notes = index.count("date > ?", view.as_of.toordinal()), index.count()
    if later and not as_json:
        warn(f"Left out: {plural(later, 'note')} of {notes}, dated after {view.as_of}.")
    if not notes:
        warn(f"There are no notes in {view.root}.")
    if any(item.verdict in failing for item in (*answer.theses, *answer.positions)):
        raise click.exceptions.Exit(1)


def _verdicts(text: str | None) -> frozenset[Outcome]:
    try:
        return frozenset(
            Outcome(word.strip().casefold()) for word in (text or "").split(",") if word
        )
    except ValueError:
        known = ", ".join(Outcome)
        raise UsageFault(f"`--fail-on {text}`: the verdicts are {known}.") from None
