"""Daily bars from Tiingo, with a key: closes as they were, dividends and splits beside them."""

from __future__ import annotations

import datetime as dt
from urllib.parse import quote

import msgspec
from msgspec import Struct

from thesisvault.fetch.answer import checked
from thesisvault.fetch.connection import Connection, key_of
from thesisvault.model.market import Bar, PriceSeries

BASE_URL = "https://api.tiingo.com"
KEY = "TIINGO_API_KEY"


class _Day(Struct):
    date: str
    close: float
    high: float | None = None
    low: float | None = None
    open: float | None = None
    volume: float | None = None
    divCash: float | None = None
    splitFactor: float | None = None


class Tiingo:
    """One connection for many symbols: a `Source`."""

    name = "Tiingo"

    def __init__(self, base_url: str | None = None) -> None:
        """Raises as `Connection` does, and `UsageFault` where no key is set."""
        key = key_of(self.name, KEY)
        headers = {"Authorization": f"Token {key}"}
        self._connection = Connection(self.name, base_url or BASE_URL, headers, key)

    def close(self) -> None:
        """End the connection."""
        self._connection.close()

    def fetch(self, symbol: str, start: dt.date, end: dt.date, now: dt.datetime) -> PriceSeries:
        """Bars as they were on their days. American shares and funds, in dollars."""
        called = symbol.replace(".", "-").replace("/", "-")
        path = f"/tiingo/daily/{quote(called, safe='')}/prices"
        parameters: dict[str, str | int] = {
            "startDate": start.isoformat(),
            "endDate": end.isoformat(),
        }
        body = self._connection.get(symbol, path, parameters)

        def read() -> PriceSeries:
            days = msgspec.json.decode(body, type=list[_Day])
            bars = checked(map(_bar, days), start, end)
            return PriceSeries(symbol, bars, "USD", "no", self.name, now)

        return self._connection.understood(symbol, read)


def _bar(day: _Day) -> Bar:
    return Bar(
        dt.date.fromisoformat(day.date[:10]),
        day.open,
        day.high,
        day.low,
        day.close,
        day.volume,
        dividend=day.divCash,
        split=day.splitFactor,
    )
