"""Files that stood in a note's place and were swapped out, until nobody can write into them.

An editor that opened the note before the exchange goes on writing into the file it opened. So each
is set aside in ``.thesis/tmp`` under a name that says whose it is and what we had written, and is
only removed when its bytes are known and nobody has it open for writing. Else it becomes a version
in the history.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
from pathlib import Path

from msgspec import Struct

from thesisvault.model.errors import UsageFault
from thesisvault.storage.writing.faults import close
from thesisvault.storage.writing.history import History, Version
from thesisvault.storage.writing.idle import open_for_writing
from thesisvault.storage.writing.open_target import read_all
from thesisvault.storage.writing.temporary import PART, PREFIX

SWAP = ".swap"
"""Ends the name of a file that stood, or may have stood, in a note's place."""
GRACE = 0.05
"""Seconds before a file counts as let go: an ``open`` under way is not seen yet."""
BESIDE = ".beside"
"""Ends the name of a marker: the file itself stands beside its note, on another device."""


def aside_name(version: Version, data: bytes) -> str:
    """The name, without its ending, of the temporary file for a write of `data`."""
    return f"{PREFIX}{version.id}-{hashlib.sha256(data).hexdigest()}"


class _Waiting(Struct):
    file: Path
    since: float


class Aside:
    """What was swapped out in one vault. Needs the lock."""

    def __init__(self, root: Path, folder: Path, history: History) -> None:
        """`folder` is the vault's ``.thesis``."""
        self._root = root
        self._tmp = folder / "tmp"
        self._history = history
        self._waiting: list[_Waiting] = []
        self.late: list[Version] = []
        """Versions that hold what was written after the exchange, or found by a later start."""

    @property
    def waits(self) -> bool:
        """Whether any file is still to be settled."""
        return bool(self._waiting)

    def grace_left(self, now: float) -> float:
        """Seconds until an ``open`` that was under way at the last exchange would be seen."""
        newest = max((item.since for item in self._waiting), default=now - GRACE)
        return min(max(0.0, newest + GRACE - now), GRACE)

    def add(self, file: Path, now: float) -> None:
        """Look after a file that was swapped out just now."""
        self._waiting.append(_Waiting(file, now))

    def settle(self, now: float, patience: float, *, grace: float = GRACE) -> None:
        """Deal with what nobody can write into any more, or has waited for `patience` seconds.

        What was swapped out less than `grace` seconds ago waits for another call.
        """
        waiting, self._waiting = self._waiting, []
        for item in waiting:
            age = now - item.since
            if grace <= age and self._settled(item.file, age >= patience, now):
                if item.file.name.startswith("."):
                    stem = item.file.name.removeprefix(".").removesuffix(SWAP)
                    with contextlib.suppress(OSError):
                        os.unlink(self._tmp / f"{stem}{BESIDE}")
            else:
                self._waiting.append(item)

    def recover(self, now: float) -> None:
        """Clear what a killed process left: what it had swapped out is kept, the rest removed."""
        for name in sorted(_names(self._tmp)):
            file = self._tmp / name
            if not name.startswith(PREFIX):
                continue
            with contextlib.suppress(OSError):
                if name.endswith(PART):
                    os.unlink(file)
                elif name.endswith(SWAP):
                    self._settled(file, True, now)
                elif name.endswith(BESIDE):
                    self._recover_beside(name.removesuffix(BESIDE), now)

    def _recover_beside(self, stem: str, now: float) -> None:
        path = self._history.path_of(_version(stem))
        if path is not None:
            folder = (self._root / path).parent
            with contextlib.suppress(FileNotFoundError):
                os.unlink(folder / f".{stem}{PART}")
            if not self._settled(folder / f".{stem}{SWAP}", True, now):
                return
        os.unlink(self._tmp / f"{stem}{BESIDE}")

    def _settled(self, file: Path, due: bool, now: float) -> bool:
        """Remove the file or keep it as a version; False where it must wait."""
        try:
            flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
            descriptor = os.open(file, flags)
            try:
                elsewhere = os.fstat(descriptor).st_nlink > 1
                held = open_for_writing(descriptor)
                data = read_all(descriptor)
            finally:
                close(descriptor)
            if elsewhere:  # a fall-back that came to nothing: it still stands in the note's place
                os.unlink(file)
                return True
            if held is not False and not due:
                return False
            if held or not self._known(file, data):
                self.late.append(self._keep(file, data, now))
            else:
                os.unlink(file)
        except FileNotFoundError:
            return True
        except OSError:
            return False  # the next start tries again
        return True

    def _known(self, file: Path, data: bytes) -> bool:
        """What we had written, or what the history holds as the version before it."""
        stem = file.name.removeprefix(".").removesuffix(SWAP)
        if hashlib.sha256(data).hexdigest() == stem.rpartition("-")[2]:
            return True
        try:
            return self._history.read(_version(stem)) == data
        except UsageFault:
            return False

    def _keep(self, file: Path, data: bytes, now: float) -> Version:
        stem = file.name.removeprefix(".").removesuffix(SWAP)
        path = self._history.path_of(_version(stem)) or "unknown.md"
        try:
            return self._history.adopt(file, path, now)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
        version = self._history.add(path, data, now)
        os.unlink(file)
        return version


def _version(stem: str) -> str:
    return stem.removeprefix(PREFIX).rpartition("-")[0]


def _names(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)
    except FileNotFoundError:
        return []
