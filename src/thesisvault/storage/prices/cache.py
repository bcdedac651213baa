"""Price files that were read, kept for as long as they stay as they are."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from thesisvault.market.readers import PriceFormatError
from thesisvault.market.readers.canonical import read_series
from thesisvault.model.market import PriceSeries
from thesisvault.storage.scan import Stamp, stamp_of


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


def is_within(day: dt.date, start: dt.date | None, end: dt.date | None) -> bool:
    """Whether a day lies between two, of which either may be missing."""
    return (start is None or day >= start) and (end is None or day <= end)
