"""Builders and real prices for the market's tests; the prices are read once."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest

from thesisvault.market.adjust import adjust
from thesisvault.model.market import AdjustedSeries, Bar, PriceSeries

DATA = Path(__file__).parent / "data"


@pytest.fixture(scope="session")
def november() -> dict[str, AdjustedSeries]:
    """20 US stocks and SP500 around Monday 2020-11-09, by symbol."""
    with (DATA / "us-2020-11.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        symbol: adjust(
            PriceSeries(
                symbol,
                tuple(
                    Bar(date.fromisoformat(row["date"]), close=float(row[symbol])) for row in rows
                ),
                "USD",
                "yes",
            )
        )
        for symbol in rows[0]
        if symbol != "date"
    }


@pytest.fixture(scope="session")
def january() -> dict[str, AdjustedSeries]:
    """Ten US symbols with open, high and low around 2026-01-08, by symbol."""
    bars: dict[str, list[Bar]] = defaultdict(list)
    with (DATA / "us-2026-01.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            prices = (float(row[name]) for name in ("open", "high", "low", "close", "volume"))
            bars[row["symbol"]].append(Bar(date.fromisoformat(row["date"]), *prices))
    return {
        symbol: adjust(PriceSeries(symbol, tuple(held), "USD", "yes"))
        for symbol, held in bars.items()
    }


@pytest.fixture(scope="session")
def weekdays() -> Callable[[int], list[date]]:
    """The first n weekdays from Monday 2024-01-01."""

    def build(count: int) -> list[date]:
        start = date(2024, 1, 1)
        days = (start + timedelta(days=offset) for offset in range(2 * count + 7))
        return [day for day in days if day.weekday() < 5][:count]

    return build


@pytest.fixture(scope="session")
def from_returns(
    weekdays: Callable[[int], list[date]],
) -> Callable[..., AdjustedSeries]:
    """An adjusted series that starts at 100 and makes the returns given, one a weekday."""

    def build(symbol: str, returns: Sequence[float], currency: str | None = None) -> AdjustedSeries:
        level = 100.0
        bars = [Bar(weekdays(1)[0], close=level)]
        for day, value in zip(weekdays(len(returns) + 1)[1:], returns, strict=True):
            level *= 1.0 + value
            bars.append(Bar(day, close=level))
        return adjust(PriceSeries(symbol, tuple(bars), currency, "yes"))

    return build
