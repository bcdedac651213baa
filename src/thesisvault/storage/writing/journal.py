"""Changing several notes as one: all of them, or none, whatever happens in between.

What is to be done stands in ``.thesis/journal/`` before the first note is touched, with the bytes
before and after. A process that dies leaves it there, and the next command that writes finishes
the work, or undoes it where somebody has edited one of the notes since.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from enum import Enum
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from thesisvault.model.errors import WriteRefused
from thesisvault.storage.writing.faults import changed, refusing
from thesisvault.storage.writing.idle import SYSTEM, Patience
from thesisvault.storage.writing.open_target import (
    check_writable,
    look,
    open_place,
    regular,
)
from thesisvault.storage.writing.plans import JOURNAL, Change, Plan, entries, forget, read, record


class NoteWriter(Protocol):
    """What the journal asks of the one writer."""

    def replace(self, path: str, expected: bytes, data: bytes) -> object:
        """Put `data` in place of a note that holds `expected`."""

    def rename(self, path: str, new: str, expected: bytes) -> object:
        """Give a file another path, where nothing stands."""


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
        entry = record(root, plan)
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
    forget(entry)


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
    forget(entry)


def pending(root: Path) -> bool:
    """True where work was broken off and waits for `recover`."""
    return bool(entries(root))


def recover(root: Path, writer: NoteWriter) -> tuple[Recovered, ...]:
    """Finish, or undo, what a process that died had begun. `writer` must hold the lock.

    To be called by every command that writes, before it reads the vault. Raises `WriteRefused`
    where a note cannot be written now; the journal stays then.
    """
    for unfinished in (root / JOURNAL).glob("*.tmp"):
        unfinished.unlink(missing_ok=True)
    return tuple(_recover_one(root, entry, writer) for entry in entries(root))


class _State(Enum):
    OLD = "old"
    NEW = "new"
    OTHER = "other"


def _recover_one(root: Path, entry: Path, writer: NoteWriter) -> Recovered:
    plan = read(entry)
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
    forget(entry)
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


def _bytes(root: Path, path: str) -> bytes:
    return (root / path).read_bytes()


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
