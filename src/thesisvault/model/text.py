"""Places in a text, and what is to go there."""

from msgspec import Struct


class Span(Struct, frozen=True, array_like=True, order=True, gc=False):
    """A half-open stretch of a note's text.

    Lines are 0-based and counted over ``\\n`` only; columns are code points from the line's
    start. `shown_line` is the 1-based line that people and editors use.
    """

    line: int
    column: int
    end_line: int
    end_column: int

    @property
    def shown_line(self) -> int:
        """The line as an editor numbers it, from 1."""
        return self.line + 1


class TextEdit(Struct, frozen=True, array_like=True):
    """Replace what stands at `span` by `text`."""

    span: Span
    text: str
