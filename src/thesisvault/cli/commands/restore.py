"""``thesis restore``."""

from __future__ import annotations

import click

from thesisvault.actions.move import finish_broken_off
from thesisvault.actions.update import open_writer
from thesisvault.cli.commands.move import warn_recovered
from thesisvault.cli.naming import completes
from thesisvault.cli.session import Session, pass_session
from thesisvault.cli.text import say, say_columns, warn
from thesisvault.model.errors import UsageFault
from thesisvault.render.lines import plural
from thesisvault.storage import scan
from thesisvault.storage.writing.history import History, Version
from thesisvault.storage.writing.writer import Writer
from thesisvault.workspace import Workspace


@click.command("restore")
@click.argument("note", shell_complete=completes())
@click.option("--version", "version_id", metavar="ID", help="The version to bring back.")
@click.option("--list", "as_list", is_flag=True, help="List the versions, and write nothing.")
@pass_session
def command(session: Session, note: str, version_id: str | None, as_list: bool) -> None:
    """Bring back NOTE as it was before thesisvault last wrote it, or the version that is named.

    Versions are kept for 7 days. What is replaced becomes a version too, so this can be undone.
    """
    if not as_list:
        warn_recovered(finish_broken_off(session.root()))
    workspace = session.open()
    path = _path(workspace, note)
    if as_list:
        _say_versions(History(workspace.root).versions(path), path)
        return
    with open_writer(workspace.root) as writer:
        chosen = _chosen(writer.versions(path), version_id, path)
        if version_id is None:
            # The newest one that differs: bringing back what stands there helps nobody.
            now = scan.read_note(workspace.root, path)
            chosen = [item for item in chosen if writer.read_version(item.id) != now]
        if not chosen:
            shown = f"`thesis restore '{path}' --list` shows what is kept"
            raise UsageFault(f"Nothing kept of `{path}` differs from what it holds: {shown}.")
        written = writer.restore(path, chosen[0].id)
    say_late(writer)
    what = "restored" if written.changed else "unchanged"
    say(f"{what} {path}: version {chosen[0].id} of {_when(chosen[0])}")


def say_late(writer: Writer) -> None:
    """Say which saves of an editor came too late for the note, and where they are kept."""
    for version in writer.late:
        back = f"thesis restore '{version.path}' --version {version.id}"
        warn(f"An editor saved {version.path} while it was replaced: `{back}` brings that back.")


def _say_versions(versions: tuple[Version, ...], path: str) -> None:
    if not versions:
        warn(f"No earlier version of {path} is kept.")
        return
    rows = [(item.id, _when(item), plural(item.size, "byte")) for item in versions]
    say_columns(rows, ("VERSION", "REPLACED", "SIZE"))


def _path(workspace: Workspace, name: str) -> str:
    """The note's path; a path of the vault stays one where its note has gone."""
    try:
        node = workspace.find(name)
    except UsageFault:
        if name.lower().endswith(".md"):
            return name
        raise
    if node.note is None:
        raise UsageFault(
            f"`{node.name}` has no note. If it had one, give its path: it ends in `.md`."
        )
    return node.note.path


def _when(version: Version) -> str:
    return f"{version.written_at:%Y-%m-%d %H:%M:%S} UTC"


def _chosen(versions: tuple[Version, ...], version_id: str | None, path: str) -> list[Version]:
    if version_id is None:
        return list(versions)
    found = [item for item in versions if item.id == version_id]
    if not found:
        shown = f"`thesis restore '{path}' --list` shows them"
        raise UsageFault(f"`{path}` has no version `{version_id}`: {shown}.")
    return found
