"""Is somebody at this note? Recent changes, vim's swap files, and open files."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import signal
import socket
import time
from typing import Protocol

from thesisvault.model.errors import WriteRefused
from thesisvault.storage.writing.exchange import Place
from thesisvault.storage.writing.faults import close

_SWAP_HEAD = 108
"""Bytes of a vim swap file up to the end of the host's name."""


IDLE = 2.0
"""Seconds for which a note must have been left alone before it is written (docs/writing.md)."""
_STEP = 0.1
"""Seconds between two looks while waiting."""


class Clock(Protocol):
    """The time, and waiting; tests bring their own."""

    def now(self) -> float:
        """Seconds since 1970."""

    def sleep(self, seconds: float) -> None:
        """Wait."""


class _SystemClock:
    def now(self) -> float:
        return time.time()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


SYSTEM: Clock = _SystemClock()


class Patience:
    """How long a writer waits for a note to be left alone. Its own changes count as none."""

    def __init__(self, idle: float, wait: float, clock: Clock) -> None:
        """All in seconds: how old a change must be, and how long to wait for that."""
        self._idle, self._wait, self._clock = idle, wait, clock
        self._placed: dict[str, tuple[int, int]] = {}

    def wait_for(self, note: Place, path: str) -> None:
        """Return when nobody is at the note. Raises `WriteRefused` (``busy``), and `OSError`."""
        waited = 0.0
        while True:
            found = os.stat(note.name, dir_fd=note.folder, follow_symlinks=False)
            own = self._placed.get(path) == (found.st_ino, found.st_mtime_ns)
            idle = 0.0 if own else self._idle
            reason = busy(note, found.st_mtime, self._clock.now(), idle)
            if reason is None:
                return
            if waited >= self._wait:
                message = f"`{path}` is being edited, try again: {reason}."
                raise WriteRefused(message, code="busy")
            self._clock.sleep(_STEP)
            waited += _STEP

    def remember(self, note: Place, path: str) -> None:
        """The note was changed by this writer."""
        with contextlib.suppress(OSError):
            found = os.stat(note.name, dir_fd=note.folder, follow_symlinks=False)
            self._placed[path] = found.st_ino, found.st_mtime_ns


def busy(place: Place, changed: float, now: float, idle: float) -> str | None:
    """Why a note should be left alone for now, or None.

    `changed` is its modification time; one that lies further ahead than `idle` says nothing, as
    on notes that were synced from a computer whose clock is fast.
    """
    if abs(now - changed) < idle:
        return f"it was changed less than {idle:g} s ago"
    for ending in ("swp", "swo", "swn"):
        name = f".{place.name}.{ending}"
        if process := _vim(Place(place.folder, name)):
            return f"vim has it open ({process}; if not, delete `{name}`)"
    return None


def _vim(swap: Place) -> str | None:
    """Who holds a vim swap file; None where nobody does any more.

    Format: ``struct block0`` in vim's ``memline.c``: id ``b0``, version (10), page size, mtime,
    inode, process (4 bytes each, little-endian), user (40), host (40).
    """
    try:
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        descriptor = os.open(swap.name, flags, dir_fd=swap.folder)
    except FileNotFoundError:
        return None
    except OSError as error:
        none = (errno.ELOOP, errno.ENAMETOOLONG)  # vim cannot make one of so long a name either
        return None if error.errno in none else "its swap file cannot be read"
    try:
        head = os.read(descriptor, _SWAP_HEAD)
    except IsADirectoryError:
        return None
    finally:
        close(descriptor)
    if len(head) < _SWAP_HEAD or not head.startswith(b"b0"):
        return None
    process = int.from_bytes(head[24:28], "little")
    host = head[68:108].split(b"\0")[0].decode("utf-8", "replace")
    if host != socket.gethostname()[:39]:
        return f"process {process} on {host!a}"
    try:
        if process:
            os.kill(process, 0)
    except ProcessLookupError:
        return None
    except (PermissionError, OverflowError):
        pass
    return f"process {process}"


def open_for_writing(descriptor: int) -> bool | None:
    """Whether another descriptor can still write into this file; None where nobody can tell.

    `descriptor` must be read-only. Linux grants a read lease (``fcntl(2)``, F_SETLEASE) only on a
    file that nobody has open for writing. It is handed back at once.
    """
    if not hasattr(fcntl, "F_SETLEASE"):
        return None
    try:
        # A broken lease is told by SIGIO, which ends a process; SIGURG is ignored.
        fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except OSError as error:
        return True if error.errno == errno.EAGAIN else None
    with contextlib.suppress(OSError):
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    return False
