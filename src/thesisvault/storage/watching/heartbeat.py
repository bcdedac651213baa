"""A file that is written now and then, only so that an event about it comes back."""

from __future__ import annotations

import contextlib
import itertools
import os
import stat
from pathlib import Path

from thesisvault.storage.config import FOLDER
from thesisvault.storage.inside import place_in
from thesisvault.storage.writing.temporary import PART, PREFIX

_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_numbers = itertools.count(1)


class Heartbeat:
    """One watch's file in ``.thesis/tmp/``. A later start of the writer clears one left behind."""

    def __init__(self, root: str) -> None:
        """Each has a name of its own: several processes may watch a vault."""
        self.path = f"{FOLDER}/tmp/{PREFIX}heartbeat-{os.getpid()}-{next(_numbers)}{PART}"
        self._root = root

    def prepare(self) -> bool:
        """Make the folder, before it is watched; False where the vault has no ``.thesis``."""
        folder = f"{self._root}/{FOLDER}"
        try:
            # No event tells what happens behind a link.
            if not stat.S_ISDIR(os.lstat(folder).st_mode):
                return False
            with contextlib.suppress(FileExistsError):
                os.mkdir(f"{folder}/tmp")
            return stat.S_ISDIR(os.lstat(f"{folder}/tmp").st_mode)
        except OSError:
            return False

    def beat(self) -> bool:
        """Write the file; False where that cannot be done, so that no event is to be expected."""
        if not self.prepare():
            return False
        try:
            descriptor = os.open(f"{self._root}/{self.path}", _FLAGS, 0o600)
        except OSError:
            return False
        try:
            os.write(descriptor, b"thesis watch\n")
        except OSError:
            return False  # the disk is full
        finally:
            os.close(descriptor)
        return True

    def remove(self) -> None:
        """Leave nothing behind; what lies behind a link is not ours."""
        with contextlib.suppress(OSError), place_in(Path(self._root), self.path) as place:
            os.unlink(place.name, dir_fd=place.folder)
