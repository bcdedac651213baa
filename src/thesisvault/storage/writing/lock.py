"""``.thesis/lock``: one process at a time writes into a vault."""

from __future__ import annotations

import datetime as dt
import errno
import fcntl
import os
import socket
import stat
from pathlib import Path

from thesisvault.model.errors import WriteRefused
from thesisvault.storage.config import FOLDER
from thesisvault.storage.inside import place_in
from thesisvault.storage.writing.faults import close

FILE = f"{FOLDER}/lock"

_FLAGS = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


def take_lock(root: Path, now: float) -> int:
    """Lock the vault; the descriptor holds it until it is closed.

    The system lets go of it when the process ends, however it ends. Raises `WriteRefused`
    (``locked``), saying who holds it, and `OSError` where the disk refuses.
    """
    with place_in(root, FILE) as place:
        try:
            descriptor = os.open(place.name, _FLAGS, 0o644, dir_fd=place.folder)
        except OSError as error:
            if error.errno in (errno.ELOOP, errno.EISDIR, errno.ENXIO):
                raise _not_ours() from None
            raise
    try:
        found = os.fstat(descriptor)
        # What has a second name may be anybody's file, and is written below.
        if not stat.S_ISREG(found.st_mode) or found.st_nlink > 1:
            raise _not_ours()
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno not in (errno.EWOULDBLOCK, errno.EACCES):
                raise
            holder = os.pread(descriptor, 200, 0).decode("utf-8", "replace").strip()
            who = f" ({holder})" if holder.isprintable() and holder else ""
            message = f"Another command is writing to the vault{who}: it must end first."
            raise WriteRefused(message, code="locked") from None
        moment = dt.datetime.fromtimestamp(now, dt.UTC).isoformat(" ", "seconds")
        holder = f"process {os.getpid()} on {socket.gethostname()}, since {moment}\n"
        # In this order: a file that is emptied first is flushed to the disk when it is closed.
        os.pwrite(descriptor, holder.encode(), 0)
        os.ftruncate(descriptor, len(holder.encode()))
    except BaseException:
        close(descriptor)
        raise
    return descriptor


def _not_ours() -> WriteRefused:
    message = f"`{FILE}` is not the file that thesis makes: delete it. No note was touched."
    return WriteRefused(message, code="not-regular")
