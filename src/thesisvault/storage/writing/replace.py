"""One write, step by step: keep the old version, make the new file, exchange, settle accounts.

The decisive step: a finished file takes a note's place, and what comes out is looked at.
"""

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
from thesisvault.storage.writing.exchange import Place, exchange
from thesisvault.storage.writing.faults import AS_IT_WAS, changed, refused
from thesisvault.storage.writing.history import History, Version
from thesisvault.storage.writing.open_target import Content, look
from thesisvault.storage.writing.temporary import PART, TMP, write_part

_ROUNDS = 100
"""Exchanges at most while an editor saves faster than we can look."""


class Save(Struct, frozen=True):
    """What is to be written, and where."""

    note: Place
    path: str
    """The note's path in the vault."""
    expected: bytes
    data: bytes
    mode: int
    """Its permissions."""


def save(job: Save, root: Path, history: History, aside: Aside, now: float) -> Version:
    """Put the data in the note's place; the version that was kept of what it held.

    Raises `WriteRefused` with what the note holds now; the version is dropped where the note still
    holds the same.
    """
    version = history.add(job.path, job.expected, now, job.mode)
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
                if not _take_place(part, swap, job.note, new, job.expected):
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
        return "It could not be checked: its versions are in the history."
    if found.st_ino == new.inode:
        return "It holds the new version; the one before is in the history."
    return AS_IT_WAS


def _take_place(part: Place, swap: Place, note: Place, new: Content, expected: bytes) -> bool:
    """Let the file in `part`, which is `new`, take the note's place if that holds `expected`.

    What stood in the note's place is in `swap` afterwards, whatever it was. False: somebody had
    saved other bytes, and they are in the note again. Raises `OSError`; then `swap`, where it
    exists, may be the only place that holds somebody's bytes.
    """
    os.rename(part.name, swap.name, src_dir_fd=part.folder, dst_dir_fd=swap.folder)
    if not exchange(swap, note):
        os.rename(swap.name, part.name, src_dir_fd=swap.folder, dst_dir_fd=part.folder)
        return _replace(part, swap, note, new, expected)
    try:
        out = look(swap)
    except OSError:
        exchange(swap, note)  # unreadable, or a link that somebody made: it is given back
        raise
    return out.data == expected or _give_back(swap, note, new, out)


def _give_back(swap: Place, note: Place, inside: Content, out: Content) -> bool:
    """Put `out` back into the note's place, which holds `inside`; always False.

    An editor may save again at any moment. So what comes out each time must be what was put in the
    time before; anything else is newer, and goes back in its turn.
    """
    for _ in range(_ROUNDS):
        if not exchange(swap, note):
            break
        came = look(swap)
        if came == inside:
            break
        inside, out = out, came
    return False


def _replace(part: Place, swap: Place, note: Place, new: Content, expected: bytes) -> bool:
    """The same where files cannot change places: the old one gets a second name, loses its own.

    A save into the old file is seen and put back. A save by renaming, between the last look and
    ``os.replace``, is what this way cannot see (docs/writing.md).
    """
    linked = _link(note, swap)
    held = look(note)
    found = os.stat(note.name, dir_fd=note.folder, follow_symlinks=False)
    if held.data == expected and held.inode == found.st_ino:
        os.replace(part.name, note.name, src_dir_fd=part.folder, dst_dir_fd=note.folder)
        if not linked or look(swap).data == expected:
            return True
        if look(note) == new and _link(note, part):
            os.replace(swap.name, note.name, src_dir_fd=swap.folder, dst_dir_fd=note.folder)
            os.rename(part.name, swap.name, src_dir_fd=part.folder, dst_dir_fd=swap.folder)
        return False
    if linked:
        os.unlink(swap.name, dir_fd=swap.folder)
    return False


def _link(note: Place, swap: Place) -> bool:
    """A second name for the note's file; False on file systems without hard links."""
    with contextlib.suppress(PermissionError):
        try:
            os.link(
                note.name,
                swap.name,
                src_dir_fd=note.folder,
                dst_dir_fd=swap.folder,
                follow_symlinks=False,
            )
            return True
        except OSError as error:
            if error.errno not in (errno.ENOTSUP, errno.EOPNOTSUPP, errno.EMLINK):
                raise
    return False
