"""``thesis move``: what `thesis rename` was called, for one more version."""

from __future__ import annotations

import click

from thesisvault.cli.commands.rename import rename
from thesisvault.cli.naming import agreed, completes
from thesisvault.cli.session import Session, pass_session
from thesisvault.cli.text import warn


@click.command("move", hidden=True)
@click.argument("old", metavar="OLD", shell_complete=completes())
@click.argument("new", metavar="NEW")
@click.option("--dry-run", is_flag=True, help="Show the difference; write nothing.")
@pass_session
def command(session: Session, old: str, new: str, dry_run: bool) -> None:
    """Rename a note. This command is now called `thesis rename`."""
    warn("`thesis move` is now `thesis rename`; `move` will be removed in the next version.")
    if dry_run or agreed(f"Rename {old} to {new}"):
        rename(session, old, new, dry_run=dry_run)
