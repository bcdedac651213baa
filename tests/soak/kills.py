"""A process that writes is killed at random moments, and what it leaves is judged."""

from __future__ import annotations

import os
import random
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from thesisvault.storage.writing import exchange
from thesisvault.storage.writing.writer import Writer

NOTE = "A note.md"
_RUNS_A_VAULT = 20


@dataclass
class Kills:
    """What came of it."""

    runs: int = 0
    writes: int = 0
    left_over: int = 0
    """Runs that were killed in the middle of a write, and left temporary files."""

    def __str__(self) -> str:
        return f"{self.runs} kills, {self.writes} writes, {self.left_over} in the middle of one"


def content(number: int) -> bytes:
    return b"%d\n" % number + b"%d more\r\n" % number * 2000


def kill_often(
    folder: Path,
    runs: int,
    seed: int,
    *,
    fall_back: bool = False,
    pause: float = 0.03,
    in_the_middle: int = 0,
) -> Kills:
    """Kill a writing process `runs` times, each after up to `pause` seconds; go on, up to ten
    times as often, until so many were `in_the_middle` of a write.

    Asserts what is promised after every kill.
    """
    chance = random.Random(seed)
    kills = Kills()
    while kills.runs < runs or (kills.left_over < in_the_middle and kills.runs < 10 * runs):
        run = kills.runs
        root = folder / f"vault {run // _RUNS_A_VAULT}"
        if not root.exists():
            root.mkdir()
            (root / NOTE).write_bytes(content(0))
        process = os.fork()
        if process == 0:
            _write_forever(root, fall_back)
        time.sleep(chance.uniform(0, pause))
        os.kill(process, signal.SIGKILL)
        assert os.WIFSIGNALED(os.waitpid(process, 0)[1]), "the writer ended by itself"
        _judge(root, kills)
    return kills


def _write_forever(root: Path, fall_back: bool) -> None:
    try:
        exchange.FALL_BACK = fall_back
        number = _number(root)
        with Writer(root, idle=0) as writer:
            while True:
                writer.replace(NOTE, content(number), content(number + 1))
                number += 1
    finally:
        os._exit(1)


def _number(root: Path) -> int:
    data = (root / NOTE).read_bytes()
    number = int(data.split(b"\n")[0])
    assert data == content(number), "a mixed note"
    return number


def _judge(root: Path, kills: Kills) -> None:
    number = _number(root)
    kills.runs += 1
    kills.writes = kills.writes + number - _known.get(root, 0)
    _known[root] = number
    if number:
        kept = [file.read_bytes() for file in (root / ".thesis/history").glob("*.md")]
        assert content(number - 1) in kept, "the version before is not in the history"
    if any((root / ".thesis").glob("tmp/*")):
        kills.left_over += 1
    with Writer(root, idle=0) as writer:
        assert writer.late == ()
    assert not any((root / ".thesis/tmp").iterdir())
    assert _number(root) == number
    assert (root / NOTE).stat().st_nlink == 1


_known: dict[Path, int] = {}
