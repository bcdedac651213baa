"""Writing into `prices/`: one process at a time, each file whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from thesisvault.model.errors import PriceFault, WriteRefused
from thesisvault.storage.inside import folder_in, naming, place_in
from thesisvault.storage.prices.files import FOLDER
from thesisvault.storage.writing.exchange import Place
from thesisvault.storage.writing.temporary import put_whole

PATIENCE = 30.0
"""Seconds that a second import waits for the first."""
_PART = (".thesis-", ".tmp")
_NO_LOCKS = {errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EBADF, errno.EINVAL}


def folder_path(root: Path) -> str:
    """The folder of prices as a path in the vault, links within the vault followed.

    Raises `PriceFault` where it lies elsewhere.
    """
    folder = os.path.relpath(os.path.realpath(root / FOLDER), os.path.realpath(root))
    if folder.split(os.sep)[0] in (os.curdir, os.pardir):
        raise PriceFault(f"{FOLDER} is a link that points outside the vault, so it is not followed")
    return folder


@contextmanager
def one_writer(root: Path) -> Iterator[None]:
    """Keep other processes from writing prices while the block runs; make the folder.

    What is read inside stays true until it is written. What a crash has left is cleared away. The
    system lets go of the lock when the process ends, however it ends. Raises `WriteRefused`
    where another one keeps writing, and `OSError`.
    """
    with naming(FOLDER), folder_in(root, folder_path(root), make=True) as folder:
        _lock(folder)
        for name in os.listdir(folder):
            if name.startswith(_PART[0]) and name.endswith(_PART[1]):
                with contextlib.suppress(OSError):
                    os.unlink(name, dir_fd=folder)
        try:
            yield
        finally:
            os.fsync(folder)  # once for all files


def _lock(folder: int) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                message = (
                    f"Another process is writing into `{FOLDER}`: nothing more was stored. "
                    "Run the command again when it has finished."
                )
                raise WriteRefused(message, code="locked") from None
            time.sleep(0.02)
        except OSError as error:
            if error.errno in _NO_LOCKS:  # a disk that has none
                return None
            raise


def replace_file(root: Path, path: str, data: bytes, *, flush: bool = True) -> None:
    """Put `data` in place of a file of the vault, or make it; a crash leaves the old or the new.

    A new file may be read by whom the umask allows, an old one keeps its mode. Without `flush`,
    the caller flushes the folder. Raises `OSError` where the disk refuses.
    """
    with place_in(root, path, make=True) as place:
        part = Place(place.folder, f"{_PART[0]}{os.getpid()}{_PART[1]}")
        put_whole(part, place, data, like=place if _is_file(place) else None)
        if flush:
            os.fsync(place.folder)


def _is_file(place: Place) -> bool:
    try:
        found = os.stat(place.name, dir_fd=place.folder, follow_symlinks=False)
    except FileNotFoundError:
        return False
    return stat.S_ISREG(found.st_mode)
