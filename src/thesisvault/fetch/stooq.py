"""Daily bars from Stooq's download page.

Its closes are adjusted for splits and dividends, backwards: after a dividend they change. A symbol
that has been fetched is then in conflict with itself, and is said so.
"""

from __future__ import annotations

import datetime as dt

from thesisvault.fetch.answer import read_table
from thesisvault.fetch.connection import Connection
from thesisvault.model.errors import FetchFault
from thesisvault.model.market import PriceSeries
from thesisvault.model.symbols import standard_spelling

BASE_URL = "https://stooq.com"
_PLACES = {"L": "uk", "DE": "de", "T": "jp", "HK": "hk", "WA": "pl", "BD": "hu", "US": "us"}
"""The suffix of a symbol as Yahoo has it, and Stooq's."""
_INDICES = {
    "^GSPC": "^spx",
    "^IXIC": "^ndq",
    "^DJI": "^dji",
    "^FTSE": "^ukx",
    "^GDAXI": "^dax",
    "^N225": "^nkx",
    "^HSI": "^hsi",
}
_CURRENCIES = {"us": "USD", "de": "EUR", "jp": "JPY", "hk": "HKD", "pl": "PLN", "hu": "HUF"}


class Stooq:
    """One connection for many symbols: a `Source`."""

    name = "Stooq"

    def __init__(self, base_url: str | None = None) -> None:
        """Raises as `Connection` does."""
        agent = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) thesisvault"}
        self._connection = Connection(self.name, base_url or BASE_URL, agent)

    def close(self) -> None:
        """End the connection."""
        self._connection.close()

    def fetch(self, symbol: str, start: dt.date, end: dt.date, now: dt.datetime) -> PriceSeries:
        """Adjusted bars."""
        called = stooq_symbol(standard_spelling(symbol))
        parameters: dict[str, str | int] = {
            "s": called,
            "d1": f"{start:%Y%m%d}",
            "d2": f"{end:%Y%m%d}",
            "i": "d",
        }
        body = self._connection.get(symbol, "/q/d/l/", parameters)
        head = body[:200].decode("utf-8", errors="replace").strip()
        if head.casefold() in ("no data", "brak danych"):
            raise self._connection.unknown(symbol)
        if head.casefold().startswith(("exceeded", "przekroczony")):
            raise FetchFault("Stooq limits the number of downloads per day: try again tomorrow.")
        currency = _CURRENCIES.get(called.rpartition(".")[2]) if "." in called else None
        return self._connection.understood(
            symbol,
            lambda: read_table(
                symbol,
                body,
                start,
                end,
                source=self.name,
                now=now,
                adjusted="yes",
                currency=currency,
            ),
        )


def stooq_symbol(symbol: str) -> str:
    """How Stooq calls what Yahoo calls `symbol`: a share of no exchange is an American one.

    >>> stooq_symbol("NVDA"), stooq_symbol("BRK.B"), stooq_symbol("VOD.L"), stooq_symbol("^GSPC")
    ('nvda.us', 'brk-b.us', 'vod.uk', '^spx')
    """
    if symbol.startswith("^"):
        return _INDICES.get(symbol.upper(), symbol.lower())
    if symbol.upper().endswith("=X"):
        return symbol[:-2].lower()
    name, dot, place = symbol.rpartition(".")
    if dot and place.upper() in _PLACES:
        return f"{name.lower()}.{_PLACES[place.upper()]}"
    if dot and place.islower():
        return symbol
    return f"{symbol.lower().replace('.', '-').replace('/', '-')}.us"
