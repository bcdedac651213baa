"""The file that is to be written: found without following a link, and fit to be written."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from thesisvault.model.errors import WriteRefused
from thesisvault.storage.inside import LARGEST, is_visible, open_plain, place_in, read_all
from thesisvault.storage.writing.exchange import Place
from thesisvault.storage.writing.faults import changed, close

_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_END = 1 << 20
"""Bytes at each end of a large file that tell it from another."""


class Content(NamedTuple):
    """A file as it was read: which one it was, and its bytes."""

    inode: int
    data: bytes


def make_folder(root: Path, path: str) -> None:
    """Make a folder of ours. Raises `WriteRefused` (``outside``) where something else stands."""
    with place_in(root, path) as place:
        try:
            os.mkdir(place.name, dir_fd=place.folder)
        except FileExistsError:
            found = os.stat(place.name, dir_fd=place.folder, follow_symlinks=False)
            if not stat.S_ISDIR(found.st_mode):
                message = f"`{path}` is a link or a file: nothing is written through it. Delete it."
                raise WriteRefused(message, code="outside") from None
        else:
            os.fsync(place.folder)


@contextmanager
def open_place(root: Path, path: str, *, make: bool = False) -> Iterator[Place]:
    """The place of a vault path; with `make`, missing folders are made.

    Raises `WriteRefused` (``outside``) for paths that leave the vault, are hidden (``.obsidian``,
    ``.thesis``), or lead through a symbolic link; (``changed``) where a folder has gone.
    """
    if not is_visible(path):
        message = f"`{path}` is not written: it is hidden, or not a note inside the vault."
        raise WriteRefused(message, code="outside")
    with ExitStack() as opened:
        try:
            place = opened.enter_context(place_in(root, path, make=make))
        except NotADirectoryError as error:
            message = f"`{path}` is not written: {error.strerror}."
            raise WriteRefused(message, code="outside") from None
        yield place


def look(place: Place) -> Content:
    """The file in a place, whole. Raises `OSError`; symbolic links are not followed."""
    descriptor = os.open(place.name, _READ, dir_fd=place.folder)
    try:
        return Content(os.fstat(descriptor).st_ino, read_all(descriptor))
    finally:
        close(descriptor)


def digest(place: Place) -> str:
    """The SHA-256 of a plain file. Raises `OSError`.

    A file larger than `LARGEST` is known by its size, when it was written, and both its ends: no
    move takes as long as it takes to read a film.
    """
    found = hashlib.sha256()
    descriptor = open_plain(place)
    try:
        seen = os.fstat(descriptor)
        if seen.st_size > LARGEST:
            found.update(f"{seen.st_size} {seen.st_mtime_ns}\n".encode())
            found.update(os.read(descriptor, _END))
            os.lseek(descriptor, -_END, os.SEEK_END)
        while chunk := os.read(descriptor, _END):
            found.update(chunk)
    finally:
        close(descriptor)
    return found.hexdigest()


def regular(place: Place, path: str) -> os.stat_result:
    """What the system says of a note. Raises `WriteRefused` where it is not a plain file."""
    found = os.stat(place.name, dir_fd=place.folder, follow_symlinks=False)
    if not stat.S_ISREG(found.st_mode):
        what = "a symbolic link" if stat.S_ISLNK(found.st_mode) else "not a regular file"
        raise WriteRefused(f"`{path}` is not written: it is {what}.", code="not-regular")
    if found.st_nlink > 1:
        message = f"`{path}` is not written: it has another name (a hard link), which would keep"
        raise WriteRefused(f"{message} the old text. Copy it, or delete one.", code="hard-linked")
    return found


def check_writable(place: Place, path: str, mode: int) -> None:
    """Raises `WriteRefused` (``not-writable``) where the note or its folder is read-only.

    A note without any write permission is left alone even for root: somebody meant it.
    """
    if mode & 0o222 and not os.access(place.name, os.W_OK, dir_fd=place.folder):
        os.stat(place.name, dir_fd=place.folder, follow_symlinks=False)  # it may have gone,
        if os.access(place.name, os.W_OK, dir_fd=place.folder):  # and come back: an editor saves
            raise changed(path)
        mode = 0
    if not mode & 0o222:
        message = f"`{path}` is not written: you have no permission to change it."
        raise WriteRefused(message, code="not-writable")
    if not os.access(".", os.W_OK | os.X_OK, dir_fd=place.folder):
        message = f"`{path}` is not written: you have no permission to change its folder."
        raise WriteRefused(message, code="not-writable")


def check_text(data: bytes, path: str, what: str) -> None:
    """Raises `WriteRefused` (``not-utf8``) where bytes are not strict UTF-8."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        message = f"`{path}` is not written: {what} is not UTF-8 (byte {error.start})."
        raise WriteRefused(message, code="not-utf8") from None
