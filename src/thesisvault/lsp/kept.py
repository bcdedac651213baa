"""Which lines of an open note still read as they did when it was reviewed.

What a review says of a line is withheld once the line was edited, until the note is saved and
reviewed. It is never moved along: a row that was copied is not the row that was measured.
"""

from __future__ import annotations

from collections.abc import Callable

from thesisvault.lsp.desk import Screen
from thesisvault.lsp.texts import Text

IsKept = Callable[[int], bool]
"""Whether a line, counted from 0, is as it was."""


def kept_lines(screen: Screen, text: Text) -> IsKept:
    """Compare an open note with what was reviewed; nothing is kept where that has gone."""
    before = screen.reviewed_text(text.path)
    if before is None:
        return lambda line: False
    return same_lines(before, text.text)


def same_lines(before: str, now: str) -> IsKept:
    """The lines that are equal: of a longer or a shorter text those above the first other one."""
    old, new = (_lines(item) for item in (before, now))
    if len(old) == len(new):
        return lambda line: 0 <= line < len(new) and old[line] == new[line]
    pairs = enumerate(zip(old, new, strict=False))
    first = next((at for at, (a, b) in pairs if a != b), min(len(old), len(new)))
    return lambda line: 0 <= line < first


def _lines(text: str) -> list[str]:
    return [line.removesuffix("\r") for line in text.removeprefix("\ufeff").split("\n")]
