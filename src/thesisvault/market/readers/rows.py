"""One row of prices, whatever file it came from, and what is wrong with a file."""

from __future__ import annotations

from msgspec import Struct

from thesisvault.model.market import Bar


class PriceFormatError(ValueError):
    """A file of prices that cannot be read: which line, what is wrong, what to do."""

    def __init__(self, line: int, message: str) -> None:
        """`line` counts from 1."""
        super().__init__(message)
        self.line = line


class PriceRow(Struct, frozen=True):
    """One session of one symbol; the currency where the row itself tells it."""

    symbol: str
    bar: Bar
    currency: str | None = None
