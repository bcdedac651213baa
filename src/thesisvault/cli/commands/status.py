"""``thesis status``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from thesisvault.cli.dates import Day
from thesisvault.cli.naming import completes, spelled_out
from thesisvault.cli.session import (
    Session,
    as_of_option,
    as_recorded_option,
    json_option,
    limit_option,
    pass_session,
    tell,
)
from thesisvault.cli.text import say, warn
from thesisvault.model.errors import UsageFault
from thesisvault.model.review import Outcome
from thesisvault.render.lines import plural
from thesisvault.render.text.status import Wanted
from thesisvault.reports import registry
from thesisvault.reports.status import Answer, Ask, report

if TYPE_CHECKING:
    from thesisvault.workspace.view import View


@click.command("status")
@click.argument("theses", metavar="[THESIS]...", nargs=-1, shell_complete=completes("thesis"))
@as_of_option
@as_recorded_option
@json_option
@click.option("-v", "--verbose", is_flag=True, help="Show the reasons for each verdict.")
@click.option("--attention", is_flag=True, help="List what needs doing, by urgency.")
@click.option("--since", type=Day(), metavar="DATE", help="Show only what changed since DATE.")
@limit_option("How many theses and things to do to show.")
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="Add things to do, unwatched tripwires, closed theses.",
)
@click.option("--explain", is_flag=True, help="Add the arithmetic behind each verdict.")
@click.option("--watchlist", is_flag=True, help="Include watchlists.")
@click.option(
    "--fail-on", metavar="VERDICT,...", help="Exit with 1 if a thesis has one of these verdicts."
)
@pass_session
def command(
    session: Session,
    theses: tuple[str, ...],
    as_of: dt.date | None,
    as_json: bool,
    verbose: bool,
    attention: bool,
    since: dt.date | None,
    everything: bool,
    explain: bool,
    watchlist: bool,
    limit: int | None,
    fail_on: str | None,
) -> None:
    """Review the theses, the most urgent first, with the reason and what to do.

    With THESIS: show its reasons, their lines, and its score so far. With a stock: show the theses
    that hold it.

    \b
    thesis status --attention
    thesis status NVIDIA --since 7d
    """
    failing = _verdicts(fail_on)
    view = session.view(as_of)
    asked = spelled_out(view, {"theses": theses})
    in_full = (verbose or bool(theses)) and not attention and since is None
    with_history = verbose or (in_full and not as_json)
    answer = report(view, Ask(**asked, since=since, watchlist=watchlist, history=with_history))
    frozen = as_of is None and view.settings.as_of is not None
    wanted = Wanted(in_full, attention, everything, since, bool(theses), limit, frozen)
    shown = _first(answer, limit)
    tell(
        "status",
        shown if as_json else answer,
        as_json,
        wanted,
        _names(view) if wanted.places else str,
    )
    if explain and not as_json:
        names = [item.note or item.thesis for item in shown.theses]
        names += [item.note or item.position for item in shown.positions]
        for name in names:
            say()
            tell("explain", registry.answer(view, "explain", {"thesis": name}), as_json)
    index = view.workspace.index
    (later, unread), notes = index.left_out_on(view.as_of), index.count()
    if later and not as_json:
        other = f", and {unread} whose date cannot be read" if unread else ""
        warn(f"Left out: {plural(later, 'note')} of {notes}, dated after {view.as_of}{other}.")
    if not notes:
        warn(f"There are no notes in {view.workspace.home}.")
    if any(item.verdict in failing for item in (*answer.theses, *answer.positions)):
        raise click.exceptions.Exit(1)


def _first(answer: Answer, most: int | None) -> Answer:
    """The most urgent of each list; the counts stay those of all."""
    return replace(
        answer,
        theses=answer.theses[:most],
        positions=answer.positions[:most],
        attention=answer.attention[:most],
    )


def _names(view: View) -> Callable[[str], str]:
    from thesisvault.workspace.names import short_names  # a kept report needs none of the graph

    return short_names(view.workspace)


def _verdicts(text: str | None) -> frozenset[Outcome]:
    try:
        return frozenset(
            Outcome(word.strip().casefold()) for word in (text or "").split(",") if word
        )
    except ValueError:
        known = ", ".join(Outcome)
        raise UsageFault(f"`--fail-on {text}`: the verdicts are {known}.") from None
