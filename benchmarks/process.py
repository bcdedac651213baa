"""One whole process: how long it took, and how much memory its largest part had."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from time import perf_counter

from msgspec import Struct


class Failed(Exception):
    """A process that was to be measured did not do its work; the text says why."""


class Sample(Struct, frozen=True):
    """One run of a process."""

    seconds: float
    """Wall time, from its start to its end."""
    peak: int
    """Resident bytes at the peak, of the process or of its largest child, whichever is more."""


def run(command: Sequence[str], env: Mapping[str, str], ok: Sequence[int] = (0,)) -> Sample:
    """Run `command` to its end, its output thrown away.

    Raises `Failed` with the last line of its errors where its exit code is not in `ok`.
    """
    with tempfile.TemporaryFile() as errors:
        begun = perf_counter()
        try:
            process = subprocess.Popen(
                command,
                env=dict(env),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
            )
        except OSError as error:
            raise Failed(f"it cannot be started: {error.strerror}") from None
        _, status, usage = os.wait4(process.pid, 0)
        seconds = perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in ok:
            errors.seek(0)
            lines = errors.read().decode(errors="replace").strip().splitlines()
            last = lines[-1] if lines else "no message"
            raise Failed(f"exit code {process.returncode}: {last[:200]}")
    return Sample(seconds, usage.ru_maxrss * 1024)
