"""What is in a vault is reached from the vault's own folder, and only within it.

A vault can come from anywhere, its ``.thesis`` too. A link in it may lead to any file of the person
who opens it, and a pipe in a file's place would never end. So paths are opened folder by folder,
without following a link, and only plain files are read. The vault's own folder may be reached
through a link: that one is the person's.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from thesisvault.storage.writing.exchange import Place
from thesisvault.storage.writing.faults import close

LARGEST = 64 * 1024 * 1024
"""Bytes of a file that is read whole, where its reader knows no smaller bound."""
_LARGEST_OF_OURS = 1024 * 1024
"""Bytes of a config or a template."""
_NOT_PLAIN = "it is not a regular file"

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class NotPlain(OSError):
    """What is there is no plain file, or a larger one than is ever made there."""


def is_visible(path: str) -> bool:
    """Whether a path can be that of a file that is written: inside, and nothing hidden."""
    return not any(part.startswith(".") or not part or "\0" in part for part in path.split("/"))


@contextmanager
def naming(path: str, *short: str) -> Iterator[None]:
    """Let each error of the system say what it is about.

    One of a descriptor names nothing, and one of a name in an open folder that name alone: `short`.
    """
    try:
        yield
    except OSError as error:
        if error.filename in (None, *short):
            error.filename = path
        raise


@contextmanager
def folder_in(root: Path, path: str, *, make: bool = False) -> Iterator[int]:
    """A descriptor of a folder of the vault; with `make`, missing folders are made.

    Raises `NotADirectoryError` where a link or a file stands on the way, and `OSError`.
    """
    folder = os.open(root, _FOLDER & ~os.O_NOFOLLOW)
    try:
        for part in path.split("/") if path else ():
            with naming(path, part):
                below = _below(folder, part, make=make)
            folder, above = below, folder
            close(above)
        with naming(path or str(root)):
            yield folder
    finally:
        close(folder)


def _below(folder: int, part: str, *, make: bool) -> int:
    if part in ("", ".", ".."):
        raise FileNotFoundError(errno.ENOENT, "it is not a path in the vault", part)
    if make:
        _make(part, folder)
    try:
        return os.open(part, _FOLDER, dir_fd=folder)
    except OSError as error:
        if error.errno not in (errno.ENOTDIR, errno.ELOOP):
            raise
        reason = f"`{part}` is a link or a file, not a folder"
        raise NotADirectoryError(errno.ENOTDIR, reason, part) from None


def _make(name: str, folder: int) -> None:
    try:
        os.mkdir(name, dir_fd=folder)
    except FileExistsError:
        return
    os.fsync(folder)


@contextmanager
def place_in(root: Path, path: str, *, make: bool = False) -> Iterator[Place]:
    """The place of a path of the vault, as `folder_in` opens its folder."""
    parent, _, name = path.rpartition("/")
    with naming(path, name), folder_in(root, parent, make=make) as folder:
        yield Place(folder, name)


def open_plain(place: Place) -> int:
    """A descriptor to read a plain file by. Raises `NotPlain` for anything else, and `OSError`."""
    # Looked at first: to open a device can do something.
    found = os.stat(place.name, dir_fd=place.folder, follow_symlinks=False)
    if not stat.S_ISREG(found.st_mode):
        raise NotPlain(errno.ELOOP, _NOT_PLAIN, place.name)
    descriptor = os.open(place.name, _FILE, dir_fd=place.folder)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise NotPlain(errno.ELOOP, _NOT_PLAIN, place.name)
    except BaseException:
        close(descriptor)
        raise
    return descriptor


def read_plain(place: Place, most: int = LARGEST) -> bytes:
    """The bytes of a plain file. Raises `NotPlain`, also where there are more than `most`."""
    descriptor = open_plain(place)
    try:
        return _read_bounded(descriptor, most, place.name)
    finally:
        close(descriptor)


def _read_bounded(descriptor: int, most: int, name: str) -> bytes:
    found = os.fstat(descriptor)
    if not stat.S_ISREG(found.st_mode):
        raise NotPlain(errno.ELOOP, _NOT_PLAIN, name)
    if found.st_size > most:
        raise NotPlain(errno.EFBIG, f"it is larger than {most >> 10} KB", name)
    return read_all(descriptor)


def read_all(descriptor: int) -> bytes:
    """Everything from where the descriptor stands."""
    chunks = []
    while chunk := os.read(descriptor, 1 << 20):
        chunks.append(chunk)
    return b"".join(chunks)


def belongs_to_another(path: Path) -> bool:
    """Whether another user has put a file or folder there; False where the system has no users."""
    return hasattr(os, "geteuid") and os.lstat(path).st_uid != os.geteuid()


def is_inside(root: Path, path: Path | str) -> bool:
    """Whether `path`, all links followed, lies under `root`; it need not exist."""
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(root))


def leads_out(root: Path, path: Path) -> bool:
    """Whether a path that is written as one of the vault's leads out of it, by a link in it."""
    written = Path(os.path.abspath(path))
    return written.is_relative_to(os.path.abspath(root)) and not is_inside(root, path)


def read_inside(root: Path, path: Path) -> bytes:
    """The bytes of a config or a template; links are followed within the vault.

    Raises `FileNotFoundError` where there is none, `PermissionError` where it is a link out of
    the vault, and `OSError` where it is not a plain file, is too large or cannot be read.
    """
    if not is_inside(root, path):
        raise PermissionError(0, "it is a link that points outside the vault", str(path))
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        with naming(str(path)):
            return _read_bounded(descriptor, _LARGEST_OF_OURS, str(path))
    finally:
        close(descriptor)
