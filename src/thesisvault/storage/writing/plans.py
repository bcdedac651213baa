"""What is to be done to several notes, written down in ``.thesis/journal/`` before it is begun."""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from thesisvault.model.errors import WriteRefused
from thesisvault.storage.config import FOLDER
from thesisvault.storage.inside import folder_in, is_visible, place_in, read_plain
from thesisvault.storage.writing.exchange import Place
from thesisvault.storage.writing.open_target import make_folder
from thesisvault.storage.writing.temporary import write_own

JOURNAL = f"{FOLDER}/journal"
LARGEST = 512 * 1024 * 1024
"""Bytes of a record: what is written down is read again whole."""
_UNFINISHED = ".tmp"


class Change(Struct, frozen=True, forbid_unknown_fields=True):
    """One note's bytes. `path` is where it stands when all is done."""

    path: str
    before: bytes
    after: bytes


class Plan(Struct, frozen=True, forbid_unknown_fields=True):
    """Notes to change, and a file to move before that. Its JSON is the record in the journal."""

    changes: tuple[Change, ...]
    old: str | None = None
    new: str | None = None
    digest: str = ""
    """SHA-256 of the file to be moved."""
    version: Literal[1] = 1
    """Of the record's form."""


def encoded(found: Struct) -> bytes:
    """The bytes of a record that holds notes. Raises `WriteRefused` where they are too many."""
    data = msgspec.json.encode(found)
    if len(data) > LARGEST:
        message = f"This would change more than {LARGEST >> 21} MB of notes at once"
        raise WriteRefused(f"{message}: no note was touched.", code="no-space")
    return data


def record(root: Path, plan: Plan) -> str:
    """Put the plan on the disk, whole or not at all; the name of its file."""
    data = encoded(plan)
    make_folder(root, FOLDER)
    make_folder(root, JOURNAL)
    stem = hashlib.sha256(data).hexdigest()[:16]
    with folder_in(root, JOURNAL) as folder:
        names = f"{stem}{_UNFINISHED}", f"{stem}.json"
        write_own(Place(folder, names[0]), data)
        try:
            os.rename(*names, src_dir_fd=folder, dst_dir_fd=folder)
            os.fsync(folder)
        except BaseException:
            for name in names:
                _withdraw(name, folder)
            raise
    return names[1]


def _withdraw(name: str, folder: int) -> None:
    """Remove a record that is not to be carried out: what is refused must not be done later."""
    try:
        os.unlink(name, dir_fd=folder)
    except FileNotFoundError:
        pass
    except OSError as error:
        message = f"`{JOURNAL}/{name}` cannot be removed ({error.strerror}). No note was touched"
        raise WriteRefused(f"{message}, but the next command would: delete it first.") from error


def entries(root: Path) -> list[str]:
    """The names of the files of the plans that were begun and not ended.

    What is not a plain file, or is behind a link, was never recorded by us: it is passed over.
    """
    try:
        with folder_in(root, JOURNAL) as folder:
            names = (name for name in sorted(os.listdir(folder)) if name.endswith(".json"))
            return [name for name in names if _is_plain(name, folder)]
    except (FileNotFoundError, NotADirectoryError):
        return []


def _is_plain(name: str, folder: int) -> bool:
    return stat.S_ISREG(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode)


def read(root: Path, name: str) -> Plan:
    """The plan in a file. Raises `WriteRefused` where it is not one that we could have recorded."""
    try:
        with place_in(root, f"{JOURNAL}/{name}") as entry:
            plan = msgspec.json.decode(read_plain(entry, LARGEST), type=Plan)
        check(plan)
        return plan
    except (OSError, ValueError, RecursionError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        message = (
            f"`{JOURNAL}/{name}` is not a record that thesis made, or was damaged ({reason}). "
            "If a rename was interrupted, check its notes with `thesis check`, then delete it."
        )
        raise WriteRefused(message) from None


def check(plan: Plan) -> None:
    """Raise `ValueError` for what no move does; a vault can come from anywhere."""
    paths = [item.path for item in plan.changes]
    if len(set(paths)) != len(paths):
        raise ValueError("it names a note twice")
    if plan.old is not None or plan.new is not None:
        if plan.old is None or plan.new is None or plan.old == plan.new:
            raise ValueError("it names no move")
        paths += [plan.old, plan.new]
    if not all(map(is_visible, paths)):
        raise ValueError("it names a file that is not a note of this vault")


def clear(root: Path) -> None:
    """Remove what was not recorded to its end."""
    with (
        contextlib.suppress(FileNotFoundError, NotADirectoryError),
        folder_in(root, JOURNAL) as folder,
    ):
        for name in os.listdir(folder):
            if name.endswith(_UNFINISHED):
                with contextlib.suppress(OSError):
                    os.unlink(name, dir_fd=folder)


def forget(root: Path, name: str) -> None:
    """Remove the record of a plan that was carried out, or undone. Raises `OSError`."""
    with place_in(root, f"{JOURNAL}/{name}") as entry:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(entry.name, dir_fd=entry.folder)
        with contextlib.suppress(OSError):
            os.fsync(entry.folder)
    with contextlib.suppress(OSError), place_in(root, JOURNAL) as journal:
        os.rmdir(journal.name, dir_fd=journal.folder)  # only where nothing is left in it
