"""What the tripwires of one thesis are compared with: its vault's prices and metrics tables.

A condition names a metric (`terminal rate`), where need be of something (`P/E of Small caps`),
with its basis or universe after a comma (`"P/E of S&P 500, forward"`). Figures of different
entities, bases, universes or units are never taken for one series.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import groupby

from thesisvault.graph import Node, Vault
from thesisvault.impact.portfolio.baskets import thesis_basket
from thesisvault.impact.scope import Position
from thesisvault.impact.tripwires.readings import (
    Levels,
    MetricPoint,
    MetricSeries,
    basket_levels,
    series_levels,
)
from thesisvault.market.adjust import PriceView, absent
from thesisvault.model.facts import Facts, Metric
from thesisvault.model.market import AdjustedSeries
from thesisvault.model.review import NO_EXPOSURE
from thesisvault.parser.facts.quantities import as_written


class RecordedFigures:
    """The rows of every metrics table in a vault, by the metric's name."""

    def __init__(self, vault: Vault) -> None:
        """They are gathered when first asked for."""
        self._vault = vault
        self._series: dict[tuple[str, dt.date], MetricSeries] = {}

    @cached_property
    def _by_name(self) -> dict[str, list[tuple[Metric, dt.date | None]]]:
        found: dict[str, list[tuple[Metric, dt.date | None]]] = {}
        for note in self._vault.recorded():
            for metric in note.facts.metrics:
                found.setdefault(fold_name(metric.name), []).append(
                    (metric, note.noted(metric.span.line))
                )
        return found

    def about(self, name: str) -> Iterator[tuple[Metric, dt.date | None]]:
        """The rows, with their notes' dates, that `metric_series` may find under `name`."""
        asked = fold_name(name)
        for own, rows in self._by_name.items():
            if asked.startswith(own):
                yield from rows

    def series(self, name: str, day: dt.date) -> MetricSeries:
        """What is recorded under `name` up to `day`; read once for all theses that watch it."""
        key = fold_name(name), day
        if key not in self._series:
            self._series[key] = metric_series(self.about(name), name, day)
        return self._series[key]

    def has(self, name: str) -> bool:
        """Whether any figure is recorded under `name`."""
        return any(_answers(metric, name) for metric, _ in self.about(name))


def opened_on(facts: Facts) -> dt.date | None:
    """The day on which a thesis was opened, or entered."""
    entered = (item.day for item in facts.figures if item.name == "entry" and item.day)
    return facts.opened or next(entered, None)


class ThesisReadings:
    """`Readings` of `thesis` on `day`, out of the vault and the prices as known on that day."""

    def __init__(
        self,
        vault: Vault,
        thesis: Node,
        prices: PriceView,
        day: dt.date,
        figures: RecordedFigures | None = None,
    ) -> None:
        """`prices` should reach back before the opening as far as the longest window does.

        `figures` are the vault's, where many theses share them.
        """
        self._vault, self._thesis, self._prices, self._day = vault, thesis, prices, day
        self._figures = figures or RecordedFigures(vault)
        self._benchmark = prices.benchmark(self.opened or day)

    @property
    def opened(self) -> dt.date | None:
        """The thesis' `opened`, else the day of its entry; of a position, that of its table.
        Without, it is tried on the last day only.
        """
        if isinstance(self._thesis, Position) and self._thesis.since:
            return self._thesis.since
        return opened_on(self._thesis.note.facts) if self._thesis.note else None

    def closes(self, symbol: str) -> AdjustedSeries:
        """The vault's prices of a symbol."""
        return self._prices.adjusted(symbol)

    def basket_levels(self) -> Levels:
        """What the thesis holds, bought on the day of opening; see `levels.basket_levels`."""
        basket = thesis_basket(self._vault, self._thesis)
        if basket is None:
            return Levels(reason=NO_EXPOSURE)
        members: dict[str, AdjustedSeries] = {}
        weights: dict[str, float] = {}
        for symbol, weight in sorted(basket.weights.items()):
            why = basket.why_left_out(symbol)
            if why is None:
                series = self._prices.adjusted(symbol)
            else:
                series = absent(symbol, why) if symbol in basket.unweighed else absent(symbol)
            members[series.symbol] = series  # a renamed ticker comes under its present name
            weights[series.symbol] = weights.get(series.symbol, 0.0) + weight
        start = self.opened or self._day
        calendar = self._benchmark.dates
        return basket_levels(list(members.values()), weights, basket.side, calendar, start)

    def benchmark_levels(self) -> Levels:
        """The configured benchmark with a session at the opening."""
        return series_levels(self._benchmark)

    def metric(self, name: str) -> MetricSeries:
        """The figures of every metrics table in the vault."""
        return self._figures.series(name, self._day)


def metric_series(
    metrics: Iterable[tuple[Metric, dt.date | None]], name: str, day: dt.date
) -> MetricSeries:
    """What is recorded under `name` up to `day`; each metric comes with its note's date.

    The order of `metrics` changes nothing. A metric without any date was always known.
    """
    known = [(metric, metric.known_from(noted) or dt.date.min) for metric, noted in metrics]
    found = [(metric, date) for metric, date in known if date <= day and _answers(metric, name)]
    if not found:
        return MetricSeries(reason="no such metric is recorded")
    kinds = sorted({_kind(metric) for metric, _ in found})
    if len(kinds) > 1:
        unlike = "; ".join(", ".join(part for part in kind if part) for kind in kinds)
        return MetricSeries(reason=f"recorded for different things, name one: {unlike}")
    points = sorted({_point(metric, date) for metric, date in found}, key=_order)
    units = sorted({point.unit for point in points if point.value is not None})
    if len(units) > 1:
        written = ", ".join(f"“{point.text}”" for point in points)
        return MetricSeries(reason=f"recorded in different units: {written}")
    return MetricSeries(tuple(_one_a_day(points)))


def _answers(metric: Metric, name: str) -> bool:
    asked, own = fold_name(name), fold_name(metric.name)
    if asked == own:
        return True
    if not asked.startswith(f"{own} of "):
        return False
    parts = {fold_name(metric.entity), fold_name(metric.basis), fold_name(metric.universe)}
    rest = asked.removeprefix(f"{own} of ")
    return fold_name(metric.entity) == rest or all(
        fold_name(part) in parts for part in rest.split(",")
    )


def _kind(metric: Metric) -> tuple[str, str, str]:
    told = (fold_name(part) for part in (metric.entity, metric.basis, metric.universe))
    entity, basis, universe = ("" if part == "not given" else part for part in told)
    return entity, basis, universe


def fold_name(text: str) -> str:
    """The form in which names of metrics are compared."""
    return " ".join(text.casefold().split())


def _point(metric: Metric, date: dt.date) -> MetricPoint:
    value, unit = as_written(metric.quantity) or (None, "")
    return MetricPoint(date, value, unit, metric.quantity.text)


def _order(point: MetricPoint) -> tuple[dt.date, str]:
    return point.date, point.text


def _one_a_day(points: list[MetricPoint]) -> Iterator[MetricPoint]:
    """Of several figures of one day, one if they agree; else none, with all their words.

    `points` come by date.
    """
    for date, found in groupby(points, key=lambda point: point.date):
        same = list(found)
        if len({point.value for point in same}) == 1:
            yield same[0]
        else:
            yield MetricPoint(date, None, "", " / ".join(point.text for point in same))
