"""A service's answer as a table, read as a file of prices is, and believed no more than one."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable
from typing import cast

from msgspec.structs import replace

from thesisvault.market.readers import ReadOptions, read_rows
from thesisvault.model.market import Adjustment, Bar, PriceSeries


def read_table(
    symbol: str,
    body: bytes,
    start: dt.date,
    end: dt.date,
    *,
    source: str,
    now: dt.datetime,
    adjusted: str,
    currency: str | None = None,
) -> PriceSeries:
    """The bars of a CSV of one symbol from `start` to `end`. Raises ValueError."""
    lines = body.decode("utf-8").splitlines(keepends=True)
    rows = read_rows(lines, f"{source}.csv", ReadOptions(symbol))
    bars = checked((row.bar for row in rows), start, end)
    return PriceSeries(symbol, bars, currency, cast("Adjustment", adjusted), source, now)


def checked(bars: Iterable[Bar], start: dt.date, end: dt.date) -> tuple[Bar, ...]:
    """The bars of those days, sorted, each day once, with prices that can be some.

    Raises ValueError.
    """
    found: dict[dt.date, Bar] = {}
    for bar in bars:
        if not start <= bar.date <= end:
            continue
        if bar.close is None or not 0.0 < bar.close < math.inf:
            raise ValueError(f"it has no close on {bar.date}")
        others = (bar.open, bar.high, bar.low, bar.volume, bar.dividend, bar.split)
        if any(value is not None and not 0.0 <= value < math.inf for value in others):
            raise ValueError(f"it has a negative figure on {bar.date}")
        if found.setdefault(bar.date, _tidy(bar)) != _tidy(bar):
            raise ValueError(f"it has two bars on {bar.date}")
    return tuple(found[day] for day in sorted(found))


def _tidy(bar: Bar) -> Bar:
    """Without dividends of nothing, splits of one for one, and prices of nothing."""
    return replace(
        bar,
        open=bar.open or None,
        high=bar.high or None,
        low=bar.low or None,
        dividend=bar.dividend or None,
        split=None if bar.split in (0.0, 1.0) else bar.split,
    )
