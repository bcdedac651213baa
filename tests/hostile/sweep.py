"""One vault, many commands, all in a process that is watched: ``python -m hostile.sweep``.

Reads a JSON list of jobs from standard input, and writes what came of each command.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from cli.conftest import REPOSITORY, run
from hostile.trace import Trace, python
from once import remember
from sizes import WHOLE

LONGEST = 120
"""Seconds that a command may take before it counts as hung: a bound on hope, not on speed."""
WATCHED = 1.5 if WHOLE else 0.5
"""Seconds after which a watch is told to end, and told again."""


_STILL = "still running after"


class Hang(BaseException):
    """No `OSError`, and no `Exception`: nothing may take it for a fault that it knows."""


@dataclass(frozen=True)
class Job:
    """Commands to be run in one vault, one after the other."""

    root: str
    lines: Sequence[Sequence[str]]
    named: Sequence[str] = ()
    """Files and folders outside that the command lines name."""


@dataclass(frozen=True)
class Outcome:
    """What came of one command."""

    root: str
    line: tuple[str, ...]
    code: int
    out: str
    err: str
    fault: str
    """A traceback, or that it hung; empty where it ended as a command ends."""
    seconds: float

    @property
    def shown(self) -> str:
        return f"{Path(self.root).name}: {' '.join(self.line)!r}"


def _hung(number: int, frame: FrameType | None) -> None:
    raise Hang


def _tell(ended: threading.Event) -> None:
    while not ended.wait(WATCHED):  # one that does not listen yet is told once more
        os.kill(os.getpid(), signal.SIGTERM)


def _run(root: str, line: Sequence[str]) -> Outcome:
    code, out, err, fault = -1, "", "", ""
    started = time.monotonic()
    signal.alarm(LONGEST)
    ended = threading.Event()
    if line[0] == "watch":  # it ends when it is told to
        threading.Thread(target=_tell, args=(ended,), daemon=True).start()
    try:
        found = run(*line)
        code, out, err = found.code, found.out, found.err
    except Hang:
        fault = f"{_STILL} {LONGEST} s\n{traceback.format_exc()[-3000:]}"
    except Exception:
        fault = traceback.format_exc()
    finally:
        ended.set()
        signal.alarm(0)
    return Outcome(root, tuple(line), code, out, err, fault, time.monotonic() - started)


def _settle(root: str) -> None:
    """What the command before has written looks old: the writer would wait until it is quiet."""
    now = time.time()
    for folder, _, names in os.walk(root):
        for name in names:
            path = os.path.join(folder, name)
            if 0 <= now - os.lstat(path).st_mtime < 10:
                os.utime(path, (now - 60, now - 60), follow_symlinks=False)


def _jobs(jobs: Iterable[dict[str, Any]], trace: Trace) -> list[dict[str, Any]]:
    always = trace.allowed
    found = []
    for job in (Job(**job) for job in jobs):
        allowed = (job.root, *job.named)
        trace.allowed = (*always, *(os.path.realpath(path) for path in allowed))
        os.chdir(job.root)
        for line in job.lines:
            trace.command = f"{Path(job.root).name}: {line!r}"
            _settle(job.root)
            found.append(asdict(_run(job.root, line)))
            if found[-1]["fault"].startswith(_STILL):
                break  # what hangs once hangs often
    return found


def main() -> None:
    """Jobs in, outcomes and what the trace saw out."""
    jobs = json.load(sys.stdin)
    remember(pytest.MonkeyPatch())
    signal.signal(signal.SIGALRM, _hung)
    signal.signal(signal.SIGTERM, lambda number, frame: None)  # a watch that ended by itself
    log = (
        os.memfd_create("trace")
        if hasattr(os, "memfd_create")
        else os.open(os.environ["HOSTILE_LOG"], os.O_RDWR | os.O_CREAT)
    )
    cache = Path(os.environ["XDG_CACHE_HOME"]) / "thesisvault"
    cache.parent.mkdir(exist_ok=True)
    scratch = cache.parent / "scratch"  # in place of the system's, where others write too
    scratch.mkdir(exist_ok=True)
    tempfile.tempdir = str(scratch)
    ours = (cache, scratch, REPOSITORY / "src", REPOSITORY / "templates")
    asked = ("/proc/sys/fs/inotify", "/proc/self/mountinfo", "/etc/os-release")
    system = map(Path, (*asked, "/usr/lib/os-release"))  # what the doctor asks of it
    trace = Trace([*python(), *ours, *system], log)
    answer = os.dup(1)
    trace.start()
    outcomes = _jobs(jobs, trace)
    os.lseek(log, 0, os.SEEK_SET)
    with os.fdopen(log, "rb") as file:
        strays = file.read().decode().splitlines()
    with os.fdopen(answer, "w", encoding="ascii") as file:
        json.dump({"outcomes": outcomes, "strays": strays, "seen": trace.seen}, file)


if __name__ == "__main__":
    main()
