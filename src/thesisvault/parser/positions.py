"""From an offset in an inline token's content back to the line and column of the source."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from markdown_it.token import Token

from thesisvault.model.text import Span


class Positions:
    """Where the characters of one inline token stand in the note.

    markdown-it strips quote marks and indents from the lines of a block, and the backslash from
    ``\\|`` in a table; what is left of a line is the end of the source line, so a suffix match
    finds its column.
    """

    __slots__ = ("_columns", "_dropped", "_first_line", "_lines", "_starts", "_token")

    def __init__(self, token: Token, lines: Sequence[str], first_line: int) -> None:
        """`lines` are what markdown-it saw; the first of them is the note's line `first_line`."""
        self._token, self._lines, self._first_line = token, lines, first_line
        self._starts: list[int] = []
        self._columns: list[int] = []
        self._dropped: tuple[int, ...] = ()

    def span(self, start: int, end: int) -> Span:
        """The span of content[start:end]."""
        if not self._starts:
            self._find_lines()
        if len(self._starts) == 1 and not self._dropped:
            line, column = self._first_line, self._columns[0]
            return Span(line, column + start, line, column + end)
        return Span(*self._place(start), *self._place(end))

    def _find_lines(self) -> None:
        """Where each line of the content starts, and the column of that place in its source."""
        token, first = self._token, self._token.map
        assert first is not None
        self._first_line += first[0]
        if "column" in token.meta:
            self._starts, self._columns = [0], [token.meta["column"]]
            self._dropped = token.meta["dropped"]
            return
        contents = token.content.split("\n")
        # A paragraph is stripped of lines that are blank to Unicode only (U+2028, a form feed).
        top = first[0]
        while top + len(contents) < first[1] and contents[0] not in self._lines[top]:
            top += 1
            self._first_line += 1
        start = 0
        for line, content in enumerate(contents, top):
            self._starts.append(start)
            self._columns.append(_column(content, self._lines[line]))
            start += len(content) + 1

    def _place(self, offset: int) -> tuple[int, int]:
        row = bisect_right(self._starts, offset) - 1
        dropped = bisect_right(self._dropped, offset - 1)
        return self._first_line + row, self._columns[row] + offset - self._starts[row] + dropped


def _column(content: str, source: str) -> int:
    stripped = content.strip()
    if not stripped:
        return len(source) - len(source.lstrip())
    lead = len(content) - len(content.lstrip())
    # From the right, since what was taken away stood on the left; closing hashes of a heading
    # stand on the right, hence a search and not an `endswith`.
    found = source.rfind(stripped)
    return max(found - lead, 0)
