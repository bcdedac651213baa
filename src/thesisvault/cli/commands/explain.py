"""``thesis explain``."""

from __future__ import annotations

import datetime as dt

import click

from thesisvault.cli.naming import completes
from thesisvault.cli.session import (
    Session,
    reading,
)


@reading("explain")
@click.argument("thesis", shell_complete=completes("thesis"))
def command(session: Session, thesis: str, as_of: dt.date | None, as_json: bool) -> None:
    """Show all evidence of a thesis with its lines, and the arithmetic to the verdict."""
    session.show("explain", as_of, as_json, thesis=thesis)
