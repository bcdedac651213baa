"""What would change in a note, line by line, as `diff -u` shows it."""

from __future__ import annotations

import difflib

from thesisvault.render.lines import Page

_COLOURS = {"+": "green", "-": "red", "@": "cyan"}


def difference(path: str, before: bytes, after: bytes) -> list[str]:
    """The lines of a unified difference; none where both are the same.

    A line end that changes is shown as ``\\r``; bytes that are no UTF-8, by their number.
    """
    old, new = (_lines(data) for data in (before, after))
    rows = difflib.unified_diff(old, new, f"a/{path}", f"b/{path}", lineterm="")
    return [row if row[:1] in "+-@ " else f" {row}" for row in rows]


def _lines(data: bytes) -> list[str]:
    text = data.decode("utf-8", errors="backslashreplace")
    lines = text.split("\n")
    last = lines.pop()
    return [*lines, f"{last} (no newline at the end)"] if last else lines


def text(page: Page, path: str, before: bytes, after: bytes) -> None:
    """Print it, colored on a terminal."""
    for row in difference(path, before, after):
        if row.startswith(("+++ ", "--- ")):
            page.line((row, "bold"))
        else:
            page.line((row, _COLOURS.get(row[:1], "")))
