"""Bringing back what stood in a note before it was written."""

from __future__ import annotations

from thesisvault.model.errors import UsageFault
from thesisvault.storage import scan
from thesisvault.storage.writing.history import History, Version
from thesisvault.workspace.open import Workspace
from thesisvault.workspace.writing import Writing


def path_of(workspace: Workspace, name: str) -> str:
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


def versions(workspace: Workspace, path: str) -> tuple[Version, ...]:
    """What is kept of a note, newest first."""
    return History(workspace.root).versions(path)


def restore(vault: Writing, path: str, version_id: str | None) -> tuple[Version, bool]:
    """Write a version into its note: that one, else the newest that differs from what is there.

    Also whether that changed the note. Raises `UsageFault` where there is none, and `WriteRefused`.
    """
    chosen = _choose(vault, path, version_id)
    return chosen, vault.writer.restore(path, chosen.id).changed


def _choose(vault: Writing, path: str, version_id: str | None) -> Version:
    writer = vault.writer
    kept = writer.versions(path)
    if version_id is not None:
        found = [item for item in kept if item.id == version_id]
        told = (
            f"`{path}` has no version `{version_id}`: `thesis restore '{path}' --list` shows them"
        )
    else:
        now = scan.read_note(vault.root, path)
        found = [item for item in kept if writer.read_version(item.id) != now][:1]
        told = (
            f"Nothing kept of `{path}` differs from what it holds: "
            f"`thesis restore '{path}' --list` shows what is kept"
        )
    if not found:
        raise UsageFault(f"{told}.")
    return found[0]
