"""Daily bars from Yahoo's chart service.

Yahoo's closes are adjusted for splits, backwards, every time anew. They are turned back into the
closes of their day, with the dividends and splits beside them: those never change again, so that
a later fetch agrees with an earlier one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from thesisvault.model.errors import FetchFault, PriceFault, UnknownSymbolFault
from thesisvault.model.market import Bar, PriceSeries

BASE_URL = "https://query1.finance.yahoo.com"
_TIMEOUT = 20.0
# The service answers no client that does not look like a browser.
_AGENT = "Mozilla/5.0 (X11; Linux x86_64) thesisvault"


# What reading a document of another shape than the expected one can raise.
_ODD = (
    LookupError,
    TypeError,
    ValueError,
    AttributeError,
    ArithmeticError,
    OSError,
    RecursionError,
)


class Yahoo:
    """One connection for many symbols: a `Source`."""

    name = "Yahoo"

    def __init__(self, base_url: str | None = None) -> None:
        """Raises `PriceFault` where the extra that brings the client is not installed."""
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
        self._client = httpx.Client(
            base_url=base_url or BASE_URL, timeout=_TIMEOUT, headers=headers
        )

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
        try:
            path = f"/v8/finance/chart/{quote(symbol, safe='')}"
            answer = self._client.get(path, params=parameters)
        except self._httpx.TimeoutException:
            raise FetchFault(f"Yahoo did not answer within {_TIMEOUT:.0f} seconds.") from None
        except self._httpx.TransportError as error:
            raise FetchFault(f"No connection to Yahoo: are you online? ({error})") from None
        except self._httpx.RequestError as error:  # such as a body that cannot be unpacked
            raise FetchFault(_not_understood(symbol, error)) from None
        if answer.status_code == 404:
            raise UnknownSymbolFault(f"Yahoo knows no symbol `{symbol}`.")
        if answer.status_code == 429:
            wait = answer.headers.get("Retry-After")
            when = f"in {wait} seconds" if wait and wait.isdecimal() else "in some minutes"
            raise FetchFault(f"Yahoo limits the rate of requests: try again {when}.")
        if answer.status_code != 200:
            raise FetchFault(f"Yahoo answered {answer.status_code} for `{symbol}`.")
        try:
            return _read(symbol, answer.json(), start, end, now)
        except _ODD as error:
            raise FetchFault(_not_understood(symbol, error)) from None


def _not_understood(symbol: str, error: Exception) -> str:
    return f"Yahoo's answer for `{symbol}` is not understood ({error!r})."


def _seconds(day: dt.date) -> int:
    return int(dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC).timestamp())


def _read(
    symbol: str, document: Mapping[str, Any], start: dt.date, end: dt.date, now: dt.datetime
) -> PriceSeries:
    chart = document["chart"]
    if chart.get("error"):
        if chart["error"].get("code") == "Not Found":
            raise UnknownSymbolFault(f"Yahoo knows no symbol `{symbol}`.")
        raise FetchFault(f"Yahoo says of `{symbol}`: {chart['error'].get('description')}")
    result = chart["result"][0]
    offset = dt.timedelta(seconds=result["meta"].get("gmtoffset", 0))

    def day_of(seconds: int) -> dt.date:
        return (dt.datetime.fromtimestamp(seconds, dt.UTC) + offset).date()

    events = result.get("events", {})
    splits = {
        day_of(int(item["date"])): _ratio(item["numerator"] / item["denominator"])
        for item in events.get("splits", {}).values()
    }
    dividends = {
        day_of(int(item["date"])): item["amount"] for item in events.get("dividends", {}).values()
    }
    figures = result["indicators"]["quote"][0]
    times = result.get("timestamp", [])
    bars = []
    for at, seconds in enumerate(times):
        day = day_of(seconds)
        if not start <= day <= end or figures["close"][at] is None:
            continue
        factor = 1.0
        for split_day, ratio in splits.items():
            if split_day > day:
                factor *= ratio
        dividend = dividends.get(day)
        bars.append(
            Bar(
                day,
                _raw(figures["open"][at], factor),
                _raw(figures["high"][at], factor),
                _raw(figures["low"][at], factor),
                _raw(figures["close"][at], factor),
                _raw(figures["volume"][at], 1 / factor),
                None,
                _raw(dividend, factor),
                splits.get(day),
            )
        )
    currency = result["meta"].get("currency")
    if not isinstance(currency, str | None):
        raise TypeError(f"currency {currency!r}")
    return PriceSeries(symbol, tuple(bars), currency, "no", Yahoo.name, now)


def _ratio(value: float) -> float:
    if not 0.0 < value < float("inf"):
        raise ValueError(f"a split of {value}")
    return value


def _raw(value: float | None, factor: float) -> float | None:
    # Six digits after the point are more than any exchange quotes, and undo the service's noise.
    return None if value is None else round(float(value) * factor, 6)
