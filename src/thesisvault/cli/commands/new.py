"""``thesis new``."""

from __future__ import annotations

import datetime as dt

import click

from thesisvault.cli.session import Session, pass_session
from thesisvault.cli.text import say
from thesisvault.workspace.make import KINDS, make_note


@click.command("new")
@click.argument("kind", type=click.Choice(KINDS, case_sensitive=False))
@click.argument("title")
@click.option("--edit", is_flag=True, help="Open it in $VISUAL or $EDITOR.")
@pass_session
def command(session: Session, kind: str, title: str, edit: bool) -> None:
    """Make a note of that KIND from its template: the vault's own, else the package's."""
    workspace = session.open()
    path = make_note(workspace, kind, title, dt.date.today())
    say(path)
    if edit:
        click.edit(filename=str(workspace.root / path))
