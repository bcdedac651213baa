"""What is in the cells of a price file, dates and figures, and the row that they make."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence
from math import isfinite

from msgspec import Struct

from thesisvault.model.market import Bar

_SLASHED = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_TIME = re.compile(
    r"(T|\s)\s*(?P<hour>\d{1,2}):(?P<minute>\d{2})(:\d{2}([.,]\d+)?)?\s*"
    r"(?P<half>[ap]\.?m\.?)?\s*(?P<zone>Z|UTC|GMT|[-+]\d{2}:?\d{2})?\Z",
    re.IGNORECASE,
)
_UTC = re.compile(r"Z|UTC|GMT|[-+]00:?00", re.IGNORECASE)
_EPOCHS = {10: 1, 13: 10**3, 16: 10**6, 19: 10**9}
"""Digits of a moment of our days since 1970, and how many of its units are a second."""
LONGEST = 1000
"""Characters of a figure; the time to read one grows with their square."""
DECIMALS = {"point": ".", "comma": ","}
"""The words for the two signs, in a file's `# decimal:` line and on the command line."""
_SCALES = {"K": 1e3, "M": 1e6, "B": 1e9}
_EMPTY = {"", "-", "–", "—", "--", ".", "n/a", "#n/a", "na", "nan", "nd", "null", "none"}
"""What stands where there is no figure; FRED has a point."""
_CURRENCY = re.compile(r"\A\s*([-+]?)[$€£¥]|(?<=[\d.,KMB])\s?[$€£¥]\s*\Z")
_GROUPS = re.compile(r"(?<=\d)['’ \u00a0\u2009\u202f](?=\d{3}(?!\d))")
"""What parts thousands beside a point and a comma."""
# `1,234,567.5`, and `12,34,567.5` as in India; without any group, any number of digits.
_POINT = re.compile(r"[-+]?(\d{1,3}(,\d{2,3})*,\d{3}(\.\d*)?|\d*\.?\d*([eE][-+]?\d+)?)")
_COMMA = re.compile(r"[-+]?(\d{1,3}(\.\d{3})+(,\d*)?|\d*,?\d*([eE][-+]?\d+)?)")
_ONE_GROUP = re.compile(r"[-+]?[1-9]\d{0,2}[.,]\d{3}")
_SURE_POINT = re.compile(r"\d+\.(?:\d\d?|\d{4,})")
"""Most cells: its one sign parts no thousands."""


def date_reader(
    samples: Sequence[str], order: str | None, zone: dt.tzinfo | None = None
) -> Callable[[str], dt.date]:
    """How this file writes dates, from some of them: ISO, ``2026/01/08``, ``20260108``,
    ``Jan 08, 2026``, or with slashes and the year last, where `order` (``mdy`` or ``dmy``)
    decides if the samples do not. With points the day comes first.

    A time behind the date is the exchange's own, and changes nothing; one in UTC does, and is
    brought to the exchange's `zone`. The reader raises ValueError for any other text; this
    raises ValueError where the order of slashed dates cannot be told, or where times look like
    UTC and do not say it.
    """
    stamps = [_Stamp.of(text) for text in samples]
    slashed = [match for stamp in stamps if (match := _SLASHED.fullmatch(stamp.day))]
    if slashed and all("." in match[0] for match in slashed):
        order = order or "dmy"
    if slashed and order is None:
        if any(len(match[3]) == 2 for match in slashed):
            raise ValueError("its years have two digits: use `--dates mdy` or `dmy`")
        days_first = any(int(match[1]) > 12 for match in slashed)
        months_first = any(int(match[2]) > 12 for match in slashed)
        if days_first == months_first:
            raise ValueError("its dates could be month or day first: use `--dates mdy` or `dmy`")
        order = "dmy" if days_first else "mdy"
    read_day = _slashed_reader(order or "mdy") if slashed else _read_plain

    def read(text: str) -> dt.date:
        stamp = _Stamp.of(text)
        try:
            day = read_day(stamp.day)
        except ValueError:
            raise ValueError(f"`{text.strip()}` is not a date") from None
        return stamp.day_in(zone, day)

    if zone is None:
        _refuse_shifted(samples, stamps, read)
    return read


class _Stamp(Struct, frozen=True):
    """A date with the time behind it, if any."""

    text: str
    day: str
    hour: int = 0
    minute: int = 0
    utc: bool = False

    @classmethod
    def of(cls, text: str) -> _Stamp:
        stripped = text.strip()
        if stripped.isdecimal() and (unit := _EPOCHS.get(len(stripped))):
            moment = dt.datetime(1970, 1, 1) + dt.timedelta(seconds=int(stripped) // unit)
            return cls(stripped, moment.date().isoformat(), moment.hour, moment.minute, utc=True)
        if len(stripped) <= 10 or (found := _TIME.search(stripped)) is None:
            return cls(stripped, stripped)
        hour = int(found["hour"]) % (12 if found["half"] else 24)
        hour += 12 if (found["half"] or "").casefold().startswith("p") else 0
        utc = found["zone"] is not None and _UTC.fullmatch(found["zone"]) is not None
        return cls(stripped, stripped[: found.start()], hour, int(found["minute"]), utc)

    @property
    def timed(self) -> bool:
        """Whether it is another time than midnight, which stands for the whole day."""
        return bool(self.hour or self.minute)

    def day_in(self, zone: dt.tzinfo | None, day: dt.date) -> dt.date:
        """The exchange's day. Raises ValueError for a time in UTC where no zone is known."""
        if not self.timed or (not self.utc and zone is None):
            return day
        if zone is None:
            raise ValueError(f"`{self.text}` is a time in UTC, not the exchange's day: {_SAY_ZONE}")
        moment = dt.datetime(day.year, day.month, day.day, self.hour, self.minute, tzinfo=dt.UTC)
        return moment.astimezone(zone).date()


_SAY_ZONE = "give the exchange's time zone with `--zone`, such as `--zone Asia/Tokyo`"


def _refuse_shifted(
    samples: Sequence[str], stamps: Sequence[_Stamp], read: Callable[[str], dt.date]
) -> None:
    """Raise ValueError where times fall on Sundays and on no Saturday: Monday's, seen in UTC."""
    timed = [text for text, stamp in zip(samples, stamps, strict=True) if stamp.timed]
    days = {}
    for text in timed:
        try:
            days[read(text).weekday()] = text
        except ValueError:
            continue  # its own line will say so
    if 6 in days and 5 not in days:
        raise ValueError(f"`{days[6].strip()}` is a Sunday: if its times are in UTC, {_SAY_ZONE}")


def _slashed_reader(order: str) -> Callable[[str], dt.date]:
    day_at, month_at = (1, 2) if order == "dmy" else (2, 1)

    def read(text: str) -> dt.date:
        match = _SLASHED.fullmatch(text)
        if match is None:
            raise ValueError(text)
        year = int(match[3]) if len(match[3]) == 4 else _year(match[3])
        return dt.date(year, int(match[month_at]), int(match[day_at]))

    return read


def _year(digits: str) -> int:
    """A year of two digits: one from 1969 to 2068, as POSIX has it."""
    return dt.datetime.strptime(digits, "%y").year


def _read_plain(text: str) -> dt.date:
    if len(text) == 10 and text[4] == "-":
        return dt.date.fromisoformat(text)
    if found := _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text):
        return dt.date(int(found[1]), int(found[2]), int(found[3]))
    for form in ("%b %d, %Y", "%B %d, %Y", "%d %b %Y", "%d-%b-%Y", "%d-%B-%Y", "%d-%b-%y"):
        try:
            return dt.datetime.strptime(text, form).date()
        except ValueError:
            continue
    raise ValueError(text)


def number_at(cells: Sequence[str], column: int | None, line: int, decimal: str) -> float | None:
    """The number in a column; None where there is no such column or cell."""
    if column is None or column >= len(cells):
        return None
    try:
        value = read_number(cells[column], decimal)
    except ValueError:
        sign = "" if decimal == "." else " with a decimal comma"
        shown = cells[column][:200]
        raise PriceFormatError(line, f"`{shown}` is not a number{sign}") from None
    if value is None or isfinite(value):
        return value
    if any(map(str.isdigit, cells[column])):
        raise PriceFormatError(line, f"`{cells[column][:200]}` is more than any figure")
    return None  # what a program writes for none: `nan`, `inf`


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
    that one. Where nothing but `1.234` is seen, a file separated by commas means a point. Raises
    ValueError where cells contradict each other or none decides.
    """
    found: dict[str, str] = {}
    open_ones: dict[str, str] = {}
    for cell in cells:
        if _SURE_POINT.fullmatch(cell):
            found.setdefault(".", cell)
            continue
        text = _bare(cell)[0]
        if text.casefold() in _EMPTY:
            continue
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
        f"`{cell}` could be thousands or a decimal: use `--decimal point` or `comma`, "
        "or write `# decimal: point` at the top of the file"
    )


def read_number(text: str, decimal: str = ".") -> float | None:
    """``1,234.50``, ``$258.80``, ``1.2M`` as a number; None where the cell says nothing.

    Raises ValueError for other text, also for a sign that parts no thousands: `185,04` where the
    decimal sign is a point; and for more than `LONGEST` characters.
    """
    if len(text) > LONGEST:
        raise ValueError(f"`{text[:200]}` is not a number")
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
        raise ValueError(f"`{text}` is not a number")
    return float(digits.replace(group, "").replace(",", ".")) * scale


def _bare(text: str) -> tuple[str, float]:
    """A cell without currency and percent signs, and what its letter for the scale stands for."""
    stripped = _CURRENCY.sub(r"\1", text.replace("\u2212", "-"), 1).replace("%", "").strip()
    scale = _SCALES.get(stripped[-1:].upper(), 1.0)
    return _GROUPS.sub("", stripped[:-1] if scale != 1.0 else stripped), scale
