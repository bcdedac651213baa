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

    def __init__(self, token: Token, lines: Sequence[str], first_line: int) -> None:
        """`lines` are what markdown-it saw; the first of them is the note's line `first_line`."""
        assert token.map is not None
        self._first_line = first_line + token.map[0]
        self._dropped: tuple[int, ...] = token.meta.get("dropped", ())
        self._starts = [0]
        for at, char in enumerate(token.content):
            if char == "\n":
                self._starts.append(at + 1)
        contents = token.content.split("\n")
        if "column" in token.meta:
            self._columns = [token.meta["column"]]
        else:
            self._columns = [
                _column(content, lines[token.map[0] + number])
                for number, content in enumerate(contents)
            ]

    def span(self, start: int, end: int) -> Span:
        """The span of content[start:end]."""
        return Span(*self._place(start), *self._place(end))

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
