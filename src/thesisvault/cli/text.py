"""Writing for people: clean text, columns that fit, colours that can be off."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Concatenate, ParamSpec

import click

from thesisvault.render.lines import Page, Segment, clean

P = ParamSpec("P")


def terminal_width() -> int:
    """Columns to write in: the terminal's, or 80 where there is none."""
    return max(shutil.get_terminal_size((80, 24)).columns, 40)


def row_width() -> int:
    """Columns of a table's row: the terminal's; without a bound where a program reads."""
    return terminal_width() if sys.stdout.isatty() or "COLUMNS" in os.environ else 10_000


def say(*segments: Segment) -> None:
    """Print one line; every piece is cleaned, then coloured."""
    click.echo("".join(_paint(segment) for segment in segments).rstrip())


def warn(text: str) -> None:
    """Talk to the person, aside from the data."""
    click.echo(clean(text), err=True)


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
