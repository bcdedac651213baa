"""``thesis contradictions``."""

from __future__ import annotations

import datetime as dt
from typing import Any

import click

from thesisvault.cli.render.review import place
from thesisvault.cli.session import Session, as_of_option, json_option, pass_session, review_day
from thesisvault.cli.text import say, say_json, say_wrapped
from thesisvault.impact.figures.statements import Contradiction, ContradictionKind
from thesisvault.reports.crowding import contradictions_report


@click.command("contradictions")
@as_of_option
@json_option
@pass_session
def command(session: Session, as_of: dt.date | None, as_json: bool) -> None:
    """List recorded figures and views on which sources disagree; only like is held against like."""
    workspace = session.open()
    day = review_day(workspace, as_of)
    found = contradictions_report(workspace, day)
    if as_json:
        rows = [_document(item) for item in found]
        say_json({"as_of": day.isoformat(), "contradictions": rows})
        return
    if not found:
        say("No recorded figure contradicts another.")
    for item in found:
        say((item.kind.value, "yellow"), "  ", (f"{item.entity}: {item.metric}", "bold"))
        if item.kind is not ContradictionKind.DISAGREE:  # there the statements say it all
            say_wrapped(item.message, indent=4)
        for statement in item.statements:
            said = f"{statement.value}, {statement.basis or 'no basis given'}"
            dated = f", {statement.as_of}" if statement.as_of else ""
            text = f"{said}{dated}: {statement.source}"
            say_wrapped(text, indent=6, style="dim", cite=place(statement.citation))


def _document(item: Contradiction) -> dict[str, Any]:
    return {
        "kind": item.kind.value,
        "metric": item.metric,
        "entity": item.entity,
        "basis": item.basis,
        "universe": item.universe,
        "message": item.message,
        "statements": [
            {
                "value": said.value,
                "basis": said.basis,
                "source": said.source,
                "as_of": said.as_of,
                "note": said.citation.note,
                "line": said.citation.line,
                "copies": [{"note": copy.note, "line": copy.line} for copy in said.copies],
            }
            for said in item.statements
        ],
    }
