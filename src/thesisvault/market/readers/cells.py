"""What stands in the cells of a price file, dates and figures, and the row that they make."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct

from thesisvault.model.market import Bar

_SLASHED = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
_COMPACT = re.compile(r"\d{8}")
_YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})")
DECIMALS = {"point": ".", "comma": ","}
"""The words for the two signs, in a file's `# decimal:` line and on the command line."""
_SCALES = {"K": 1e3, "M": 1e6, "B": 1e9}
_EMPTY = {"", "-", "—", "n/a", "na", "nan", "null", "none"}
# `1,234,567.5`, and `12,34,567.5` as in India; without any group, any number of digits.
_POINT = re.compile(r"[-+]?(\d{1,3}(,\d{2,3})*,\d{3}(\.\d*)?|\d*\.?\d*([eE][-+]?\d+)?)")
_COMMA = re.compile(r"[-+]?(\d{1,3}(\.\d{3})+(,\d*)?|\d*,?\d*([eE][-+]?\d+)?)")
_ONE_GROUP = re.compile(r"[-+]?[1-9]\d{0,2}[.,]\d{3}")
_SURE_POINT = re.compile(r"\d+\.(?:\d\d?|\d{4,})")
"""Most cells: its one sign parts no thousands."""


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


def decimal_sign(cells: Iterable[str], delimiter: str) -> str:
    """The decimal sign of a file, `.` or `,`, from cells that hold its figures.

    Both signs in one cell: the later one. One sign, more than once: the other one. One sign,
    once, followed by three digits that could be thousands: either; by another number of digits:
    that one. Where nothing but `1.234` is seen, a file parted by commas means a point. Raises
    ValueError where cells contradict each other or none decides.
    """
    found: dict[str, str] = {}
    open_ones: dict[str, str] = {}
    for cell in cells:
        if _SURE_POINT.fullmatch(cell):
            found.setdefault(".", cell)
            continue
        text = _bare(cell)[0]
        signs = [character for character in text if character in ".,"]
        if not signs:
            continue
        sign = signs[-1]
        if len(set(signs)) == 1 and len(signs) > 1:
            found.setdefault("," if sign == "." else ".", cell)
        elif len(signs) == 1 and _ONE_GROUP.fullmatch(text):
            open_ones.setdefault(sign, cell)
        else:
            found.setdefault(sign, cell)
    if len(found) == 2:
        raise ValueError(
            f"`{found['.']}` has a decimal point and `{found[',']}` a decimal comma: write one"
        )
    if found:
        return next(iter(found))
    if not open_ones or (delimiter == "," and set(open_ones) == {"."}):
        return "."
    cell = next(iter(open_ones.values()))
    raise ValueError(
        f"`{cell}` could be a thousand or a fraction: say `--decimal point` or `comma`, "
        "or write `# decimal: point` at the top of the file"
    )


def read_number(text: str, decimal: str = ".") -> float | None:
    """``1,234.50``, ``$258.80``, ``1.2M`` as a number; None where the cell says nothing.

    Raises ValueError for other text, also for a sign that parts no thousands: `185,04` where the
    decimal sign is a point.
    """
    if decimal == ".":
        try:
            return float(text)
        except ValueError:
            pass  # written as people write
    digits, scale = _bare(text)
    if digits.casefold() in _EMPTY:
        return None
    form, group = (_POINT, ",") if decimal == "." else (_COMMA, ".")
    if form.fullmatch(digits) is None:
        raise ValueError(f"`{text}` is no number")
    return float(digits.replace(group, "").replace(",", ".")) * scale


def _bare(text: str) -> tuple[str, float]:
    """A cell without currency and percent signs, and what its letter for the scale stands for."""
    stripped = text.strip().lstrip("$€£¥").replace("%", "").strip()
    scale = _SCALES.get(stripped[-1:].upper(), 1.0)
    return (stripped[:-1] if scale != 1.0 else stripped), scale
