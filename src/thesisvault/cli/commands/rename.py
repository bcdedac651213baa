"""``thesis rename``."""

from __future__ import annotations

from collections.abc import Sequence

import click

from thesisvault.actions.rename import Renamed, move, plan_move
from thesisvault.cli.naming import certain, completes
from thesisvault.cli.pager import page
from thesisvault.cli.session import Session, pass_session, review_day
from thesisvault.cli.text import say, show, warn
from thesisvault.edits.rename import Mention
from thesisvault.model.errors import UsageFault
from thesisvault.render.lines import plural
from thesisvault.render.text import difference
from thesisvault.storage.writing.journal import pending
from thesisvault.workspace.open import Workspace, shown

_SHOWN = 5
"""Places named of one kind; the rest is counted."""


@click.command("rename")
@click.argument("old", metavar="OLD", shell_complete=completes())
@click.argument("new", metavar="NEW")
@click.option("--dry-run", is_flag=True, help="Show the difference; write nothing.")
@pass_session
def command(session: Session, old: str, new: str, dry_run: bool) -> None:
    """Rename or move a note and update every link to it: all of it, or nothing.

    NEW is a new name, a folder, or a path in the vault. The note's top heading and its `title`
    change too if they are the old name, and managed blocks that name the note are refreshed.
    `thesis undo` reverts it. Other files can be moved too.

    \b
    thesis rename "Best Buy" "Best Buy Co" --dry-run
    thesis rename "Best Buy" Retail/
    """
    rename(session, old, new, dry_run=dry_run)


def rename(session: Session, old: str, new: str, *, dry_run: bool) -> None:
    """Do what `thesis rename` does."""
    if dry_run:
        page()
        root = session.root()
        if pending(root):
            warn(
                "An earlier rename was interrupted: the next command that writes resolves it first."
            )
        workspace = session.open()
        _refuse_unquoted(workspace, old, new)
        old = _meant(workspace, old)
        _say(plan_move(workspace, old, new, review_day(workspace, None)), dry_run=True)
        warn("Nothing was written.")
        return
    with session.writing("rename", old, new, lock_first=True) as vault:
        _refuse_unquoted(vault.workspace, old, new)
        old = _meant(vault.workspace, old)
        found = move(vault, old, new, review_day(vault.workspace, None))
        linked = vault.workspace.files.linked_folders
    _say(found, dry_run=False)
    if linked:
        warn(f"Not searched, because they are links to outside the vault: {shown(linked)}.")
    warn("`thesis undo` reverts it.")


def _refuse_unquoted(workspace: Workspace, old: str, new: str) -> None:
    """Refuse OLD and NEW that are one note's name together: a person forgot the quotes."""
    for node in workspace.matching(f"{old} {new}"):
        raise UsageFault(
            f"`{old} {new}` is one name, of `{node.name}`: put it in quotes, and give a new name. "
            f'`thesis rename "{node.name}" NEW`'
        )


def _meant(workspace: Workspace, old: str) -> str:
    files = workspace.files.attachments
    if any(old in (path, path.rpartition("/")[2]) for path in files):
        return old
    return certain(workspace, old, ticker=False)


def _say(found: Renamed, *, dry_run: bool) -> None:
    renaming = found.renaming
    say((f"{renaming.old} → {renaming.new}", "bold"))
    links = {
        renaming.new if item.path == renaming.old else item.path: item.edits
        for item in renaming.rewrites
    }
    for item in found.changes:
        told = [plural(len(links[item.path]), "link")] if links.get(item.path) else []
        if item.path == renaming.new and renaming.retitled:
            told.append("its title")
        if item.path in found.refreshed:
            told.append("blocks")
        say(f"  {item.path}: {', '.join(told)}")
        if dry_run:
            path = renaming.old if item.path == renaming.new else item.path
            show(difference.text, path, item.before, item.after)
    if renaming.links:
        count = sum(1 for item in renaming.rewrites if item.edits)
        say(f"{plural(renaming.links, 'link')} in {plural(count, 'note')}.")
    else:
        say("No links to update.")
    if renaming.adopted:
        names = ", ".join(dict.fromkeys(f"`{item.name}`" for item in renaming.adopted))
        warn(f"Links to {names}, which had no note, now point to it: {_places(renaming.adopted)}.")
    if renaming.plain:
        names = ", ".join(dict.fromkeys(f"`{item.name}`" for item in renaming.plain))
        warn(
            f"Also named in plain text, which is not rewritten: {names} "
            f"({_places(renaming.plain)}). An alias in the note's front matter keeps these names "
            "working."
        )
    if renaming.heading_kept:
        kept = renaming.heading_kept
        warn(f"The heading was kept: {kept.note}:{kept.line} links to its text.")
    for path in found.stale:
        warn(
            f"Blocks of {path} were edited by hand and not refreshed: `thesis update` shows where."
        )


def _places(mentions: Sequence[Mention]) -> str:
    places = list(dict.fromkeys(f"{item.note}:{item.line}" for item in mentions))
    more = f" and {len(places) - _SHOWN} more" if len(places) > _SHOWN else ""
    return ", ".join(places[:_SHOWN]) + more
