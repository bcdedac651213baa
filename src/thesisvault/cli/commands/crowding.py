"""``thesis crowding``."""

from __future__ import annotations

import datetime as dt

import click
from msgspec import to_builtins

from thesisvault.cli.session import Session, as_of_option, json_option, pass_session, review_day
from thesisvault.cli.text import say, say_json, say_wrapped
from thesisvault.impact.portfolio.crowding import CrowdingReport, PairOverlap
from thesisvault.impact.portfolio.holdings import Shared
from thesisvault.impact.portfolio.independence import IndependentBets
from thesisvault.reports.crowding import crowding_report


@click.command("crowding")
@as_of_option
@json_option
@pass_session
def command(session: Session, as_of: dt.date | None, as_json: bool) -> None:
    """Show how far the open theses are one bet: what they share, and how alike it moves."""
    workspace = session.open()
    day = review_day(workspace, as_of)
    report = crowding_report(workspace, day)
    if as_json:
        say_json(to_builtins(report))
    else:
        _say(report)


def _say(report: CrowdingReport) -> None:
    bets = {bet.sessions: bet for bet in report.bets}.values()  # equal sessions, equal figure
    for bet in bets:
        _say_bets(bet)
    shown = [pair for pair in report.pairs if pair.names or pair.groups]
    if not shown:
        say("No two open theses share a name or a group.")
    for pair in shown:
        _say_pair(pair)


def _say_bets(bet: IndependentBets) -> None:
    if bet.effective is None:
        say_wrapped(f"Independent bets: unknown; {bet.reason or 'not enough prices'}")
        return
    assert bet.mean_correlation is not None
    say(
        (f"{bet.effective:.1f} independent bets", "bold"),
        f" in {len(bet.theses)} theses: mean correlation {bet.mean_correlation:.2f} over "
        f"{bet.sessions} sessions",
    )
    left_out = dict.fromkeys(item.thesis for item in bet.left_out if item.name is None)
    if left_out:
        say_wrapped(f"left out, without prices: {', '.join(left_out)}", indent=4, style="dim")
    if bet.reason:
        say_wrapped(bet.reason, indent=4, style="dim")


def _say_pair(pair: PairOverlap) -> None:
    say()
    say((f"{pair.one} · {pair.other}", "bold"))
    parts = [f"{pair.overlap:.0%} the same names"]
    if pair.group_overlap:
        parts.append(f"up to {pair.group_overlap:.0%} in one group")
    if pair.opposed:
        parts.append(f"{pair.opposed:.0%} held against each other")
    known = {item.sessions: item for item in pair.correlations if item.value is not None}
    parts += [
        f"correlation {item.value:.2f} over {item.sessions} sessions" for item in known.values()
    ]
    say_wrapped(", ".join(parts), indent=4)
    for item in (*pair.names, *pair.groups):
        say_wrapped(_shared(item), indent=6, style="dim")


def _shared(item: Shared) -> str:
    where = dict.fromkeys(f"{cite.note}:{cite.line}" for cite in item.citations)
    places = ", ".join(list(where)[:2])
    return f"{item.name}: {item.one:+.0%} and {item.other:+.0%} [{places}]"
