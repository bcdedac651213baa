"""How far long work has come, for whoever waits at a terminal."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Self

import click

PATIENCE = 0.5
"""Seconds of silence: most work is done by then."""
_STEP = 0.1


class Counter:
    """``Reading notes: 1200 of 10000`` on the error stream, on one line that goes when it is done.

    Nothing where the error stream is no terminal.
    """

    def __init__(self, doing: str) -> None:
        """`doing` is what is counted."""
        self._doing, self._next = doing, time.monotonic() + PATIENCE
        self._shown = False

    def show(self, done: int, whole: int) -> None:
        """Say how far it is, ten times a second at most."""
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + _STEP
        if sys.stderr.isatty():
            self._shown = True
            click.echo(f"\r{self._doing}: {done} of {whole}", nl=False, err=True)

    def __enter__(self) -> Self:
        """The counter itself, with its patience anew."""
        self._next = time.monotonic() + PATIENCE
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """Take the line away; it may come again."""
        if self._shown:
            click.echo("\r\x1b[K", nl=False, err=True)
        self._shown = False
