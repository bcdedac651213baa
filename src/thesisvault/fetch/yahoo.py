"""Daily bars from Yahoo's chart service.

Yahoo's closes are adjusted for splits, backwards, every time anew. They are turned back into the
closes of their day, with the dividends and splits beside them: those never change again, so that
a later fetch agrees with an earlier one.
"""

from __future__ import annotations

import datetime as dt
from urllib.parse import quote

from msgspec.structs import replace

from thesisvault.fetch.connection import Connection
from thesisvault.fetch.document import read_document
from thesisvault.model.market import PriceSeries
from thesisvault.model.symbols import standard_spelling

BASE_URL = "https://query1.finance.yahoo.com"
# The service answers no client that does not look like a browser.
_AGENT = "Mozilla/5.0 (X11; Linux x86_64) thesisvault"


class Yahoo:
    """One connection for many symbols: a `Source`."""

    name = "Yahoo"

    def __init__(self, base_url: str | None = None) -> None:
        """Raises as `Connection` does."""
        self._connection = Connection(self.name, base_url or BASE_URL, {"User-Agent": _AGENT})

    def close(self) -> None:
        """End the connection."""
        self._connection.close()

    def fetch(self, symbol: str, start: dt.date, end: dt.date, now: dt.datetime) -> PriceSeries:
        """Bars as they were on their days, with dividends and splits."""
        # Asked up to now whatever `end` is: a split after it has changed the closes before it.
        parameters: dict[str, str | int] = {
            "period1": _seconds(start),
            "period2": int(now.timestamp()) + 86_400,
            "interval": "1d",
            "events": "div,splits",
        }
        called = standard_spelling(symbol)
        path = f"/v8/finance/chart/{quote(called, safe='')}"
        body = self._connection.get(called, path, parameters)
        series = self._connection.understood(
            called, lambda: read_document(called, body, start, end, Yahoo.name, now)
        )
        return replace(series, symbol=symbol)


def _seconds(day: dt.date) -> int:
    return int(dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC).timestamp())
