"""Changing several notes as one: all of them, or none, whatever happens in between.

What is to be done is in ``.thesis/journal/`` before the first note is touched, with the bytes
before and after. A process that dies leaves it there, and the next command that writes finishes
the work, or undoes it where somebody has edited one of the notes since.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
from collections.abc import Sequence
from enum import Enum
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from thesisvault.model.errors import WriteRefused
from thesisvault.storage.inside import NotPlain, read_plain
from thesisvault.storage.writing.faults import changed, refused, refusing
from thesisvault.storage.writing.idle import SYSTEM, Patience
from thesisvault.storage.writing.open_target import check_writable, digest, open_place, regular
from thesisvault.storage.writing.plans import (
    JOURNAL,
    Change,
    Plan,
    clear,
    entries,
    forget,
    read,
    record,
)


class NoteWriter(Protocol):
    """What the journal asks of the one writer."""

    def replace(self, path: str, expected: bytes, data: bytes) -> object:
        """Put `data` in place of a note that holds `expected`."""

    def rename(self, path: str, new: str, expected: str) -> object:
        """Give a file another path, where nothing stands, if `expected` is its SHA-256."""


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
    for path, expected in _touched(plan).items():
        _ask(root, path, expected, patience or Patience(0.0, 0.0, SYSTEM))
    with refusing(JOURNAL, "No note was touched."):
        entry = record(root, plan)
    done: list[Change] = []
    try:
        if plan.old is not None and plan.new is not None:
            writer.rename(plan.old, plan.new, plan.digest)
        for change in plan.changes:
            writer.replace(change.path, change.before, change.after)
            done.append(change)
    except (WriteRefused, OSError) as error:
        code = error.code if isinstance(error, WriteRefused) else "io"
        try:
            # A name that is taken stops the first step, before anything was done.
            undone = code != "exists" and _undo(root, plan, done, writer)
            forget(root, entry)
        except (WriteRefused, OSError):
            message = f"{error} It is not undone yet: the next command that writes will undo it."
            raise WriteRefused(message, code=code) from error
        if undone:
            raise WriteRefused(f"{error} Then everything was restored.", code=code) from error
        raise
    with contextlib.suppress(OSError):
        forget(root, entry)  # where it stays, the next command finds nothing left to do


def _touched(plan: Plan) -> dict[str, str]:
    """The SHA-256 of each file that will be touched, by the path where it stands now."""
    found = {} if plan.old is None else {plan.old: plan.digest}
    for item in plan.changes:
        path = plan.old if plan.old is not None and item.path == plan.new else item.path
        found[path] = _sha(item.before)
    return found


def _ask(root: Path, path: str, expected: str, patience: Patience) -> None:
    """Refuse what the writer would refuse, while nothing has been written."""
    with refusing(path), open_place(root, path) as note:
        mode = regular(note, path).st_mode
        if digest(note) != expected:
            raise changed(path)
        check_writable(note, path, mode)
        patience.wait_for(note, path)


def _undo(root: Path, plan: Plan, done: Sequence[Change], writer: NoteWriter) -> bool:
    """Put back all that the disk shows to be done; True where there was anything.

    A step that failed may have been done all the same: the flush after it is what failed. Raises
    `WriteRefused` and `OSError` where something cannot be put back.
    """
    moved = is_moved(root, plan)
    undone = False
    for change in reversed(plan.changes):
        state = _state(root, plan, change, moved)
        if state is _State.NEW:
            writer.replace(_place_now(plan, change, moved), change.after, change.before)
            undone = True
        elif state is _State.OTHER and change in done:
            raise changed(change.path)
    if moved and plan.old is not None and plan.new is not None:
        writer.rename(plan.new, plan.old, digest_of(root, plan.new))
        undone = True
    return undone


def pending(root: Path) -> bool:
    """True where work was broken off and waits for `recover`."""
    return bool(_entries(root))


def _entries(root: Path) -> list[str]:
    with refusing(JOURNAL, "No note was touched."):
        return entries(root)


def recover(root: Path, writer: NoteWriter) -> tuple[Recovered, ...]:
    """Finish, or undo, what a process that died had begun. `writer` must hold the lock.

    To be called by every command that writes, before it reads the vault. Raises `WriteRefused`
    where a note cannot be written now; the journal stays then.
    """
    with refusing(JOURNAL, "No note was touched."):
        clear(root)
    return tuple(_recover_one(root, entry, writer) for entry in _entries(root))


class _State(Enum):
    OLD = "old"
    NEW = "new"
    OTHER = "other"


def _recover_one(root: Path, entry: str, writer: NoteWriter) -> Recovered:
    plan = read(root, entry)
    try:
        found = _finish(root, plan, writer)
        forget(root, entry)
    except WriteRefused as error:
        raise WriteRefused(f"{error} {_waits(plan, entry)}", code=error.code) from error
    except OSError as error:
        raise refused(error.filename or JOURNAL, error, _waits(plan, entry)) from error
    return found


def _waits(plan: Plan, entry: str) -> str:
    what = (
        f"the rename of `{plan.old}` to `{plan.new}`" if plan.old else "a change of several notes"
    )
    return (
        f"Until that is fixed, {what} stays unfinished and nothing else is written. Fix it "
        "and run `thesis update`; or, to keep all notes as they are now, delete "
        f"`{JOURNAL}/{entry}` and run `thesis check`."
    )


def _finish(root: Path, plan: Plan, writer: NoteWriter) -> Recovered:
    moved = is_moved(root, plan)
    states = [_state(root, plan, change, moved) for change in plan.changes]
    forward = moved is not None and _direction(root, plan, states, moved)
    if moved and plan.old is not None and _stat(root, plan.old) is not None:
        forward = True  # there is no room to go back to
    if moved is False and forward and plan.old is not None and plan.new is not None:
        writer.rename(plan.old, plan.new, digest_of(root, plan.old))
        moved = True
    left = []
    for change, state in zip(plan.changes, states, strict=True):
        path = _place_now(plan, change, moved)
        if state is _State.OTHER:
            left.append(path)
        elif forward and state is _State.OLD:
            writer.replace(path, change.before, change.after)
        elif not forward and state is _State.NEW:
            writer.replace(path, change.after, change.before)
    if moved and not forward and plan.old is not None and plan.new is not None:
        writer.rename(plan.new, plan.old, digest_of(root, plan.new))
    return Recovered(plan, forward, tuple(left))


def is_moved(root: Path, plan: Plan) -> bool | None:
    """Whether the file stands at its new path; None where it cannot get there any more."""
    if plan.old is None or plan.new is None:
        return True
    old, new = _stat(root, plan.old), _stat(root, plan.new)
    if old is None or new is None:
        return new is not None or (None if old is None else False)
    if os.path.samestat(old, new):
        # On a file system that folds case, both names are the one file, as the folder lists it.
        if not _is_listed(root, plan.new):
            return False
        if old.st_nlink > 1 and _is_listed(root, plan.old):
            with open_place(root, plan.new) as place:  # linked under the new name, and not yet
                os.unlink(place.name, dir_fd=place.folder)  # taken from the old one
            return False
        return True
    ours = {
        plan.digest,
        *(_sha(item.after) for item in plan.changes if item.path == plan.new),
    }
    # Else somebody has put another file there, and ours has not gone.
    with open_place(root, plan.new) as place:
        return True if stat.S_ISREG(new.st_mode) and digest(place) in ours else None


def _stat(root: Path, path: str) -> os.stat_result | None:
    """What the system says of a file; None where there is none, or a link stands on the way."""
    try:
        with open_place(root, path) as place:
            return os.stat(place.name, dir_fd=place.folder, follow_symlinks=False)
    except (FileNotFoundError, WriteRefused):
        return None


def _is_listed(root: Path, path: str) -> bool:
    with open_place(root, path) as place:
        return place.name in os.listdir(place.folder)


def _place_now(plan: Plan, change: Change, moved: bool | None) -> str:
    """Where the note of a change stands."""
    at_old = plan.old is not None and change.path == plan.new and not moved
    return plan.old if at_old and plan.old is not None else change.path


def _state(root: Path, plan: Plan, change: Change, moved: bool | None) -> _State:
    data = bytes_of(root, _place_now(plan, change, moved))
    if data == change.after:
        return _State.NEW
    return _State.OLD if data == change.before else _State.OTHER


def _direction(root: Path, plan: Plan, states: list[_State], moved: bool | None) -> bool:
    """Forward, unless notes that were edited since are edits of the old versions."""
    votes = 0
    for change, state in zip(plan.changes, states, strict=True):
        if state is _State.OTHER:
            data = bytes_of(root, _place_now(plan, change, moved))
            lines = set(data.split(b"\n")) if data is not None else set()
            before, after = set(change.before.split(b"\n")), set(change.after.split(b"\n"))
            votes += len(lines & (after - before)) - len(lines & (before - after))
    return votes >= 0


def bytes_of(root: Path, path: str) -> bytes | None:
    """What a note holds; None where none is there. Raises `OSError` where it is unreadable."""
    try:
        with open_place(root, path) as note:
            return read_plain(note)
    except (FileNotFoundError, NotPlain, WriteRefused):
        return None


def digest_of(root: Path, path: str) -> str:
    """The SHA-256 of a file that is to be moved. Raises `WriteRefused`."""
    with refusing(path), open_place(root, path) as place:
        regular(place, path)
        return digest(place)


def _sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
