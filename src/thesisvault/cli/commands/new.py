"""``thesis new``."""

from __future__ import annotations

import click

from thesisvault.cli.session import Session, pass_session, review_day
from thesisvault.cli.text import say
from thesisvault.workspace.make import KINDS, make_note


@click.command("new")
@click.argument("kind", metavar="KIND", type=click.Choice(KINDS, case_sensitive=False))
@click.argument("title")
@click.option("--edit", is_flag=True, help="Open it in $VISUAL or $EDITOR.")
@pass_session
def command(session: Session, kind: str, title: str, edit: bool) -> None:
    """Make a note of that KIND from its template: the vault's own, else the package's.

    KIND is thesis, stock, sector, group, index, catalyst, rotation, concept or source. The note is
    dated on the review's day: today, or the day on which the vault is frozen.
    """
    workspace = session.open()
    path = make_note(workspace, kind, title, review_day(workspace, None))
    say(path)
    if edit:
        click.edit(filename=str(workspace.root / path))
