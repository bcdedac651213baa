"""Daily factors in Ken French's layout: a line of names, then a date and percentages on each line.

Text may be above and below, as in his files; dates are 20260102 or 2026-01-02; -99.99 and
-999 are his marks for what is not known. RF is the return without risk, Mkt-RF the market.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from datetime import date
from math import inf, isfinite

from thesisvault.market.readers.cells import LONGEST, PriceFormatError
from thesisvault.model.market import Factors

_MISSING = (-99.99, -999.0)
_DAY = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)")
_MONTH = re.compile(r"\d{4}-?\d\d")
_FREE = "rf"
_MARKET = "mktrf"


def read_factors(lines: Iterable[str]) -> Factors:
    """The factors of a file. Raises `PriceFormatError` with the line that does not fit."""
    names: list[str] = []
    rows: dict[date, tuple[float, ...]] = {}
    free: dict[date, float] = {}
    number = 0
    for number, cells in enumerate(csv.reader(lines), 1):
        cells = [cell.strip() for cell in cells]
        day = _day(cells[0], number) if cells and names else None
        if day is None:
            if rows:
                break  # his files go on with other tables, and with a line of copyright
            if len(cells) > 1 and cells[0].casefold() in ("", "date") and all(cells[1:]):
                names = cells[1:]
            continue
        if day in rows:
            raise PriceFormatError(number, f"{day} occurs twice")
        if len(cells) != len(names) + 1:
            raise PriceFormatError(number, f"{len(cells) - 1} figures for {len(names)} factors")
        values = [_value(cell, number) for cell in cells[1:]]
        if None in values:
            continue  # a day of which one factor is not known is not a day
        known = dict(zip(names, (value or 0.0 for value in values), strict=True))
        rows[day] = tuple(value for name, value in known.items() if _plain(name) != _FREE)
        free.update((day, value) for name, value in known.items() if _plain(name) == _FREE)
    kept = tuple(name for name in names if _plain(name) != _FREE)
    if not rows or not kept:
        why = (
            "no daily factors: the first line must have `date` and the names, each further line "
            "a date and percentages"
        )
        raise PriceFormatError(number or 1, why)
    market = next((place for place, name in enumerate(kept) if _plain(name) == _MARKET), None)
    return Factors(kept, rows, free, market)


def _plain(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.casefold())


def _day(cell: str, number: int) -> date | None:
    if found := _DAY.fullmatch(cell):
        try:
            return date(*map(int, found.groups()))
        except ValueError:
            raise PriceFormatError(number, f"{cell} is not a date") from None
    if _MONTH.fullmatch(cell):
        raise PriceFormatError(number, f"{cell} is a month: daily factors are needed")
    return None


def _value(cell: str, number: int) -> float | None:
    try:
        value = float(cell) if len(cell) <= LONGEST else inf
    except ValueError:
        value = inf
    if not isfinite(value):
        raise PriceFormatError(number, f"{cell[:200]!r} is not a percentage")
    return None if value in _MISSING else value / 100
