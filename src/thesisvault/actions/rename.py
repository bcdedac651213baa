"""Renaming or moving a note or another file, with every link to it: all of it, or nothing."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

from msgspec import Struct

from thesisvault.actions.update import Lines, State, Update
from thesisvault.edits.backlinks import Quotes
from thesisvault.edits.destination import destination
from thesisvault.edits.markers import find_markers
from thesisvault.edits.rename import Renaming, plan_rename
from thesisvault.graph.folding import fold
from thesisvault.model.errors import UsageFault, WriteRefused
from thesisvault.model.note import is_template
from thesisvault.storage.writing.journal import digest_of
from thesisvault.storage.writing.plans import Change, Plan
from thesisvault.workspace.ahead import Ahead
from thesisvault.workspace.names import to_make
from thesisvault.workspace.open import Workspace, shown
from thesisvault.workspace.writing import Writing


class Renamed(Struct, frozen=True):
    """What a rename writes."""

    renaming: Renaming
    changes: tuple[Change, ...]
    """Every note that changes, by the path where it stands afterwards."""
    refreshed: tuple[str, ...]
    """Notes whose blocks name what is renamed, and are refreshed."""
    stale: tuple[str, ...] = ()
    """Notes whose blocks cannot be refreshed, because somebody wrote into them."""


def plan_move(workspace: Workspace, old: str, new: str, day: dt.date) -> Renamed:
    """What renaming OLD to NEW would write; nothing is written.

    OLD is a path, a name or an alias of a note, or the path or file name of another file; NEW a
    folder, a new name, or a path. Blocks are those of `day`. Raises `UsageFault` and
    `WriteRefused` as `plan_rename` does.
    """
    vault, root = workspace.vault, workspace.root
    source = _file(workspace, old)
    target = destination(vault, source, _in_vault(root, new), _folders(root))
    skipped = [item.path for item in workspace.files.skipped]
    found = plan_rename(vault, source, target, lambda path: _read(workspace, path), skipped)
    if os.path.lexists(root / target) and not _same(root / source, root / target):
        raise UsageFault(f"`{target}` already exists: nothing was moved. Give another name.")
    _check_free(workspace, source, target)
    return _with_blocks(workspace, found, day)


def _check_free(workspace: Workspace, source: str, target: str) -> None:
    """Raise `UsageFault` where the new name is what another note is called by."""
    names, vault = workspace.vault.names, workspace.vault
    title = target.rpartition("/")[2].removesuffix(".md")
    if source not in vault.notes or fold(title) == fold(vault.notes[source].title):
        return
    for what, found in (
        ("title", names.by_title(title)),
        ("alias", names.by_alias(title)),
        ("ticker", names.by_ticker(title)),
    ):
        if others := [path for path in found if path != source]:
            raise UsageFault(
                f"`{title}` is the {what} of `{others[0]}`: nothing was renamed. Give another name."
            )


def move(vault: Writing, old: str, new: str, day: dt.date) -> Renamed:
    """Rename a file, update every link and refresh the blocks that name it; return what was done.

    `vault` must be locked before it is read. Raises `WriteRefused`, with nothing written, where
    any of the notes cannot be written.
    """
    found = plan_move(vault.workspace, old, new, day)
    renaming = found.renaming
    if unseen := vault.workspace.unseen:
        raise WriteRefused(
            f"{shown(unseen)} cannot be read, and may link `{renaming.old}`: nothing was moved. "
            "`thesis check` shows why; rename again when every note can be read.",
            code="unseen",
        )
    digest = digest_of(vault.root, renaming.old)
    untouched = []
    is_note = renaming.old in vault.workspace.vault.notes
    if is_note and all(item.path != renaming.new for item in found.changes):
        data = _read(vault.workspace, renaming.old)
        untouched.append(Change(renaming.new, data, data))
    vault.carry_out(Plan(found.changes, renaming.old, renaming.new, digest), untouched)
    return found


def _with_blocks(workspace: Workspace, renaming: Renaming, day: dt.date) -> Renamed:
    """The rename with the blocks that name the note, as they will be after it."""
    links = {
        renaming.new if item.path == renaming.old else item.path: item for item in renaming.rewrites
    }
    changes = {path: Change(path, item.before, item.after) for path, item in links.items()}
    refreshed, stale = [], []
    for path, item in _blocks(workspace, renaming, {p: c.after for p, c in changes.items()}, day):
        if item is None:
            stale.append(path)
            continue
        refreshed.append(path)
        before = changes[path].before if path in changes else item[0]
        changes[path] = Change(path, before, item[1])
    whole = tuple(sorted(changes.values(), key=lambda item: item.path))
    return Renamed(renaming, whole, tuple(refreshed), tuple(stale))


def _blocks(
    workspace: Workspace, renaming: Renaming, after: dict[str, bytes], day: dt.date
) -> list[tuple[str, tuple[bytes, bytes] | None]]:
    """The notes with blocks that name the note: their bytes without and with fresh blocks.

    None in their place where somebody wrote into a block.
    """
    title = renaming.old.rpartition("/")[2].removesuffix(".md")
    marked = [
        renaming.new if path == renaming.old else path
        for path in workspace.index.marked()
        if not is_template(path)
    ]
    held = {path: after[path] if path in after else _at_old(workspace, renaming, path)
            for path in marked}  # fmt: skip
    naming = [path for path, data in held.items() if _names(data, title)]
    if not naming or renaming.old not in workspace.vault.notes:
        return []
    moved = _at_old(workspace, renaming, renaming.new)
    texts = {renaming.new: moved, **after}
    ahead = Ahead(workspace, texts, [renaming.old])
    lines = Lines(workspace.root)
    for path, data in texts.items():
        lines.keep(path, data)
    update = Update(ahead, day, Quotes(ahead.vault_as_of(day).notes, lines))
    found: list[tuple[str, tuple[bytes, bytes] | None]] = []
    for path in naming:
        change = update.change(path)
        if change.state is State.PENDING and change.edit is not None:
            found.append((path, (change.edit.before, change.edit.after)))
        elif change.state is State.REFUSED:
            found.append((path, None))
    return found


def _at_old(workspace: Workspace, renaming: Renaming, path: str) -> bytes:
    return _read(workspace, renaming.old if path == renaming.new else path)


def _read(workspace: Workspace, path: str) -> bytes:
    """A note's bytes. One that cannot be read is not one that has nothing to change."""
    data = workspace.read(path)
    if data is None:
        raise WriteRefused(f"`{path}` could not be read; nothing was moved.", code="unseen")
    return data


def _names(data: bytes, title: str) -> bool:
    """Whether a block of a note names this title."""
    return title.encode() in data and any(
        title in block.body for block in find_markers(data).blocks
    )


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
