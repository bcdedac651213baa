"""Is the vault there? An unmount looks like the deletion of every note, and is not one."""

from __future__ import annotations

import os
import stat
from enum import Enum, auto

from thesisvault.storage.config import FOLDER


class State(Enum):
    """What stands where the vault stood."""

    HERE = auto()
    AWAY = auto()
    REPLACED = auto()
    """A vault, but in another folder or file system: what watched the old one is blind."""


class Presence:
    """Whether a vault's folder is the one that was seen last."""

    def __init__(self, root: str) -> None:
        """Look for the first time."""
        self._root = root
        self._identity: tuple[int, int] | None = None
        self._marked = False

    def look(self) -> State:
        """Two questions to the disk. A vault that never had a ``.thesis`` needs none."""
        try:
            found = os.stat(self._root)
        except OSError:
            return State.AWAY
        marked = os.path.isdir(f"{self._root}/{FOLDER}")
        if not stat.S_ISDIR(found.st_mode) or (self._marked and not marked):
            return State.AWAY
        self._marked = marked
        identity = found.st_dev, found.st_ino
        before, self._identity = self._identity, identity
        return State.HERE if before in (None, identity) else State.REPLACED
