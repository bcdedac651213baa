"""What a watch told, until something is true: no test sleeps for a fixed time."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from thesisvault.storage.watching import Batch, Watch

PATIENCE = 60.0
"""Seconds: far more than any of it takes, for machines that are busy."""


class Gathered:
    """All batches of a watch so far."""

    def __init__(self, watch: Watch) -> None:
        self.watch = watch
        self.batches: list[Batch] = []

    @property
    def paths(self) -> set[str]:
        return {path for batch in self.batches for path in batch.paths}

    @property
    def notices(self) -> list[str]:
        return [notice for batch in self.batches for notice in batch.notices]

    @property
    def rescan(self) -> bool:
        return any(batch.rescan for batch in self.batches)

    def until(self, true: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE
        while not true():
            left = end - time.monotonic()
            assert left > 0, f"it never came; what came: {self.batches}"
            if batch := self.watch.next(min(left, 0.5)):
                self.batches.append(batch)

    def until_paths(self, *paths: str) -> None:
        self.until(lambda: set(paths) <= self.paths)

    def until_rescan(self) -> None:
        self.until(lambda: self.rescan)

    def settle(self, root: Path) -> set[str]:
        """Everything that was told before a marker, which is written now, comes through."""
        (root / "Marker.md").write_text("marker")
        self.until_paths("Marker.md")
        return self.paths - {"Marker.md"}
