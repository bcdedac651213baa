"""The vault's prices as figures are made of them: adjusted, up to a day, against a benchmark."""

from __future__ import annotations

import datetime as dt

from thesisvault.market.adjust import absent, adjust
from thesisvault.market.aliases import join_renamed, present_name
from thesisvault.market.local import longest
from thesisvault.model.errors import ConfigFault, PriceFault
from thesisvault.model.market import AdjustedSeries, PriceSeries
from thesisvault.model.settings import MarketSettings
from thesisvault.storage.prices.folder import MixedPrices, PriceFolder


class Prices:
    """Adjusted series by symbol, seeing nothing dated after `as_of`; each is adjusted once."""

    def __init__(
        self,
        folder: PriceFolder,
        settings: MarketSettings,
        as_of: dt.date,
        start: dt.date | None = None,
        end: dt.date | None = None,
    ) -> None:
        """`start`, `end`: the dates that figures need; bars outside of them are not read.

        Raises `ConfigFault` where renamed tickers run in a circle.
        """
        self._folder = folder
        self._settings = settings
        self._as_of, self.start = as_of, start
        self._end = as_of if end is None else min(as_of, end)
        self._read: dict[str, AdjustedSeries] = {}
        try:
            self._present = {old: present_name(old, settings.renamed) for old in settings.renamed}
        except ValueError as error:
            raise ConfigFault(f"`renamed` in the config: {error}.") from None

    def between(self, start: dt.date | None, end: dt.date | None = None) -> Prices:
        """The same prices from `start` to `end`, and still none after `as_of`."""
        return Prices(self._folder, self._settings, self._as_of, start, end)

    def symbols(self) -> tuple[str, ...]:
        """Every symbol that the vault has prices of."""
        return self._folder.symbols()

    def spelling(self, symbol: str) -> str:
        """The symbol as its files or `renamed` spell it, where its case or the mark of its market
        differs.
        """
        if symbol in self._present:
            return symbol
        folded = symbol.casefold()
        renamed = (name for name in self._present if name.casefold() == folded)
        return next(renamed, None) or self._folder.holding(symbol)

    def known(self, symbol: str) -> bool:
        """Whether the vault has prices of that very symbol, or of one that it is called now."""
        return symbol in self._present or symbol in self._folder.symbols()

    def holds(self, symbol: str) -> bool:
        """Whether there are prices of that symbol, under its own or an older name."""
        return bool(self.adjusted(symbol).dates)

    def adjusted(self, symbol: str) -> AdjustedSeries:
        """The symbol's series, in whatever case it is written, joined with those of its older
        names; `absent` where none.
        """
        if symbol not in self._read:
            spelled = symbol if self.known(symbol) else self.spelling(symbol)
            name = self._present.get(spelled, spelled)
            if name not in self._read:
                self._read[name] = self._load(name)
            self._read[symbol] = self._read[name]
        return self._read[symbol]

    def _load(self, symbol: str) -> AdjustedSeries:
        try:
            whole = self._joined(symbol, self.start, self._end)
            if whole is not None and not whole.bars:
                return absent(symbol, self._why_none(symbol))
        except PriceFault as fault:  # its file is left out, or its files do not fit
            return absent(symbol, str(fault))
        if whole is None:
            return absent(symbol)
        confirmed = self._settings.confirmed_jumps.get(symbol, ())
        return adjust(whole, as_of=self._as_of, confirmed_jumps=confirmed)

    def _joined(self, symbol: str, start: dt.date | None, end: dt.date) -> PriceSeries | None:
        """The symbol's raw bars and those of its older names. Raises `MixedPrices`."""
        older = sorted(old for old, new in self._present.items() if new == symbol != old)
        found = [
            series
            for name in (symbol, *older)
            if (series := self._folder.series(name, start, end)) is not None
        ]
        try:
            return join_renamed(found, self._present).get(symbol)
        except ValueError as error:
            raise MixedPrices(str(error)) from None

    def _why_none(self, symbol: str) -> str:
        """In words, where a symbol's prices lie that has none in the time that was read."""
        whole = self._joined(symbol, None, self._as_of)
        dates = [bar.date for bar in whole.bars] if whole else []
        if self.start is not None and (before := [day for day in dates if day < self.start]):
            return f"stale: last price {max(before)}"
        return f"prices begin on {min(dates)}" if dates else "no prices"

    def benchmark(
        self, event: dt.date, asked: str | None = None, history: int = 0
    ) -> AdjustedSeries:
        """The first configured benchmark with a session at `event` and `history` sessions before.

        Where none has so many, the one with most; where none has the session, the first with
        prices. `asked` for by name: that one, whatever it holds.
        """
        if asked is not None:
            return self.adjusted(asked)
        series = [self.adjusted(symbol) for symbol in self._settings.benchmark]
        priced = [item for item in series if item.dates]
        return longest(priced, event, history) or (priced[0] if priced else series[0])

    def last_day(self) -> dt.date | None:
        """The last day of any price that was asked for; where none was found, of any at all."""
        found = [series.dates[-1] for series in self._read.values() if series.dates]
        if not found and self.start is not None:
            whole = Prices(self._folder, self._settings, self._as_of)
            found = [dates[-1] for name in self.symbols() if (dates := whole.adjusted(name).dates)]
        return max(found, default=None)

    def last_session(self) -> dt.date | None:
        """The latest session of any configured benchmark."""
        dates = [
            series.dates[-1]
            for symbol in self._settings.benchmark
            if (series := self.adjusted(symbol)).dates
        ]
        return max(dates, default=None)
