"""The memory of a process that keeps a vault open for days."""

from __future__ import annotations

import gc
import linecache
import sys
import time

REST = 60.0
"""Seconds without a question after which a server lets go of what it can read again."""
LOOK = 5.0
"""Seconds between two looks whether that is so."""


class Rest:
    """When a server comes to rest: once, when nothing has been asked of it for a while."""

    def __init__(self) -> None:
        """It is about to be asked."""
        self._since: float | None = time.monotonic()

    def disturb(self) -> None:
        """Something was asked, or read."""
        self._since = time.monotonic()

    def begins(self) -> bool:
        """To be asked every `LOOK` seconds."""
        if self._since is None or time.monotonic() - self._since < REST:
            return False
        self._since = None
        return True


def settle() -> None:
    """Say that what is there now stays: called once, when all is imported and nothing is read."""
    linecache.clearcache()  # holds the source of each method that a library has generated
    gc.collect()
    gc.freeze()


def give_back() -> None:
    """Free what nobody holds any more, and hand it to the system.

    A vault is a circle of values, for which Python looks seldom; and what was freed, the allocator
    of C keeps for later.
    """
    gc.collect()
    if sys.platform == "linux":
        import ctypes  # slow to load, and only a server needs it

        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc alone has it
        if trim is not None:
            trim(0)
