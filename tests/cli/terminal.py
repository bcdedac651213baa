"""A terminal of our own: what a program shows on it, and keys that are typed at it."""

from __future__ import annotations

import contextlib
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from fcntl import ioctl
from pathlib import Path
from struct import pack
from termios import TIOCSWINSZ

THESIS = (sys.executable, "-c", "from thesisvault.cli.main import main; main()")
PATIENCE = 60.0


_COUNTED = re.compile(r"(?:\r+Reading notes: \d+ of \d+)+\r+\x1b\[K")


def program(folder: Path) -> Path:
    """A `thesis` to be found in this folder."""
    folder.mkdir(exist_ok=True)
    file = folder / "thesis"
    file.write_text(
        f'#!/bin/sh\nexec {sys.executable} -c "{THESIS[-1]}" "$@"\n',
        encoding="utf-8",
    )
    file.chmod(0o755)
    return file


class Terminal:
    """A program at a terminal of 80 columns."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], rows: int) -> None:
        self._end, own = pty.openpty()
        ioctl(own, TIOCSWINSZ, pack("HHHH", rows, 80, 0, 0))
        known = {key: value for key, value in os.environ.items() if key not in ("COLUMNS", "LINES")}
        self.process = subprocess.Popen(
            command,
            stdin=own,
            stdout=own,
            stderr=own,
            env={**known, "TERM": "xterm", **environment},
            start_new_session=True,
        )
        os.close(own)
        self.shown = ""

    def send(self, keys: str) -> None:
        os.write(self._end, keys.encode())

    def wait_for(self, text: str, after: int = 0) -> int:
        """Read until the text is shown; where it ends."""
        end = time.monotonic() + PATIENCE
        while text not in self.shown[after:]:
            assert time.monotonic() < end, f"no {text!r} in:\n{self.shown}"
            if not self._read(0.2) and self.process.poll() is not None:
                self._read(0.2)
                assert text in self.shown[after:], f"no {text!r} in:\n{self.shown}"
        return self.shown.index(text, after) + len(text)

    def finish(self) -> str:
        """Read until the program ends; all that was shown."""
        end = time.monotonic() + PATIENCE
        while True:
            # Asked before: what is written between a read and the end would else be lost.
            has_ended = self.process.poll() is not None
            if not self._read(0.2) and has_ended:
                return self.shown
            assert time.monotonic() < end, f"it goes on:\n{self.shown}"

    def _read(self, seconds: float) -> bool:
        if not select.select([self._end], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self._end, 65536)
        except OSError:
            return False  # nobody holds the other end any more
        self.shown += data.decode("utf-8", "replace").replace("\r\n", "\n")
        return bool(data)

    def close(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        os.close(self._end)


@contextlib.contextmanager
def terminal(*command: str, **environment: str) -> Iterator[Terminal]:
    """A terminal with this program in the current folder; `LINES` are its rows."""
    found = Terminal(command, environment, int(environment.pop("LINES", "24")))
    try:
        yield found
    finally:
        found.close()


def show(*arguments: str, **environment: str) -> tuple[str, int]:
    """What `thesis` leaves on a terminal, and its exit code.

    The line that counts while it reads, on a slow machine only, has gone by then.
    """
    with terminal(*THESIS, *arguments, **environment) as found:
        return _COUNTED.sub("", found.finish()), found.process.wait()
