"""Hints that wait until no more come: a save is many events, and one change."""

from __future__ import annotations

import os
from collections.abc import Collection

from thesisvault.storage.watching.hints import Hint

FLOOD = 4096
"""Events in one batch from which everything is looked at: the kernel's queue holds 16,384 unless
told otherwise, what does not fit is lost, and older watchdogs do not tell."""


class Pending:
    """Hints since the last batch. All times in seconds, of one clock."""

    def __init__(self, root: str, quiet: float, longest: float) -> None:
        """Due when `quiet` has passed since the last, or `longest` since the first."""
        self._root, self._quiet, self._longest = root, quiet, longest
        self.clear()

    def clear(self) -> None:
        """Forget all."""
        self._settled: dict[str, bool] = {}
        self._rescan = False
        self._events = 0
        self._first = self._last = 0.0
        self._held = False

    def add(self, at: float, hint: Hint) -> None:
        """A hint that came at a time; one that says nothing does not count."""
        if not hint.paths and not hint.rescan:
            return
        if not self._events:
            self._first = at
        self._last = at
        self._held = False
        self._events += 1
        self._rescan |= hint.rescan or self._events >= FLOOD
        for path in hint.paths:
            self._settled[path] = hint.settled

    @property
    def paths(self) -> Collection[str]:
        """What has been named by hints."""
        return self._settled.keys()

    @property
    def due(self) -> float | None:
        """When to ask again whether it is ready; None where nothing waits."""
        if not self._events:
            return None
        latest = self._first + self._longest
        return latest if self._held else min(self._last + self._quiet, latest)

    def ready(self, now: float) -> bool:
        """Whether a batch is to be handed over now.

        A file that is empty, and was not closed since, is about to be written: it is given time up
        to `longest`. Some programs never close a file, and some systems do not tell.
        """
        if self.due is None or now < self.due:
            return False
        self._held = now < self._first + self._longest and any(
            not settled and _is_empty(f"{self._root}/{path}")
            for path, settled in self._settled.items()
        )
        return not self._held

    def take(self) -> tuple[frozenset[str], bool]:
        """The paths, and whether to look at everything; nothing waits any more."""
        taken = frozenset(self._settled), self._rescan
        self.clear()
        return taken


def _is_empty(path: str) -> bool:
    try:
        return os.lstat(path).st_size == 0
    except OSError:
        return False
