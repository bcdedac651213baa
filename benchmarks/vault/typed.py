"""What the notes of each kind state: properties and tables as docs/notes.md has them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from random import Random

from benchmarks.vault import words
from benchmarks.vault.plan import AS_OF, Entry
from benchmarks.vault.words import pick

Properties = dict[str, str]

IMPACTS = (
    "Near-term pressure, structural thesis intact",
    "Validating — the money goes into it",
    "Mixed — demand is real, the price is not",
    "Tailwind for the medium term",
    "Headwind while rates stay where they are",
    "Beneficiary",
    "No clear effect yet",
)
MOVES = ("-2%", "+8%", "−5 %", "+6% vs Nasdaq", "-7 days consecutive", "flat", "—", "~3%", "17-22%")
EXPECTED = ("Spending plans confirmed", "Order intake above 1.1", "A lower guide", "Approval")


class World:
    """The notes by kind, from which facts draw their names."""

    def __init__(self, rng: Random, entries: list[Entry]) -> None:
        """Sorts the notes once."""
        self.rng = rng
        self.by_kind: dict[str, list[Entry]] = {}
        for entry in entries:
            self.by_kind.setdefault(entry.kind, []).append(entry)

    def link(self, kind: str) -> str:
        """A link to some note of the kind, fit for a table and, quoted, for a property."""
        return f"[[{pick(self.rng, self.by_kind[kind]).name}]]"

    def stocks(self, count: int) -> list[Entry]:
        """Some stocks; one may come twice."""
        return [pick(self.rng, self.by_kind["stock"]) for _ in range(count)]


def table(header: str, rows: list[str]) -> str:
    """A table whose cells are parted by `` | ``."""
    dashes = "|".join("---" for _ in header.split(" | "))
    return "\n".join([f"| {header} |", f"|{dashes}|", *(f"| {row} |" for row in rows)])


def facts(world: World, entry: Entry) -> tuple[Properties, list[str]]:
    """The properties and the blocks that a note of its kind states; none for plain notes."""
    make = _MAKERS.get(entry.kind)
    return make(world, entry) if make else ({}, [])


def _thesis(world: World, entry: Entry) -> tuple[Properties, list[str]]:
    rng, subject = world.rng, entry.subject
    assert subject is not None
    properties = {
        "side": entry.title.split()[0].lower(),
        "opened": entry.created.isoformat(),
        "horizon": pick(rng, ("12 months", "24 months", "1-2 quarters")),
        "conviction": pick(rng, ("low", "medium", "high")),
        "review": (AS_OF + dt.timedelta(days=int(rng.random() * 120) - 10)).isoformat(),
    }
    if (AS_OF - entry.created).days > 400 and rng.random() < 0.8:
        closed = entry.created + dt.timedelta(days=90 + int(rng.random() * 300))
        properties["closed"] = closed.isoformat()
        del properties["review"]
    held = world.stocks(int(rng.random() * 4))
    rows = [f"[[{subject.name}]] | 60 | long"]
    rows += [f"[[{name}]] | 20 | long" for name in sorted({stock.name for stock in held})]
    symbol = (subject.symbol or "SPY").upper()
    trips = [f"Price floor | `{symbol} close < {20 + int(rng.random() * 200)}` | Sell half"]
    trips += ["Falling behind | `relative return since opened < -15%` | Close"]
    if rng.random() < 0.4:
        trips.append(f"Terminal rate | `terminal rate > {2 + int(rng.random() * 30) / 10}` | Halve")
    events = [f"{world.link('catalyst')} | {_date(rng)} | {pick(rng, EXPECTED)}"]
    return properties, [
        "## Exposures\n\n" + table("Exposure | Weight | Side", rows),
        "## Kill criteria\n\n" + table("Signal | Condition | Action", trips),
        "## Catalysts\n\n" + table("Catalyst | Date | Expected", events),
        f"## Log\n\n- {entry.created}: Opened.\n- {AS_OF - dt.timedelta(days=2)}: Nothing to do.",
    ]


def _stock(world: World, entry: Entry) -> tuple[Properties, list[str]]:
    rng, sector = world.rng, entry.subject
    assert sector is not None
    groups = sorted({sector.name, pick(rng, world.by_kind["sector"]).name})
    properties = {"symbol": entry.symbol, "groups": _links(groups)}
    if rng.random() < 0.2:
        properties["hurt_by"] = _links([pick(rng, world.by_kind["concept"]).name])
    if rng.random() < 0.5:
        return properties, []
    rows = [f"{words.phrase(rng)} | {_date(rng)} | {pick(rng, EXPECTED)}"]
    return properties, ["## Catalysts\n\n" + table("Catalyst | Date | Expected", rows)]


def _sector(world: World, entry: Entry) -> tuple[Properties, list[str]]:
    rng = world.rng
    properties = {}
    if rng.random() < 0.3:
        properties["members"] = _links(sorted({stock.name for stock in world.stocks(4)}))
    if rng.random() < 0.3:
        properties["benefits_from"] = _links([pick(rng, world.by_kind["concept"]).name])
    return properties, []


def _catalyst(world: World, entry: Entry) -> tuple[Properties, list[str]]:
    ahead = world.rng.random() < 0.4
    when = AS_OF + dt.timedelta(days=5 + int(world.rng.random() * 200)) if ahead else entry.created
    properties = {"date": when.isoformat(), "expected": pick(world.rng, EXPECTED)}
    if not ahead:
        properties["outcome"] = pick(world.rng, ("as expected", "a miss", "postponed"))
    theses = sorted({pick(world.rng, world.by_kind["thesis"]).name for _ in range(2)})
    properties["theses"] = _links(theses)
    return properties, []


def _rotation(world: World, entry: Entry) -> tuple[Properties, list[str]]:
    rng, into = world.rng, entry.subject
    assert into is not None
    started = entry.created - dt.timedelta(days=int(rng.random() * 10))
    out = sorted({pick(rng, world.by_kind["sector"]).name for _ in range(3)} - {into.name})
    flows = [f"**Out of** | {', '.join(out) or '—'}", f"**Into** | [[{into.name}]]"]
    moves = [
        f"[[{stock.name}]] | {pick(rng, MOVES)} | {words.phrase(rng)}" for stock in world.stocks(6)
    ]
    named = sorted({pick(rng, world.by_kind["thesis"]).name for _ in range(4)})
    impacts = [f"[[{name}]] | {pick(rng, IMPACTS)}" for name in named]
    scenarios = ["Short-term (selling for tax) | 2-4 weeks", "Medium-term | 1-2 quarters"]
    scenarios.append("Secular shift | Full year+")
    favoured = [f"{world.link('sector')} | {words.phrase(rng)}" for _ in range(2)]
    risky = [f"{world.link('sector')} | {words.phrase(rng)}" for _ in range(2)]
    return {"started": started.isoformat()}, [
        "## What's happening\n\n" + table("Flow | Detail", flows),
        f"## Key moves ({entry.created})\n\n" + table("Stock | Move | Note", moves),
        "## Sectors favored\n\n" + table("Sector | Rationale", favoured),
        "## Sectors at risk\n\n" + table("Sector | Risk", risky),
        "## Implications for theses\n\n" + table("Thesis | Impact", impacts),
        "## How long does it last?\n\n" + table("Scenario | Duration", scenarios),
    ]


def _source(world: World, entry: Entry) -> tuple[Properties, list[str]]:
    rng = world.rng
    properties = {
        "author": entry.title.partition(" - ")[0],
        "published": entry.created.isoformat(),
        "url": f"https://example.org/{int(rng.random() * 100_000)}",
    }
    if rng.random() > 0.1:
        return properties, []
    value = f"{2 + int(rng.random() * 30) / 10}%"
    rows = [f"terminal rate | | {value} | median | {entry.created}"]
    rows += [
        f"order growth | {world.link('stock')} | {int(rng.random() * 40)}% | | {entry.created}"
    ]
    header = "Metric | Entity | Value | Basis | As of"
    return properties, ["## Figures\n\n" + table(header, rows)]


def _date(rng: Random) -> str:
    return pick(rng, ("2026-02-03", "late Jan 2026", "Q1 2026", "May 2026", "2027"))


def _links(names: list[str]) -> str:
    return "[" + ", ".join(f'"[[{name}]]"' for name in names) + "]"


_MAKERS: dict[str, Callable[[World, Entry], tuple[Properties, list[str]]]] = {
    "thesis": _thesis,
    "stock": _stock,
    "sector": _sector,
    "catalyst": _catalyst,
    "rotation": _rotation,
    "source": _source,
}
