"""Writing for people: clean text, columns that fit, colors that can be off, a counter of work."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from types import TracebackType
from typing import Any, Concatenate, ParamSpec, Self

import click

from thesisvault.render.lines import Page, Segment, clean, width, wrap

P = ParamSpec("P")
PATIENCE = 0.5
"""Seconds of silence: most work is done by then."""
_STEP = 0.1


def terminal_width() -> int:
    """Columns to write in: the terminal's, or 80 where there is none."""
    return max(shutil.get_terminal_size((80, 24)).columns, 40)


def row_width() -> int:
    """Columns of a table's row: the terminal's; without a bound where a program reads."""
    return terminal_width() if sys.stdout.isatty() or "COLUMNS" in os.environ else 10_000


def say(*segments: Segment) -> None:
    """Print one line; every piece is cleaned, then colored."""
    click.echo("".join(_paint(segment) for segment in segments).rstrip())


def warn(text: str) -> None:
    """Talk to the person, aside from the data; a terminal would break words and commands."""
    said = clean(text)
    if sys.stderr.isatty() and width(said) > terminal_width():
        said = "\n".join(wrap(said, terminal_width()))
    click.echo(said, err=True)


def _paint(segment: Segment) -> str:
    if isinstance(segment, str):
        return clean(segment)
    text, style = segment
    if not style or not text.strip():
        return clean(text)
    if style in ("bold", "dim"):
        return click.style(clean(text), **{style: True})
    return click.style(clean(text), fg=style)


def say_json(document: dict[str, Any]) -> None:
    """Print one document: schema first, keys in a fixed order, ASCII only."""
    from thesisvault.render.document import indented

    click.echo(indented({"schema": 1} | document))


def show(render: Callable[Concatenate[Page, P], object], *args: P.args, **named: P.kwargs) -> None:
    """Print what `render` puts on a page as wide as the terminal."""
    page = Page(terminal_width(), row_width())
    render(page, *args, **named)
    if page.lines:
        click.echo("\n".join("".join(map(_paint, line)).rstrip() for line in page.lines))


def say_wrapped(
    text: str, indent: int = 0, style: str = "", first: str = "", cite: str = ""
) -> None:
    """Print a paragraph inside the terminal's width."""
    show(Page.wrapped, text, indent, style, first, cite)


def say_columns(rows: Iterable[Sequence[str]], header: Sequence[str] = ()) -> None:
    """Print rows in aligned columns."""
    show(Page.columns, rows, header)


class Counter:
    """``Reading notes: 1200 of 10000`` on the error stream, on one line that goes when it is done.

    Nothing where the error stream is not a terminal.
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
