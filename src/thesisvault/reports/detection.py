"""Whether prices tell that a rotation may have begun: on the last session, or each day since."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Annotated

from msgspec import Meta, Struct

from thesisvault.graph import Node, Vault
from thesisvault.graph.statements import Relation
from thesisvault.impact.portfolio.baskets import measured_basket
from thesisvault.market.detection import detect, unlike
from thesisvault.market.dispersion import PricedGroup
from thesisvault.market.frame import Estimation
from thesisvault.market.sessions import shifted
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
    """Groups without a fund: on each session measured by the members known on that day, also over
    the sessions before it."""


def report(view: View, ask: Ask) -> Answer:
    """Test the vault's groups on each session, as its notes define them on that day.

    Raises `UsageFault` where `since` is after the day of the view.
    """
    if ask.since is not None and ask.since > view.as_of:
        raise UsageFault(f"`--since {ask.since}` must not be after the review's day, {view.as_of}.")
    prices = view.prices
    benchmark = prices.benchmark(prices.last_session() or view.as_of)
    known = unlike(_priced_groups(view), benchmark)
    shown = tuple(group.name for group in known)
    mixed = tuple(group.name for group in known if len(group.weights) > 1)
    if not benchmark.dates:
        why = f"no prices of {benchmark.symbol}"
        none = Detection(view.as_of, "cannot tell", None, None, 0, (), (), (), why)
        return Answer(view.as_of, benchmark.symbol, shown, 0, 0, (none,), mixed)
    first = ask.since or benchmark.dates[-1]
    found = [
        day
        for start, then in _spans(view, first)
        for day in detected(
            view.settings,
            _priced_groups(then),
            then.prices.adjusted(benchmark.symbol),
            start,
            all_figures=ask.since is None,
        )
    ]
    unknown = sum(day.verdict == "cannot tell" for day in found)
    told = found if ask.since is None else [day for day in found if day.verdict == "rotation"]
    return Answer(view.as_of, benchmark.symbol, shown, len(found), unknown, tuple(told), mixed)


def _spans(view: View, first: dt.date) -> list[tuple[dt.date, View]]:
    """Stretches of days from `first` on over which the same groups are known: the first day of
    each, and the vault on its last.
    """
    starts = [first]
    for day in sorted(day for day in _days_of_groups(view.vault) if first < day <= view.as_of):
        if _held(view.on(day)) != _held(view.on(starts[-1])):
            starts.append(day)
    ends = [*(shifted(day, -1) for day in starts[1:]), view.as_of]
    return [(start, view.on(end)) for start, end in zip(starts, ends, strict=True)]


def _days_of_groups(vault: Vault) -> set[dt.date]:
    """The days from which a group, a member of one, or that it is one is known."""
    found: set[dt.date | None] = set()
    for group in groups_of(vault):
        found.add(group.note.date if group.note else None)
        for edge in vault.incoming.get(group.id, ()):
            if edge.relation is Relation.MEMBER_OF:
                member, says = vault.nodes[edge.source].note, vault.profile(edge.note)
                found.add(member.date if member else None)
                found.add(says.noted(edge.span.line) if says else None)
    return {day for day in found if day is not None}


def _held(view: View) -> list[tuple[str, dict[str, float]]]:
    return [
        (node.name, dict(measured_basket(view.vault, node, view.prices).weights))
        for node in groups_of(view.vault)
    ]


def _priced_groups(view: View) -> list[PricedGroup]:
    return [priced(view.vault, node, view.prices) for node in groups_of(view.vault)]


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
