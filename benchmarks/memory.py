"""The memory of a process and all that it starts, while it runs. Linux only: elsewhere nothing."""

from __future__ import annotations

import contextlib
import threading
from pathlib import Path

EVERY = 0.02
"""Seconds between two looks."""
MIB = 2**20


def resident(pid: int) -> int:
    """Bytes of a process that are in memory now."""
    return _of_status(pid, "VmRSS:")


def peak(pid: int) -> int:
    """The most that ever were."""
    return _of_status(pid, "VmHWM:")


def _of_status(pid: int, what: str) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return 0
    found = status.partition(what)[2].split()
    return int(found[0]) * 1024 if found else 0


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
            self.peak = max(self.peak, sum(map(proportional, family(self._pid))))
            self._over.wait(EVERY)


def family(pid: int) -> list[int]:
    """A process, then all that it started."""
    found = [pid]
    for one in found:
        for children in Path(f"/proc/{one}/task").glob("*/children"):  # of each of its threads
            with contextlib.suppress(OSError):
                found += map(int, children.read_text(encoding="ascii").split())
    return found


def proportional(pid: int) -> int:
    """Bytes of a process, of shared pages its part."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    sizes = (int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
    return next(sizes, 0)
