"""Where each group of the vault stands against the benchmark, from prices alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from msgspec import Struct

from thesisvault.graph import Node, Vault
from thesisvault.impact.portfolio.baskets import Basket, group_basket, thesis_basket, unknown_name
from thesisvault.market.correlation import mean_correlation_history
from thesisvault.market.rotation import measure_rotation
from thesisvault.model.market import CorrelationPoint, GroupRotation, Period
from thesisvault.model.note import Kind
from thesisvault.workspace.open import Workspace

WINDOW = 63
"""Sessions of a mean pairwise correlation: a quarter."""


class Correlation(Struct, frozen=True):
    """The mean pairwise correlation of one group's names, with its history, oldest first."""

    name: str
    symbols: tuple[str, ...]
    points: tuple[CorrelationPoint, ...]


class RotationReport(Struct, frozen=True):
    """Every group's quadrant and correlation on one day."""

    as_of: dt.date
    benchmark: str
    period: Period
    groups: tuple[GroupRotation, ...]
    correlations: tuple[Correlation, ...]


def rotation(
    workspace: Workspace, day: dt.date, names: Sequence[str], period: Period, length: int
) -> RotationReport:
    """The groups named, or every sector and group note with prices, against the benchmark.

    A group is its names in equal parts; a thesis has its own weights and side.
    `length` points a group. Raises `UsageFault` for a name that leads to no group.
    """
    prices = workspace.on(day).prices
    last = prices.last_session() or day
    benchmark = prices.benchmark(last)
    vault = workspace.vault_as_of(day)
    members, weights = {}, {}
    for node in _groups(workspace, vault, names):
        basket = _basket(vault, node)
        series, held = basket.held(prices) if basket else ([], {})
        if names or any(item.dates for item in series):
            members[node.name] = series
            weights[node.name] = {
                symbol: weight * (basket.side if basket else 1) for symbol, weight in held.items()
            }
    groups = measure_rotation(members, benchmark, period=period, length=length, weights=weights)
    correlations = tuple(
        Correlation(
            group.name,
            group.symbols,
            tuple(
                mean_correlation_history(
                    [prices.adjusted(symbol) for symbol in group.symbols],
                    benchmark.dates,
                    window=WINDOW,
                )
            ),
        )
        for group in groups
        if len(group.symbols) > 1
    )
    return RotationReport(day, benchmark.symbol, period, groups, correlations)


def _groups(workspace: Workspace, vault: Vault, names: Sequence[str]) -> list[Node]:
    if names:
        found = [workspace.find(name, vault) for name in names]
        for node in found:
            if node.kind not in (Kind.SECTOR, Kind.STOCK, Kind.THESIS):
                raise unknown_name(node.name)
        return found
    nodes = (node for node in vault.stated.values() if node.kind is Kind.SECTOR and node.note)
    return sorted(nodes, key=lambda node: (node.name.casefold(), node.id))


def _basket(vault: Vault, node: Node) -> Basket | None:
    return thesis_basket(vault, node) if node.kind is Kind.THESIS else group_basket(vault, node)
