"""Whether prices tell that a rotation may have begun: on the last session, or each day since."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Annotated

from msgspec import Meta, Struct

from thesisvault.graph import Node, Vault
from thesisvault.impact.portfolio.baskets import measured_basket
from thesisvault.market.detection import detect, unlike
from thesisvault.market.dispersion import PricedGroup
from thesisvault.market.frame import Estimation
from thesisvault.model.errors import UsageFault
from thesisvault.model.market import AdjustedSeries, Detection
from thesisvault.model.note import Kind
from thesisvault.model.settings import Settings
from thesisvault.workspace.prices import Prices
from thesisvault.workspace.view import View


class Ask(Struct, frozen=True):
    """From which day on."""

    since: Annotated[
        dt.date | None, Meta(description="each session from then on; null: the last one")
    ] = None


class Answer(Struct, frozen=True):
    """The last session; since a day, each session on which a rotation may have begun."""

    as_of: dt.date
    benchmark: str
    groups: tuple[str, ...]
    """Those with prices, each basket once."""
    sessions: int
    """How many were looked at."""
    unknown: int
    """How many of them are unknown."""
    days: tuple[Detection, ...]
    by_members: tuple[str, ...] = ()
    """Groups without a fund: measured by the members that they have on the day of the view, also
    on the days before."""


def report(view: View, ask: Ask) -> Answer:
    """Test the vault's groups, as its notes define them on the day of the view.

    Raises `UsageFault` where `since` is after that day.
    """
    if ask.since is not None and ask.since > view.as_of:
        raise UsageFault(f"`--since {ask.since}` must not be after the review's day, {view.as_of}.")
    prices = view.prices
    benchmark = prices.benchmark(prices.last_session() or view.as_of)
    groups = [priced(view.vault, node, prices) for node in groups_of(view.vault)]
    known = unlike(groups, benchmark)
    shown = tuple(group.name for group in known)
    mixed = tuple(group.name for group in known if len(group.weights) > 1)
    if not benchmark.dates:
        why = f"no prices of {benchmark.symbol}"
        none = Detection(view.as_of, "cannot tell", None, None, 0, (), (), (), why)
        return Answer(view.as_of, benchmark.symbol, shown, 0, 0, (none,), mixed)
    first = ask.since or benchmark.dates[-1]
    whole = ask.since is None
    found = detected(view.settings, groups, benchmark, first, all_figures=whole)
    unknown = sum(day.verdict == "cannot tell" for day in found)
    told = found if ask.since is None else [day for day in found if day.verdict == "rotation"]
    return Answer(view.as_of, benchmark.symbol, shown, len(found), unknown, tuple(told), mixed)


def detected(
    settings: Settings,
    groups: Sequence[PricedGroup],
    benchmark: AdjustedSeries,
    first: dt.date,
    *,
    all_figures: bool = True,
) -> list[Detection]:
    """Each session from `first` on, by the vault's own settings."""
    market, rate = settings.market, settings.impact.false_discovery_rate
    estimation = Estimation.of(market)
    return list(detect(groups, benchmark, first, estimation, rate, all_figures=all_figures))


def groups_of(vault: Vault) -> list[Node]:
    """The sector and group notes, by name."""
    nodes = (node for node in vault.stated.values() if node.kind is Kind.SECTOR and node.note)
    return sorted(nodes, key=lambda node: (node.name.casefold(), node.id))


def priced(vault: Vault, node: Node, prices: Prices) -> PricedGroup:
    """Return a group with the prices that measure it."""
    members, weights = measured_basket(vault, node, prices).held(prices)
    return PricedGroup(node.name, tuple(members), weights)
