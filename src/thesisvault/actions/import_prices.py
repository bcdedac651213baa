"""Bars from a file or a source into the vault's `prices/` folder."""

from __future__ import annotations

import datetime as dt
import shlex
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from thesisvault.market.adjust import merge_bars
from thesisvault.market.aliases import why_not_one
from thesisvault.market.naming import unit_of, why_no_name
from thesisvault.market.readers import DECIMALS, PriceRow, ReadOptions
from thesisvault.market.readers.canonical import RARE
from thesisvault.market.zones import zone_called
from thesisvault.model.errors import PriceFault, UsageFault
from thesisvault.model.market import Adjustment, Bar, PriceSeries
from thesisvault.storage.prices.folder import PriceFolder, read_all
from thesisvault.storage.prices.writing import one_writer

_HEAD = 64 * 1024
"""Bytes that tell what a file is."""

__all__ = ["DECIMALS", "Imported", "Origin", "import_file", "import_series"]


class Imported(Struct):
    """The result for one symbol's bars."""

    symbol: str
    path: str = ""
    added: int = 0
    completed: int = 0
    """Bars already held that gained a figure."""
    same: int = 0
    empty: int = 0
    """Rows of the file without a figure: nothing is kept of them."""
    learnt: list[str] = field(default_factory=list)
    """What is now known for all bars held, and was not before: `currency USD`."""
    conflicts: list[str] = field(default_factory=list)
    """Where the file contradicts the vault; the vault's bars were kept."""


class Origin(Struct, frozen=True):
    """What the person says of a file's bars, where the file does not."""

    currency: str | None = None
    adjusted: Adjustment = "unknown"
    source: str = ""
    fetched_at: dt.datetime | None = None


def import_file(
    root: Path,
    path: Path,
    symbol: str | None,
    dates: str | None,
    origin: Origin,
    progress: Callable[[int], None],
    decimal: str | None = None,
    zone: str | None = None,
) -> Iterator[Imported]:
    """Read a file of any form and put its bars into the vault; `progress` gets the count of rows.

    Raises `PriceFault` with the file and line of what cannot be read, `UsageFault` for an invalid
    option, and what `import_series` raises.
    """
    for option, name in (("--symbol", symbol), ("--currency", origin.currency)):
        if name is not None and (why := why_no_name(name)):
            raise UsageFault(f"`{option} {ascii(name)[:40]}` is not valid: {why}.")
    try:
        where = zone_called(zone) if zone else None
    except ValueError as error:
        raise UsageFault(f"`--zone`: {error}.") from None
    _refuse_export(path)
    found: dict[str, list[PriceSeries]] = {}
    for series in read_all(
        path,
        path.name,
        ReadOptions(symbol, dates, decimal, where, origin.adjusted),
        source=path.name,
        watch=lambda rows: _counted(rows, progress),
    ):
        found.setdefault(series.symbol, []).append(series)
    mixed = {name: why for name, parts in found.items() if (why := why_not_one(parts))}
    whole = (parts[0] for name, parts in found.items() if name not in mixed and len(parts) == 1)
    refused = (Imported(name, conflicts=[f"{why}: not imported"]) for name, why in mixed.items())
    return chain(import_series(root, whole, origin), refused)


def _refuse_export(path: Path) -> None:
    """Raise `PriceFault` for what a broker says of an account: it holds no prices."""
    from thesisvault.market.brokers import export_in
    from thesisvault.market.brokers.sheet import decode

    if not path.is_file():
        return
    with open(path, "rb") as file:
        form = export_in(decode(file.read(_HEAD)))
    if form is not None:
        told = f"{path.name} is an export of holdings ({form}), not a price file"
        raise PriceFault(f"{told}: `thesis holdings import {shlex.quote(str(path))}`.")


def _counted(
    rows: Iterable[PriceRow], progress: Callable[[int], None], every: int = 20_000
) -> Iterator[PriceRow]:
    count = 0
    for count, row in enumerate(rows, start=1):
        if count % every == 0:
            progress(count)
        yield row
    progress(count)


def import_series(root: Path, found: Iterable[PriceSeries], origin: Origin) -> Iterator[Imported]:
    """Put series into the vault's prices, one symbol after the other.

    Bars that are held already are kept as they are: a second run changes nothing, and what
    contradicts them is reported. A symbol is spelled as the vault has it. Meanwhile nobody else
    writes prices. Raises `PriceFault` for an invalid symbol and where the vault's own
    file cannot be read, `WriteRefused`, and `OSError` where the disk refuses.
    """
    with one_writer(root):
        folder = PriceFolder(root)
        for series in found:
            given = replace(
                series,
                symbol=folder.spelling(series.symbol),
                currency=origin.currency or series.currency,
                adjusted=origin.adjusted if origin.adjusted != "unknown" else series.adjusted,
                source=origin.source or series.source,
                fetched_at=origin.fetched_at or series.fetched_at,
            )
            yield _import_one(folder, given)


def _import_one(folder: PriceFolder, given: PriceSeries) -> Imported:
    result = Imported(given.symbol)
    held = folder.own(given.symbol) or replace(given, bars=())
    if reason := _incompatible(held, given):
        result.conflicts.append(reason)
        return result
    bars: dict[dt.date, Bar] = {bar.date: bar for bar in held.bars}
    for bar in given.bars:
        if bar == Bar(bar.date):
            result.empty += 1
            continue
        mine = bars.get(bar.date)
        both = bar if mine is None else merge_bars(mine, bar)
        if both is None:
            result.conflicts.append(_difference(mine, bar))
        elif mine is None:
            bars[bar.date] = bar
            result.added += 1
        elif both != mine:
            bars[bar.date] = both
            result.completed += 1
        else:
            result.same += 1
    currency = held.currency or given.currency
    adjusted = held.adjusted if held.adjusted != "unknown" else given.adjusted
    if currency != held.currency:
        result.learnt.append(f"currency {currency}")
    if adjusted != held.adjusted:
        result.learnt.append(f"adjusted {adjusted}")
    if result.added or result.completed or result.learnt:
        merged = replace(
            held,
            bars=tuple(bars.values()),
            currency=currency,
            adjusted=adjusted,
            source=_sources(held.source, given.source),
            fetched_at=given.fetched_at or held.fetched_at,
        )
        result.path = folder.store(merged)
    return result


def _incompatible(held: PriceSeries, given: PriceSeries) -> str | None:
    one, other = held.currency, given.currency
    if one and other and unit_of(one) != unit_of(other):
        return f"stored in {held.currency}, the file is in {given.currency}: nothing was imported"
    known = {held.adjusted, given.adjusted} - {"unknown"}
    if len(known) == 2:
        return f"stored closes are adjusted: {held.adjusted}, the file's: {given.adjusted}"
    return None


def _difference(mine: Bar | None, bar: Bar) -> str:
    differing = [
        f"{name} {getattr(mine, name)} (file: {getattr(bar, name)})"
        for name in (
            "open",
            "high",
            "low",
            "close",
            "adjusted_close",
            "dividend",
            "split",
            "volume",
            *RARE,
        )
        if None not in (getattr(mine, name), getattr(bar, name))
        and getattr(mine, name) != getattr(bar, name)
    ]
    return f"{bar.date}: kept {', '.join(differing)}"


def _sources(held: str, given: str) -> str:
    sources = held.split("; ") if held else []
    return "; ".join(dict.fromkeys([*sources, given] if given else sources))
