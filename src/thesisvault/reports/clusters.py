"""Theses that stand or fall together: by what they rest on, beside how their prices moved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from math import fsum
from statistics import fmean

from msgspec import Struct

from thesisvault.graph import Node, Vault
from thesisvault.impact.evidence.citations import cite
from thesisvault.impact.scope import open_theses
from thesisvault.impact.ways import Bearing, bearings, influence, steps
from thesisvault.model.crowding import PairOverlap
from thesisvault.model.review import Citation
from thesisvault.reports import crowding
from thesisvault.workspace.view import View

_LEAST = 0.005
"""Half a percent: theses that share less are not linked."""
_MOST_SHARED = 5
_MOST_LINKED = 32
"""Theses with which one thing links each that rests on it."""


class Ask(Struct, frozen=True):
    """Nothing but the day."""


class Rest(Struct, frozen=True):
    """What something does to a thesis."""

    thesis: str
    effect: float
    """With its sign: above 0 what helps the thing helps the thesis."""
    ways: int
    """Ways from the thing to the thesis, whose effects add up."""
    path: tuple[Citation, ...]
    """What these say, the strongest way first, from the thing to the thesis."""


class Shared(Struct, frozen=True):
    """Something on which theses rest alike, or of which one gains what the other loses."""

    name: str
    path: str | None
    rests: tuple[Rest, ...]


class Prices(Struct, frozen=True):
    """How the theses of a cluster moved; correlations of daily returns."""

    within: float | None
    """The mean over its pairs; null where no pair has prices."""
    pairs: int
    """Those with prices."""
    outside: float | None
    """The mean over pairs of one of them and one of the others."""
    sessions: int


class Cluster(Struct, frozen=True):
    """Theses that rest on the same things."""

    theses: tuple[str, ...]
    shared: tuple[Shared, ...]
    """What most of its weight is shared in, the heaviest first; at most 5."""
    prices: Prices


class Answer(Struct, frozen=True):
    """Clusters, the largest first; theses that share nothing; what two of them hold apart."""

    as_of: dt.date
    clusters: tuple[Cluster, ...]
    alone: tuple[str, ...]
    """Theses that rest on nothing that another rests on in the same way."""
    opposed: tuple[Shared, ...]
    """What helps one thesis and hurts another, the heaviest first; at most 5."""


def report(view: View, ask: Ask) -> Answer:
    """Communities of the graph of open theses, each two linked by what both rest on."""
    vault, settings = view.vault, view.settings.impact
    theses = open_theses(vault, view.as_of)
    graph = influence(steps(vault, settings))
    rests = [bearings(graph, node.id, settings.longest_path) for node in theses]
    groups = _communities(rests)
    moved = _correlations(view) if len(theses) > 1 else {}
    clusters = [
        Cluster(
            tuple(theses[at].name for at in group),
            _shared(vault, theses, rests, group),
            _prices(moved, theses, group),
        )
        for group in groups
        if len(group) > 1
    ]
    alone = tuple(theses[at].name for group in groups if len(group) == 1 for at in group)
    return Answer(view.as_of, tuple(clusters), alone, _opposed(vault, theses, rests))


def _alike(rests: Sequence[Mapping[str, Bearing]]) -> Mapping[tuple[int, int], float]:
    """What two theses have in common: of each thing the smaller effect, where signs agree.

    A thing that many rest on links each of them with those that rest on it most: with all, their
    number would count squared.
    """
    held: dict[tuple[str, bool], list[tuple[int, float]]] = {}
    for at, by_node in enumerate(rests):
        for node, bearing in by_node.items():
            effect = bearing.effect
            held.setdefault((node, effect > 0), []).append((at, abs(effect)))
    found: dict[tuple[int, int], float] = {}
    for holders in held.values():
        holders.sort(key=lambda item: (-item[1], item[0]))
        for rank, (one, _) in enumerate(holders[:_MOST_LINKED], start=1):
            for other, smaller in holders[rank:]:
                pair = (one, other) if one < other else (other, one)
                found[pair] = found.get(pair, 0.0) + smaller
    return found


def _communities(rests: Sequence[Mapping[str, Bearing]]) -> list[list[int]]:
    """Theses by Louvain's communities, the largest first; numbered, so that a run repeats."""
    import networkx as nx

    graph = nx.Graph()
    graph.add_nodes_from(range(len(rests)))
    graph.add_weighted_edges_from(
        (one, other, weight)
        for (one, other), weight in sorted(_alike(rests).items())
        if weight >= _LEAST
    )
    if not graph.number_of_edges():
        return [[at] for at in graph]
    found = nx.community.louvain_communities(graph, seed=0)
    return sorted(map(sorted, found), key=lambda group: (-len(group), group))


def _shared(
    vault: Vault,
    theses: Sequence[Node],
    rests: Sequence[Mapping[str, Bearing]],
    group: Sequence[int],
) -> tuple[Shared, ...]:
    """What at least two of a group rest on in the same way."""
    found: list[tuple[float, str, list[int]]] = []
    for node in sorted({node for at in group for node in rests[at]}):
        for sign in (1, -1):
            held = [at for at in group if node in rests[at] and rests[at][node].effect * sign > 0]
            if len(held) > 1:
                sizes = sorted(abs(rests[at][node].effect) for at in held)
                found.append((fsum(sizes[:-1]), node, held))
    found.sort(key=lambda item: (-round(item[0], 9), item[1]))
    return tuple(_thing(vault, theses, rests, node, held) for _, node, held in found[:_MOST_SHARED])


def _opposed(
    vault: Vault, theses: Sequence[Node], rests: Sequence[Mapping[str, Bearing]]
) -> tuple[Shared, ...]:
    """What helps one of them and hurts another."""
    found: list[tuple[float, str, list[int]]] = []
    for node in sorted({node for held in rests for node in held}):
        held = [at for at, held in enumerate(rests) if node in held]
        effects = [rests[at][node].effect for at in held]
        weight = min(max(effects), -min(effects))
        if weight >= _LEAST:
            found.append((weight, node, held))
    found.sort(key=lambda item: (-round(item[0], 9), item[1]))
    return tuple(_thing(vault, theses, rests, node, held) for _, node, held in found[:_MOST_SHARED])


def _thing(
    vault: Vault,
    theses: Sequence[Node],
    rests: Sequence[Mapping[str, Bearing]],
    node: str,
    held: Iterable[int],
) -> Shared:
    found = vault.nodes[node]
    each = tuple(_rest(vault, theses[at].name, rests[at][node]) for at in held)
    return Shared(found.name, found.note.path if found.note else None, each)


def _rest(vault: Vault, thesis: str, bearing: Bearing) -> Rest:
    said = (cite(vault, step.edge) for way in bearing.ways for step in way.steps)
    return Rest(thesis, round(bearing.effect, 6), len(bearing.ways), tuple(dict.fromkeys(said)))


_Moved = Mapping[frozenset[str], tuple[float, int]]
"""Of two theses the correlation, and over how many sessions."""


def _correlations(view: View) -> _Moved:
    """By pair, over the longest window that has a figure; as `crowding` has them."""
    found = crowding.report(view, crowding.Ask())
    return {
        frozenset((pair.one, pair.other)): told for pair in found.pairs if (told := _told(pair))
    }


def _told(pair: PairOverlap) -> tuple[float, int] | None:
    known = [(it.value, it.sessions) for it in pair.correlations if it.value is not None]
    return max(known, key=lambda item: item[1], default=None)


def _prices(moved: _Moved, theses: Sequence[Node], group: Sequence[int]) -> Prices:
    inside = {theses[at].name for at in group}
    others = {node.name for node in theses} - inside
    within = [
        moved[pair] for pair in map(frozenset, combinations(sorted(inside), 2)) if pair in moved
    ]
    outside = [
        moved[pair][0] for one in sorted(inside) for other in sorted(others)
        if (pair := frozenset((one, other))) in moved
    ]  # fmt: skip
    return Prices(
        round(fmean(value for value, _ in within), 6) if within else None,
        len(within),
        round(fmean(outside), 6) if outside else None,
        min((sessions for _, sessions in within), default=0),
    )
