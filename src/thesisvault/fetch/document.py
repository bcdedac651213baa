"""What Yahoo's chart service answers, and the bars in it.

Nothing of it is believed unchecked: types by msgspec, then lengths, days and figures here.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping

import msgspec
from msgspec import Struct, field

from thesisvault.market.naming import why_no_name
from thesisvault.market.zones import zone_called
from thesisvault.model.errors import FetchFault, UnknownSymbolFault
from thesisvault.model.market import Bar, PriceSeries

Figures = list[float | None]


class _Meta(Struct):
    symbol: str | None = None
    currency: str | None = None
    exchangeTimezoneName: str | None = None
    gmtoffset: int | None = None


class _Split(Struct):
    date: int
    numerator: float
    denominator: float


class _Dividend(Struct):
    date: int
    amount: float


class _Events(Struct):
    splits: dict[str, _Split] = field(default_factory=dict)
    dividends: dict[str, _Dividend] = field(default_factory=dict)


class _Quote(Struct):
    open: Figures = field(default_factory=list)
    high: Figures = field(default_factory=list)
    low: Figures = field(default_factory=list)
    close: Figures = field(default_factory=list)
    volume: Figures = field(default_factory=list)


class _Indicators(Struct):
    quote: list[_Quote]


class _Result(Struct):
    meta: _Meta
    indicators: _Indicators
    timestamp: list[int] = field(default_factory=list)
    events: _Events = field(default_factory=_Events)


class _Error(Struct):
    code: str = ""
    description: str | None = None


class _Chart(Struct):
    result: list[_Result] | None = None
    error: _Error | None = None


class _Document(Struct):
    chart: _Chart


def read_document(
    symbol: str, body: bytes, start: dt.date, end: dt.date, source: str, now: dt.datetime
) -> PriceSeries:
    """The bars of a document from `start` to `end`, as they were on their days.

    Raises `UnknownSymbolFault`, `FetchFault` for what the service says, and ValueError,
    ArithmeticError and RecursionError for what makes no sense.
    """
    chart = msgspec.json.decode(body, type=_Document).chart
    if chart.error is not None:
        if chart.error.code == "Not Found":
            raise UnknownSymbolFault(f"Yahoo has no symbol `{symbol}`.")
        raise FetchFault(f"Yahoo says about `{symbol}`: {(chart.error.description or '')[:200]}")
    if not chart.result:
        raise ValueError("it has no result")
    result = chart.result[0]
    answered = result.meta.symbol
    if answered is not None and answered.casefold() != symbol.casefold():
        raise ValueError(f"it is for {answered[:40]!a}")
    currency = result.meta.currency
    if currency is not None and (why := why_no_name(currency)):
        raise ValueError(f"its currency {currency[:40]!a}: {why}")
    bars = _bars(result, start, end)
    return PriceSeries(
        symbol, tuple(bars[day] for day in sorted(bars)), currency, "no", source, now
    )


def _bars(result: _Result, start: dt.date, end: dt.date) -> dict[dt.date, Bar]:
    days = _Days(result.meta)
    splits = {
        days.of(one.date): _finite(one.numerator / one.denominator, "a split")
        for one in result.events.splits.values()
    }
    dividends = {
        days.of(one.date): _finite(one.amount, "a dividend")
        for one in result.events.dividends.values()
    }
    quote = result.indicators.quote[0] if result.indicators.quote else _Quote()
    columns = (quote.open, quote.high, quote.low, quote.close, quote.volume)
    times = result.timestamp
    if any(len(column) != len(times) for column in columns if column or times):
        raise ValueError("it has more days than figures, or fewer")
    bars: dict[dt.date, Bar] = {}
    for at, (seconds, *figures) in enumerate(zip(times, *columns, strict=True)):
        day = days.of(seconds)
        if not start <= day <= end or figures[3] is None:
            continue
        bar = _bar(day, figures, splits)
        if bars.setdefault(day, bar) != bar and at != len(times) - 1:
            # The last one may be the session as it runs: the whole day's bar comes before it.
            raise ValueError(f"it has two bars on {day}")
    for day in {*splits, *dividends}:
        if start <= day <= end:  # a day without a bar keeps what happened on it
            paid = _told(dividends.get(day), _factor(day, splits))
            bar = bars.get(day, Bar(day))
            bars[day] = msgspec.structs.replace(bar, dividend=paid, split=splits.get(day))
    return bars


def _bar(day: dt.date, figures: list[float | None], splits: Mapping[dt.date, float]) -> Bar:
    *before, close, volume = figures
    if any(price is not None and not 0.0 <= price < math.inf for price in before) or not close:
        raise ValueError(f"it has a price of zero or less on {day}")
    if volume is not None and not 0.0 <= volume < math.inf:
        raise ValueError(f"it has a negative volume on {day}")
    factor = _factor(day, splits)
    # An open of zero is one that the service does not know.
    opened, high, low = (_told(price or None, factor) for price in before)
    return Bar(
        day, opened, high, low, _told(_finite(close, "a close"), factor), _told(volume, 1 / factor)
    )


def _factor(day: dt.date, splits: Mapping[dt.date, float]) -> float:
    """What turns a price of that day, adjusted for all later splits, back into its own."""
    return math.prod(ratio for split_day, ratio in splits.items() if split_day > day)


def _finite(value: float, what: str) -> float:
    if not 0.0 < value < math.inf:
        raise ValueError(f"it has {what} of {value}")
    return value


def _told(value: float | None, factor: float) -> float | None:
    """A figure at its own day's level, without the noise of the service's single precision.

    Six digits after the point are more than any exchange quotes; of what costs less than one, the
    first twelve that count are kept.
    """
    if value is None:
        return None
    own = value * factor
    if not math.isfinite(own):
        raise ValueError(f"it has a figure of {own}")
    return round(own, 6) if abs(own) >= 1.0 else float(f"{own:.12g}")


class _Days:
    """The exchange's day of a moment: its distance to UTC changes with the season."""

    def __init__(self, meta: _Meta) -> None:
        self._zone = zone_called(meta.exchangeTimezoneName) if meta.exchangeTimezoneName else None
        self._offset = meta.gmtoffset

    def of(self, seconds: int) -> dt.date:
        """The day. Raises ValueError where the document does not tell it."""
        moment = dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=seconds)
        if self._zone is not None:
            return moment.astimezone(self._zone).date()
        if self._offset is None:
            raise ValueError("it does not say in which time zone its days are")
        # Of a zone without a name only today's distance is known: an hour must make no difference.
        hours = (-1, 0, 1)
        found = {(moment + dt.timedelta(seconds=self._offset, hours=hour)).date() for hour in hours}
        if len(found) > 1:
            raise ValueError("it does not name the time zone of its days")
        return (moment + dt.timedelta(seconds=self._offset)).date()
