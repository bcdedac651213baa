"""What symbols, groups and theses did around an event, against the benchmark."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from thesisvault.graph import Vault
from thesisvault.impact.assess import open_theses
from thesisvault.impact.baskets import (
    Basket,
    earnings_dates,
    group_basket,
    thesis_basket,
    unknown_name,
)
from thesisvault.impact.measured import history_start
from thesisvault.market.adjust import absent
from thesisvault.market.event_study import study_event
from thesisvault.market.frame import Estimation
from thesisvault.model.errors import UsageFault
from thesisvault.model.market import EventStudy
from thesisvault.model.note import Kind
from thesisvault.workspace.open import Workspace
from thesisvault.workspace.prices import Prices

BASKET = "basket"
"""What the equal-weighted basket of the asked names is called."""


@dataclass(frozen=True, slots=True)
class Question:
    """What `moves` is asked. None: as the vault's config has it."""

    names: Sequence[str] = ()
    basket: bool = False
    event: dt.date | None = None
    window: tuple[int, int | None] | None = None
    estimation: int | None = None
    gap: int | None = None
    benchmark: str | None = None


def moves(workspace: Workspace, day: dt.date, ask: Question) -> tuple[EventStudy, ...]:
    """A study for each name, and one more for the equal-weighted basket of all.

    Without names: every thesis open on `day`. Without an event: the last session. Nothing dated
    after `day` is seen. Raises `UsageFault` for an unknown name or a window without sense.
    """
    settings = workspace.settings.market
    chosen = Estimation(
        sessions=ask.estimation if ask.estimation is not None else settings.estimation,
        minimum=min(settings.minimum, ask.estimation or settings.minimum),
        gap=ask.gap if ask.gap is not None else settings.gap,
    )
    window = ask.window or settings.window
    if window[1] is not None and window[0] > window[1]:
        raise UsageFault(f"The window {window[0]},{window[1]} ends before it begins.")
    event, prices = _event_and_prices(workspace, day, ask.event, chosen, window)
    vault = workspace.vault_as_of(day)
    baskets = list(_baskets(workspace, vault, prices, day, ask.names))
    if ask.basket:
        symbols = {symbol: 1.0 for basket in baskets for symbol in basket.weights}
        unpriced = frozenset().union(*(basket.unpriced for basket in baskets))
        baskets.append(Basket(BASKET, symbols, 1, unpriced))
    benchmark = prices.benchmark(event, ask.benchmark)
    earnings = earnings_dates(vault)
    return tuple(
        study_event(
            basket.name,
            [
                absent(symbol, "no note gives it a symbol")
                if symbol in basket.unpriced
                else prices.adjusted(symbol)
                for symbol in basket.weights
            ],
            benchmark,
            event,
            window,
            weights=_by_series(prices, basket),
            side=basket.side,
            estimation=chosen,
            earnings=earnings,
        )
        for basket in baskets
    )


def _by_series(prices: Prices, basket: Basket) -> Mapping[str, float]:
    """The weights under the names that the series have: a renamed ticker has its new one."""
    return {
        symbol if symbol in basket.unpriced else prices.adjusted(symbol).symbol: weight
        for symbol, weight in basket.weights.items()
    }


def _event_and_prices(
    workspace: Workspace,
    day: dt.date,
    event: dt.date | None,
    estimation: Estimation,
    window: tuple[int, int | None],
) -> tuple[dt.date, Prices]:
    settings = workspace.settings.market
    if event is None:
        recent = Prices(workspace.root, settings, day, day - dt.timedelta(days=60))
        event = recent.last_session() or day
    sessions = estimation.sessions + estimation.gap + max(-window[0], 0) + 5
    return event, Prices(workspace.root, settings, day, history_start(event, sessions))


def _baskets(
    workspace: Workspace, vault: Vault, prices: Prices, day: dt.date, names: Sequence[str]
) -> Iterator[Basket]:
    if not names:
        for node in open_theses(vault, day):
            yield thesis_basket(vault, node) or _nothing(node.name)
        return
    known = set(prices.symbols())
    for name in names:
        symbol = name if name in known else name.upper()
        if symbol in known or symbol in workspace.settings.market.renamed:
            yield Basket(symbol, {symbol: 1.0}, 1, frozenset())
            continue
        try:
            node = workspace.find(name, vault)
        except UsageFault:
            if name == name.upper():
                # It looks like a ticker: absent and said, as any symbol without prices is.
                yield Basket(name, {name: 1.0}, 1, frozenset())
                continue
            raise unknown_name(name) from None
        if node.kind is Kind.THESIS:
            yield thesis_basket(vault, node) or _nothing(node.name)
        elif node.kind in (Kind.STOCK, Kind.SECTOR):
            yield group_basket(vault, node)
        else:
            raise unknown_name(name)


def _nothing(name: str) -> Basket:
    return Basket(name, {"no exposures": 1.0}, 1, frozenset({"no exposures"}))
