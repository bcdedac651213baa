"""Dates and figures in the cells of a file."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence

from thesisvault.market.readers.decimals import read_number
from thesisvault.market.readers.rows import PriceFormatError

_SLASHED = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
_COMPACT = re.compile(r"\d{8}")
_YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})")


def date_reader(samples: Sequence[str], order: str | None) -> Callable[[str], dt.date]:
    """How this file writes dates, from some of them: ISO, ``2026/01/08``, ``20260108``,
    ``Jan 08, 2026``, or with slashes and the year last, where `order` (``mdy`` or ``dmy``)
    decides if the samples do not.

    The reader raises ValueError for what is no such date; this raises ValueError where the order
    of slashed dates cannot be told.
    """
    slashed = [match for text in samples if (match := _SLASHED.match(text.strip()))]
    if not slashed:
        return _read_plain
    if order is None:
        days_first = any(int(match[1]) > 12 for match in slashed)
        months_first = any(int(match[2]) > 12 for match in slashed)
        if days_first == months_first:
            raise ValueError("its dates could be month or day first: say `--dates mdy` or `dmy`")
        order = "dmy" if days_first else "mdy"
    day_at, month_at = (1, 2) if order == "dmy" else (2, 1)

    def read(text: str) -> dt.date:
        match = _SLASHED.match(text.strip())
        if match is None:
            raise ValueError(f"`{text}` is no date")
        return dt.date(int(match[3]), int(match[month_at]), int(match[day_at]))

    return read


def _read_plain(text: str) -> dt.date:
    stripped = text.strip()
    try:
        return dt.date.fromisoformat(stripped[:10])
    except ValueError:
        pass
    if found := _YEAR_FIRST.match(stripped):
        return dt.date(int(found[1]), int(found[2]), int(found[3]))
    if _COMPACT.fullmatch(stripped):
        return dt.date(int(stripped[:4]), int(stripped[4:6]), int(stripped[6:]))
    for form in ("%b %d, %Y", "%B %d, %Y", "%d %b %Y", "%d-%b-%Y"):
        try:
            return dt.datetime.strptime(stripped, form).date()
        except ValueError:
            continue
    raise ValueError(f"`{text}` is no date")


def number_at(cells: Sequence[str], column: int | None, line: int, decimal: str) -> float | None:
    """The number in a column; None where there is no such column or cell."""
    if column is None or column >= len(cells):
        return None
    try:
        value = read_number(cells[column], decimal)
    except ValueError:
        sign = "" if decimal == "." else " with a decimal comma"
        raise PriceFormatError(line, f"`{cells[column]}` is no number{sign}") from None
    return value if value is None or (value == value and abs(value) != float("inf")) else None
