"""The vault's `prices/` folder: which files hold a symbol, what they say, and new bars for them."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, reduce
from itertools import chain
from pathlib import Path
from urllib.parse import quote, unquote

from msgspec import Struct
from msgspec.structs import replace

from thesisvault.market.adjust import merge_bars
from thesisvault.market.aliases import why_not_one
from thesisvault.market.readers import DECIMALS, PriceFormatError, PriceRow, ReadOptions, read_rows
from thesisvault.market.readers.canonical import (
    is_canonical,
    is_within,
    read_adjustment,
    read_series,
    write_series,
)
from thesisvault.model.errors import PriceFault
from thesisvault.model.market import Bar, PriceSeries
from thesisvault.storage.inside import is_inside
from thesisvault.storage.prices.files import FOLDER, price_files
from thesisvault.storage.scan import Stamp, stamp_of

_HEAD = 200
"""Bytes of a file that hold its first line, `# symbol: …`."""


class MixedPrices(PriceFault):
    """What is held of one symbol cannot be one series: two currencies, or two levels."""


class PriceFolder:
    """Prices on the disk. A file in the vault's own form is opened only when its symbol is asked.

    Other files (long, wide, Beancount) are read whole, once, and complete what the own files hold.
    """

    def __init__(self, root: Path, cache: PriceCache | None = None) -> None:
        """`root` is the vault's folder; it need not hold any prices."""
        self._root, self._cache = root, cache or PriceCache()
        self._folder = root / FOLDER

    @cached_property
    def _files(self) -> tuple[Path, ...]:
        self._refuse_outside(str(self._folder))
        files = price_files(self._root)
        for name in filter(os.path.islink, files):
            self._refuse_outside(name)
        return tuple(map(Path, files))

    def _refuse_outside(self, name: str) -> None:
        if not is_inside(self._root, name):
            shown = Path(name).relative_to(self._root).as_posix()
            raise PriceFault(f"{shown} is a link out of the vault, which is not followed")

    @cached_property
    def _own(self) -> dict[str, Path]:
        own = {}
        for path in self._files:
            if path.parent == self._folder and is_canonical(head := _head(path)):
                name = unquote(path.stem)
                said = head.partition("\n")[0].partition(":")[2].strip()
                # The name of the file decides; its first line, on how that is spelled.
                own[said if said.casefold() == name.casefold() else name] = path
        return own

    @cached_property
    def _others(self) -> dict[str, list[PriceSeries]]:
        own = set(self._own.values())
        found: dict[str, list[PriceSeries]] = {}
        for path in self._files:
            if path not in own:
                shown = path.relative_to(self._root).as_posix()
                for series in read_all(path, shown, ReadOptions(), source=shown):
                    found.setdefault(series.symbol, []).append(series)
        return found

    @cached_property
    def _symbols(self) -> tuple[str, ...]:
        return tuple(sorted({*self._own, *self._others}))

    def symbols(self) -> tuple[str, ...]:
        """Every symbol that has prices."""
        return self._symbols

    def spelling(self, symbol: str) -> str:
        """The symbol as the folder spells it, where it holds it in other case; else as given."""
        if symbol in self._own or symbol in self._others:
            return symbol
        folded = symbol.casefold()
        return next((name for name in self._symbols if name.casefold() == folded), symbol)

    def series(
        self, symbol: str, start: dt.date | None = None, end: dt.date | None = None
    ) -> PriceSeries | None:
        """The bars of a symbol, or None where there are none.

        Raises `PriceFault`, as `MixedPrices` where its files cannot be joined.
        """
        own = self.own(symbol, start, end)
        parts = [] if own is None else [own]
        for other in self._others.get(symbol, ()):
            bars = tuple(bar for bar in other.bars if is_within(bar.date, start, end))
            parts.append(replace(other, bars=bars))
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
        """What the symbol's own file holds, without what other files add."""
        path = self._own.get(symbol)
        if path is None:
            return None
        shown = path.relative_to(self._root).as_posix()
        try:
            series = self._cache.series(path, start, end)
            return series if series.symbol == symbol else replace(series, symbol=symbol)
        except PriceFormatError as error:
            raise PriceFault(f"{shown}:{error.line}: {error}") from None
        except (OSError, UnicodeDecodeError) as error:
            raise PriceFault(f"{shown} cannot be read: {error}") from None

    def store(self, series: PriceSeries) -> str:
        """Write a series into the folder, in the vault's own form; its path in the vault."""
        path = self._own.get(series.symbol) or self._folder / f"{_file_name(series.symbol)}.csv"
        self._folder.mkdir(exist_ok=True)
        replace_file(path, write_series(series).encode())
        return path.relative_to(self._root).as_posix()


def read_file(
    path: Path,
    shown: str,
    options: ReadOptions,
    source: str = "",
    watch: Callable[[Iterable[PriceRow]], Iterable[PriceRow]] = lambda rows: rows,
) -> dict[str, PriceSeries]:
    """The series of a file by symbol, as `read_all` has them.

    Raises `MixedPrices` where one of them has two currencies.
    """
    found: dict[str, PriceSeries] = {}
    for series in read_all(path, shown, options, source, watch):
        if reason := why_not_one((series, found.get(series.symbol, series))):
            raise MixedPrices(f"{shown}: {series.symbol}: {reason}")
        found[series.symbol] = series
    return found


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
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            text = file.read(64)
            file.seek(0)
            if is_canonical(text):
                series = read_series(file.read())
                return [replace(series, source=series.source or source)]
            origin, decimal, lines = _origin(file)
            if options.decimal is None:
                options = replace(options, decimal=decimal)
            rows = watch(read_rows(lines, path.stem, options))
            return collect(rows, replace(origin, source=origin.source or source))
    except PriceFormatError as error:
        raise PriceFault(f"{shown}:{error.line}: {error}") from None
    except UnicodeDecodeError:
        raise PriceFault(f"{shown} is not UTF-8: save it as UTF-8") from None
    except OSError as error:
        raise PriceFault(f"{shown}: {error.strerror}") from None


def _origin(lines: Iterator[str]) -> tuple[PriceSeries, str | None, Iterator[str]]:
    """What comment lines at the top of a file say of all its series, its decimal sign where they
    say it, and all of its lines.
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
    origin = PriceSeries("", (), values.get("currency"), adjusted, values.get("source", ""))
    return origin, DECIMALS.get(values.get("decimal", "")), chain(head, lines)


def collect(rows: Iterable[PriceRow], origin: PriceSeries) -> list[PriceSeries]:
    """Rows by symbol and currency, in the order of the file; `origin` holds for all of them."""
    bars: dict[tuple[str, str | None], list[Bar]] = {}
    for row in rows:
        bars.setdefault((row.symbol, row.currency or origin.currency), []).append(row.bar)
    for symbol in [name for name, currency in bars if currency is None]:
        named = [key for key in bars if key[0] == symbol and key[1] is not None]
        if len(named) == 1:  # the rows that do not say it are meant alike
            bars[named[0]] += bars.pop((symbol, None))
    return [
        replace(origin, symbol=symbol, bars=tuple(found), currency=currency)
        for (symbol, currency), found in bars.items()
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


def replace_file(path: Path, data: bytes) -> None:
    """Put `data` in place of the file, or make it; a crash leaves the old one or the new one.

    Raises `OSError` where the disk refuses.
    """
    temporary = path.parent / f".thesis-{os.urandom(8).hex()}.tmp"
    # The umask decides who may read a new file; one that is replaced stays as open as it was.
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            if path.exists():
                os.fchmod(descriptor, path.stat().st_mode & 0o777)
            os.fsync(descriptor)
        os.replace(temporary, path)
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


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

    def series(self, path: Path, start: dt.date | None, end: dt.date | None) -> PriceSeries:
        """The bars between two dates of a file in the vault's own form.

        Raises `PriceFormatError`, `OSError`, `UnicodeDecodeError`.
        """
        stamp = stamp_of(os.stat(path))
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
        bars = tuple(bar for bar in kept.series.bars if is_within(bar.date, start, end))
        return replace(kept.series, bars=bars)


def _covers(kept: _Kept, start: dt.date | None, end: dt.date | None) -> bool:
    early = kept.start is None or (start is not None and kept.start <= start)
    return early and (kept.end is None or (end is not None and end <= kept.end))
