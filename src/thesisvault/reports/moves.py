"""What symbols, groups and theses did around an event, against the benchmark."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import cache, partial
from math import fsum
from typing import Annotated

from msgspec import Meta, Struct
from msgspec.structs import replace

from thesisvault.impact.events import history_start
from thesisvault.impact.portfolio.baskets import (
    Basket,
    earnings_dates,
    measured_basket,
    thesis_basket,
    unknown_name,
)
from thesisvault.impact.scope import is_thesis, open_theses
from thesisvault.market.base_rates import base_rate
from thesisvault.market.beside import Others
from thesisvault.market.event_study import study_event
from thesisvault.market.factors import HeldBasket, attribute, measure_by_factors
from thesisvault.market.frame import Estimation
from thesisvault.market.local import benchmark_for
from thesisvault.market.missing_sessions import lacked_at
from thesisvault.market.sessions import day_zero, shifted
from thesisvault.model.errors import UsageFault
from thesisvault.model.market import (
    AbnormalReturn,
    AdjustedSeries,
    Attribution,
    BaseRate,
    EventStudy,
    Move,
)
from thesisvault.model.note import Kind
from thesisvault.model.review import NO_EXPOSURE
from thesisvault.reports.returns import study_since
from thesisvault.reports.thesis import Row, row_of
from thesisvault.workspace.factors import FactorSource
from thesisvault.workspace.prices import Prices
from thesisvault.workspace.view import View

BASKET = "basket"
"""What the equal-weighted basket of the asked names is called."""


class Ask(Struct, frozen=True):
    """What is to be measured. None: as the vault's config has it."""

    names: Annotated[
        tuple[str, ...], Meta(description="symbols, theses and groups; empty: every open thesis")
    ] = ()
    basket: Annotated[bool, Meta(description="add the equal-weighted basket of all names")] = False
    event: Annotated[dt.date | None, Meta(description="day 0, or the next session after it")] = None
    after_close: Annotated[
        bool, Meta(description="the event came after the close: day 0 is the session after it")
    ] = False
    window: Annotated[
        tuple[int, int | None] | None, Meta(description="sessions from day 0; null: to date")
    ] = None
    estimation: Annotated[int, Meta(ge=0)] | None = None
    gap: Annotated[int, Meta(ge=0)] | None = None
    ewma: Annotated[bool, Meta(description="weight recent sessions more in sigma")] = False
    benchmark: str | None = None
    factors: Annotated[
        tuple[str, ...], Meta(description="spreads such as IWM-SPY, or files of daily factors")
    ] = ()
    attribution: Annotated[
        bool, Meta(description="split each move into market, factors and rest, by name")
    ] = False
    base_rates: Annotated[
        bool, Meta(description="show what followed its large moves in the past")
    ] = False


class Answer(Struct, frozen=True):
    """A row for each name, in the order asked."""

    rows: tuple[Row, ...]


class Measured(Struct, frozen=True):
    """One row's study, and what it rests on; nothing where the row holds nothing."""

    study: EventStudy
    basket: Basket
    held: HeldBasket | None = None


def report(view: View, ask: Ask) -> Answer:
    """What each name did around the event, and what of it the benchmark explains; one row more
    for the basket of all.

    Raises `UsageFault` for an unknown name, a benchmark without prices, an impossible window.
    """
    prices, rows = measured(view, ask)
    source = FactorSource(view, ask.factors)
    factors = cache(partial(source.of, prices))

    def row(found: Measured) -> Row:
        shown, held = row_of(found.study), found.held
        if held is None:
            return shown
        if ask.base_rates:
            shown = replace(shown, base_rate=_past(prices, found.basket, held, found.study.event))
        if source.names:
            by_factors = measure_by_factors(found.study, held, factors(held.benchmark))
            shown = replace(shown, by_factors=by_factors)
        if ask.attribution:
            parts = (
                attribute(found.study, held, factors(held.benchmark)),
                since_opened(view, found.basket, held.estimation, source),
            )
            shown = replace(shown, attribution=tuple(part for part in parts if part))
        return shown

    return Answer(tuple(map(row, rows)))


def measured(view: View, ask: Ask) -> tuple[Prices, tuple[Measured, ...]]:
    """A study for each name, and one more for the basket of all. Raises `UsageFault`."""
    settings = view.settings.market
    chosen = Estimation(
        sessions=ask.estimation if ask.estimation is not None else settings.estimation,
        minimum=min(settings.minimum, ask.estimation or settings.minimum),
        is_asked=ask.estimation is not None,
        gap=ask.gap if ask.gap is not None else settings.gap,
        ewma=ask.ewma or settings.ewma,
    )
    window = ask.window or settings.window
    if window[1] is not None and window[0] > window[1]:
        raise UsageFault(
            f"The window {window[0]},{window[1]} ends before it begins: `--window 0,4`."
        )
    if ask.after_close and ask.event is None:
        raise UsageFault("`--after-close` needs a day: `--event 2026-01-08 --after-close`.")
    event, prices = _event_and_prices(view, ask.event, chosen, window)
    counts = shifted(event, 1) if ask.after_close else event
    baskets = list(_baskets(view, prices, ask.names))
    if ask.basket:
        baskets.append(_together(baskets))
    asked = _benchmark(prices, ask.benchmark)
    earnings = earnings_dates(view.vault)
    aside = (*settings.benchmarks, *((asked,) if asked else ()))
    others = Others(prices, chosen, aside)
    unseen = cache(lambda symbol: lacked_at(prices, prices.adjusted(symbol), counts))

    def study(basket: Basket) -> Measured:
        members, weights = basket.held(prices)
        if asked is None:
            benchmark, said = benchmark_for(weights, prices, counts, settings, chosen.history)
        else:
            benchmark, said = prices.benchmark(counts, asked), ""
        longer = "" if said else _longer(prices, benchmark, counts, chosen)
        if not members:
            reason = NO_EXPOSURE if not basket.weights else "its exposures cancel out"
            nothing = _without(basket.name, reason, event, window, benchmark.symbol)
            return Measured(nothing, basket)
        found = study_event(
            basket.name,
            members,
            benchmark,
            event,
            window,
            weights=weights,
            side=basket.side,
            estimation=chosen,
            after_hours=ask.after_close,
            earnings=earnings,
            lacked=unseen(benchmark.symbol),
            note=said,
        )
        abnormal = found.abnormal
        if longer and abnormal.method not in ("market-model", "none"):
            reason = f"{abnormal.reason}; {longer}" if abnormal.reason else longer
            found = replace(found, abnormal=replace(abnormal, reason=reason))
        held = HeldBasket(members, weights, basket.side, benchmark, chosen)
        return Measured(replace(found, beside=others.beside(found, benchmark)), basket, held)

    return prices, tuple(map(study, baskets))


def _past(prices: Prices, basket: Basket, held: HeldBasket, event: dt.date) -> BaseRate:
    """What became of the basket's past moves, by all prices before the event."""
    whole = prices.between(None, shifted(event, -1))
    members, weights = basket.held(whole)
    known = [member for member in members if member.dates]
    benchmark = whole.adjusted(held.benchmark.symbol)
    return base_rate(known, benchmark, weights, basket.side, held.estimation, event)


def since_opened(
    view: View, basket: Basket, estimation: Estimation, source: FactorSource
) -> Attribution | None:
    """What a thesis returned since the day after it was opened, in parts; None for all else."""
    nodes = view.vault.stated.values() if basket.thesis else ()
    node = next((node for node in nodes if is_thesis(node) and node.name == basket.name), None)
    opened = node.note.facts.opened if node is not None and node.note else None
    if opened is None or opened >= view.as_of:
        return None
    found, held, prices = study_since(view, basket, opened, estimation)
    return attribute(found, held, source.of(prices, held.benchmark))


def _longer(
    prices: Prices, benchmark: AdjustedSeries, event: dt.date, estimation: Estimation
) -> str:
    """Which benchmark would have the history that the one asked for lacks; empty where none."""
    other = prices.benchmark(event, history=estimation.history)
    held, there = (day_zero(one.dates, event) for one in (benchmark, other))
    if held is None or there is None or held >= estimation.history or there <= held:
        return ""
    return f"{other.symbol} has {there} sessions before the event, {benchmark.symbol} {held}"


def _together(baskets: Sequence[Basket]) -> Basket:
    """All baskets as one. Each symbol that is asked for counts the same, by itself or in a group;
    so does each thesis as a whole, which keeps its own weights and side.
    """
    weights = {symbol: 1.0 for one in baskets if not one.thesis for symbol in one.weights}
    for basket in {one.name: one for one in baskets if one.thesis}.values():
        whole = fsum(abs(weight) for weight in basket.weights.values())
        for symbol, weight in basket.weights.items():
            weights[symbol] = weights.get(symbol, 0.0) + basket.side * weight / whole
    unpriced = frozenset().union(*(basket.unpriced for basket in baskets))
    unweighed = frozenset().union(*(basket.unweighed for basket in baskets))
    return Basket(BASKET, weights, 1, unpriced, unweighed=unweighed)


def _benchmark(prices: Prices, asked: str | None) -> str | None:
    if asked is None:
        return None
    symbol = prices.spelling(asked)
    if not prices.known(symbol):
        raise UsageFault(
            f"`{asked}` has no prices: `thesis prices status` lists the symbols that have some."
        )
    return symbol


def _without(
    name: str, reason: str, event: dt.date, window: tuple[int, int | None], benchmark: str
) -> EventStudy:
    return EventStudy(
        Move(name, (), None, None, None),
        AbnormalReturn(None, None, None, None, window, "none", 0, reason),
        event,
        None,
        benchmark,
        None,
        0.0,
    )


def _event_and_prices(
    view: View,
    event: dt.date | None,
    estimation: Estimation,
    window: tuple[int, int | None],
) -> tuple[dt.date, Prices]:
    prices, day = view.prices, view.as_of
    if event is None:
        recent = prices.between(shifted(day, -60))
        event = recent.last_session() or day
    sessions = estimation.sessions + estimation.gap + max(-window[0], 0) + 5
    start = history_start(event, sessions)
    return event, prices.between(start, _last_day(event, window[1]))


def _last_day(event: dt.date, last: int | None) -> dt.date | None:
    """A date that lies at least `last` sessions after `event`, and some to spare."""
    if last is None:
        return None
    after = max(last, 0)
    return shifted(event, after * 7 // 5 + after // 20 + 30)


def _baskets(view: View, prices: Prices, names: Sequence[str]) -> Iterator[Basket]:
    vault = view.vault
    if not names:
        for node in open_theses(vault, view.as_of):
            yield thesis_basket(vault, node) or _nothing(node.name)
        return
    for name in names:
        symbol = prices.spelling(name)
        if prices.known(symbol):
            yield Basket(symbol, {symbol: 1.0}, 1, frozenset())
            continue
        try:
            node = view.workspace.find(name, vault)
        except UsageFault:
            if name == name.upper():
                # It looks like a ticker: absent and said, as any symbol without prices is.
                yield Basket(name, {name: 1.0}, 1, frozenset())
                continue
            raise unknown_name(name) from None
        if node.kind is Kind.THESIS:
            yield thesis_basket(vault, node) or _nothing(node.name)
        elif node.kind in (Kind.STOCK, Kind.SECTOR):
            yield measured_basket(vault, node, prices)
        else:
            raise unknown_name(name)


def _nothing(name: str) -> Basket:
    return Basket(name, {}, 1, frozenset())
