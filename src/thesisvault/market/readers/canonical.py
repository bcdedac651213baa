"""The vault's own form: one CSV a symbol, sorted by date, its origin in comment lines above.

``# symbol: NVDA``, ``# currency: USD``, ``# adjusted: yes``, ``# source: …``; then a header and a
row a session. Absent figures are empty cells. Plain, so that git shows what changed.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import cast

from msgspec.structs import replace

from thesisvault.market.readers.cells import LONGEST, PriceFormatError
from thesisvault.model.market import Adjustment, Bar, PriceSeries

HEADER = "date,open,high,low,close,adj_close,volume,dividend,split"
RARE = ("stock_dividend", "spin_off", "delisting")
"""Columns that follow these, in this order, in a file that needs them."""
_ADJUSTED = ("yes", "no", "unknown")


def is_canonical(text: str) -> bool:
    """True for a file in this form."""
    return text.startswith("# symbol: ")


def write_series(series: PriceSeries) -> str:
    """The file of a series whose bars have each date once."""
    return "".join(f"{line}\n" for line in _lines(series))


def _lines(series: PriceSeries) -> Iterator[str]:
    yield f"# symbol: {series.symbol}"
    if series.currency:
        yield f"# currency: {series.currency}"
    if series.adjusted != "unknown":
        yield f"# adjusted: {series.adjusted}"
    if series.source:
        yield f"# source: {_printable(series.source)}"
    if series.fetched_at:
        yield f"# fetched: {series.fetched_at.isoformat(timespec='seconds')}"
    rare = [name for name in RARE if any(getattr(bar, name) is not None for bar in series.bars)]
    yield ",".join((HEADER, *rare))
    for bar in sorted(series.bars, key=lambda bar: bar.date):
        figures = (
            bar.open,
            bar.high,
            bar.low,
            bar.close,
            bar.adjusted_close,
            bar.volume,
            bar.dividend,
            bar.split,
            *(getattr(bar, name) for name in rare),
        )
        yield ",".join((bar.date.isoformat(), *(_shown(value) for value in figures)))


def _printable(text: str) -> str:
    shown = (letter if letter.isprintable() else "?" for letter in " ".join(text.split()))
    return "".join(shown)


def _shown(value: float | None) -> str:
    if value is None:
        return ""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def read_series(text: str, start: dt.date | None = None, end: dt.date | None = None) -> PriceSeries:
    """The series of a file in this form, from `start` to `end` where they are given.

    In a sorted file only the rows asked for are read. Raises `PriceFormatError`.
    """
    lines = text.split("\n")
    values: dict[str, str] = {}
    at = 0
    while at < len(lines) and lines[at].startswith("#"):
        key, _, value = lines[at][1:].partition(":")
        values[key.strip()] = value.strip()
        at += 1
    rare = _rare_columns(lines[at] if at < len(lines) else "", at + 1)
    last = len(lines) - 1 if lines[-1] == "" else len(lines)
    low, high = at + 1, last
    rows = lines[low:high]
    # ISO dates sort as text, and sorting what is sorted costs next to nothing. A row that a
    # person has put elsewhere must not be lost: then every row is read.
    in_order = rows == sorted(rows)
    if in_order:
        low += bisect_left(rows, start.isoformat()) if start else 0
        high = at + 1 + bisect_right(rows, f"{end.isoformat()}~") if end else last
    bars = _bars(lines[low:high], low + 1, rare)
    if not in_order:
        bars = (bar for bar in bars if is_within(bar.date, start, end))
    return PriceSeries(
        symbol=values.get("symbol", ""),
        bars=tuple(bars),
        currency=values.get("currency"),
        adjusted=read_adjustment(values.get("adjusted", "unknown")),
        source=values.get("source", ""),
        fetched_at=_fetched(values.get("fetched")),
    )


def _rare_columns(header: str, line: int) -> tuple[str, ...]:
    """The columns beside those that every file has. Raises `PriceFormatError`."""
    shown = header.strip()
    rest = tuple(shown.removeprefix(HEADER).split(",")[1:])
    if not shown.startswith(HEADER) or shown != ",".join((HEADER, *rest)) or {*rest} - {*RARE}:
        asked = f"the header must be `{HEADER}`, with `{'`, `'.join(RARE)}` behind where needed"
        raise PriceFormatError(line, asked)
    return rest


def is_within(day: dt.date, start: dt.date | None, end: dt.date | None) -> bool:
    """Whether a day lies between two, of which either may be missing."""
    return (start is None or day >= start) and (end is None or day <= end)


def _bars(lines: Iterable[str], first: int, rare: Sequence[str]) -> Iterator[Bar]:
    read_day = dt.date.fromisoformat
    for number, line in enumerate(lines, start=first):
        if not line.strip():
            continue
        try:
            # Spelled out: this is where commands spend their time.
            day, opened, high, low, close, adjusted, volume, dividend, split, *rest = line.split(
                ","
            )
            if len(rest) != len(rare) or len(line) > LONGEST:
                raise ValueError(line)
            split = split.rstrip("\r")
            bar = Bar(
                read_day(day),
                float(opened) if opened else None,
                float(high) if high else None,
                float(low) if low else None,
                float(close) if close else None,
                float(volume) if volume else None,
                float(adjusted) if adjusted else None,
                float(dividend) if dividend else None,
                float(split) if split else None,
            )
            yield _with_rare(bar, rare, rest) if rest else bar
        except ValueError:
            header = ",".join((HEADER, *rare))
            message = f"`{line[:200]}` is not a row of prices: `{header}`"
            raise PriceFormatError(number, message) from None


def _with_rare(bar: Bar, names: Sequence[str], cells: Sequence[str]) -> Bar:
    found = {name: float(cell) for name, cell in zip(names, cells, strict=True) if cell.strip()}
    return replace(bar, **found) if found else bar


def read_adjustment(text: str) -> Adjustment:
    """``yes``, ``no``, or unknown for anything else."""
    return cast("Adjustment", text) if text in _ADJUSTED else "unknown"


def _fetched(text: str | None) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
