"""The file that a command is told to write: made whole or not at all, over nothing but its like.

A vault can come from anywhere: a link of it in the file's place, or on the way there, may lead to
any file of the person. Folders outside of the vault are the person's own, and so are links to them.
"""

from __future__ import annotations

import contextlib
import errno
import os
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from thesisvault.model.errors import WriteRefused
from thesisvault.model.filenames import EVIDENCE
from thesisvault.storage.config import FOLDER
from thesisvault.storage.inside import NotPlain, open_plain, place_in
from thesisvault.storage.writing.exchange import Place
from thesisvault.storage.writing.faults import close
from thesisvault.storage.writing.temporary import PART, put_whole

_HEAD = 512
"""Bytes that tell what a file is."""


def write_named(
    root: Path, file: Path, data: bytes, is_ours: Callable[[bytes], bool], kind: str
) -> None:
    """Make the file, or replace one whose first bytes are `is_ours`; `kind` is what it is called.

    Raises `WriteRefused` for any other that is there, and where the disk refuses.
    """
    if file.suffix.lower() in EVIDENCE:
        whose = "a note's" if file.suffix.lower() == ".md" else "a price file's"
        raise WriteRefused(f"`{file}` is {whose} name, but this is {kind}: choose another file.")
    try:
        with _place(root, file) as place:
            _write(place, data, is_ours)
    except _NotOurs:
        raise WriteRefused(
            f"`{file}` exists and is not {kind} made by thesis: it was not changed. "
            "Choose another file, or delete it first."
        ) from None
    except NotPlain:
        raise WriteRefused(
            f"`{file}` is a link, a folder or a device: it was not changed. "
            "Choose another file, or `-` for standard output."
        ) from None
    except OSError as error:
        raise WriteRefused(f"`{file}` cannot be written: {error.strerror}.") from None


class _NotOurs(Exception):
    pass


@contextmanager
def _place(root: Path, file: Path) -> Iterator[Place]:
    path = Path(os.path.abspath(file))
    inside = next((above for above in path.parents if _is_same(above, root)), None)
    if inside is not None:
        below = path.relative_to(inside).as_posix()
        if below.startswith(f"{FOLDER}/"):
            raise WriteRefused(
                f"`{file}` is in `{FOLDER}`, which thesis keeps for itself: choose another file."
            )
        with place_in(root, below) as place:
            yield place
        return
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield Place(folder, path.name)
    finally:
        close(folder)


def _is_same(folder: Path, root: Path) -> bool:
    with contextlib.suppress(OSError):
        return os.path.samefile(folder, root)
    return False


def _write(place: Place, data: bytes, is_ours: Callable[[bytes], bool]) -> None:
    stands = _stands(place, is_ours)
    # One name for each file, so that who writes it next clears away what a crash has left.
    part = Place(place.folder, f".thesis-{zlib.crc32(os.fsencode(place.name)):08x}{PART}")
    put_whole(part, place, data, like=place if stands else None, free=not stands)
    os.fsync(place.folder)


def _stands(place: Place, is_ours: Callable[[bytes], bool]) -> bool:
    """Whether a file of ours is there; raises for any other that does."""
    try:
        descriptor = open_plain(place)
    except FileNotFoundError:
        return False
    try:
        head = os.read(descriptor, _HEAD)
    finally:
        close(descriptor)
    if head and not is_ours(head):
        raise _NotOurs
    if not os.access(place.name, os.W_OK, dir_fd=place.folder):
        raise PermissionError(errno.EACCES, "it is read-only")
    return True
