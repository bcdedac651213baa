"""Ways of influence: typed edges walked from what acts to what is acted on, signs multiplied.

A group acts on its members, what is held on who holds it, a rotation on its groups. Each step keeps
what the review's arithmetic lets it keep, so the strongest way here is the one that counts there.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from thesisvault.graph import Edge, Relation, Vault
from thesisvault.impact.scope import SIGNS, kept, side_of
from thesisvault.model.settings import ImpactSettings

if TYPE_CHECKING:
    import networkx as nx

Direction = Literal["forward", "backward", "either"]
MOST_WAYS = 5
LONGEST = 8
"""Steps: a longer way says nothing that anybody would act on."""
_BACKWARD = {**SIGNS, Relation.HELD: 0.0, Relation.CATALYST: 0.0}
"""Relations that a note states of what acts on it, each with its sign."""
_LISTED = frozenset({Relation.HELD, Relation.IMPACT, Relation.MOVED})
"""What one table lists is not linked by that."""


class Step(Struct, frozen=True):
    """One statement, in the direction in which it acts."""

    source: str
    target: str
    edge: Edge
    sign: float
    """+1, -1, or 0 where the statement has none."""
    keeps: float
    """What is left of an effect, above 0 to 1."""


class Way(Struct, frozen=True):
    """Steps from one node to another."""

    steps: tuple[Step, ...]
    opposed: tuple[Step, ...] = ()
    """Statements that give one of the steps the opposite sign."""

    @property
    def sign(self) -> float:
        """The signs multiplied; 0 where a step has none, or two."""
        return 0.0 if self.opposed else math.prod(step.sign for step in self.steps)

    @property
    def strength(self) -> float:
        """What all steps together keep."""
        return math.prod(step.keeps for step in self.steps)


def steps(vault: Vault, settings: ImpactSettings) -> Iterator[Step]:
    """Every typed edge of the vault as a step; what weighs nothing makes none."""
    for source, edges in vault.outgoing.items():
        for edge in edges:
            step = _step(vault, source, edge, settings)
            if step is not None and step.keeps > 0 and step.source != step.target:
                yield step


def _step(vault: Vault, source: str, edge: Edge, settings: ImpactSettings) -> Step | None:
    match edge.relation:
        case Relation.RELATES:
            return None
        case Relation.EXPOSURE:
            side = side_of(vault.nodes[source])
            sign = edge.sign * (side.sign if side else 1)
            return Step(edge.target, source, edge, sign, edge.weight)
        case relation if relation in _BACKWARD:
            keeps = kept(relation, settings)
            return Step(edge.target, source, edge, _BACKWARD[relation], keeps)
        case Relation.FLOW | Relation.IMPACT:
            return Step(source, edge.target, edge, edge.sign, 1.0)
        case Relation.OUTLOOK:
            return Step(source, edge.target, edge, edge.sign, settings.outlook_factor)
        case _:
            return Step(source, edge.target, edge, edge.sign, settings.hop_factor)


def influence(found: Iterator[Step]) -> nx.DiGraph:
    """Steps as a graph: of those between two nodes the strongest, and who contradicts its sign.

    The cost of an edge is what its step loses, so that the cheapest way is the strongest.
    """
    import networkx as nx

    between: dict[tuple[str, str], list[Step]] = {}
    for step in found:
        between.setdefault((step.source, step.target), []).append(step)
    graph = nx.DiGraph()
    for (source, target), every in sorted(between.items()):
        step = max(every, key=lambda item: (item.keeps, abs(item.sign)))
        opposed = tuple(item for item in every if item.sign * step.sign < 0)
        # A whisper a step: of ways as strong as each other the shorter one comes first.
        cost = 1e-6 - math.log(step.keeps)
        graph.add_edge(source, target, step=step, opposed=opposed, cost=cost)
    return graph


def ways(graph: nx.DiGraph, start: str, end: str) -> tuple[Direction | None, tuple[Way, ...]]:
    """The strongest ways from one node to another, else back, else along edges either way."""
    if start not in graph or end not in graph:
        return None, ()
    tried: Sequence[tuple[Direction, nx.DiGraph, str, str]] = (
        ("forward", graph, start, end),
        ("backward", graph, end, start),
        ("either", _either_way(graph), start, end),
    )
    for direction, walked, first, last in tried:
        if found := tuple(_strongest(walked, first, last)):
            return direction, found
    return None, ()


def _strongest(graph: nx.DiGraph, start: str, end: str) -> Iterator[Way]:
    import networkx as nx

    near = _between(graph, start, end)
    if end not in near:
        return
    # Some more than are shown, since those with too many steps go.
    found = islice(nx.shortest_simple_paths(near, start, end, weight="cost"), 4 * MOST_WAYS)
    short = (path for path in found if len(path) <= LONGEST + 1)
    for path in islice(short, MOST_WAYS):
        edges = [near.edges[pair] for pair in pairwise(path)]
        opposed = tuple(step for data in edges for step in data["opposed"])
        yield Way(tuple(data["step"] for data in edges), opposed)


def _between(graph: nx.DiGraph, start: str, end: str) -> nx.DiGraph:
    """The part of a graph that lies on walks of at most `LONGEST` steps between two nodes."""
    import networkx as nx

    found = nx.DiGraph()
    if start not in graph or end not in graph:
        return found
    after = nx.single_source_shortest_path_length(graph, start, cutoff=LONGEST)
    reverse = graph.reverse(copy=False)
    before = nx.single_source_shortest_path_length(reverse, end, cutoff=LONGEST)
    kept = {node for node, away in after.items() if away + before.get(node, LONGEST) <= LONGEST}
    found.add_edges_from(
        (source, target, data)
        for source, target, data in graph.edges(data=True)
        if source in kept and target in kept
    )
    return found


def _either_way(graph: nx.DiGraph) -> nx.DiGraph:
    """Each edge also against its direction, but for those that only list."""
    import networkx as nx

    found = nx.DiGraph()
    for source, target, data in graph.edges(data=True):
        if data["step"].edge.relation in _LISTED:
            continue
        for pair in ((source, target), (target, source)):
            if not found.has_edge(*pair) or data["cost"] < found.edges[pair]["cost"]:
                found.add_edge(*pair, **data)
    return found


class Bearing(Struct, frozen=True):
    """What a node does to a thesis."""

    effect: float
    """With its sign: above 0 what helps the node helps the thesis."""
    ways: tuple[Way, ...]
    """By each statement of the thesis that a way ends with the strongest; these add up."""


def bearings(graph: nx.DiGraph, thesis: str, longest: int) -> Mapping[str, Bearing]:
    """What a thesis rests on, within `longest` steps; what acts both ways is left out.

    A rotation is a cause that comes and goes: nothing rests on it.
    """
    found: dict[str, list[Way]] = {}
    pending = [Way(())]
    while pending:
        walked = pending.pop()
        at = walked.steps[0].source if walked.steps else thesis
        if len(walked.steps) >= longest or at not in graph:
            continue
        seen = {thesis, *(step.source for step in walked.steps)}
        for source, _, data in graph.in_edges(at, data=True):
            step: Step = data["step"]
            if source not in seen and step.sign and step.edge.relation in _RESTS_ON:
                way = Way((step, *walked.steps), (*data["opposed"], *walked.opposed))
                pending.append(way)
                found.setdefault(source, []).append(way)
    return {node: bearing for node, by in sorted(found.items()) if (bearing := _bearing(by))}


_RESTS_ON = frozenset({Relation.EXPOSURE, *SIGNS})


def _bearing(found: Sequence[Way]) -> Bearing | None:
    """The strongest way by each last statement; None where one ends with two opposite ways."""
    by_last: dict[Edge, list[Way]] = {}
    for way in found:
        by_last.setdefault(way.steps[-1].edge, []).append(way)
    if any(one.sign * ways[0].sign <= 0 for ways in by_last.values() for one in ways):
        return None
    strongest = (max(ways, key=lambda way: way.strength) for ways in by_last.values())
    kept = tuple(sorted(strongest, key=lambda way: -way.strength))
    return Bearing(math.fsum(way.sign * way.strength for way in kept), kept)
