"""Changing several notes as one: all of them, or none, whatever happens in between.

What is to be done stands in ``.thesis/journal/`` before the first note is touched, with the bytes
before and after. A process that dies leaves it there, and the next command that writes finishes
the work, or undoes it where somebody has edited one of the notes since.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Sequence
from contextlib import suppress
from enum import Enum
from pathlib import Path
from typing import Any, Protocol

from msgspec import Struct

from thesisvault.model.errors import WriteRefused
from thesisvault.storage.config import FOLDER
from thesisvault.storage.faults import changed, refusing
from thesisvault.storage.inside import is_inside
from thesisvault.storage.quiet import SYSTEM, Patience
from thesisvault.storage.target import (
    check_writable,
    look,
    make_folder,
    open_place,
    regular,
)

JOURNAL = f"{FOLDER}/journal"
VERSION = 1


class NoteWriter(Protocol):
    """What the journal asks of the one writer."""

    def replace(self, path: str, expected: bytes, data: bytes) -> object:
        """Put `data` in place of a note that holds `expected`."""

    def rename(self, path: str, new: str, expected: bytes) -> object:
        """Give a file another path, where nothing stands."""


class Change(Struct, frozen=True):
    """One note's bytes. `path` is where it stands when all is done."""

    path: str
    before: bytes
    after: bytes


class Plan(Struct, frozen=True):
    """Notes to change, and a file to move before that."""

    changes: tuple[Change, ...]
    old: str | None = None
    new: str | None = None
    digest: str = ""
    """SHA-256 of the file to be moved."""


class Recovered(Struct, frozen=True):
    """What became of work that was broken off."""

    plan: Plan
    forward: bool
    """True where it was finished, False where it was undone."""
    left: tuple[str, ...]
    """Notes that somebody has edited since, which were left as they are."""


def carry_out(root: Path, plan: Plan, writer: NoteWriter, patience: Patience | None = None) -> None:
    """Do all of `plan`, or nothing. `writer` must hold the vault's lock.

    Each note is looked at before the first is written, with `patience` for one that was saved a
    moment ago. Raises `WriteRefused` where a note cannot be written: what was written before is
    undone then.
    """
    for path, expected in _touched(root, plan).items():
        _ask(root, path, expected, patience or Patience(0.0, 0.0, SYSTEM))
    with refusing(JOURNAL, "No note was touched."):
        entry = _record(root, plan)
    done: list[Change] = []
    moved = False
    try:
        if plan.old is not None and plan.new is not None:
            writer.rename(plan.old, plan.new, _bytes(root, plan.old))
            moved = True
        for change in plan.changes:
            writer.replace(change.path, change.before, change.after)
            done.append(change)
    except (WriteRefused, OSError) as error:
        _undo(root, plan, done, moved, writer, entry, error)
        raise
    _forget(entry)


def _touched(root: Path, plan: Plan) -> dict[str, bytes]:
    """What each file holds that will be touched, by the path where it stands now."""
    found = {}
    if plan.old is not None:
        with refusing(plan.old):
            data = _bytes(root, plan.old)
        if _digest(data) != plan.digest:
            raise changed(plan.old)
        found[plan.old] = data
    for item in plan.changes:
        found[plan.old if plan.old is not None and item.path == plan.new else item.path] = (
            item.before
        )
    return found


def _ask(root: Path, path: str, expected: bytes, patience: Patience) -> None:
    """Refuse what the writer would refuse, while nothing has been written."""
    with refusing(path), open_place(root, path) as note:
        mode = regular(note, path).st_mode
        if look(note).data != expected:
            raise changed(path)
        check_writable(note, path, mode)
        patience.wait_for(note, path)


def _undo(
    root: Path,
    plan: Plan,
    done: Sequence[Change],
    moved: bool,
    writer: NoteWriter,
    entry: Path,
    error: Exception,
) -> None:
    """Back to where it began; where that is refused too, the journal stays for the next time."""
    try:
        for change in reversed(done):
            writer.replace(change.path, change.after, change.before)
        if moved and plan.old is not None and plan.new is not None:
            writer.rename(plan.new, plan.old, _bytes(root, plan.new))
    except (WriteRefused, OSError):
        message = f"{error} Some notes are written: the next command that writes will mend it."
        raise WriteRefused(message) from error
    _forget(entry)


def pending(root: Path) -> bool:
    """True where work was broken off and waits for `recover`."""
    return bool(_entries(root))


def recover(root: Path, writer: NoteWriter) -> tuple[Recovered, ...]:
    """Finish, or undo, what a process that died had begun. `writer` must hold the lock.

    To be called by every command that writes, before it reads the vault. Raises `WriteRefused`
    where a note cannot be written now; the journal stays then.
    """
    for unfinished in (root / JOURNAL).glob("*.tmp"):
        unfinished.unlink(missing_ok=True)
    return tuple(_recover_one(root, entry, writer) for entry in _entries(root))


class _State(Enum):
    OLD = "old"
    NEW = "new"
    OTHER = "other"


def _recover_one(root: Path, entry: Path, writer: NoteWriter) -> Recovered:
    plan = _read(entry)
    moved = _moved(root, plan)
    states = [_state(root, plan, change, moved) for change in plan.changes]
    forward = moved is not None and _direction(root, plan, states, moved)
    if moved and plan.old is not None and os.path.lexists(root / plan.old):
        forward = True  # there is no room to go back to
    if moved is False and forward and plan.old is not None and plan.new is not None:
        writer.rename(plan.old, plan.new, _bytes(root, plan.old))
    place = plan.new if forward or moved else plan.old
    left = []
    for change, state in zip(plan.changes, states, strict=True):
        path = place if change.path == plan.new and place is not None else change.path
        if state is _State.OTHER:
            left.append(path)
        elif forward and state is _State.OLD:
            writer.replace(path, change.before, change.after)
        elif not forward and state is _State.NEW:
            writer.replace(path, change.after, change.before)
    if moved and not forward and plan.old is not None and plan.new is not None:
        writer.rename(plan.new, plan.old, _bytes(root, plan.new))
    _forget(entry)
    return Recovered(plan, forward, tuple(left))


def _moved(root: Path, plan: Plan) -> bool | None:
    """Whether the file stands at its new path; None where it cannot get there any more."""
    if plan.old is None or plan.new is None:
        return True
    old, new = root / plan.old, root / plan.new
    if os.path.lexists(old) and os.path.lexists(new):
        # On a file system that folds case, both names are the one file, as the folder lists it.
        if plan.new.rpartition("/")[2] in os.listdir(new.parent) and old.samefile(new):
            if plan.old.rpartition("/")[2] in os.listdir(old.parent):
                os.unlink(new)  # linked under the new name, and not yet taken from the old one
                return False
            return True
        ours = {
            plan.digest,
            *(_digest(item.after) for item in plan.changes if item.path == plan.new),
        }
        # Else somebody has put another file there, and ours has not gone.
        return True if _digest(_bytes(root, plan.new)) in ours else None
    if os.path.lexists(new):
        return True
    return False if os.path.lexists(old) else None


def _state(root: Path, plan: Plan, change: Change, moved: bool | None) -> _State:
    path = change.path
    if path == plan.new and not moved and plan.old is not None:
        path = plan.old
    try:
        data = _bytes(root, path)
    except OSError:
        return _State.OTHER
    if data == change.after:
        return _State.NEW
    return _State.OLD if data == change.before else _State.OTHER


def _direction(root: Path, plan: Plan, states: list[_State], moved: bool | None) -> bool:
    """Forward, unless notes that were edited since are edits of the old versions."""
    if _State.OTHER not in states:
        return True
    votes = 0
    for change, state in zip(plan.changes, states, strict=True):
        if state is _State.OTHER:
            path = change.path
            if path == plan.new and not moved and plan.old is not None:
                path = plan.old
            try:
                lines = set(_bytes(root, path).split(b"\n"))
            except OSError:
                continue
            before, after = set(change.before.split(b"\n")), set(change.after.split(b"\n"))
            votes += len(lines & (after - before)) - len(lines & (before - after))
    return votes >= 0


def _record(root: Path, plan: Plan) -> Path:
    """The plan on the disk, whole or not at all; the path of its file."""
    folder = root / JOURNAL
    make_folder(root / FOLDER)
    make_folder(folder)
    document = {
        "version": VERSION,
        "old": plan.old,
        "new": plan.new,
        "digest": plan.digest,
        "changes": [
            {"path": item.path, "before": _to_text(item.before), "after": _to_text(item.after)}
            for item in plan.changes
        ],
    }
    data = json.dumps(document).encode("ascii")
    entry = folder / f"{hashlib.sha256(data).hexdigest()[:16]}.json"
    temporary = entry.with_suffix(".tmp")
    with open(temporary, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, entry)
    _sync(folder)
    return entry


def _entries(root: Path) -> list[Path]:
    folder = root / JOURNAL
    if not is_inside(root, folder):
        return []
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return []
    return [folder / name for name in names if name.endswith(".json")]


def _read(entry: Path) -> Plan:
    try:
        document: Any = json.loads(entry.read_bytes())
        if document["version"] != VERSION:
            raise ValueError("of another version")
        changes = tuple(
            Change(item["path"], _to_bytes(item["before"]), _to_bytes(item["after"]))
            for item in document["changes"]
        )
        for path in (*(item.path for item in changes), document["old"], document["new"]):
            # A vault can come from anywhere, its journal too.
            if path is not None and any(part[:1] in ("", ".") for part in path.split("/")):
                raise ValueError("it names a file that is no note of this vault")
        return Plan(changes, document["old"], document["new"], document["digest"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        message = (
            f"{JOURNAL}/{entry.name} holds work that was broken off, and cannot be read "
            f"({error}). Look at the notes it names, then delete it."
        )
        raise WriteRefused(message) from None


def _forget(entry: Path) -> None:
    entry.unlink(missing_ok=True)
    _sync(entry.parent)
    with suppress(OSError):
        entry.parent.rmdir()  # only where nothing is left in it


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _bytes(root: Path, path: str) -> bytes:
    return (root / path).read_bytes()


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _to_text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _to_bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
