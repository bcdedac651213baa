"""The vault's `prices/` folder: which files hold a symbol, what they say, and new bars for them."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import cached_property, reduce
from itertools import chain
from pathlib import Path
from typing import TextIO
from urllib.parse import quote, unquote

from msgspec import Struct
from msgspec.structs import replace

from thesisvault.market.adjust import merge_bars
from thesisvault.market.aliases import why_not_one
from thesisvault.market.naming import unit_of, why_no_name
from thesisvault.market.readers import DECIMALS, PriceFormatError, PriceRow, ReadOptions, read_rows
from thesisvault.market.readers.canonical import (
    is_canonical,
    read_adjustment,
    read_series,
    write_series,
)
from thesisvault.market.zones import zone_called
from thesisvault.model.errors import PriceFault
from thesisvault.model.market import Bar, PriceSeries
from thesisvault.model.symbols import other_spellings
from thesisvault.storage.inside import LARGEST, is_inside
from thesisvault.storage.prices.faults import told_by_line
from thesisvault.storage.prices.files import FOLDER, price_files, unread_files
from thesisvault.storage.prices.writing import folder_path, replace_file
from thesisvault.storage.scan import Stamp, stamp_of

_HEAD = 200
"""Bytes of a file that hold its first line, `# symbol: …`."""
_LONGEST_LINE = 1 << 20
_LARGEST_OTHER = 512 * 1024 * 1024
"""Bytes of a file of another form in the folder, which is read each time."""


class MixedPrices(PriceFault):
    """What is held of one symbol cannot be one series: two currencies, or two levels."""


class PriceFolder:
    """Prices on the disk. A file in the vault's own form is opened only when its symbol is asked.

    Other files (long, wide, Beancount) are read whole, once, and complete what the own files hold.
    One that cannot be read is left out, and named in `left_out`.
    """

    def __init__(self, root: Path, cache: PriceCache | None = None) -> None:
        """`root` is the vault's folder; it need not hold any prices."""
        self._root, self._cache = root, cache or PriceCache()
        self._folder = root / FOLDER
        self.left_out: dict[str, str] = {}
        """Why a file was not used, by its path in the vault: what was found so far."""

    @cached_property
    def _files(self) -> tuple[Path, ...]:
        named = price_files(self._root, self._leave_out)
        files = [Path(name) for name in named if not self._is_outside(name)]
        self._is_outside(str(self._folder))
        return tuple(files)

    def _leave_out(self, error: OSError) -> None:
        """Remember what cannot be looked at."""
        shown = self._shown(Path(os.fsdecode(error.filename)))
        self.left_out[shown] = f"{shown} cannot be read: {error.strerror}"

    def _is_outside(self, name: str) -> bool:
        """Whether it is a link that points outside the vault, which then is left out."""
        outside = os.path.islink(name) and not is_inside(self._root, name)
        if outside:
            shown = self._shown(Path(name))
            self.left_out[shown] = (
                f"{shown} is a link that points outside the vault, so it is not followed"
            )
        return outside

    def _shown(self, path: Path) -> str:
        return path.relative_to(self._root).as_posix()

    @cached_property
    def _own(self) -> dict[str, Path]:
        """The own file of each symbol; of those that differ in case only, the first."""
        own: dict[str, tuple[str, Path]] = {}
        for path in self._files:
            if path.parent == self._folder and is_canonical(head := _head(path)):
                name = unquote(path.stem)
                said = head.partition("\n")[0].partition(":")[2].strip()
                # The name of the file decides; its first line, on how that is spelled.
                symbol = said if said.casefold() == name.casefold() else name
                own.setdefault(symbol.casefold(), (symbol, path))
        return dict(own.values())

    @cached_property
    def _others(self) -> dict[str, list[PriceSeries]]:
        own = set(self._own.values())
        spelled = {symbol.casefold(): symbol for symbol in self._own}
        found: dict[str, list[PriceSeries]] = {}
        for path in self._files:
            if path in own:
                continue
            shown = self._shown(path)
            try:
                if os.stat(path).st_size > _LARGEST_OTHER:
                    raise PriceFault(f"{shown} is larger than {_LARGEST_OTHER >> 20} MB")
                read = read_all(path, shown, ReadOptions(), source=shown)
            except PriceFault as fault:
                self.left_out[shown] = str(fault)
                continue
            for series in read:
                symbol = spelled.setdefault(series.symbol.casefold(), series.symbol)
                found.setdefault(symbol, []).append(replace(series, symbol=symbol))
        return found

    @cached_property
    def _spelled(self) -> dict[str, str]:
        return {symbol.casefold(): symbol for symbol in (*self._others, *self._own)}

    def symbols(self) -> tuple[str, ...]:
        """Every symbol that has prices."""
        return self._symbols

    @cached_property
    def _symbols(self) -> tuple[str, ...]:
        return tuple(sorted({*self._own, *self._others}))

    def spelling(self, symbol: str) -> str:
        """The symbol as the folder spells it, where it holds it in other case; else as given."""
        return self._spelled.get(symbol.casefold(), symbol)

    def holding(self, symbol: str) -> str:
        """The symbol of the prices that it holds of a security: that one as `spelling` has it, or
        with another mark of its market. A bare number may be of any market, and finds only itself.
        """
        spelled = self.spelling(symbol)
        if spelled.casefold() in self._spelled or symbol.isdigit():
            return spelled
        others = (name for name in other_spellings(symbol) if not name.isdigit())
        return next(filter(None, (self._spelled.get(name.casefold()) for name in others)), spelled)

    def unread(self) -> list[str]:
        """Files in the folder that are neither prices nor notes by their endings."""
        return unread_files(self._root)

    def faults(self) -> dict[str, str]:
        """Why each file that cannot be used is left out: all are read to the end."""
        for symbol in self.symbols():
            with suppress(PriceFault):
                self.own(symbol)
        return self.left_out

    def series(
        self, symbol: str, start: dt.date | None = None, end: dt.date | None = None
    ) -> PriceSeries | None:
        """The bars of a symbol, or None where there are none.

        Raises `PriceFault` where its own file cannot be read, as `MixedPrices` where its files
        cannot be joined.
        """
        own = self.own(symbol, start, end)
        parts = [] if own is None else [own]
        for other in self._others.get(symbol, ()):
            parts.append(replace(other, bars=_between(other.bars, start, end)))
        if not parts:
            return None
        # A part without bars in that time has no say: what comes later must change nothing.
        told = [part for part in parts if part.bars] or parts[:1]
        if reason := why_not_one(told):
            raise MixedPrices(f"its files do not fit: {reason}")
        return reduce(_joined, told)

    def own(
        self, symbol: str, start: dt.date | None = None, end: dt.date | None = None
    ) -> PriceSeries | None:
        """What the symbol's own file holds, without what other files add. Raises `PriceFault`."""
        path = self._own.get(symbol)
        if path is None:
            return None
        shown = self._shown(path)
        try:
            series = self._cache.series(path, start, end)
            return series if series.symbol == symbol else replace(series, symbol=symbol)
        except PriceFormatError as error:
            fault = f"{shown}:{error.line}: {error}"
        except (OSError, UnicodeDecodeError) as error:
            fault = f"{shown} cannot be read: {error}"
        self.left_out[shown] = fault
        raise PriceFault(fault)

    def store(self, series: PriceSeries) -> str:
        """Write a series into the folder, in the vault's own form; its path in the vault.

        To be called within `one_writer`. Raises `PriceFault` for a symbol or a currency that
        could not be read again, and `OSError`.
        """
        for name in filter(None, (series.symbol or " ", series.currency)):
            if why := why_no_name(name):
                raise PriceFault(f"{name[:40]!a} cannot be a symbol or a currency: {why}")
        path = self._own.get(series.symbol)
        if path is None:
            path = self._folder / f"{_file_name(series.symbol)}.csv"
            self._check_free(path)
        inside = f"{folder_path(self._root)}/{path.name}"
        replace_file(self._root, inside, write_series(series).encode(), flush=False)
        self._own.setdefault(series.symbol, path)
        self._spelled.setdefault(series.symbol.casefold(), series.symbol)
        return self._shown(path)

    def _check_free(self, path: Path) -> None:
        """Raise `PriceFault` where a file stands that was not read as the symbol's own."""
        if os.path.lexists(path):
            shown = self._shown(path)
            why = self.left_out.get(shown) or (
                f"{shown} was not written by thesis (move it out of `{FOLDER}`, then import it "
                "with `thesis prices import`)"
            )
            raise PriceFault(f"{why}: it was not overwritten")


def _between(bars: tuple[Bar, ...], start: dt.date | None, end: dt.date | None) -> tuple[Bar, ...]:
    """The bars from `start` to `end`, of which either may be missing; they need not be in order.

    Spelled out: a history asks for all of them on each of its days.
    """
    first, last = start or dt.date.min, end or dt.date.max
    return tuple([bar for bar in bars if first <= bar.date <= last])


def read_all(
    path: Path,
    shown: str,
    options: ReadOptions,
    source: str = "",
    watch: Callable[[Iterable[PriceRow]], Iterable[PriceRow]] = lambda rows: rows,
) -> list[PriceSeries]:
    """All series of a file of any form, one for each symbol and currency in it.

    Its rows pass through `watch` as they are read. `source` is what a file comes from that does
    not say it. Raises `PriceFault` with the file, called `shown`, and the line.
    """
    with told_by_line(shown), open(path, encoding="utf-8-sig", newline="") as file:
        lines = _lines(file)
        first = next(lines, "")
        lines = chain([first], lines)
        if is_canonical(first):
            _check_size(os.fstat(file.fileno()).st_size)
            series = read_series("".join(lines))
            return [replace(series, source=series.source or source)]
        origin, options, lines = _origin(lines, options)
        found = collect(watch(read_rows(lines, path.name, options)), origin)
    if origin.adjusted == "unknown" and (days := [day for one in found if (day := _unsaid(one))]):
        raise PriceFault(
            f"{shown} has dividends or splits next to its closes ({days[0]}), but does not say "
            "whether the closes are adjusted for them: use `--adjusted yes` or `no`, or write "
            "`# adjusted: yes` at its top (what yfinance writes is adjusted)"
        )
    return [replace(one, source=one.source or source) for one in found]


def _lines(file: TextIO) -> Iterator[str]:
    """The lines of a file. Raises `PriceFormatError` for one that no table has."""
    number = 0
    while line := file.readline(_LONGEST_LINE):
        number += 1
        if len(line) == _LONGEST_LINE:
            raise PriceFormatError(number, "the line is too long for a table of prices")
        yield line


def _check_size(size: int) -> None:
    if size > LARGEST:
        raise PriceFormatError(1, f"the file is larger than {LARGEST >> 20} MB")


def _unsaid(series: PriceSeries) -> dt.date | None:
    """The first day on which it matters whether closes are adjusted, where nobody says it."""
    return next(
        (
            bar.date
            for bar in series.bars
            if (bar.dividend or bar.stock_dividend or bar.spin_off or (bar.split or 1.0) != 1.0)
            and bar.close is not None
            and bar.adjusted_close is None
        ),
        None,
    )


def _origin(
    lines: Iterator[str], options: ReadOptions
) -> tuple[PriceSeries, ReadOptions, Iterator[str]]:
    """What comment lines at the top of a file say of all its series and of how it is read, where
    `options` do not say it, and all of its lines. Raises `PriceFormatError`.
    """
    head = []
    values: dict[str, str] = {}
    for line in lines:
        head.append(line)
        if not line.startswith("#"):
            break
        key, _, value = line[1:].partition(":")
        values[key.strip()] = value.strip()
    adjusted = read_adjustment(values.get("adjusted", ""))
    if options.adjusted != "unknown":
        adjusted = options.adjusted
    currency = values.get("currency") or None
    if currency and (why := why_no_name(currency)):
        raise PriceFormatError(1, f"{currency[:40]!a} cannot be a currency: {why}")
    try:
        zone = zone_called(values["zone"]) if values.get("zone") else None
    except ValueError as error:
        raise PriceFormatError(1, str(error)) from None
    options = replace(
        options,
        decimal=options.decimal or DECIMALS.get(values.get("decimal", "")),
        zone=options.zone or zone,
    )
    origin = PriceSeries("", (), currency, adjusted, values.get("source", ""))
    return origin, options, chain(head, lines)


def collect(rows: Iterable[PriceRow], origin: PriceSeries) -> list[PriceSeries]:
    """Rows by symbol and currency, in the order of the file; `origin` holds for all of them."""
    found: dict[str, dict[tuple[str, int] | None, tuple[str | None, list[Bar]]]] = {}
    for row in rows:
        currency = row.currency or origin.currency
        unit = currency and unit_of(currency)
        units = found.setdefault(row.symbol, {})
        units.setdefault(unit or None, (currency, []))[1].append(row.bar)
    for units in found.values():
        if None in units and len(units) == 2:  # the rows that do not say it are meant alike
            _, unsaid = units.pop(None)
            next(iter(units.values()))[1].extend(unsaid)
    return [
        replace(origin, symbol=symbol, bars=tuple(bars), currency=currency)
        for symbol, units in found.items()
        for currency, bars in units.values()
    ]


def _joined(one: PriceSeries, other: PriceSeries) -> PriceSeries:
    """Both files' bars; where they speak of one date, the first is kept if they agree.

    Bars that contradict each other are both kept: reading refuses such a series, by date.
    """
    merged: dict[dt.date, Bar] = {bar.date: bar for bar in one.bars}
    extra = []
    for bar in other.bars:
        held = merged.get(bar.date)
        if held is None:
            merged[bar.date] = bar
        elif merge_bars(held, bar) is None:
            extra.append(bar)
    sources = "; ".join(dict.fromkeys(text for text in (one.source, other.source) if text))
    # `why_not_one` has let through: the same word, or `no` beside `unknown`.
    adjusted = one.adjusted if one.adjusted == other.adjusted else "unknown"
    currency = one.currency or other.currency
    return PriceSeries(
        one.symbol, (*merged.values(), *extra), currency, adjusted, sources, one.fetched_at
    )


def _head(path: Path) -> str:
    try:
        # There may be hundreds of files, of which one is wanted: nothing but the head is read.
        with open(path, "rb", buffering=0) as file:
            return (file.read(_HEAD) or b"").decode(errors="replace")
    except OSError:
        return ""


def _file_name(symbol: str) -> str:
    name = quote(symbol, safe="^=-._")
    # A leading dot would hide the file.
    return name.replace(".", "%2E", 1) if name.startswith(".") else name


class _Kept(Struct, frozen=True):
    stamp: Stamp
    start: dt.date | None
    end: dt.date | None
    series: PriceSeries


class PriceCache:
    """One for the life of a process: each file is parsed once or twice, whatever many ask of it."""

    def __init__(self) -> None:
        """Empty."""
        self._kept: dict[Path, _Kept] = {}

    def clear(self) -> None:
        """Let go of all of them."""
        self._kept.clear()

    def series(self, path: Path, start: dt.date | None, end: dt.date | None) -> PriceSeries:
        """The bars between two dates of a file in the vault's own form.

        Raises `PriceFormatError`, `OSError`, `UnicodeDecodeError`.
        """
        status = os.stat(path)
        _check_size(status.st_size)
        stamp = stamp_of(status)
        kept = self._kept.get(path)
        if kept is None or kept.stamp != stamp:
            read = read_series(path.read_text(encoding="utf-8"), start, end)
            self._kept[path] = _Kept(stamp, start, end, read)
            return read
        if not _covers(kept, start, end):
            # A second question with other dates: there will be a third, so the whole is read.
            text = path.read_text(encoding="utf-8")
            try:
                kept = _Kept(stamp, None, None, read_series(text, None, None))
            except PriceFormatError:  # a line that was not asked for spoils nothing
                return read_series(text, start, end)
            self._kept[path] = kept
        bars = _between(kept.series.bars, start, end)
        return replace(kept.series, bars=bars)


def _covers(kept: _Kept, start: dt.date | None, end: dt.date | None) -> bool:
    early = kept.start is None or (start is not None and kept.start <= start)
    return early and (kept.end is None or (end is not None and end <= kept.end))
