"""One write, step by step: keep the old version, make the new file, exchange, settle accounts."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from thesisvault.storage.inside import folder_in, place_in
from thesisvault.storage.writing.displaced import BESIDE, SWAP, Aside, aside_name, beside_note
from thesisvault.storage.writing.exchange import Place
from thesisvault.storage.writing.faults import AS_IT_WAS, changed, refused
from thesisvault.storage.writing.history import History, Version
from thesisvault.storage.writing.open_target import Content, look
from thesisvault.storage.writing.swap import put
from thesisvault.storage.writing.temporary import PART, TMP, write_part


class Save(Struct, frozen=True):
    """What is to be written, and where."""

    note: Place
    path: str
    """The note's path in the vault."""
    expected: bytes
    data: bytes


def save(job: Save, root: Path, history: History, aside: Aside, now: float) -> Version:
    """Put the data in the note's place; the version that was kept of what it held.

    Raises `WriteRefused` with what the note holds now; the version is dropped where the note still
    holds the same.
    """
    version = history.add(job.path, job.expected, now)
    try:
        try:
            _save(job, root, version, aside, now, _apart(job.note, root))
        except OSError as error:
            # A mount of the same device: known only when it is tried.
            if error.errno != errno.EXDEV:
                raise
            _save(job, root, version, aside, now, True)
    except BaseException:
        with contextlib.suppress(OSError):
            if look(job.note).data != job.data:
                history.drop(version.id)
        raise
    return version


def _apart(note: Place, root: Path) -> bool:
    with folder_in(root, TMP) as tmp:
        return os.fstat(note.folder).st_dev != os.fstat(tmp).st_dev


def _save(job: Save, root: Path, version: Version, aside: Aside, now: float, beside: bool) -> None:
    new, begun = None, False
    try:
        with _places(job, root, aside_name(version, job.data), beside) as (part, swap, swap_path):
            new = Content(write_part(part, job.data, like=job.note), job.data)
            try:
                if look(job.note).data != job.expected:
                    raise changed(job.path)
                begun = True
                if not put(part, swap, job.note, new, job.expected):
                    raise changed(job.path)
                os.fsync(job.note.folder)
                os.fsync(swap.folder)
            finally:
                aside.add(swap_path, now)
                with contextlib.suppress(OSError):
                    os.unlink(part.name, dir_fd=part.folder)
    except OSError as error:
        if error.errno == errno.EXDEV and not beside:
            raise
        raise refused(job.path, error, _state(job.note, new if begun else None)) from error


@contextmanager
def _places(job: Save, root: Path, stem: str, beside: bool) -> Iterator[tuple[Place, Place, str]]:
    """Where the new file is made, and where what it replaces will stand; the latter's path too.

    Both are on the note's device: in ``.thesis/tmp``, else hidden beside the note, with a marker in
    ``.thesis/tmp`` by which a later start finds them.
    """
    if not beside:
        with folder_in(root, TMP) as folder:
            name = stem + SWAP
            yield Place(folder, stem + PART), Place(folder, name), f"{TMP}/{name}"
        return
    with place_in(root, f"{TMP}/{stem}{BESIDE}") as marker:
        flags = os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        os.close(os.open(marker.name, flags, 0o600, dir_fd=marker.folder))
    part, swap = (Place(job.note.folder, f".{stem}{ending}") for ending in (PART, SWAP))
    yield part, swap, beside_note(job.path, swap.name)


def _state(note: Place, new: Content | None) -> str:
    """Which version a note holds after an error, in a sentence."""
    if new is None:
        return AS_IT_WAS
    try:
        found = os.stat(note.name, dir_fd=note.folder, follow_symlinks=False)
    except OSError:
        return "It could not be looked at: its versions are in the history."
    if found.st_ino == new.inode:
        return "It holds the new version; the one before is in the history."
    return AS_IT_WAS
