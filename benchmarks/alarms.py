"""How often ``thesis rotation --detect`` cries wolf: ``python -m benchmarks.alarms WHEEL|CSV``.

Real returns of groups and their benchmark are drawn anew, all of a day together, so that groups
move alike as they do but no rotation lasts from one day to the next: single days, and blocks of
20. The share of drawn days on which a rotation may have begun is the rate of false alarms. Beside
it: the same over the days as they were, and what is said of the days that are named.

WHEEL is skfolio's (``pip download --no-deps skfolio``, BSD-3): 20 US stocks in seven groups, with
the S&P 500. CSV has the columns symbol, date, close and, where there are any, dividend: its funds
are groups, SPY the benchmark.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from thesisvault.market.adjust import adjust
from thesisvault.market.detection import detect
from thesisvault.market.dispersion import PricedGroup
from thesisvault.market.frame import Estimation
from thesisvault.model.market import AdjustedSeries, Bar, PriceSeries
from thesisvault.model.settings import ImpactSettings
from thesisvault.render.text.detection import sentence
from tools.sample_prices import columns

OF_STOCKS = {
    "Technology": ("AAPL", "AMD", "MSFT"),
    "Banks": ("BAC", "JPM"),
    "Energy": ("CVX", "RRC", "XOM"),
    "Retail": ("BBY", "HD", "WMT"),
    "Staples": ("KO", "PEP", "PG"),
    "Health care": ("JNJ", "LLY", "MRK", "PFE", "UNH"),
    "Industrials": ("GE",),
}
WARM_UP = 400
"""Sessions before the first that is judged: 120 to fit on, 10 between, 250 to rank among."""
RATE = ImpactSettings().false_discovery_rate

Market = tuple[list[PricedGroup], AdjustedSeries]


def of_wheel(wheel: Path) -> Market:
    """The groups of stocks, and the index, from 2012 on: ten years."""
    stocks = columns(wheel, "sp500_dataset.csv.gz")
    index = columns(wheel, "sp500_index.csv.gz")
    days = sorted(day for day in set(stocks) & set(index) - {"Date"} if day >= "2012")
    symbols = stocks["Date"]
    series = {
        symbol: _series(symbol, [(day, float(stocks[day][at])) for day in days])
        for at, symbol in enumerate(symbols)
    }
    groups = [_group(name, [series[symbol] for symbol in held]) for name, held in OF_STOCKS.items()]
    return groups, _series("SPX", [(day, float(index[day][0])) for day in days])


def of_bars(file: Path) -> Market:
    """Each fund a group (X.. and the like, no stock), against SPY."""
    bars: dict[str, list[Bar]] = {}
    with open(file, encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            dividend = float(row["dividend"]) if row.get("dividend") else None
            day = dt.date.fromisoformat(row["date"])
            bars.setdefault(row["symbol"], []).append(
                Bar(day, close=float(row["close"]), dividend=dividend)
            )
    series = {name: adjust(PriceSeries(name, tuple(found))) for name, found in bars.items()}
    funds = [name for name in sorted(series) if name.startswith("XL") or name in ("IWM", "ITA")]
    return [_group(name, [series[name]]) for name in funds], series["SPY"]


def _series(symbol: str, closes: Sequence[tuple[str, float]]) -> AdjustedSeries:
    bars = tuple(Bar(dt.date.fromisoformat(day), close=close) for day, close in closes)
    return adjust(PriceSeries(symbol, bars, adjusted="yes"))


def _group(name: str, members: Sequence[AdjustedSeries]) -> PricedGroup:
    return PricedGroup(name, tuple(members), {one.symbol: 1 / len(members) for one in members})


def drawn(market: Market, block: int, days: int, chance: random.Random) -> Market:
    """A history of as many days, each group's and the benchmark's of one day together."""
    groups, benchmark = market
    places: list[int] = []
    while len(places) < days:
        start = chance.randrange(1, len(benchmark.dates) - block)
        places += range(start, start + block)
    dates = [dt.date(2000, 1, 3) + dt.timedelta(days=at) for at in range(days)]

    def draw(series: AdjustedSeries) -> AdjustedSeries:
        known = dict(zip(series.dates, series.closes, strict=True))
        closes = [known.get(day) for day in benchmark.dates]
        level, levels = 100.0, []
        for place in places[:days]:
            before, after = closes[place - 1], closes[place]
            level *= after / before if before and after else 1.0
            levels.append(level)
        bars = tuple(Bar(day, close=close) for day, close in zip(dates, levels, strict=True))
        return AdjustedSeries(series.symbol, tuple(dates), tuple(levels), bars)

    found = [
        PricedGroup(group.name, tuple(map(draw, group.members)), group.weights) for group in groups
    ]
    return found, draw(benchmark)


def alarms(market: Market) -> tuple[int, int]:
    """Days on which a rotation may have begun, of those of which it can be told."""
    groups, benchmark = market
    first = benchmark.dates[min(WARM_UP, len(benchmark.dates) - 1)]
    found = list(detect(groups, benchmark, first, Estimation(), RATE, all_figures=False))
    known = [day for day in found if day.verdict != "cannot tell"]
    return sum(day.verdict == "rotation" for day in known), len(known)


def said_on(market: Market, days: Sequence[dt.date]) -> Iterator[str]:
    """What is said of each of the days, seeing nothing later."""
    groups, benchmark = market
    for day in days:
        seen = [
            PricedGroup(g.name, tuple(_until(m, day) for m in g.members), g.weights) for g in groups
        ]
        found = list(detect(seen, _until(benchmark, day), day, Estimation(), RATE))
        yield f"{day}: {sentence(found[-1]) if found else 'no session'}" + (
            f" (dispersion rank {found[-1].rank:.1%})" if found and found[-1].rank else ""
        )


def _until(series: AdjustedSeries, day: dt.date) -> AdjustedSeries:
    count = sum(one <= day for one in series.dates)
    return AdjustedSeries(
        series.symbol, series.dates[:count], series.closes[:count], series.bars[:count]
    )


def main() -> None:
    """Print the rates and the days."""
    given = argparse.ArgumentParser(description="False alarms of `thesis rotation --detect`")
    given.add_argument("prices", type=Path)
    given.add_argument("--draws", type=int, default=10)
    given.add_argument("--days", type=int, default=1000, help="days that are judged, a draw")
    given.add_argument("--on", nargs="*", type=dt.date.fromisoformat, default=[])
    asked = given.parse_args()
    market = (of_wheel if asked.prices.suffix == ".whl" else of_bars)(asked.prices)
    for block in (1, 20):
        counts = [
            alarms(drawn(market, block, WARM_UP + asked.days, random.Random(seed)))
            for seed in range(asked.draws)
        ]
        _tell(f"drawn in blocks of {block}", sum(a for a, _ in counts), sum(n for _, n in counts))
    _tell("as they were", *alarms(market))
    for line in said_on(market, asked.on):
        print(line)


def _tell(what: str, count: int, days: int) -> None:
    print(f"{what}: {count} of {days} days, {count / max(days, 1):.2%}", flush=True)


if __name__ == "__main__":
    main()
