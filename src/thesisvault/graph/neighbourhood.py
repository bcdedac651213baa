"""What lies around a node: one edge a pair, the heaviest kept where there are too many."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import NamedTuple

from msgspec import Struct

from thesisvault.graph.statements import Edge, Relation


class Pair(Struct, frozen=True):
    """Two nodes that statements link: the heaviest statement says how, and which way."""

    strongest: Edge
    edges: tuple[Edge, ...]
    """Every statement about the two, either way, in the vault's order."""

    @property
    def source(self) -> str:
        """The node that the strongest statement leaves."""
        return self.strongest.source

    @property
    def target(self) -> str:
        """The node that it leads to."""
        return self.strongest.target

    @property
    def weight(self) -> tuple[bool, bool, float, int]:
        """Stated relations weigh more than bare links, signed ones more than others."""
        edge = self.strongest
        return (*_weight(edge), len(self.edges))


class Step(NamedTuple):
    """How far a node is from the middle, and the pair that leads to it; None in the middle."""

    depth: int
    by: Pair | None


class Neighbourhood(Struct, frozen=True):
    """The nodes around one, nearest first, and the pairs among them."""

    steps: Mapping[str, Step]
    pairs: tuple[Pair, ...]
    left_out: int
    """Nodes within reach that are too many to be shown."""


def paired(edges: Iterable[Edge], *, typed: bool = False) -> list[Pair]:
    """One pair for all edges between two nodes, either way; `typed`: without bare links."""
    found: dict[frozenset[str], list[Edge]] = {}
    for edge in edges:
        if edge.source != edge.target and not (typed and edge.relation is Relation.RELATES):
            found.setdefault(frozenset((edge.source, edge.target)), []).append(edge)
    return [Pair(max(every, key=_weight), tuple(every)) for every in found.values()]


def heaviest(pairs: Collection[Pair], most: int) -> list[Pair]:
    """At most that many pairs, in their order; the lightest go first."""
    kept = sorted(pairs, key=_by_weight)[:most]
    chosen = {frozenset((pair.source, pair.target)) for pair in kept}
    return [pair for pair in pairs if frozenset((pair.source, pair.target)) in chosen]


def around(
    pairs_of: Callable[[Collection[str]], Iterable[Pair]],
    node: str,
    depth: int,
    most: int | None = None,
) -> Neighbourhood:
    """The nodes that are at most `depth` steps away; at most `most` of them, heavy ones first.

    `pairs_of` gives the pairs that some nodes are in, always in the same order; others may be among
    them.
    """
    touching: dict[str, list[Pair]] = {}

    def meet(ring: Collection[str]) -> None:
        touching.update((one, []) for one in ring)
        for pair in pairs_of(ring):
            for end in (pair.source, pair.target):
                if end in ring:
                    touching[end].append(pair)

    steps, ring, left_out = {node: Step(0, None)}, {node: Step(0, None)}, 0
    beyond: set[str] = set()
    for away in range(1, depth + 1):
        meet(ring)
        reached: dict[str, Pair] = {}
        for pair, other in sorted(
            ((pair, _other(pair, one)) for one in ring for pair in touching[one]),
            key=lambda found: (_by_weight(found[0]), found[1]),
        ):
            if other not in steps and other not in beyond:
                reached.setdefault(other, pair)
        room = len(reached) if most is None else max(most - len(steps), 0)
        left_out += max(len(reached) - room, 0)
        beyond.update(list(reached)[room:])
        ring = {one: Step(away, reached[one]) for one in list(reached)[:room]}
        steps.update(ring)
    meet(ring)
    within = {
        (pair.source, pair.target): pair
        for one in steps
        for pair in touching[one]
        if pair.source in steps and pair.target in steps
    }
    return Neighbourhood(steps, tuple(within.values()), left_out)


def _other(pair: Pair, node: str) -> str:
    return pair.target if pair.source == node else pair.source


def _weight(edge: Edge) -> tuple[bool, bool, float]:
    return edge.relation is not Relation.RELATES, edge.sign != 0, edge.weight


def _by_weight(pair: Pair) -> tuple[float | str, ...]:
    return (*(-part for part in pair.weight), pair.source, pair.target)
