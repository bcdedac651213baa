"""``thesis links``."""

from __future__ import annotations

import click

from thesisvault.cli.naming import completes
from thesisvault.cli.session import Session, reading
from thesisvault.cli.text import warn


@reading("links", dated=False)
@click.argument("note", shell_complete=completes())
def command(session: Session, note: str, as_json: bool) -> None:
    """List the links in NOTE in order, each with its line; broken ones are marked."""
    found = session.show("links", None, as_json, note=note)
    if not found.links and not as_json:
        warn(f"{found.note} has no links.")
