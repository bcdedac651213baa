"""Processes that open one index at once, notes that change under them, and kills."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random
from threading import Thread
from typing import Any

from storage.index.readers import COUNTERS
from storage.index.vaults import expected, opened, place_of, put, wrong

TESTS = Path(__file__).parents[2]
PATIENCE = 60.0
"""Seconds after which a process counts as hung."""


def start(root: Path, how: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "storage.index.readers", str(root), str(root / ".stop"), how],
        cwd=TESTS,
        stdout=subprocess.PIPE,
        text=True,
    )


def count(root: Path, number: int, rng: Random) -> None:
    """One counter goes up, in one of the ways in which files are saved; at times one is away."""
    file = root / f"{COUNTERS[number % len(COUNTERS)]}.md"
    text = f"[[Count {number:06}]]\n".encode()
    if rng.random() < 0.1:
        file.unlink(missing_ok=True)
        return
    (root / ".saved").write_bytes(text)
    os.replace(root / ".saved", file)


def edit_beside(root: Path, processes: list[subprocess.Popen[str]], answers: int) -> list[str]:
    """Edit until the processes have given so many answers altogether; these answers."""
    found: list[str] = []
    readers = [Thread(target=_gather, args=(process, found)) for process in processes]
    for reader in readers:
        reader.start()
    rng, number, end = Random(1), 0, time.monotonic() + PATIENCE
    while len(found) < answers:
        assert time.monotonic() < end, f"{len(found)} answers only"
        count(root, number, rng)
        number += 1
        time.sleep(0.004)
    (root / ".stop").touch()
    for process, reader in zip(processes, readers, strict=True):
        reader.join(PATIENCE)
        assert process.wait(PATIENCE) == 0
    return found


def _gather(process: subprocess.Popen[str], lines: list[str]) -> None:
    assert process.stdout is not None
    lines.extend(process.stdout)


def between(line: dict[str, Any]) -> bool:
    """Whether each counter stood, by what was said, where it stood at some time in between."""
    return all(
        said == -1 or (before <= said and (after == -1 or said <= after))
        for before, said, after in zip(line["before"], line["said"], line["after"], strict=True)
    )


def kill_often(root: Path, times: int, seed: int) -> None:
    """Kill a process at random moments of building and refreshing: nobody comes to notice."""
    rng = Random(seed)
    folder = place_of(root, dict(os.environ)).folder
    for number in range(times):
        if rng.random() < 0.4 and folder.exists():
            (folder / "current").unlink(missing_ok=True)
        for _ in range(rng.randrange(1, 6)):
            put(root, f"New {rng.randrange(200)}.md", f"[[Apple]] {number} {rng.random()}")
        (root / ".stop").unlink(missing_ok=True)
        process = start(root, "once")
        assert process.stdout is not None
        if rng.random() < 0.5:
            process.stdout.readline()
            put(root, f"New {rng.randrange(200)}.md", f"[[Oil]] {number}")
        else:
            time.sleep(0.15)
        time.sleep(rng.random() * 0.12)
        process.send_signal(signal.SIGKILL)
        code = process.wait()
        said, _ = process.communicate()
        assert code == -signal.SIGKILL, (number, code, said)
        with opened(root) as found:
            assert wrong(found, expected(root)) == "", number
            assert len(found.told) <= 1, (number, found.told)
        with opened(root) as found:
            assert not found.read and not found.told, (number, found.read, found.told)
