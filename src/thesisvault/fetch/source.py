"""What a source of prices is, and which there are: a new one is a file here, and a row below."""

from __future__ import annotations

import datetime as dt
from importlib import import_module
from typing import Protocol, cast

from thesisvault.model.errors import UsageFault
from thesisvault.model.market import PriceSeries

SOURCES = {
    "yahoo": "Yahoo",
    "stooq": "Stooq",
    "tiingo": "Tiingo",
    "alphavantage": "AlphaVantage",
}
"""By the name that a person types, which is its module's too: its class, made with an address or
None. A source that is not asked for is not imported."""


class Source(Protocol):
    """Where daily bars come from; `close` it in the end."""

    @property
    def name(self) -> str:
        """As the prices name their source."""

    def fetch(self, symbol: str, start: dt.date, end: dt.date, now: dt.datetime) -> PriceSeries:
        """Bars from `start` to `end`, both included, as known at `now`.

        Raises `UnknownSymbolFault`, after which others may be asked for, and `FetchFault`.
        """

    def close(self) -> None:
        """Let go of what it holds open."""


def open_source(name: str, address: str | None = None) -> Source:
    """The source of that name, at its own address or another.

    Raises `UsageFault` for a name that is unknown, and `PriceFault` where an extra is missing.
    """
    if name not in SOURCES:
        known = ", ".join(f"`{known}`" for known in SOURCES)
        raise UsageFault(f"No price source is called `{name}`: choose from {known}.")
    found = getattr(import_module(f"thesisvault.fetch.{name}"), SOURCES[name])
    return cast("Source", found(address))
