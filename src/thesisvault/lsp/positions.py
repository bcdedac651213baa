"""Places in a text, as the parser counts them and as a client does.

The parser's lines end at ``\n`` alone, and its columns are code points. A client counts columns in
units of the encoding that was agreed on. pygls would split lines at U+2028 and form feeds too.
"""

from __future__ import annotations

from lsprotocol import types

from thesisvault.model.text import Span

UTF8, UTF16 = types.PositionEncodingKind.Utf8, types.PositionEncodingKind.Utf16
_MARK = "\ufeff"


def units(text: str, encoding: str) -> int:
    """How long a text is to a client."""
    if encoding == UTF8:
        return len(text.encode("utf-8", "surrogatepass"))
    if encoding == UTF16:
        return len(text) + sum(char > "\uffff" for char in text)
    return len(text)


def codepoints(text: str, count: int, encoding: str) -> int:
    """How many code points a client's `count` units are; half a letter counts as none."""
    if text.isascii() or encoding not in (UTF8, UTF16):
        return min(count, len(text))
    for at, char in enumerate(text):
        count -= units(char, encoding)
        if count < 0:
            return at
    return len(text)


class Lines:
    """A text by its lines. A byte-order mark counts as a column to a client only."""

    def __init__(self, text: str, encoding: str) -> None:
        """`encoding`: ``utf-8``, ``utf-16`` or ``utf-32``."""
        self._lines = [line.removesuffix("\r") for line in text.split("\n")]
        self._encoding = encoding
        self._shift = int(text.startswith(_MARK))

    def __len__(self) -> int:
        """How many lines there are; one where the text is empty."""
        return len(self._lines)

    def line(self, number: int) -> str:
        """A line without its end, and without a byte-order mark; empty below the last one."""
        if not 0 <= number < len(self._lines):
            return ""
        return self._lines[number][self._shift :] if number == 0 else self._lines[number]

    def position(self, line: int, column: int) -> types.Position:
        """A place as the client counts; one beyond the text is its end."""
        if line >= len(self._lines):
            line, column = len(self._lines) - 1, len(self._lines[-1])
        whole = self._lines[line]
        end = column + (self._shift if line == 0 else 0)
        return types.Position(line, units(whole[:end], self._encoding))

    def range(self, span: Span) -> types.Range:
        """A stretch as the client counts."""
        return types.Range(
            self.position(span.line, span.column), self.position(span.end_line, span.end_column)
        )

    def place(self, position: types.Position) -> tuple[int, int]:
        """A client's position as line and column of the parser."""
        if position.line >= len(self._lines):
            return len(self._lines) - 1, len(self.line(len(self._lines) - 1))
        shift = self._shift if position.line == 0 else 0
        whole = self._lines[position.line]
        return position.line, max(0, codepoints(whole, position.character, self._encoding) - shift)

    def whole(self, number: int) -> Span:
        """A line without the white space around it."""
        text = self.line(number)
        start = len(text) - len(text.lstrip())
        return Span(number, start, number, max(start, len(text.rstrip())))
