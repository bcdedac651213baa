"""Dates and numbers as price files write them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence

from thesisvault.market.readers.rows import PriceFormatError

_SLASHED = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
_COMPACT = re.compile(r"\d{8}")
_SCALES = {"K": 1e3, "M": 1e6, "B": 1e9}
_EMPTY = {"", "-", "—", "n/a", "na", "nan", "null", "none"}


def date_reader(samples: Sequence[str], order: str | None) -> Callable[[str], dt.date]:
    """How this file writes dates, from some of them: ISO, ``20260108``, ``Jan 08, 2026``, or with
    slashes, where `order` (``mdy`` or ``dmy``) decides if the samples do not.

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
    if _COMPACT.fullmatch(stripped):
        return dt.date(int(stripped[:4]), int(stripped[4:6]), int(stripped[6:]))
    for form in ("%b %d, %Y", "%B %d, %Y", "%d %b %Y", "%d-%b-%Y"):
        try:
            return dt.datetime.strptime(stripped, form).date()
        except ValueError:
            continue
    raise ValueError(f"`{text}` is no date")


def read_number(text: str, decimal: str = ".") -> float | None:
    """``1,234.50``, ``$258.80``, ``1.2M`` as a number; None where the cell says nothing.

    Raises ValueError for other text.
    """
    try:
        return float(text) if decimal == "." else float(text.replace(".", "").replace(",", "."))
    except ValueError:
        pass
    stripped = text.strip().lstrip("$€£¥").replace("%", "")
    if stripped.casefold() in _EMPTY:
        return None
    scale = _SCALES.get(stripped[-1:].upper(), 1.0)
    digits = stripped[:-1] if scale != 1.0 else stripped
    return float(digits.replace(",", "") if decimal == "." else digits.replace(",", ".")) * scale


def number_at(cells: Sequence[str], column: int | None, line: int, decimal: str) -> float | None:
    """The number in a column; None where there is no such column or cell."""
    if column is None or column >= len(cells):
        return None
    try:
        value = read_number(cells[column], decimal)
    except ValueError:
        raise PriceFormatError(line, f"`{cells[column]}` is no number") from None
    return value if value is None or (value == value and abs(value) != float("inf")) else None
