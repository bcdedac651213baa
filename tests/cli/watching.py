"""A real ``thesis watch``: started, listened to, ended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

PATIENCE = 60.0
"""Seconds: far more than anything that is waited for takes, for machines that are busy."""
COMMAND = (sys.executable, "-c", "from thesisvault.cli.main import main; main()")


class Watching:
    """A process that watches, and what it said so far."""

    def __init__(self, root: Path, *options: str, before: Sequence[str] = ()) -> None:
        """`before` is a command that runs it."""
        self.root = root
        self.process = subprocess.Popen(
            [*before, *COMMAND, "--vault", str(root), "watch", *options],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "NO_COLOR": "1"},
        )
        self.out: list[str] = []
        self.err: list[str] = []
        self._readers = [
            threading.Thread(target=_read, args=(stream, lines), daemon=True)
            for stream, lines in ((self.process.stdout, self.out), (self.process.stderr, self.err))
        ]
        for reader in self._readers:
            reader.start()

    def until(self, true: Callable[[], bool]) -> None:
        """Wait until something is true."""
        end = time.monotonic() + PATIENCE
        while not true():
            assert time.monotonic() < end, f"it never came; said: {self.out} {self.err}"
            time.sleep(0.01)

    def until_ready(self) -> None:
        self.until(lambda: any(line.startswith("Watching ") for line in self.err))

    def until_says(self, line: str) -> None:
        self.until(lambda: line in self.out)

    def until_holds(self, path: str, text: str) -> None:
        """Wait until a note holds these words."""
        self.until(lambda: text in _text(self.root / path))

    def cpu(self) -> float:
        """Seconds of computing so far (``/proc/<pid>/stat``: fields 14 and 15)."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def end(self, number: int = signal.SIGTERM) -> int:
        """Ask it to end; its exit code."""
        self.process.send_signal(number)
        return self.wait()

    def wait(self) -> int:
        code = self.process.wait(PATIENCE)
        for reader in self._readers:
            reader.join(PATIENCE)
        return code


def _read(stream: IO[bytes] | None, lines: list[str]) -> None:
    assert stream is not None
    with stream:
        for line in stream:
            lines.append(line.decode().rstrip("\n"))


def _text(file: Path) -> str:
    try:
        return file.read_bytes().decode()
    except FileNotFoundError:  # between two renames of an editor
        return ""


@contextmanager
def watching(
    root: Path, *options: str, before: Sequence[str] = (), ready: bool = True
) -> Iterator[Watching]:
    """A watch that is ready; killed where the test fails."""
    watch = Watching(root, *options, before=before)
    try:
        if ready:
            watch.until_ready()
        yield watch
    finally:
        if watch.process.poll() is None:
            watch.process.kill()
        watch.wait()
