"""What theses returned since they were opened: bought and held, against the benchmark."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from math import fsum

from msgspec import UNSET, Struct, UnsetType, field

from thesisvault.graph import Node, Vault
from thesisvault.impact.events import history_start
from thesisvault.impact.portfolio.baskets import Basket, thesis_basket
from thesisvault.market.event_study import study_event
from thesisvault.market.factors import HeldBasket, measure_by_factors
from thesisvault.market.frame import Estimation, foreign, unknown_currencies
from thesisvault.market.holding import Held, hold
from thesisvault.market.local import benchmark_for
from thesisvault.market.market_model import LEAST_COVERAGE
from thesisvault.market.sessions import LONGEST_CLOSURE, shifted
from thesisvault.model.market import AdjustedSeries, EventStudy, Excluded, FactorReturn
from thesisvault.model.review import NO_EXPOSURE
from thesisvault.workspace.factors import FactorSource
from thesisvault.workspace.prices import Prices
from thesisvault.workspace.view import View

_HISTORY = dt.timedelta(days=30)
"""How far before `opened` prices are read: the close before it may be days old."""


class ThesisReturn(Struct, frozen=True):
    """What a thesis has returned since it was opened, held as it was then."""

    thesis: str
    note: str
    opened: dt.date | None
    closed: dt.date | None
    start: dt.date | None
    """The first session after `opened`: its return counts, from the close before."""
    end: dt.date | None
    """The last session that counts: that of `closed` or of the day, or the last with prices."""
    simple_return: float | None = field(name="return")
    """Buy and hold, signed: d * sum(w r) / sum |w|, each r close to close and adjusted."""
    benchmark: str | None
    benchmark_return: float | None
    """Over the same sessions."""
    ahead: float | None
    """The return less the benchmark's; None where they are in two currencies."""
    coverage: float
    """Share of the basket's weight that had prices all along, 0 to 1."""
    excluded: tuple[Excluded, ...]
    reason: str
    """Why there is no figure, or what limits it."""


class FactoredReturn(ThesisReturn, frozen=True):
    """The same, and what is left of it by factors, summed."""

    by_factors: FactorReturn | UnsetType = UNSET
    """Only where somebody asked for factors."""


def since_opened(view: View, node: Node) -> ThesisReturn:
    """The return of a thesis from the first session after `opened` to its close, or to the day."""
    assert node.note is not None
    facts = node.note.facts
    return held_since(view, view.vault, node, facts.opened, facts.closed)


def held_since(
    view: View,
    vault: Vault,
    node: Node,
    opened: dt.date | None,
    closed: dt.date | None,
) -> ThesisReturn:
    """The same from any day on, of what `node` held by `vault`."""

    def nothing(
        reason: str, excluded: tuple[Excluded, ...] = (), benchmark: str | None = None
    ) -> ThesisReturn:
        return ThesisReturn(
            node.name, node.id, opened, closed, None, None, None, benchmark, None, None, 0.0,
            excluded, reason,
        )  # fmt: skip

    if opened is None:
        return nothing("no `opened` date")
    until = min(view.as_of, closed or view.as_of)
    if until <= opened:
        return nothing(f"no session after {opened} yet")
    basket = thesis_basket(vault, node)
    if basket is None:
        return nothing(NO_EXPOSURE)
    prices = view.on(until).prices.between(opened - _HISTORY)
    market = view.settings.market
    benchmark, said = benchmark_for(basket.weights, prices, shifted(opened, 1), market)
    first = bisect_right(benchmark.dates, opened)
    if reason := _not_at_the_start(benchmark, first, opened):
        return nothing(reason, (), benchmark.symbol)
    start = benchmark.dates[first]
    held, excluded = _held(prices, basket, benchmark, start)
    if not held:
        return nothing(_naming(excluded), excluded, benchmark.symbol)
    kept = fsum(abs(basket.weights[symbol]) for symbol in held)
    whole = fsum(abs(weight) for weight in basket.weights.values())
    if kept < LEAST_COVERAGE * whole:
        why = f"prices for {kept / whole:.0%} of what it holds; left out: {_naming(excluded)}"
        return nothing(why, excluded, benchmark.symbol)
    gains = (basket.weights[symbol] * found.value for symbol, found in held.items())
    total = basket.side * fsum(gains) / kept
    end = benchmark.dates[-1]
    found = _alone(benchmark, benchmark, start)
    index = found.value if isinstance(found, Held) else None
    limits = [said] if said else []
    limits += [f"left out: {_naming(excluded)}"] if excluded else []
    limits += _last_closes(held)
    if isinstance(found, str):
        limits.append(f"benchmark {benchmark.symbol}: {found}")
    if until - end > LONGEST_CLOSURE:
        limits.append(f"prices end on {end}" + (f", it was closed on {closed}" if closed else ""))
    used = [prices.adjusted(symbol) for symbol in held]
    unlike = [other for series in used if (other := foreign(series, benchmark))]
    limits += [f"not compared: {_naming(unlike)}"] if unlike else []
    limits += unknown_currencies(benchmark, used)
    ahead = None if index is None or unlike else total - index
    return ThesisReturn(
        node.name, node.id, opened, closed, start, end, total, benchmark.symbol, index, ahead,
        kept / whole, excluded, "; ".join(limits),
    )  # fmt: skip


def with_factors(
    view: View, node: Node, found: ThesisReturn, source: FactorSource
) -> FactoredReturn:
    """The same, and what is left of it by factors, where there is a return and are factors."""
    values = {name: getattr(found, name) for name in found.__struct_fields__}
    basket = thesis_basket(view.vault, node)
    if not source.names or found.opened is None or found.simple_return is None or basket is None:
        return FactoredReturn(**values)
    market = view.settings.market
    estimation = Estimation.of(market)
    until = view.on(min(view.as_of, found.closed or view.as_of))
    study, held, prices = study_since(until, basket, found.opened, estimation)
    factors = source.of(prices, held.benchmark)
    return FactoredReturn(**values, by_factors=measure_by_factors(study, held, factors))


def study_since(
    view: View, basket: Basket, opened: dt.date, estimation: Estimation
) -> tuple[EventStudy, HeldBasket, Prices]:
    """What a basket did from the session after a day to the view's, and what that rests on."""
    day = shifted(opened, 1)
    prices = view.prices.between(history_start(day, estimation.sessions + estimation.gap))
    members, weights = basket.held(prices)
    benchmark, said = benchmark_for(weights, prices, day, view.settings.market)
    held = HeldBasket(members, weights, basket.side, benchmark, estimation)
    found = study_event(
        basket.name, members, held.benchmark, day, (0, None),
        weights=weights, side=basket.side, estimation=estimation, note=said,
    )  # fmt: skip
    return found, held, prices


def _not_at_the_start(benchmark: AdjustedSeries, first: int, opened: dt.date) -> str | None:
    """Why the benchmark has no close at the opening with a session after it, or None."""
    name, dates = benchmark.symbol, benchmark.dates
    if not dates:
        return f"benchmark {name}: {_why_empty(benchmark)}"
    if first == 0:
        return f"prices of {name} begin on {dates[0]}, it was opened on {opened}"
    if first == len(dates):
        return f"prices of {name} end on {dates[-1]}, it was opened on {opened}"
    if dates[first] - opened > LONGEST_CLOSURE or opened - dates[first - 1] > LONGEST_CLOSURE:
        return f"no prices of {name} around {opened}"
    return None


def _why_empty(series: AdjustedSeries) -> str:
    # Whether there are prices of a later day is not for a report of this day to tell.
    reason = series.refused or "no prices"
    return "no prices" if reason.startswith("no prices") else reason


def _naming(excluded: Iterable[Excluded]) -> str:
    by_reason: dict[str, list[str]] = {}
    for item in excluded:
        by_reason.setdefault(item.reason, []).append(item.symbol)
    return "; ".join(f"{', '.join(names)}: {reason}" for reason, names in by_reason.items())


def _held(
    prices: Prices, basket: Basket, benchmark: AdjustedSeries, start: dt.date
) -> tuple[dict[str, Held], tuple[Excluded, ...]]:
    """What each symbol returned over the whole time, and the symbols of which that is unknown."""
    held: dict[str, Held] = {}
    excluded: list[Excluded] = []
    for symbol in basket.weights:
        found = basket.why_left_out(symbol) or _alone(prices.adjusted(symbol), benchmark, start)
        if isinstance(found, str):
            excluded.append(Excluded(symbol, found))
        else:
            held[symbol] = found
    return held, tuple(excluded)


def _alone(series: AdjustedSeries, benchmark: AdjustedSeries, start: dt.date) -> Held | str:
    """One symbol's return from the close before `start` to its last one, or why not."""
    if not series.dates:
        return _why_empty(series)
    # Another country's holidays are no halt.
    calendar = series.dates if foreign(series, benchmark) else None
    return hold(series, benchmark.dates, start, calendar)


def _last_closes(held: Mapping[str, Held]) -> Iterator[str]:
    for symbol, found in held.items():
        if found.is_stale:
            yield f"{symbol} is valued at its last close, of {found.last}"
