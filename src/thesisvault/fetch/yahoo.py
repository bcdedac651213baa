"""Daily bars from Yahoo's chart service.

Yahoo's closes are adjusted for splits, backwards, every time anew. They are turned back into the
closes of their day, with the dividends and splits beside them: those never change again, so that
a later fetch agrees with an earlier one.
"""

from __future__ import annotations

import datetime as dt
import zlib
from urllib.parse import quote

from thesisvault.fetch import bounded
from thesisvault.fetch.document import read_document
from thesisvault.model.errors import FetchFault, PriceFault, UnknownSymbolFault, UsageFault
from thesisvault.model.market import PriceSeries

BASE_URL = "https://query1.finance.yahoo.com"
_TIMEOUT = 20.0
# The service answers no client that does not look like a browser.
_AGENT = "Mozilla/5.0 (X11; Linux x86_64) thesisvault"


# What reading a document of another shape than the expected one can raise.
_ODD = (ValueError, ArithmeticError, RecursionError)


class Yahoo:
    """One connection for many symbols: a `Source`."""

    name = "Yahoo"

    def __init__(self, base_url: str | None = None) -> None:
        """Raises `PriceFault` where the extra that brings the client is not installed, and
        `UsageFault` for an address that is none.
        """
        try:
            import httpx
        except ImportError:
            message = (
                "Fetching needs the `yahoo` extra: install `thesisvault[yahoo]`, or bring a file "
                "in with `thesis prices import`."
            )
            raise PriceFault(message) from None
        self._httpx = httpx
        headers = {"User-Agent": _AGENT}
        try:
            self._client = httpx.Client(
                base_url=base_url or BASE_URL, timeout=_TIMEOUT, headers=headers
            )
        except (httpx.InvalidURL, ValueError) as error:
            raise UsageFault(f"`{base_url}` is no address: {str(error).rstrip('.')}.") from None

    def close(self) -> None:
        """End the connection."""
        self._client.close()

    def fetch(self, symbol: str, start: dt.date, end: dt.date, now: dt.datetime) -> PriceSeries:
        """Bars as they were on their days, with dividends and splits.

        Being offline, being told to wait, and an answer that makes no sense have each words of
        their own.
        """
        # Asked up to now whatever `end` is: a split after it has changed the closes before it.
        parameters: dict[str, str | int] = {
            "period1": _seconds(start),
            "period2": int(now.timestamp()) + 86_400,
            "interval": "1d",
            "events": "div,splits",
        }
        answer = self._get(symbol, parameters)
        if answer.status == 404:
            raise UnknownSymbolFault(f"Yahoo knows no symbol `{symbol}`.")
        if answer.status == 429:
            when = f"in {answer.wait} seconds" if answer.wait else "in some minutes"
            raise FetchFault(f"Yahoo limits the rate of requests: try again {when}.")
        if answer.status != 200:
            raise FetchFault(f"Yahoo answered {answer.status} for `{symbol}`.")
        try:
            return read_document(symbol, answer.body, start, end, Yahoo.name, now)
        except _ODD as error:
            raise FetchFault(_not_understood(symbol, error)) from None

    def _get(self, symbol: str, parameters: dict[str, str | int]) -> bounded.Answer:
        httpx = self._httpx
        try:
            path = f"/v8/finance/chart/{quote(symbol, safe='')}"
            return bounded.get(self._client, path, parameters)
        except bounded.TooLong:
            told = f"Yahoo did not answer whole within {bounded.LONGEST:.0f} seconds."
            raise FetchFault(told) from None
        except httpx.TimeoutException:
            raise FetchFault(f"Yahoo did not answer within {_TIMEOUT:.0f} seconds.") from None
        except (httpx.RemoteProtocolError, ValueError, zlib.error) as error:
            raise FetchFault(_not_understood(symbol, error)) from None
        except httpx.TransportError as error:
            told = str(error)[:200]
            raise FetchFault(f"No connection to Yahoo: are you online? ({told})") from None
        except (httpx.RequestError, httpx.InvalidURL) as error:
            raise FetchFault(_not_understood(symbol, error)) from None


def _not_understood(symbol: str, error: Exception) -> str:
    return f"Yahoo's answer for `{symbol}` is not understood ({str(error)[:200]})."


def _seconds(day: dt.date) -> int:
    return int(dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC).timestamp())
