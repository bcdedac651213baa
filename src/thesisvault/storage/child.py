"""What a process does that another one started, and waits for."""

from __future__ import annotations

import os
import signal
import sys
from typing import IO, Any

_LOOKS = 0.5
"""Seconds from one look to the next."""


def end_with_parent(parent: int) -> None:
    """End soon after whoever waits was killed, which may be before now: `parent` is its number.

    A timer, since a thread would forbid to fork.
    """

    def look(*_: object) -> None:
        if os.getppid() != parent:
            os._exit(1)

    signal.signal(signal.SIGALRM, look)
    signal.setitimer(signal.ITIMER_REAL, _LOOKS, _LOOKS)


def scratch() -> IO[bytes]:
    """A file without a name, for what a process says while nobody reads.

    In memory where the system has such files: it needs no folder that may be written to.
    """
    if sys.platform == "linux":
        return os.fdopen(os.memfd_create("thesis"), "w+b")
    import tempfile

    return tempfile.TemporaryFile()


def write_whole(pipe: IO[Any], data: bytes) -> None:
    """Write all of it into a pipe whose buffer is empty, whatever signals come.

    Not by that buffer: CPython's loses bytes of a long text where a handler, such as the one
    above, runs while a full pipe takes a part of them. Who waits for these would wait for ever.
    """
    left = memoryview(data)
    while left:
        left = left[os.write(pipe.fileno(), left) :]
