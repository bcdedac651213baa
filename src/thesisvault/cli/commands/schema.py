"""``thesis schema``."""

from __future__ import annotations

import click

from thesisvault.render.document import indented
from thesisvault.reports import registry


@click.command("schema")
@click.argument("report", type=click.Choice(registry.REPORTS), metavar="REPORT")
def command(report: str) -> None:
    """Print the JSON schemas of REPORT: its options, and the document that it returns.

    REPORT is the name of a command with --json; `prices` is `prices status`.
    """
    ask, answer = registry.schemas(report)
    click.echo(indented({"schema": registry.SCHEMA, "ask": ask, "answer": answer}))
