"""What impact asks of prices; the workspace brings them from the disk."""

from __future__ import annotations

import datetime as dt
from typing import Protocol

from thesisvault.market.adjust import absent
from thesisvault.model.market import AdjustedSeries


class NoPrices:
    """A vault without prices: nothing is held of any symbol."""

    def symbols(self) -> tuple[str, ...]:
        """None."""
        return ()

    def adjusted(self, symbol: str) -> AdjustedSeries:
        """Absent, whatever the symbol."""
        return absent(symbol)

    def benchmark(self, event: dt.date, asked: str | None = None) -> AdjustedSeries:
        """Absent too."""
        return absent(asked or "benchmark")


class PriceView(Protocol):
    """Adjusted prices as they were known on the day of the review."""

    def symbols(self) -> tuple[str, ...]:
        """Every symbol that has prices."""

    def adjusted(self, symbol: str) -> AdjustedSeries:
        """A symbol's series; `market.adjust.absent` where there is none."""

    def benchmark(self, event: dt.date, asked: str | None = None) -> AdjustedSeries:
        """What moves around `event` are measured against, and whose dates are the sessions."""
