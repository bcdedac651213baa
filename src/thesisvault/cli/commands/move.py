"""``thesis move``."""

from __future__ import annotations

from collections.abc import Sequence

import click

from thesisvault.actions.move import move, plan_move
from thesisvault.cli.naming import completes
from thesisvault.cli.pager import page
from thesisvault.cli.session import Session, pass_session
from thesisvault.cli.text import say, show, warn
from thesisvault.edits.rename import Mention, Renaming
from thesisvault.render.lines import plural
from thesisvault.render.text import difference
from thesisvault.storage.writing.journal import pending
from thesisvault.workspace.open import shown

_SHOWN = 5
"""Places named of one kind; the rest is counted."""


@click.command("move")
@click.argument("old", metavar="OLD", shell_complete=completes())
@click.argument("new", metavar="NEW")
@click.option("--dry-run", is_flag=True, help="Show the difference; write nothing.")
@pass_session
def command(session: Session, old: str, new: str, dry_run: bool) -> None:
    """Rename or move a note, and every link to it: all of it, or nothing.

    NEW is a folder, a new name, or a path in the vault. Other files can be moved too.
    """
    if dry_run:
        page()
        root = session.root()
        if pending(root):
            warn("A move was broken off: the next command that writes deals with it first.")
        renaming = plan_move(session.open(), old, new)
        _say_renaming(renaming, dry_run=True)
        warn("Nothing was written.")
        return
    with session.writing(lock_first=True) as vault:
        renaming = move(vault, old, new)
        linked = vault.workspace.files.linked_folders
    _say_renaming(renaming, dry_run=False)
    if linked:
        warn(f"Not looked at, since they are links out of the vault: {shown(linked)}.")


def _say_renaming(renaming: Renaming, *, dry_run: bool) -> None:
    say((f"{renaming.old} → {renaming.new}", "bold"))
    for item in renaming.rewrites:
        path = renaming.new if item.path == renaming.old else item.path
        say(f"  {path}: {plural(len(item.edits), 'link')}")
        if dry_run:
            show(difference.text, item.path, item.before, item.after)
    if renaming.rewrites:
        say(f"{plural(renaming.links, 'link')} in {plural(len(renaming.rewrites), 'note')}.")
    else:
        say("No link had to change.")
    if renaming.adopted:
        names = ", ".join(dict.fromkeys(f"`{item.name}`" for item in renaming.adopted))
        warn(f"Links to {names}, which had no note, lead to it now: {_places(renaming.adopted)}.")
    if renaming.plain:
        names = ", ".join(dict.fromkeys(f"`{item.name}`" for item in renaming.plain))
        warn(
            f"Named in plain words, which are not rewritten: {names} ({_places(renaming.plain)}). "
            "An alias in the note's front matter keeps what they mean."
        )


def _places(mentions: Sequence[Mention]) -> str:
    places = list(dict.fromkeys(f"{item.note}:{item.line}" for item in mentions))
    more = f" and {len(places) - _SHOWN} more" if len(places) > _SHOWN else ""
    return ", ".join(places[:_SHOWN]) + more
