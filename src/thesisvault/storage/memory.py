"""The memory of a process that keeps a vault open for days."""

from __future__ import annotations

import ctypes
import gc
import sys


def settle() -> None:
    """Say that what is there now stays: called once, when all is imported and nothing is read."""
    gc.collect()
    gc.freeze()


def give_back() -> None:
    """Free what nobody holds any more, and hand it to the system.

    A vault is a circle of values, for which Python looks seldom; and what was freed, the allocator
    of C keeps for later.
    """
    gc.collect()
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc alone has it
        if trim is not None:
            trim(0)
