"""``thesis backlinks``."""

from __future__ import annotations

import click

from thesisvault.cli.naming import completes
from thesisvault.cli.session import Session, reading
from thesisvault.cli.text import warn


@reading("backlinks", dated=False)
@click.argument("note", shell_complete=completes())
def command(session: Session, note: str, as_json: bool) -> None:
    """List the links to NOTE, each with its line. NOTE does not have to exist yet.

    Lines of sources that name its security, such as (NYSE: CAT) or $CAT, follow separately.
    """
    found = session.show("backlinks", None, as_json, note=note)
    if not found.links and not found.mentions and not as_json:
        warn(f"Nothing links to {found.name}.")
