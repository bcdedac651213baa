"""What symbols, groups and theses did around an event, against the benchmark."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from math import fsum
from typing import Annotated

from msgspec import Meta, Struct

from thesisvault.impact.events import history_start
from thesisvault.impact.portfolio.baskets import (
    Basket,
    earnings_dates,
    measured_basket,
    thesis_basket,
    unknown_name,
)
from thesisvault.impact.scope import open_theses
from thesisvault.market.event_study import study_event
from thesisvault.market.frame import Estimation
from thesisvault.market.sessions import shifted
from thesisvault.model.errors import UsageFault
from thesisvault.model.market import AbnormalReturn, EventStudy, Move
from thesisvault.model.note import Kind
from thesisvault.reports.thesis import Row, row_of
from thesisvault.workspace.prices import Prices
from thesisvault.workspace.view import View

BASKET = "basket"
"""What the equal-weighted basket of the asked names is called."""


class Ask(Struct, frozen=True):
    """What is to be measured. None: as the vault's config has it."""

    names: Annotated[
        tuple[str, ...], Meta(description="symbols, theses and groups; none: every open thesis")
    ] = ()
    basket: Annotated[bool, Meta(description="add the basket of all, in equal parts")] = False
    event: Annotated[dt.date | None, Meta(description="day 0, or the next session after it")] = None
    window: Annotated[
        tuple[int, int | None] | None, Meta(description="sessions from day 0; null: to date")
    ] = None
    estimation: Annotated[int, Meta(ge=0)] | None = None
    gap: Annotated[int, Meta(ge=0)] | None = None
    benchmark: str | None = None


class Answer(Struct, frozen=True):
    """A row a name, in the order asked."""

    rows: tuple[Row, ...]


def report(view: View, ask: Ask) -> Answer:
    """What each name did around the event, and what of it the benchmark explains.

    Raises `UsageFault` for an unknown name, a benchmark without prices, a window without sense.
    """
    return Answer(tuple(map(row_of, studies(view, ask))))


def studies(view: View, ask: Ask) -> tuple[EventStudy, ...]:
    """A study for each name, and one more for the basket of all. Raises `UsageFault`."""
    settings, vault = view.settings.market, view.vault
    chosen = Estimation(
        sessions=ask.estimation if ask.estimation is not None else settings.estimation,
        minimum=min(settings.minimum, ask.estimation or settings.minimum),
        gap=ask.gap if ask.gap is not None else settings.gap,
    )
    window = ask.window or settings.window
    if window[1] is not None and window[0] > window[1]:
        raise UsageFault(
            f"The window {window[0]},{window[1]} ends before it begins: `--window 0,4`."
        )
    event, prices = _event_and_prices(view, ask.event, chosen, window)
    baskets = list(_baskets(view, prices, ask.names))
    if ask.basket:
        baskets.append(_together(baskets))
    benchmark = prices.benchmark(event, _benchmark(prices, ask.benchmark))
    earnings = earnings_dates(vault)

    def study(basket: Basket) -> EventStudy:
        members, weights = basket.held(prices)
        if not members:
            reason = "it names no exposure" if not basket.weights else "its exposures cancel out"
            return _without(basket.name, reason, event, window, benchmark.symbol)
        return study_event(
            basket.name,
            members,
            benchmark,
            event,
            window,
            weights=weights,
            side=basket.side,
            estimation=chosen,
            earnings=earnings,
        )

    return tuple(study(basket) for basket in baskets)


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
        raise UsageFault(f"`{asked}` has no prices: `thesis prices status` lists what has some.")
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
