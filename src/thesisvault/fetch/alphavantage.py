"""Daily bars from Alpha Vantage, with a key: closes as they were, dividends and splits beside."""

from __future__ import annotations

import datetime as dt

import msgspec

from thesisvault.fetch.answer import read_table
from thesisvault.fetch.connection import Connection, key_of
from thesisvault.model.errors import FetchFault
from thesisvault.model.market import PriceSeries

BASE_URL = "https://www.alphavantage.co"
KEY = "ALPHAVANTAGE_API_KEY"
_RECENT = 130
"""Days that lie within the hundred sessions of the short answer."""


class AlphaVantage:
    """One connection for many symbols: a `Source`."""

    name = "Alpha Vantage"

    def __init__(self, base_url: str | None = None) -> None:
        """Raises as `Connection` does, and `UsageFault` where no key is set."""
        self._key = key_of(self.name, KEY)
        self._connection = Connection(self.name, base_url or BASE_URL, {}, self._key)

    def close(self) -> None:
        """End the connection."""
        self._connection.close()

    def fetch(self, symbol: str, start: dt.date, end: dt.date, now: dt.datetime) -> PriceSeries:
        """Bars as they were on their days."""
        recent = (now.date() - start).days <= _RECENT
        parameters: dict[str, str | int] = {
            "function": "TIME_SERIES_DAILY_ADJUSTED",
            "symbol": symbol,
            "outputsize": "compact" if recent else "full",
            "datatype": "csv",
            "apikey": self._key,
        }
        body = self._connection.get(symbol, "/query", parameters)
        if body.lstrip().startswith(b"{"):
            self._refuse(symbol, body)
        return self._connection.understood(
            symbol,
            lambda: read_table(symbol, body, start, end, source=self.name, now=now, adjusted="no"),
        )

    def _refuse(self, symbol: str, body: bytes) -> None:
        """Raise what the service says instead of prices."""
        said = self._connection.understood(
            symbol, lambda: msgspec.json.decode(body, type=dict[str, object])
        )
        if "Error Message" in said:
            raise self._connection.unknown(symbol)
        told = next((text for text in said.values() if isinstance(text, str)), "nothing")
        raise FetchFault(f"Alpha Vantage says about `{symbol}`: {self._connection.said(told)}")
