"""``thesis export``."""

from __future__ import annotations

import datetime as dt
from itertools import islice

import click

from thesisvault.cli.session import Session, as_of_option, pass_session
from thesisvault.render.graph import RENDERERS

_AT_ONCE = 1000
"""Lines written together: a line alone costs more to write than to make."""


@click.command("export")
@click.argument("form", metavar="FORMAT", type=click.Choice(list(RENDERERS)))
@as_of_option
@pass_session
def command(session: Session, form: str, as_of: dt.date | None) -> None:
    """Write the graph to standard output: jsonl (a line a note), json, graphml, dot or mermaid."""
    workspace = session.open()
    vault = workspace.vault_as_of(as_of) if as_of else workspace.vault
    lines = iter(RENDERERS[form](vault))
    while some := list(islice(lines, _AT_ONCE)):
        click.echo("\n".join(some))
