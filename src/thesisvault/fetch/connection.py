"""One connection to a service: what can go wrong on it, each in words, and none with a key."""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable, Mapping
from typing import TypeVar

from thesisvault.fetch import bounded
from thesisvault.fetch.extra import how_to_install
from thesisvault.model.errors import FetchFault, PriceFault, UnknownSymbolFault, UsageFault

TIMEOUT = 20.0
ODD = (ValueError, ArithmeticError, RecursionError, LookupError)
"""What reading a document of another shape than the expected one can raise."""

T = TypeVar("T")


def key_of(service: str, variable: str) -> str:
    """A service's key, from the environment and from nowhere else. Raises `UsageFault`."""
    key = os.environ.get(variable, "").strip()
    if not key:
        raise UsageFault(
            f"{service} needs a key: set it in the environment with "
            f"`export {variable}=…`. It is neither stored nor shown."
        )
    if not (key.isascii() and key.isprintable()) or " " in key:
        raise UsageFault(f"`{variable}` is not a valid key: it has unexpected characters.")
    return key


class Connection:
    """Answers of one service."""

    def __init__(
        self, service: str, address: str, headers: Mapping[str, str], secret: str = ""
    ) -> None:
        """`secret` is in no message, whatever the service says.

        Raises `PriceFault` where the client is not installed, `UsageFault` for a bad address.
        """
        self.service, self._secret = service, secret
        try:
            import httpx
        except ImportError:
            raise PriceFault(
                "`thesis prices fetch` needs `httpx` (`thesis prices import` reads files without "
                f"it). Type: {how_to_install('yahoo')}"
            ) from None
        self._httpx = httpx
        try:
            self._client = httpx.Client(base_url=address, timeout=TIMEOUT, headers=dict(headers))
        except (httpx.InvalidURL, ValueError) as error:
            raise UsageFault(
                f"`{address}` is not a valid address: {str(error).rstrip('.')}."
            ) from None

    def close(self) -> None:
        """End it."""
        self._client.close()

    def get(self, symbol: str, path: str, parameters: dict[str, str | int]) -> bytes:
        """The body of an answer about a symbol. Raises `UnknownSymbolFault` and `FetchFault`."""
        answer = self._answer(symbol, path, parameters)
        if answer.status == 404:
            raise self.unknown(symbol)
        if answer.status in (401, 403) and self._secret:
            raise FetchFault(f"{self.service} rejects the key ({answer.status}).")
        if answer.status == 429:
            when = f"in {answer.wait} seconds" if answer.wait else "in a few minutes"
            raise FetchFault(f"{self.service} limits the rate of requests: try again {when}.")
        if answer.status != 200:
            raise FetchFault(f"{self.service} answered {answer.status} for `{symbol}`.")
        return answer.body

    def understood(self, symbol: str, read: Callable[[], T]) -> T:
        """What `read` makes of an answer. Raises `FetchFault` where it makes nothing of it."""
        try:
            return read()
        except ODD as error:
            raise self.odd(symbol, error) from None

    def unknown(self, symbol: str) -> UnknownSymbolFault:
        """For a symbol that the service does not know."""
        return UnknownSymbolFault(f"{self.service} has no symbol `{symbol}`.")

    def odd(self, symbol: str, error: Exception) -> FetchFault:
        """For an answer that makes no sense."""
        told = self.said(str(error))
        return FetchFault(
            f"{self.service} sent an answer for `{symbol}` that is not understood ({told})."
        )

    def said(self, text: str) -> str:
        """What a service says, short, on one line and without the key."""
        hidden = text.replace(self._secret, "…") if self._secret else text
        return hidden[:200]

    def _answer(self, symbol: str, path: str, parameters: dict[str, str | int]) -> bounded.Answer:
        httpx, service = self._httpx, self.service
        try:
            return bounded.get(self._client, path, parameters)
        except bounded.TooLong:
            told = f"{service} did not finish its answer within {bounded.LONGEST:.0f} seconds."
            raise FetchFault(told) from None
        except httpx.TimeoutException:
            raise FetchFault(f"{service} did not answer within {TIMEOUT:.0f} seconds.") from None
        except (httpx.RemoteProtocolError, ValueError, zlib.error) as error:
            raise self.odd(symbol, error) from None
        except httpx.TransportError as error:
            told = self.said(str(error))
            raise FetchFault(f"No connection to {service}: are you online? ({told})") from None
        except (httpx.RequestError, httpx.InvalidURL) as error:
            raise self.odd(symbol, error) from None
