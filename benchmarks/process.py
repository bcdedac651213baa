"""One whole process: how long it took, and how much memory its largest part had."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from time import perf_counter

from msgspec import Struct

from benchmarks.memory import Together


class Failed(Exception):
    """A process that was to be measured did not do its work; the text says why."""


class Sample(Struct, frozen=True):
    """One run of a process."""

    seconds: float
    """Wall time, from its start to its end."""
    peak: int
    """Resident bytes at the peak, of the process or of its largest child, whichever is more."""
    together: int = 0
    """Bytes of the process and all its children at the peak, where that was looked at."""


def run(
    command: Sequence[str],
    env: Mapping[str, str],
    ok: Sequence[int] = (0,),
    *,
    together: bool = False,
) -> Sample:
    """Run `command` to its end, its output thrown away.

    With `together`, its children are looked at meanwhile, which costs it some time. Raises
    `Failed` with the last line of its errors where its exit code is not in `ok`.
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
        looking = Together(process.pid) if together else None
        _, status, usage = os.wait4(process.pid, 0)
        seconds = perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in ok:
            errors.seek(0)
            lines = errors.read().decode(errors="replace").strip().splitlines()
            last = lines[-1] if lines else "no message"
            raise Failed(f"exit code {process.returncode}: {last[:200]}")
    return Sample(seconds, usage.ru_maxrss * 1024, looking.stop() if looking else 0)
