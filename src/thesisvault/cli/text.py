"""Writing for people: clean text, columns that fit, colours that can be off."""

from __future__ import annotations

import json
import shutil
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

import click
from wcwidth import wcswidth, wcwidth

Segment = str | tuple[str, str]
"""A text, or a text with its colour or ``bold`` or ``dim``."""


def clean(text: str) -> str:
    """The text without anything that could steer a terminal or reorder what it shows."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(char if _is_harmless(char) else f"\\x{ord(char):02x}" for char in text)


def _is_harmless(char: str) -> bool:
    # Cc: control, Cf: bidi marks and the like, Cs: lone surrogates; ZWJ keeps emoji whole.
    return unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Zl", "Zp") or char == "\u200d"


def terminal_width() -> int:
    """Columns to write in: the terminal's, or 80 where there is none."""
    return max(shutil.get_terminal_size((80, 24)).columns, 40)


def width(text: str) -> int:
    """Columns that a cleaned text takes."""
    return max(wcswidth(text), 0)


def fit(text: str, columns: int) -> str:
    """The text cut to at most that many columns, with an ellipsis where it was cut."""
    if width(text) <= columns:
        return text
    kept, used = [], 0
    for char in text:
        used += max(wcwidth(char), 0)
        if used > columns - 1:
            break
        kept.append(char)
    return "".join(kept).rstrip() + "…"


def pad(text: str, columns: int, *, right: bool = False) -> str:
    """The text filled with spaces to that many columns, after or before it."""
    gap = " " * max(columns - width(text), 0)
    return gap + text if right else text + gap


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
    if not text.strip():
        return clean(text)
    if style in ("bold", "dim"):
        return click.style(clean(text), **{style: True})
    return click.style(clean(text), fg=style)


def wrap(text: str, columns: int) -> list[str]:
    """The text's words in lines of at most that many columns; a longer word has its own line."""
    lines: list[str] = []
    for word in text.split():
        if lines and width(lines[-1]) + 1 + width(word) <= columns:
            lines[-1] += " " + word
        else:
            lines.append(word)
    return lines or [""]


def say_wrapped(
    text: str, indent: int = 0, style: str = "", first: str = "", cite: str = ""
) -> None:
    """Print a paragraph inside the terminal's width; `first` stands in the first line's indent.

    `cite`, a ``file:line``, follows in brackets and is never broken, so that it can be clicked.
    """
    columns = max(terminal_width() - indent, 20)
    lines = wrap(clean(text), columns)
    if cite:
        shown = f"[{clean(cite)}]"
        if width(lines[-1]) + 1 + width(shown) <= columns:
            lines[-1] += f" {shown}"
        else:
            lines.append(shown)
    for number, line in enumerate(lines):
        lead = pad(first if number == 0 else "", indent)
        say(lead, (line, style) if style else line)


def say_columns(rows: Iterable[Sequence[str]], header: Sequence[str] = ()) -> None:
    """Print rows in aligned columns; the last one takes what is left, and is cut if it must."""
    table = [[clean(cell) for cell in row] for row in rows]
    sized = [list(header), *table] if header else table
    if not sized:
        return
    widths = [max(width(row[at]) for row in sized) for at in range(len(sized[0]))]
    room = terminal_width() - 2 * (len(widths) - 1)
    while sum(widths) > room and max(widths) > 12:
        widths[widths.index(max(widths))] -= 1
    if header:
        say((_joined(header, widths), "dim"))
    for row in table:
        say(_joined(row, widths))


def _joined(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = zip(row, widths, strict=True)
    return "  ".join(pad(fit(cell, columns), columns) for cell, columns in cells).rstrip()


def say_json(document: dict[str, Any]) -> None:
    """Print one document: schema first, keys in a fixed order, ASCII only."""
    click.echo(json.dumps({"schema": 1, **document}, ensure_ascii=True, indent=2))


def plural(count: int, one: str, many: str = "") -> str:
    """``1 note``, ``2 notes``."""
    return f"{count} {one if count == 1 else many or one + 's'}"
