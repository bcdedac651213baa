"""Moving a note or another file, with every link that leads to it: all of it, or nothing."""

from __future__ import annotations

import os
from pathlib import Path

from thesisvault.edits.destination import destination
from thesisvault.edits.rename import Renaming, plan_rename
from thesisvault.graph.folding import fold
from thesisvault.model.errors import UsageFault, WriteRefused
from thesisvault.storage import scan
from thesisvault.storage.writing.journal import digest_of
from thesisvault.storage.writing.plans import Change, Plan
from thesisvault.workspace.names import to_make
from thesisvault.workspace.open import Workspace, shown
from thesisvault.workspace.writing import Writing


def plan_move(workspace: Workspace, old: str, new: str) -> Renaming:
    """What moving OLD to NEW would write; nothing is written.

    OLD is a path, a name or an alias of a note, or the path or file name of another file; NEW a
    folder, a new name, or a path. Raises `UsageFault` and `WriteRefused` as `plan_rename` does.
    """
    vault, root = workspace.vault, workspace.root
    source = _file(workspace, old)
    target = destination(vault, source, _in_vault(root, new), _folders(root))
    skipped = [item.path for item in workspace.files.skipped]
    found = plan_rename(vault, source, target, lambda path: scan.read_note(root, path), skipped)
    if os.path.lexists(root / target) and not _same(root / source, root / target):
        raise UsageFault(f"`{target}` exists already; nothing was moved. Give another name.")
    return found


def move(vault: Writing, old: str, new: str) -> Renaming:
    """Move a file and write every link anew; what was done.

    `vault` must be locked before it is read. Raises `WriteRefused`, with nothing written, where
    any of the notes cannot be written.
    """
    renaming = plan_move(vault.workspace, old, new)
    if unseen := vault.workspace.unseen:
        raise WriteRefused(
            f"{shown(unseen)} cannot be read, and may link `{renaming.old}`: nothing was moved. "
            "`thesis check` says why; move again when every note can be read.",
            code="unseen",
        )
    changes = tuple(
        Change(renaming.new if item.path == renaming.old else item.path, item.before, item.after)
        for item in renaming.rewrites
    )
    digest = digest_of(vault.root, renaming.old)
    vault.carry_out(Plan(changes, renaming.old, renaming.new, digest))
    return renaming


def _file(workspace: Workspace, name: str) -> str:
    """The path of the note or the other file that a person means."""
    folded = fold(_in_vault(workspace.root, name).removeprefix("./"))
    attachments = workspace.files.attachments
    matches = [path for path in attachments if path == name] or [
        path for path in attachments if fold(path) == folded
    ]
    if not matches:
        try:
            node = workspace.find(name)
        except UsageFault:
            matches = [path for path in attachments if fold(path.rpartition("/")[2]) == folded]
            if not matches:
                raise
        else:
            if node.note is None:
                raise UsageFault(f"`{node.name}` has no note yet to move. {to_make(node)}")
            return node.note.path
    if len(matches) > 1:
        choices = ", ".join(f"`{path}`" for path in matches)
        raise UsageFault(f"`{name}` names {len(matches)} files: {choices}. Give the path.")
    return matches[0]


def _in_vault(root: Path, name: str) -> str:
    """A whole path of the disk that lies in the vault, seen from the vault; else as it is."""
    path = Path(name)
    if not path.is_absolute():
        return name
    for folder in (root.absolute(), root.resolve()):
        if path.is_relative_to(folder):
            ending = "/" if name.endswith("/") else ""
            return f"./{path.relative_to(folder).as_posix()}{ending}"
    return name


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def _folders(root: Path) -> list[str]:
    found = []
    for folder, below, _ in os.walk(root):
        below[:] = sorted(name for name in below if not name.startswith("."))
        prefix = Path(folder).relative_to(root).as_posix()
        found += [name if prefix == "." else f"{prefix}/{name}" for name in below]
    return found
