"""Prices in one currency, by the rates that are held: `EURUSD` among the prices is such a rate."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterator

from msgspec.structs import replace

from thesisvault.market.adjust import PriceView, absent
from thesisvault.market.naming import unit_of
from thesisvault.market.sessions import LONGEST_CLOSURE
from thesisvault.model.market import AdjustedSeries, Bar

_FORMS = ("{}{}", "{}{}=X", "{}/{}", "{}-{}", "{}{}.FOREX")
"""How a rate's symbol is written: what one of the first is worth in the second."""
_VEHICLES = ("USD", "EUR")
"""Through which a rate is crossed that is not held itself."""
_Leg = tuple[AdjustedSeries, bool]
"""A rate that is held, and whether it stands the other way round."""


class InCurrency:
    """The prices of a view in one currency; what no held rate brings there has none, and says so.

    What is quoted in pence comes in pounds. A rate is that of the day, or the last one of the
    week before it; one that is not held is crossed through the dollar or the euro. What has no
    known currency stays as it is, and is named in `assumed`.
    """

    def __init__(self, prices: PriceView, currency: str | None) -> None:
        """`currency`: its code, as `USD`; None: all stay as they are."""
        self._prices, self._currency = prices, currency
        self.rates: dict[str, float] = {}
        """The last rate that was used of each symbol, in the order of use."""
        self.assumed: dict[str, None] = {}
        """Symbols whose currency is unknown, in the order of use."""

    def symbols(self) -> tuple[str, ...]:
        """Every symbol that has prices."""
        return self._prices.symbols()

    def benchmark(
        self, event: dt.date, asked: str | None = None, history: int = 0
    ) -> AdjustedSeries:
        """The benchmark as it is."""
        return self._prices.benchmark(event, asked, history)

    def adjusted(self, symbol: str) -> AdjustedSeries:
        """A symbol's series in the currency; `absent`, with the reason, where no rate is held."""
        series = self._prices.adjusted(symbol)
        if self._currency is None or not series.dates:
            return series
        if series.currency is None:
            self.assumed[series.symbol] = None
            return series
        (own, parts), (wanted, units) = unit_of(series.currency), unit_of(self._currency)
        factor = units / parts
        if own == wanted:
            return series if factor == 1 else self._times(series, [factor] * len(series.dates))
        legs = self._legs(own, wanted)
        if not legs:
            why = f"in {series.currency}, and the vault has no rate {own}{wanted}"
            return absent(series.symbol, why)
        factors: list[float | None] = [factor] * len(series.dates)
        for rate, is_inverse in legs:
            each = [_on(rate, day) for day in series.dates]
            if each[-1] is None:
                last = f"the last rate of {rate.symbol} is from {rate.dates[-1]}"
                return absent(series.symbol, f"in {series.currency}, and {last}")
            self.rates[rate.symbol] = rate.closes[-1]
            factors = [
                None if so_far is None or one is None else so_far * (1 / one if is_inverse else one)
                for so_far, one in zip(factors, each, strict=True)
            ]
        return self._times(series, factors)

    def _legs(self, own: str, wanted: str) -> list[_Leg]:
        """The held rates that lead from one currency to another: one, or two; none found: empty."""
        direct = self._leg(own, wanted)
        if direct:
            return [direct]
        for vehicle in _VEHICLES:
            if vehicle not in (own, wanted):
                first, second = self._leg(own, vehicle), self._leg(vehicle, wanted)
                if first and second:
                    return [first, second]
        return []

    def _leg(self, own: str, wanted: str) -> _Leg | None:
        for name, is_inverse in _names(own, wanted):
            rate = self._prices.adjusted(name)
            if rate.dates:
                return rate, is_inverse
        return None

    def _times(self, series: AdjustedSeries, factors: list[float | None]) -> AdjustedSeries:
        """The days of a series that have a factor, times that."""
        rows = [
            (day, close * factor, _closed(bar, factor))
            for day, close, bar, factor in zip(
                series.dates, series.closes, series.bars, factors, strict=True
            )
            if factor
        ]
        dates, closes, bars = zip(*rows, strict=True)
        return replace(series, dates=dates, closes=closes, bars=bars, currency=self._currency)


def _names(own: str, wanted: str) -> Iterator[tuple[str, bool]]:
    yield from ((form.format(own, wanted), False) for form in _FORMS)
    yield from ((form.format(wanted, own), True) for form in _FORMS)


def _on(rate: AdjustedSeries, day: dt.date) -> float | None:
    place = bisect_right(rate.dates, day) - 1
    if place < 0 or day - rate.dates[place] > LONGEST_CLOSURE:
        return None
    return rate.closes[place]


def _closed(bar: Bar, factor: float) -> Bar:
    """A bar of which only the close is left."""
    close = None if bar.close is None else bar.close * factor
    return replace(bar, close=close, open=None, high=None, low=None)
