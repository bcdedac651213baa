"""``thesis status``."""

from __future__ import annotations

import datetime as dt

import click
from msgspec.structs import replace

from thesisvault.cli.naming import completes
from thesisvault.cli.session import (
    Day,
    Session,
    as_of_option,
    json_option,
    pass_session,
    review_day,
    why_day,
)
from thesisvault.cli.text import say, say_json, show, warn
from thesisvault.model.errors import UsageFault
from thesisvault.model.review import Outcome, StatusReport
from thesisvault.render.lines import plural
from thesisvault.render.text.status import status_document, text
from thesisvault.reports.status import review
from thesisvault.workspace import Workspace


@click.command("status")
@click.argument("theses", metavar="[THESIS]...", nargs=-1, shell_complete=completes("thesis"))
@as_of_option
@json_option
@click.option("--since", type=Day(), metavar="DATE", help="Follow with what changed since then.")
@click.option("--explain", is_flag=True, help="Follow with the arithmetic of each thesis.")
@click.option("--all", "all_attention", is_flag=True, help="Show all that needs attention.")
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
    fail_on: str | None,
) -> None:
    """Review the theses: what needs attention, then a row each, with the lines that say so."""
    failing = _verdicts(fail_on)
    workspace = session.open()
    day = review_day(workspace, as_of)
    report = review(workspace, day)
    if theses:
        report = _only(workspace, report, theses)
    turned = None
    if since is not None:
        if since > day:
            raise UsageFault(f"`--since {since}` must not be after the review's day, {day}.")
        names = {thesis.node for thesis in report.theses} if theses else None
        from thesisvault.impact.changes import changes

        turned = changes(review(workspace, since), report, names)
    if as_json:
        document = status_document(report)
        if turned is not None:
            from thesisvault.render.text.changes import change_document

            document["changes"] = [change_document(change) for change in turned]
        say_json(document)
    else:
        show(text, report, why_day(workspace, as_of), all_attention=all_attention)
        if turned is not None:
            from thesisvault.render.text import changes as text_of_changes

            show(text_of_changes.text, turned, f"{since}")
        if explain:
            from thesisvault.render.text import explain as arithmetic

            for thesis in report.theses:
                say()
                show(arithmetic.text, thesis)
    later, notes = workspace.index.count("date > ?", day.toordinal()), workspace.index.count()
    if later and not as_json:
        warn(f"Left out: {plural(later, 'note')} of {notes}, dated after {day}.")
    if not notes:
        warn(f"There are no notes in {workspace.root}.")
    if any(thesis.verdict.outcome in failing for thesis in report.theses):
        raise click.exceptions.Exit(1)


def _verdicts(text: str | None) -> frozenset[Outcome]:
    try:
        return frozenset(
            Outcome(word.strip().casefold()) for word in (text or "").split(",") if word
        )
    except ValueError:
        known = ", ".join(Outcome)
        raise UsageFault(f"`--fail-on {text}`: the verdicts are {known}.") from None


def _only(workspace: Workspace, report: StatusReport, names: tuple[str, ...]) -> StatusReport:
    vault = workspace.vault_as_of(report.as_of)
    wanted = {node.id: node for node in (workspace.find(name, vault) for name in names)}
    theses = tuple(thesis for thesis in report.theses if thesis.node in wanted)
    for missing in wanted.keys() - {thesis.node for thesis in theses}:
        from thesisvault.reports.status import not_under_review

        raise UsageFault(not_under_review(workspace, wanted[missing], report.as_of))
    titles = {thesis.name for thesis in theses}
    rotations = {item.rotation for thesis in theses for item in thesis.evidence}
    attention = tuple(
        item
        for item in report.attention
        if item.thesis in titles or (item.thesis is None and item.citation.note in rotations)
    )
    return replace(report, theses=theses, attention=attention)
