"""The three streams a process begins with: any may be closed, full, or have lost its reader.

What cannot be said changes nothing about what is done: a command goes on to its end, so that its
exit code shows what happened to the vault.
"""

from __future__ import annotations

import errno
import io
import os
import sys
from typing import Any, TextIO

_STREAMS = ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w"))
_LEFT = (errno.EPIPE, errno.ECONNRESET)


class _Patient(io.FileIO):
    """A descriptor that keeps its first fault, and takes what comes after it for written."""

    fault: OSError | None = None

    def write(self, data: Any, /) -> int | None:  # type: ignore[override]
        if self.fault is None:
            try:
                return super().write(data)
            except OSError as error:
                self.fault = error
        return memoryview(data).nbytes


def prepare() -> None:
    """Open what is closed on the null device, and make both outputs patient.

    Any letter can be said: a terminal that knows fewer is shown its code. Streams that somebody
    has put in the place of the process' own are left alone.
    """
    for number, name, mode in _STREAMS:
        if getattr(sys, f"__{name}__") is None:
            _open_null(number)
            stream = open(number, mode, encoding="utf-8", closefd=False)  # noqa: SIM115
            setattr(sys, f"__{name}__", stream)
            setattr(sys, name, stream)
    for number, name, _ in _STREAMS[1:]:
        stream = getattr(sys, name)
        if stream is getattr(sys, f"__{name}__"):
            setattr(sys, name, _patient(number, stream))
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _open_null(number: int) -> None:
    """Else the next file that is opened would get the number, and what is said would go into it."""
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, number)  # for children, too
    if null != number:
        os.close(null)


def _patient(number: int, old: TextIO) -> TextIO:
    raw = _Patient(number, "wb", closefd=False)
    raw.name = old.name  # as in Python's own
    return io.TextIOWrapper(
        io.BufferedWriter(raw),
        encoding=old.encoding,
        errors="backslashreplace",
        line_buffering=True,
    )


def _fault(stream: TextIO) -> OSError | None:
    raw = getattr(getattr(stream, "buffer", None), "raw", None)
    return raw.fault if isinstance(raw, _Patient) else None


def is_heard() -> bool:
    """Whether somebody may still read what is printed."""
    return _fault(sys.stdout) is None


def lost() -> str:
    """Why what was printed is not all there; empty where it is, or where its reader has left."""
    sys.stdout.flush()
    fault = _fault(sys.stdout)
    return "" if fault is None or fault.errno in _LEFT else str(fault.strerror)
