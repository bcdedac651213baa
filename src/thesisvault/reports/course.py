"""The way of a thesis since it was opened: its basket against the benchmark, and each name held.

Levels are 100 at the start, bought and held, of adjusted closes; a name that is not quoted on a
day keeps its last close.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from math import fsum

from msgspec import Struct, field

from thesisvault.graph import Node
from thesisvault.impact.portfolio.baskets import Basket, symbol_of, thesis_basket
from thesisvault.impact.scope import exposures
from thesisvault.impact.tripwires.criteria import Watch
from thesisvault.impact.tripwires.syntax import (
    BASKET,
    Comparison,
    Condition,
    Minus,
    Number,
    Price,
    Return,
    Subject,
)
from thesisvault.market.local import benchmark_for
from thesisvault.market.sessions import shifted
from thesisvault.model.market import AdjustedSeries
from thesisvault.model.review import NO_EXPOSURE
from thesisvault.reports.score import thesis_note
from thesisvault.workspace.prices import Prices
from thesisvault.workspace.view import View

SESSIONS = 250
"""How far back the way begins where a thesis says no day on which it was opened: a year."""
_BEFORE = dt.timedelta(days=30)


class Ask(Struct, frozen=True):
    """Which thesis."""

    thesis: str


class Point(Struct, frozen=True):
    """A level at the close of a session."""

    date: dt.date
    level: float


class Holding(Struct, frozen=True):
    """A name that the thesis holds."""

    name: str
    note: str | None
    symbol: str | None
    share: float
    """Its signed share of the thesis, a fraction."""
    simple_return: float | None = field(name="return")
    """From the start to the last close; unsigned, as the name itself moved."""
    points: tuple[Point, ...]


class Limit(Struct, frozen=True):
    """A tripwire that is a level on the basket's own scale, day by day."""

    condition: str
    line: int
    points: tuple[Point, ...]


class Entry(Struct, frozen=True):
    """A dated line of its log."""

    date: dt.date
    text: str
    line: int


class Answer(Struct, frozen=True):
    """The way of a thesis up to a day; no points where there are no prices, and why."""

    as_of: dt.date
    thesis: str
    note: str
    opened: dt.date | None
    closed: dt.date | None
    start: dt.date | None
    """The session whose close is 100."""
    points: tuple[Point, ...]
    benchmark: str | None
    benchmark_points: tuple[Point, ...]
    holdings: tuple[Holding, ...]
    limits: tuple[Limit, ...]
    entries: tuple[Entry, ...]
    left_out: tuple[str, ...]
    """Names without prices over the whole way, which the basket leaves out."""
    reason: str
    """Why there is no way, or from when on it is drawn."""


def report(view: View, ask: Ask) -> Answer:
    """The way of one thesis. Raises `UsageFault` for a name without the note of a thesis."""
    node = thesis_note(view.workspace, view.vault, ask.thesis)
    assert node.note is not None
    facts = node.note.facts
    until = min(view.as_of, facts.closed or view.as_of)
    entries = tuple(
        Entry(line.day, line.text, line.span.shown_line) for line in facts.log if line.day
    )

    def answer(reason: str, way: _Way | None = None) -> Answer:
        return Answer(
            view.as_of, node.name, node.id, facts.opened, facts.closed,
            way.days[0] if way else None,
            way.basket if way else (), way.benchmark.symbol if way else None,
            way.index if way else (),
            tuple(_holdings(view, node, way)), tuple(_limits(view, node, way)) if way else (),
            entries, way.left_out if way else (), reason,
        )  # fmt: skip

    basket = thesis_basket(view.vault, node)
    if basket is None:
        return answer(NO_EXPOSURE)
    if facts.opened is not None and until <= facts.opened:
        return answer(f"no session after {facts.opened} yet")
    prices = view.on(until).prices
    if facts.opened is not None:
        prices = prices.between(facts.opened - _BEFORE)
    event = shifted(facts.opened, 1) if facts.opened else until
    benchmark, _ = benchmark_for(basket.weights, prices, event, view.settings.market)
    days = _days(benchmark, facts.opened)
    way = _Way(basket, benchmark, prices, days, facts.opened) if len(days) > 1 else None
    if way is None or not way.basket:
        return answer("there are no prices of what it holds on two sessions of its benchmark")
    return answer(f"prices begin on {days[0]}, after it was opened" if way.is_late else "", way)


def _days(benchmark: AdjustedSeries, opened: dt.date | None) -> Sequence[dt.date]:
    """The sessions of the way: from the last close that was known at the opening."""
    if opened is None:
        return benchmark.dates[-SESSIONS:]
    return benchmark.dates[max(bisect_right(benchmark.dates, opened) - 1, 0) :]


class _Way:
    """The levels of a basket and of what is in it, on some sessions."""

    def __init__(
        self,
        basket: Basket,
        benchmark: AdjustedSeries,
        prices: Prices,
        days: Sequence[dt.date],
        opened: dt.date | None,
    ) -> None:
        self.days, self.benchmark = days, benchmark
        self.is_late = opened is not None and days[0] > opened
        self.closes: dict[str, list[float]] = {}
        left_out = []
        for symbol in basket.weights:
            found = None if basket.why_left_out(symbol) else _closes(prices.adjusted(symbol), days)
            if found is None:
                left_out.append(symbol)
            else:
                self.closes[symbol] = found
        self.left_out = tuple(left_out)
        self.index = self.levels(_closes(benchmark, days) or [])
        self.basket = tuple(self._basket(basket))

    def levels(self, closes: Sequence[float]) -> tuple[Point, ...]:
        """Closes as levels, 100 on the first day."""
        return tuple(
            Point(day, 100 * close / closes[0])
            for day, close in zip(self.days, closes, strict=False)
        )

    def _basket(self, basket: Basket) -> Iterator[Point]:
        whole = fsum(abs(basket.weights[symbol]) for symbol in self.closes)
        for at, day in enumerate(self.days if whole else ()):
            gains = (
                basket.weights[symbol] * (closes[at] / closes[0] - 1)
                for symbol, closes in self.closes.items()
            )
            yield Point(day, 100 * (1 + basket.side * fsum(gains) / whole))


def _closes(series: AdjustedSeries, days: Sequence[dt.date]) -> list[float] | None:
    """The last close of each day; None where there was none yet on the first."""
    if not series.dates or bisect_left(series.dates, days[0]) == len(series.dates):
        return None
    places = [bisect_right(series.dates, day) - 1 for day in days]
    if places[0] < 0 or (days[0] - series.dates[places[0]]).days > 10:
        return None
    return [series.closes[place] for place in places]


def _holdings(view: View, node: Node, way: _Way | None) -> Iterator[Holding]:
    held = exposures(view.vault, node)
    whole = fsum(edge.weight for edge in held) or 1.0
    for edge in held:
        target = view.vault.nodes[edge.target]
        symbol = symbol_of(target) or (target.name if way and target.name in way.closes else None)
        points = way.levels(way.closes[symbol]) if way and symbol in way.closes else ()
        yield Holding(
            target.name,
            target.note.path if target.note else None,
            symbol,
            round((edge.sign or 1.0) * edge.weight / whole, 6),
            points[-1].level / 100 - 1 if points else None,
            points,
        )


def _limits(view: View, node: Node, way: _Way) -> Iterator[Limit]:
    """The tripwires that are a level of the basket: of its one price, or of its return."""
    assert node.note is not None
    alone = next(iter(way.closes)) if len(way.closes) == 1 and not way.left_out else None
    for read in Watch(view.vault, view.prices.symbols()).tripwires(node):
        points = tuple(_levels(read.condition, way, alone)) if read.condition else ()
        if points:
            yield Limit(read.tripwire.condition, read.tripwire.span.shown_line, points)


def _levels(condition: Condition, way: _Way, alone: str | None) -> Iterator[Point]:
    if not isinstance(condition, Comparison) or (value := _value(condition.right)) is None:
        return
    match condition.left:
        case Return(subject=subject, sessions=None, relative=relative) if (
            subject == BASKET and not way.is_late
        ):
            for point in way.index:
                level = point.level if relative else 100.0
                yield Point(point.date, level + 100 * value)
        case Price(subject=Subject(role=role, symbol=symbol), kind=kind) if kind.endswith("close"):
            if alone is not None and (role == "basket" or symbol == alone):
                level = 100 * value / way.closes[alone][0]
                yield from (Point(day, level) for day in (way.days[0], way.days[-1]))


def _value(tree: object) -> float | None:
    match tree:
        case Number(value=value, percent=percent):
            return value / 100 if percent else value
        case Minus(operand=Number() as number):
            found = _value(number)
            return None if found is None else -found
    return None
