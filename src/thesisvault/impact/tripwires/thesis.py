"""The readings of one thesis in a vault: what its tripwires are held against."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import cached_property

from thesisvault.graph import Node, Vault
from thesisvault.impact.portfolio.baskets import thesis_basket
from thesisvault.impact.price_view import PriceView
from thesisvault.impact.scope import Position
from thesisvault.impact.tripwires.levels import basket_levels, series_levels
from thesisvault.impact.tripwires.metrics import fold_name, metric_series
from thesisvault.impact.tripwires.readings import Levels, MetricSeries
from thesisvault.market.adjust import absent
from thesisvault.model.facts import Facts, Metric
from thesisvault.model.market import AdjustedSeries


class RecordedFigures:
    """The rows of every metrics table in a vault, by the metric's name."""

    def __init__(self, vault: Vault) -> None:
        """They are gathered when first asked for."""
        self._vault = vault

    @cached_property
    def _by_name(self) -> dict[str, list[tuple[Metric, dt.date | None]]]:
        found: dict[str, list[tuple[Metric, dt.date | None]]] = {}
        for note in self._vault.noted_facts.values():
            for metric in note.facts.metrics:
                found.setdefault(fold_name(metric.name), []).append((metric, note.date))
        return found

    def about(self, name: str) -> Iterator[tuple[Metric, dt.date | None]]:
        """The rows, with their notes' dates, that `metric_series` may find under `name`."""
        asked = fold_name(name)
        for own, rows in self._by_name.items():
            if asked.startswith(own):
                yield from rows


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
            return Levels(reason="it names no exposure")
        members: dict[str, AdjustedSeries] = {}
        weights: dict[str, float] = {}
        for symbol, weight in sorted(basket.weights.items()):
            priced = symbol not in basket.unpriced
            series = self._prices.adjusted(symbol) if priced else absent(symbol)
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
        return metric_series(self._figures.about(name), name, self._day)
