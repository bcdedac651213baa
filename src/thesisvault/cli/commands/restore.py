"""``thesis restore``."""

from __future__ import annotations

import click

from thesisvault.actions.restore import (
    Restored,
    path_of,
    plan_restore,
    restore,
    short_ids,
    versions,
)
from thesisvault.cli.naming import certain, completes
from thesisvault.cli.pager import page
from thesisvault.cli.session import Session, pass_session
from thesisvault.cli.text import say, say_columns, show, warn
from thesisvault.model.errors import UsageFault
from thesisvault.render.lines import local_time, plural
from thesisvault.render.text import difference
from thesisvault.storage.writing.history import Version


@click.command("restore")
@click.argument("note", shell_complete=completes())
@click.option(
    "--version", "version_id", metavar="ID", help="The id of the version, or its beginning."
)
@click.option("--list", "as_list", is_flag=True, help="List the versions; write nothing.")
@click.option("--dry-run", is_flag=True, help="Show the difference; write nothing.")
@pass_session
def command(
    session: Session, note: str, version_id: str | None, as_list: bool, dry_run: bool
) -> None:
    """Restore NOTE to what it was before thesisvault last wrote it, or to a given version.

    Shows what changes. Versions are kept for 7 days. The replaced text is kept as a version too,
    and `thesis undo` reverts a restore.

    \b
    thesis restore "Long NVIDIA" --list
    thesis restore "Long NVIDIA" --version 20260109T1412
    """
    if as_list and (version_id is not None or dry_run):
        raise UsageFault("`--list` shows the versions: leave out `--version` and `--dry-run`.")
    if as_list or dry_run:
        workspace = session.open()
        path = path_of(workspace, certain(workspace, note))
        if as_list:
            _say_versions(versions(workspace, path), path)
            return
        page()
        found = plan_restore(workspace.root, path, version_id)
        _say(found, path, "would restore")
        warn("Nothing was written.")
        return
    with session.writing("restore", note) as vault:
        path = path_of(vault.workspace, certain(vault.workspace, note))
        found = restore(vault, path, version_id)
    _say(found, path, "restored")


def _say(found: Restored, path: str, what: str) -> None:
    version = found.version
    word = what if found.changes else "unchanged"
    say((f"{word} ", "green"), f"{path}: version {version.id}, replaced {_when(version)}")
    show(difference.text, path, found.now or b"", found.then)


def _say_versions(kept: tuple[Version, ...], path: str) -> None:
    if not kept:
        warn(f"No earlier version of {path} is kept.")
        return
    short = short_ids(kept)
    rows = [(short[item.id], _when(item), plural(item.size, "byte")) for item in kept]
    say_columns(rows, ("VERSION", "REPLACED", "SIZE"))


def _when(version: Version) -> str:
    return local_time(version.written_at)
