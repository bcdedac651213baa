"""``.thesis/lock``: one process at a time writes into a vault."""

from __future__ import annotations

import datetime as dt
import errno
import fcntl
import os
import socket
from pathlib import Path

from thesisvault.model.errors import WriteRefused
from thesisvault.storage.writing.faults import close

FILE = "lock"


def take_lock(folder: Path, now: float) -> int:
    """Lock the vault whose ``.thesis`` folder this is; the descriptor holds it until it is closed.

    The system lets go of it when the process ends, however it ends. Raises `WriteRefused`
    (``locked``), saying who holds it, and `OSError` where the disk refuses.
    """
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    descriptor = os.open(folder / FILE, flags, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno not in (errno.EWOULDBLOCK, errno.EACCES):
                raise
            holder = os.pread(descriptor, 200, 0).decode("utf-8", "replace").strip()
            who = holder if holder.isprintable() and holder else "another process"
            message = f"The vault is being written by {who}: reading works, writing must wait."
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
