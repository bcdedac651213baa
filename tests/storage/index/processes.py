"""Processes that open one index at once, notes that change under them, and kills."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random
from typing import Any

from storage.index.readers import COUNTERS
from storage.index.vaults import expected, opened, place_of, put, wrong

TESTS = Path(__file__).parents[2]
SECONDS = 3.0


def start(root: Path, how: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "storage.index.readers", str(root), str(root / ".stop"), how],
        cwd=TESTS,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
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


def edit_for(seconds: float, root: Path, pause: float) -> int:
    rng, number, until = Random(1), 0, time.monotonic() + seconds
    while time.monotonic() < until:
        count(root, number, rng)
        number += 1
        time.sleep(pause)
    return number


def between(line: dict[str, Any]) -> bool:
    """Whether each counter stood, by what was said, where it stood at some time in between."""
    return all(
        said == -1 or (before <= said and (after == -1 or said <= after))
        for before, said, after in zip(line["before"], line["said"], line["after"], strict=True)
    )


def finish(root: Path, processes: list[subprocess.Popen[str]]) -> list[dict[str, Any]]:
    (root / ".stop").touch()
    lines = []
    for process in processes:
        out, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors
        lines += [json.loads(line) for line in out.splitlines()]
    return lines


def kill_often(root: Path, times: int, seed: int) -> int:
    """Kill a process at random moments of building and refreshing; how many had not finished."""
    rng, killed = Random(seed), 0
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
        killed += process.wait() == -signal.SIGKILL
        process.communicate()
        with opened(root) as found:
            assert wrong(found, expected(root)) == ""
            assert len(found.told) <= 1, found.told
        with opened(root) as found:
            assert (found.read, found.told) == ([], [])
    return killed
