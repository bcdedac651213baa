"""What theses hold, name by name and group by group, and how much two of them hold in common."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import fsum

from msgspec import Struct

from thesisvault.graph import Edge, Node, Relation, Vault
from thesisvault.graph.folding import fold
from thesisvault.impact.portfolio.baskets import symbol_of
from thesisvault.impact.scope import exposures, share_of, side_of
from thesisvault.model.crowding import Shared
from thesisvault.model.facts import Side
from thesisvault.model.note import Kind
from thesisvault.model.review import Citation

DEEPEST = 5
"""Groups within groups are followed this far down."""


class Share(Struct, frozen=True):
    """What a thesis has in one name or group: a fraction of the whole, negative when short."""

    name: str
    share: float
    citations: tuple[Citation, ...]
    """The exposures it comes from, each followed by the memberships on the way."""


class Holdings(Struct, frozen=True):
    """A thesis spread over names, and the groups that these belong to; by node id."""

    thesis: str
    note: str | None
    names: Mapping[str, Share]
    groups: Mapping[str, Share]


def holdings(vault: Vault, thesis: Node) -> Holdings:
    """A thesis's net shares. A group without a symbol of its own is spread over its members in
    equal parts, and these over theirs; a short thesis's shares turn their sign.
    """
    side = side_of(thesis)
    names: dict[str, _Sum] = {}
    groups: dict[str, _Sum] = {}
    for exposure in exposures(vault, thesis):
        whole = (side or Side.LONG).sign * exposure.sign * exposure.weight
        for leaf, part, way in _leaves(vault, exposure.target, ()):
            names.setdefault(leaf, _Sum()).add(whole * part, (exposure, *way))
            for group, steps in _groups(vault, leaf):
                groups.setdefault(group, _Sum()).add(whole * part, (exposure, *way, *steps))
    return Holdings(
        thesis.name,
        thesis.note.path if thesis.note else None,
        _shares(vault, names),
        _shares(vault, groups),
    )


def shared(one: Mapping[str, Share], other: Mapping[str, Share]) -> tuple[Shared, ...]:
    """What is in both, the largest common share first."""
    found = (
        Shared(
            one[node].name,
            one[node].share,
            other[node].share,
            tuple(dict.fromkeys((*one[node].citations, *other[node].citations))),
        )
        for node in sorted(one.keys() & other.keys())
    )
    return tuple(
        sorted(
            found,
            key=lambda item: (
                -round(item.common, 9),
                -round(item.opposed, 9),
                fold(item.name),
                item.citations[0].note,
            ),
        )
    )


class _Sum:
    """Parts of a share, and the lines they come from."""

    def __init__(self) -> None:
        self.parts: list[float] = []
        self.edges: dict[Edge, None] = {}

    def add(self, part: float, way: tuple[Edge, ...]) -> None:
        self.parts.append(part)
        self.edges.update(dict.fromkeys(way))


def _shares(vault: Vault, sums: Mapping[str, _Sum]) -> dict[str, Share]:
    found = {}
    for node, total in sorted(sums.items()):
        share = fsum(total.parts)
        if abs(share) > 1e-12:
            cited = tuple(dict.fromkeys(_cite(vault, edge) for edge in total.edges))
            found[node] = Share(vault.nodes[node].name, share, cited)
    return found


def _leaves(
    vault: Vault, node: str, way: tuple[Edge, ...]
) -> Iterator[tuple[str, float, tuple[Edge, ...]]]:
    """The names below a node with their equal parts, and the memberships that lead there."""
    above = {step.target for step in way}
    members: dict[str, Edge] = {}
    if symbol_of(vault.nodes[node]) is None and len(way) < DEEPEST:
        for edge in vault.members[node]:
            if edge.source not in above | {node}:
                members.setdefault(edge.source, edge)
    if not members:
        yield node, 1.0, way
    for member, edge in sorted(members.items()):
        for leaf, part, steps in _leaves(vault, member, (*way, edge)):
            yield leaf, part / len(members), steps


_IN_GROUPS = (Relation.MEMBER_OF, Relation.TRACKS)


def _groups(vault: Vault, leaf: str) -> Iterator[tuple[str, tuple[Edge, ...]]]:
    """Every group that a name is in, also through others, once; itself, if it is a group."""
    if vault.nodes[leaf].kind is Kind.SECTOR:
        yield leaf, ()
    seen = {leaf}
    pending: list[tuple[str, tuple[Edge, ...]]] = [(leaf, ())]
    for node, way in pending:
        for edge in vault.outgoing.get(node, ()):
            if edge.relation in _IN_GROUPS and edge.target not in seen:
                seen.add(edge.target)
                pending.append((edge.target, (*way, edge)))
                yield edge.target, (*way, edge)


def _cite(vault: Vault, edge: Edge) -> Citation:
    source, target = vault.nodes[edge.source].name, vault.nodes[edge.target].name
    if edge.relation is Relation.EXPOSURE:
        text = f"{source} holds {target} {share_of(edge)}"
    else:
        text = f"{source} {edge.relation.value.replace('_', ' ')} {target}"
    return Citation(text, edge.note, edge.span.shown_line)
