"""`Patterns`: regular expressions of people, found with a bound on the time that one note takes."""

from __future__ import annotations

import contextlib
import json
import select
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from thesisvault.storage.child import write_whole

PATIENCE = 2.0
"""Seconds for the lines of one note."""
_CHILD = Path(__file__).with_name("pattern_child.py")


class TookTooLong(Exception):
    """A regular expression that did not come to an end."""


class Patterns:
    """Asks a child process, which is started at the first question."""

    def __init__(self, patience: float = PATIENCE) -> None:
        """`patience` in seconds, a question."""
        self._patience = patience
        self._child: subprocess.Popen[str] | None = None

    def find(self, source: str, cased: bool, lines: Sequence[str]) -> list[tuple[int, int, int]]:
        """Line, start and end of each match. Raises `TookTooLong`."""
        child = self._child = self._child or _started()
        assert child.stdin is not None and child.stdout is not None
        question = json.dumps([source, cased, list(lines)]) + "\n"
        write_whole(child.stdin, question.encode("ascii"))
        if not select.select([child.stdout], [], [], self._patience)[0]:
            self.close()
            raise TookTooLong(source)
        return [(line, start, end) for line, start, end in json.loads(child.stdout.readline())]

    def close(self) -> None:
        """End the child."""
        if self._child is not None:
            self._child.kill()
            with contextlib.suppress(OSError):
                self._child.communicate()
            self._child = None


def _started() -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-I", "-S", str(_CHILD)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="ascii",
    )
