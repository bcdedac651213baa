"""``thesis restore``."""

from __future__ import annotations

import click

from thesisvault.actions.restore import path_of, restore, versions
from thesisvault.cli.naming import completes
from thesisvault.cli.session import Session, pass_session
from thesisvault.cli.text import say, say_columns, warn
from thesisvault.render.lines import plural
from thesisvault.storage.writing.history import Version


@click.command("restore")
@click.argument("note", shell_complete=completes())
@click.option("--version", "version_id", metavar="ID", help="The version to bring back.")
@click.option("--list", "as_list", is_flag=True, help="List the versions, and write nothing.")
@pass_session
def command(session: Session, note: str, version_id: str | None, as_list: bool) -> None:
    """Bring back NOTE as it was before thesisvault last wrote it, or the version that is named.

    Versions are kept for 7 days. What is replaced becomes a version too, so this can be undone.
    """
    if as_list:
        workspace = session.open()
        path = path_of(workspace, note)
        _say_versions(versions(workspace, path), path)
        return
    with session.writing() as vault:
        path = path_of(vault.workspace, note)
        version, changed = restore(vault, path, version_id)
    what = "restored" if changed else "unchanged"
    say(f"{what} {path}: version {version.id} of {_when(version)}")


def _say_versions(kept: tuple[Version, ...], path: str) -> None:
    if not kept:
        warn(f"No earlier version of {path} is kept.")
        return
    rows = [(item.id, _when(item), plural(item.size, "byte")) for item in kept]
    say_columns(rows, ("VERSION", "REPLACED", "SIZE"))


def _when(version: Version) -> str:
    return f"{version.written_at:%Y-%m-%d %H:%M:%S} UTC"
