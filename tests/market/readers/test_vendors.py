"""The files that vendors give, in the forms that they have, with figures of our own."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from thesisvault.market.readers import PriceFormatError, ReadOptions, read_rows
from thesisvault.model.market import Bar

FOLDER = Path(__file__).parent / "vendors"
FILES = {path.stem: path for path in sorted(FOLDER.iterdir())}
WITH_ADJUSTED = {"yahoo", "yahoo-page", "tiingo", "alpha-vantage", "eodhd", "yfinance-download-two"}
CLOSES_ONLY = {"pandas-wide", "yfinance-old"}
NEW_YORK = ZoneInfo("America/New_York")


def bars_of(name: str, text: str | None = None) -> dict[str, list[Bar]]:
    path = FILES[name]
    lines = (text or path.read_text()).splitlines(keepends=True)
    found: dict[str, list[Bar]] = {}
    for row in read_rows(lines, path.name, ReadOptions(zone=NEW_YORK)):
        found.setdefault(row.symbol, []).append(row.bar)
    return {symbol: sorted(bars, key=lambda bar: bar.date) for symbol, bars in found.items()}


@pytest.mark.parametrize("name", FILES)
def test_each_vendor(name: str) -> None:
    found = bars_of(name)
    first = next(bar for bar in next(iter(found.values())) if bar.close)
    day = 12 if name == "nasdaq" else 5
    assert first.date == dt.date(2026, 1, day)
    assert first.close == 10.4
    if name not in CLOSES_ONLY:
        assert (first.open, first.high, first.low, first.volume) == (10, 10.5, 9.9, 1000)
    assert first.adjusted_close == (10.38 if name in WITH_ADJUSTED else None)


@pytest.mark.parametrize(
    "name", ["yfinance-download-two", "yfinance-by-ticker", "yfinance-old", "pandas-wide"]
)
def test_two_symbols(name: str) -> None:
    found = bars_of(name)
    assert list(found) == ["ABC", "DEF"]
    assert [(bar.date.day, bar.close) for bar in found["DEF"]] == [(6, 20.5)]


def test_events_between_the_prices_of_a_page() -> None:
    (bars,) = bars_of("yahoo-page").values()
    assert [(bar.date.day, bar.split, bar.dividend) for bar in bars[:2]] == [
        (6, 4.0, None),
        (7, None, 0.26),
    ]


@pytest.mark.parametrize("name", ["polygon", "polygon-flat"])
def test_a_moment_needs_the_zone_of_its_exchange(name: str) -> None:
    path = FILES[name]
    with pytest.raises(PriceFormatError, match="--zone"):
        list(read_rows(path.read_text().splitlines(keepends=True), path.name, ReadOptions()))


@pytest.mark.parametrize("name", sorted(set(FILES) - {"nse-bhavcopy"}))
def test_a_figure_that_is_none_is_refused_with_its_line(name: str) -> None:
    close = "10.5" if "10.50" not in FILES[name].read_text() else "10.50"
    lines = FILES[name].read_text().splitlines()
    at, line = next((n, line) for n, line in enumerate(lines, 1) if close in line and "6" in line)
    lines[at - 1] = line.replace(close, "soon", 1)
    with pytest.raises(PriceFormatError, match="soon") as refused:
        bars_of(name, "\n".join(lines))
    assert refused.value.line == at
