"""The file that is to be written: found without following a link, and fit to be written."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from thesisvault.model.errors import WriteRefused
from thesisvault.storage.writing.exchange import Place
from thesisvault.storage.writing.faults import changed, close

_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


class Content(NamedTuple):
    """A file as it was read: which one it was, and its bytes."""

    inode: int
    data: bytes


@contextmanager
def open_folder(folder: Path) -> Iterator[int]:
    """A descriptor of a folder that is no symbolic link."""
    descriptor = os.open(folder, _FOLDER)
    try:
        yield descriptor
    finally:
        close(descriptor)


def make_folder(folder: Path) -> None:
    """Make a folder of ours. Raises `WriteRefused` (``outside``) where something else stands."""
    try:
        os.mkdir(folder)
    except FileExistsError:
        if not stat.S_ISDIR(os.lstat(folder).st_mode):
            message = f"`{folder}` is a link or a file: nothing is written through it."
            raise WriteRefused(message, code="outside") from None
    else:
        with open_folder(folder.parent.resolve()) as above:
            os.fsync(above)


@contextmanager
def open_place(root: Path, path: str, *, make: bool = False) -> Iterator[Place]:
    """The place of a vault path; with `make`, missing folders are made.

    Raises `WriteRefused` (``outside``) for paths that leave the vault, are hidden (``.obsidian``,
    ``.thesis``), or lead through a symbolic link; (``changed``) where a folder has gone.
    """
    parts = path.split("/")
    if any(part.startswith(".") or not part or "\0" in part for part in parts):
        message = f"`{path}` is not written: only notes inside the vault are, and no hidden files."
        raise WriteRefused(message, code="outside")
    folder = os.open(root, _FOLDER & ~os.O_NOFOLLOW)
    try:
        for part in parts[:-1]:
            if make:
                _make(part, folder)
            try:
                below = os.open(part, _FOLDER, dir_fd=folder)
            except OSError as error:
                if error.errno not in (errno.ENOTDIR, errno.ELOOP):
                    raise
                message = f"`{path}` is not written: `{part}` is a link or a file, not a folder."
                raise WriteRefused(message, code="outside") from None
            folder, above = below, folder
            close(above)
        yield Place(folder, parts[-1])
    finally:
        close(folder)


def _make(name: str, folder: int) -> None:
    try:
        os.mkdir(name, dir_fd=folder)
    except FileExistsError:
        return
    os.fsync(folder)


def look(place: Place) -> Content:
    """The file in a place, whole. Raises `OSError`; symbolic links are not followed."""
    descriptor = os.open(place.name, _READ, dir_fd=place.folder)
    try:
        return Content(os.fstat(descriptor).st_ino, read_all(descriptor))
    finally:
        close(descriptor)


def read_all(descriptor: int) -> bytes:
    """Everything from where the descriptor stands."""
    chunks = []
    while chunk := os.read(descriptor, 1 << 20):
        chunks.append(chunk)
    return b"".join(chunks)


def regular(place: Place, path: str) -> os.stat_result:
    """What the system says of a note. Raises `WriteRefused` where it is not a plain file."""
    found = os.stat(place.name, dir_fd=place.folder, follow_symlinks=False)
    if not stat.S_ISREG(found.st_mode):
        what = "a symbolic link" if stat.S_ISLNK(found.st_mode) else "not a regular file"
        raise WriteRefused(f"`{path}` is not written: it is {what}.", code="not-regular")
    if found.st_nlink > 1:
        message = f"`{path}` is not written: it has another name (a hard link), which would go on"
        raise WriteRefused(
            f"{message} with the old text. Copy it, or delete one.", code="hard-linked"
        )
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
