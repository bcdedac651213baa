"""From an offset in an inline text back to the line and column of the source."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from thesisvault.model.text import Span


class Positions:
    """Where the characters of one inline text are in the note."""

    __slots__ = ("_columns", "_dropped", "_line", "_starts")

    def __init__(
        self, text: str, line: int, columns: Sequence[int], dropped: Sequence[int] = ()
    ) -> None:
        """`line` is the text's first one in the note; `columns` are where its lines begin.

        `dropped` are the offsets before which a backslash of the source was left out.
        """
        self._line, self._columns, self._dropped = line, columns, dropped
        self._starts = [0]
        if len(columns) > 1:
            start = 0
            for part in text.split("\n")[:-1]:
                start += len(part) + 1
                self._starts.append(start)

    def span(self, start: int, end: int) -> Span:
        """The span of text[start:end]."""
        if len(self._columns) == 1 and not self._dropped:
            line, column = self._line, self._columns[0]
            return Span(line, column + start, line, column + end)
        return Span(*self._place(start), *self._place(end))

    def _place(self, offset: int) -> tuple[int, int]:
        row = bisect_right(self._starts, offset) - 1
        dropped = bisect_right(self._dropped, offset - 1)
        return self._line + row, self._columns[row] + offset - self._starts[row] + dropped


def find_columns(
    text: str, lines: Sequence[str], first: int, end: int
) -> tuple[int, Sequence[int]]:
    """For a text on `lines[first:end]`, its first line, and where each of its lines begins.

    markdown-it strips quote marks and indents from the lines of a block; what is left of a line
    is the end of the source line, so a suffix match finds its column.
    """
    parts = text.split("\n")
    # A paragraph is stripped of lines that are blank to Unicode only (U+2028, a form feed).
    while first + len(parts) < end and parts[0] not in lines[first]:
        first += 1
    return first, [_column(part, lines[line]) for line, part in enumerate(parts, first)]


def _column(part: str, source: str) -> int:
    stripped = part.strip()
    if not stripped:
        return len(source) - len(source.lstrip())
    lead = len(part) - len(part.lstrip())
    # From the right, since what was taken away stood on the left; closing hashes of a heading
    # stand on the right, hence a search and not an `endswith`.
    found = source.rfind(stripped)
    return max(found - lead, 0)
