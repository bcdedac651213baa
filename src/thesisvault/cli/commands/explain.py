"""``thesis explain``."""

from __future__ import annotations

import datetime as dt

import click

from thesisvault.cli.naming import completes
from thesisvault.cli.session import Session, as_of_option, json_option, pass_session, review_day
from thesisvault.cli.text import say_json, show
from thesisvault.model.errors import UsageFault
from thesisvault.render.text.explain import text
from thesisvault.render.text.status import thesis_document
from thesisvault.reports.status import not_under_review, review


@click.command("explain")
@click.argument("thesis", shell_complete=completes("thesis"))
@as_of_option
@json_option
@pass_session
def command(session: Session, thesis: str, as_of: dt.date | None, as_json: bool) -> None:
    """Show every piece of evidence of a thesis, its line, and the arithmetic to the verdict."""
    workspace = session.open()
    day = review_day(workspace, as_of)
    node = workspace.find(thesis, workspace.vault_as_of(day))
    report = review(workspace, day)
    found = [item for item in report.theses if item.node == node.id]
    if not found:
        raise UsageFault(not_under_review(workspace, node, day))
    if as_json:
        say_json({"as_of": day.isoformat(), **thesis_document(found[0])})
    else:
        show(text, found[0])
