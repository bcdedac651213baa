"""What we wrote ourselves: the event about it tells nothing new."""

from __future__ import annotations

import os
from collections.abc import Iterable

_KEPT = 10.0
"""Seconds after which an event about a write of ours is not expected any more."""


class Own:
    """Files as we left them, by inode and time of change."""

    def __init__(self, root: str) -> None:
        """Paths are relative to `root`."""
        self._root = root
        self._left: dict[str, tuple[float, int, int]] = {}

    def remember(self, path: str, found: os.stat_result, now: float) -> None:
        """A file was written by us; `found` is what the disk says of it since."""
        self._left[path] = now, found.st_ino, found.st_mtime_ns

    def without(self, paths: Iterable[str], now: float) -> frozenset[str]:
        """The paths but for those that still are as we left them."""
        if self._left:
            self._left = {path: left for path, left in self._left.items() if now - left[0] < _KEPT}
        return frozenset(path for path in paths if not self._as_left(path))

    def _as_left(self, path: str) -> bool:
        left = self._left.get(path)
        if left is None:
            return False
        try:
            found = os.lstat(f"{self._root}/{path}")
        except OSError:
            found = None
        if found is not None and (found.st_ino, found.st_mtime_ns) == left[1:]:
            return True
        del self._left[path]
        return False
