"""What evidence is gathered from: a vault on a day, its theses and its prices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TypeVar, cast

from thesisvault.graph import Node, Vault
from thesisvault.impact.scope import open_theses
from thesisvault.market.adjust import NoPrices, PriceView
from thesisvault.model.settings import ImpactSettings, MarketSettings

T = TypeVar("T")


class EvidenceView:
    """One review's subject; it never changes while evidence is gathered."""

    def __init__(
        self,
        vault: Vault,
        as_of: dt.date,
        impact: ImpactSettings | None = None,
        market: MarketSettings | None = None,
        prices: PriceView | None = None,
        subjects: Sequence[Node] | None = None,
    ) -> None:
        """`vault` and `prices` hold what was known on `as_of`; without prices, None.

        `subjects`: what is reviewed together, whose tests are one family; the open theses.
        """
        self._subjects = subjects
        self.vault, self.as_of = vault, as_of
        self.impact, self.market = impact or ImpactSettings(), market or MarketSettings()
        self.prices = prices or NoPrices()
        self._made: dict[object, object] = {}
        self._kept: dict[object, object] = {}

    @cached_property
    def subjects(self) -> tuple[Node, ...]:
        """Those under review."""
        if self._subjects is not None:
            return tuple(self._subjects)
        return open_theses(self.vault, self.as_of)

    def of(self, subjects: Sequence[Node]) -> EvidenceView:
        """The same vault, day and prices with other subjects."""
        view = EvidenceView(self.vault, self.as_of, self.impact, self.market, self.prices, subjects)
        view._kept = self._kept
        return view

    @cached_property
    def is_priced(self) -> bool:
        """Whether there are prices of anything by then."""
        return any(self.prices.adjusted(symbol).dates for symbol in self.prices.symbols())

    def once(self, make: Callable[[EvidenceView], T]) -> T:
        """What `make` finds for the whole review, made when it is first asked for."""
        if make not in self._made:
            self._made[make] = make(self)
        return cast("T", self._made[make])

    def always(self, make: Callable[[EvidenceView], T]) -> T:
        """What `make` finds whatever the subjects, made once for all views `of` each other."""
        if make not in self._kept:
            self._kept[make] = make(self)
        return cast("T", self._kept[make])
