"""The memory of a process and all that it starts, while it runs. Linux only: elsewhere nothing."""

from __future__ import annotations

import threading
from pathlib import Path

EVERY = 0.02
"""Seconds between two looks."""


class Together:
    """Looks at a process and its children again and again; of shared pages each has its part."""

    def __init__(self, pid: int) -> None:
        """Starts looking."""
        self.peak = 0
        """Bytes, the most seen at once."""
        self._pid, self._over = pid, threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def stop(self) -> int:
        """Stop looking; the peak."""
        self._over.set()
        self._thread.join()
        return self.peak

    def _look(self) -> None:
        while not self._over.is_set():
            self.peak = max(self.peak, sum(map(_proportional, _family(self._pid))))
            self._over.wait(EVERY)


def _family(pid: int) -> list[int]:
    found = [pid]
    for one in found:
        try:
            children = Path(f"/proc/{one}/task/{one}/children").read_text(encoding="ascii")
        except OSError:
            continue
        found += map(int, children.split())
    return found


def _proportional(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    sizes = (int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
    return next(sizes, 0)
