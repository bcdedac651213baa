"""Long text on a terminal goes through a pager; what fits the screen is simply printed."""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import TextIO, cast

import click

OFF = ("", "cat")
"""What ``$THESIS_PAGER`` and ``$PAGER`` say to switch it off."""
_ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


def page() -> None:
    """Page what this command prints from here on, unless ``--no-pager`` or no terminal is there."""
    context = click.get_current_context()
    if context.find_root().params.get("no_pager") or not sys.stdout.isatty():
        return
    command = pager_command(os.environ)
    if command:
        context.with_resource(_paging(command))


def pager_command(environment: Mapping[str, str]) -> list[str]:
    """``$THESIS_PAGER``, else ``$PAGER``, else less where there is one; empty: no paging."""
    if environment.get("TERM") == "dumb":
        return []
    for name in ("THESIS_PAGER", "PAGER"):
        if name in environment:
            try:
                words = shlex.split(environment[name])
            except ValueError:
                return []
            return [] if " ".join(words) in OFF else words
    less = shutil.which("less")
    return [less] if less else []


@contextlib.contextmanager
def _paging(command: Sequence[str]) -> Iterator[None]:
    """Both streams in one, while it lasts: talk stands where it was said."""
    out, err = sys.stdout, sys.stderr
    size = shutil.get_terminal_size()
    screen = Screen(command, size.columns, size.lines)
    sys.stdout = cast(TextIO, Stream(screen, out))
    if err.isatty():
        sys.stderr = cast(TextIO, Stream(screen, err, talk=True))
    try:
        yield
    finally:
        sys.stdout, sys.stderr = out, err
        screen.close()


class Screen:
    """Holds text back until it is clear whether it fits; then prints it, or starts the pager."""

    def __init__(self, command: Sequence[str], columns: int, rows: int) -> None:
        """`command` is the pager's."""
        self._command, self._columns, self._room = command, max(columns, 1), rows
        self._held: list[tuple[TextIO, str]] | None = []
        self._pager: subprocess.Popen[str] | None = None
        self._left = False

    def write(self, stream: TextIO, text: str, *, talk: bool) -> None:
        """Print, hold back, or hand on; nothing once the reader has left."""
        if self._pager is not None:
            self._hand_on(text)
        elif self._held is None or (talk and not self._held):
            stream.write(text)
            stream.flush()
        else:
            self._held.append((stream, text))
            for line in text.split("\n")[:-1]:
                shown = len(_ESCAPE.sub("", line))
                self._room -= max(-(-shown // self._columns), 1)
            if self._room <= 0:
                self._start(stream)

    def close(self) -> None:
        """Print what was held back, or wait until the reader leaves."""
        self._print_held()
        if self._pager is None:
            return
        assert self._pager.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self._pager.stdin.close()
        while True:
            try:
                self._pager.wait()
                return
            except KeyboardInterrupt:
                continue  # it is the pager's: less stops searching on it

    def _start(self, stream: TextIO) -> None:
        try:
            self._pager = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                env={"LESS": "FRX", "LV": "-c", **os.environ},
                encoding=stream.encoding or "utf-8",
                errors="backslashreplace",
            )
        except OSError:
            self._print_held()
            return
        held, self._held = self._held or [], None
        for _, text in held:
            self._hand_on(text)

    def _print_held(self) -> None:
        held, self._held = self._held or [], None
        for stream, text in held:
            stream.write(text)
            stream.flush()

    def _hand_on(self, text: str) -> None:
        assert self._pager is not None and self._pager.stdin is not None
        if self._left:
            return
        try:
            self._pager.stdin.write(text)
            self._pager.stdin.flush()
        except BrokenPipeError:
            self._left = True


class Stream:
    """A terminal's stream whose text goes to a `Screen`; all else is the stream's own."""

    def __init__(self, screen: Screen, real: TextIO, *, talk: bool = False) -> None:
        """`talk`: shown at once as long as nothing is held back."""
        self._screen, self._real, self._talk = screen, real, talk

    def write(self, text: str) -> int:
        """Hand the text to the screen. Raises `TypeError` for bytes: click tries it with some."""
        if not isinstance(text, str):
            raise TypeError("a text stream takes text")
        self._screen.write(self._real, text, talk=self._talk)
        return len(text)

    def flush(self) -> None:
        """Nothing: the screen decides."""

    def __getattr__(self, name: str) -> object:
        """What else a stream can."""
        return getattr(self._real, name)
