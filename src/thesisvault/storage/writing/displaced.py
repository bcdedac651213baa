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
from thesisvault.storage.inside import LARGEST, folder_in, open_plain, place_in, read_all
from thesisvault.storage.writing.exchange import Place
from thesisvault.storage.writing.faults import close
from thesisvault.storage.writing.history import History, Version
from thesisvault.storage.writing.idle import open_for_writing
from thesisvault.storage.writing.temporary import PART, PREFIX, TMP

SWAP = ".swap"
"""Ends the name of a file that stood, or may have stood, in a note's place."""
GRACE = 0.05
"""Seconds before a file counts as let go: an ``open`` under way is not seen yet."""
BESIDE = ".beside"
"""Ends the name of a marker: the file itself is beside its note, on another device."""


def aside_name(version: Version, data: bytes) -> str:
    """The name, without its ending, of the temporary file for a write of `data`."""
    return f"{PREFIX}{version.id}-{hashlib.sha256(data).hexdigest()}"


def beside_note(path: str, name: str) -> str:
    """The path of a file that is beside the note at `path`."""
    folder, slash, _ = path.rpartition("/")
    return f"{folder}{slash}{name}"


class _Waiting(Struct):
    path: str
    """In the vault."""
    since: float


class Aside:
    """What was swapped out in one vault. Needs the lock."""

    def __init__(self, root: Path, history: History) -> None:
        """`root` is the vault's folder."""
        self._root = root
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

    def add(self, path: str, now: float) -> None:
        """Look after a file that was swapped out just now; its path in the vault."""
        self._waiting.append(_Waiting(path, now))

    def settle(self, now: float, patience: float, *, grace: float = GRACE) -> None:
        """Deal with what nobody can write into any more, or has waited for `patience` seconds.

        What was swapped out less than `grace` seconds ago waits for another call.
        """
        waiting, self._waiting = self._waiting, []
        for item in waiting:
            age = now - item.since
            if grace <= age and self._settled(item.path, age >= patience, now):
                name = item.path.rpartition("/")[2]
                if name.startswith("."):
                    with contextlib.suppress(OSError), folder_in(self._root, TMP) as tmp:
                        os.unlink(f"{_stem(name)}{BESIDE}", dir_fd=tmp)
            else:
                self._waiting.append(item)

    def recover(self, now: float) -> None:
        """Clear what a killed process left: what it had swapped out is kept, the rest removed.

        What is not a plain file is not one of ours, and stays.
        """
        with folder_in(self._root, TMP) as tmp:
            for name in sorted(os.listdir(tmp)):
                if not name.startswith(PREFIX):
                    continue
                with contextlib.suppress(OSError):
                    if name.endswith(PART):
                        os.unlink(name, dir_fd=tmp)
                    elif name.endswith(SWAP):
                        self._settled(f"{TMP}/{name}", True, now)
                    elif name.endswith(BESIDE) and self._recovered_beside(name, now):
                        os.unlink(name, dir_fd=tmp)

    def _recovered_beside(self, marker: str, now: float) -> bool:
        stem = marker.removesuffix(BESIDE)
        path = self._history.path_of(_version(stem))
        if path is None:
            return True
        with (
            contextlib.suppress(FileNotFoundError),
            place_in(self._root, beside_note(path, f".{stem}{PART}")) as part,
        ):
            os.unlink(part.name, dir_fd=part.folder)
        return self._settled(beside_note(path, f".{stem}{SWAP}"), True, now)

    def _settled(self, path: str, due: bool, now: float) -> bool:
        """Remove the file or keep it as a version; False where it must wait."""
        try:
            with place_in(self._root, path) as file:
                return self._removed(file, due, now)
        except FileNotFoundError:
            return True
        except OSError:
            return False  # the next start tries again

    def _removed(self, file: Place, due: bool, now: float) -> bool:
        descriptor = open_plain(file)
        try:
            found = os.fstat(descriptor)
            held = open_for_writing(descriptor)
            # One that is too large to be read is kept, as what nobody knows is.
            data = read_all(descriptor) if found.st_size <= LARGEST else None
        finally:
            close(descriptor)
        if found.st_nlink > 1:  # a fall-back that came to nothing: it still is in its place
            os.unlink(file.name, dir_fd=file.folder)
            return True
        if held is not False and not due:
            return False
        if held or data is None or not self._known(file.name, data):
            self.late.append(self._keep(file, data, now))
        else:
            os.unlink(file.name, dir_fd=file.folder)
        return True

    def _known(self, name: str, data: bytes) -> bool:
        """What we had written, or what the history holds as the version before it."""
        stem = _stem(name)
        if hashlib.sha256(data).hexdigest() == stem.rpartition("-")[2]:
            return True
        try:
            return self._history.read(_version(stem)) == data
        except UsageFault:
            return False

    def _keep(self, file: Place, data: bytes | None, now: float) -> Version:
        path = self._history.path_of(_version(_stem(file.name))) or "unknown.md"
        try:
            return self._history.adopt(file, path, now)
        except OSError as error:
            if error.errno != errno.EXDEV or data is None:
                raise
        version = self._history.add(path, data, now)
        os.unlink(file.name, dir_fd=file.folder)
        return version


def _stem(name: str) -> str:
    return name.removeprefix(".").removesuffix(SWAP)


def _version(stem: str) -> str:
    return stem.removeprefix(PREFIX).rpartition("-")[0]
