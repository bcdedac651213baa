"""The edges that notes state: the rows of their tables, their typed properties, their links."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum

from msgspec import Struct

from thesisvault.graph.nodes import plain_id
from thesisvault.model.facts import Exposure, Reference, RelationKind
from thesisvault.model.note import Kind, Profile
from thesisvault.model.text import Span


class Relation(StrEnum):
    """What an edge says. All but `RELATES` come from a table or a property."""

    RELATES = "relates"
    EXPOSURE = "exposure"
    MEMBER_OF = "member_of"
    BENEFITS_FROM = "benefits_from"
    HURT_BY = "hurt_by"
    FLOW = "flow"
    OUTLOOK = "outlook"
    IMPACT = "impact"
    MOVED = "moved"
    CATALYST = "catalyst"
    MATTERS_TO = "matters_to"


KIND_BY_USE = {
    Relation.IMPACT: Kind.THESIS,
    Relation.MATTERS_TO: Kind.THESIS,
    Relation.MOVED: Kind.STOCK,
    Relation.MEMBER_OF: Kind.SECTOR,
    Relation.FLOW: Kind.SECTOR,
    Relation.OUTLOOK: Kind.SECTOR,
    Relation.CATALYST: Kind.CATALYST,
}
"""What a link without a note is about, by the first of these relations that leads to it."""

_SIGNS = {RelationKind.BENEFITS_FROM: 1.0, RelationKind.HURT_BY: -1.0}


class Edge(Struct, frozen=True):
    """One statement that links two nodes, and the line that makes it."""

    source: str
    target: str
    relation: Relation
    sign: float
    """+1, -1, or 0 where the relation has no sign."""
    weight: float
    """An exposure's share of one; else 1."""
    note: str
    """The note whose line says so."""
    span: Span


class Statements(Struct, frozen=True):
    """What a vault's facts say, read in one pass."""

    edges: Mapping[str, tuple[Edge, ...]]
    """Of each note, in the text's order."""
    uses: Mapping[str, set[Relation]]
    """The relations that lead to each node."""
    plain: Mapping[str, str]
    """The nodes of plain words, as first written."""


def read_statements(
    notes: Mapping[str, Profile], node_id: Callable[[Reference, str], str]
) -> Statements:
    """All that these notes state; `node_id` finds the node that a reference in a note names."""
    uses: dict[str, set[Relation]] = {}
    plain: dict[str, str] = {}

    def refer(reference: Reference, source: str, relation: Relation) -> str:
        node = node_id(reference, source)
        uses.setdefault(node, set()).add(relation)
        if not reference.linked and node == plain_id(reference.name):
            plain.setdefault(node, reference.name)
        return node

    edges = {path: tuple(typed_edges(note, refer)) for path, note in notes.items()}
    return Statements(edges, uses, plain)


def typed_edges(note: Profile, refer: Callable[[Reference, str, Relation], str]) -> Iterator[Edge]:
    """The edges of a note's facts; `refer` finds the node that a reference names."""
    path, facts = note.path, note.facts

    def edge(
        other: Reference, relation: Relation, sign: float, span: Span, weight: float = 1.0
    ) -> Edge:
        return Edge(path, refer(other, path, relation), relation, sign, weight, path, span)

    for exposure, share in shares(facts.exposures):
        sign = 1.0 if share >= 0 else -1.0
        subject = exposure.subject
        yield edge(subject, Relation.EXPOSURE, sign, subject.span, abs(share))
    for relation in facts.relations:
        kind = Relation(relation.kind.value)
        sign = _SIGNS.get(relation.kind, 0.0)
        found = edge(relation.other, kind, sign, relation.span)
        if relation.inverse:
            found = Edge(found.target, path, kind, sign, 1.0, path, relation.span)
        yield found
    for flow in facts.flows:
        kind = Relation.OUTLOOK if flow.outlook else Relation.FLOW
        yield edge(flow.group, kind, float(flow.direction), flow.group.span)
    for impact in facts.stated_impacts:
        sign = sum(sum(label.signs) for label in impact.labels)
        yield edge(impact.thesis, Relation.IMPACT, sign, impact.thesis.span)
    for move in facts.stated_moves:
        change = move.quantity.low or 0.0
        sign = (change > 0) - (change < 0)
        yield edge(move.subject, Relation.MOVED, float(sign), move.subject.span)
    for catalyst in facts.catalysts:
        yield edge(catalyst.subject, Relation.CATALYST, 0.0, catalyst.subject.span)


def link_edges(note: Profile, targets: tuple[str, ...], typed: tuple[Edge, ...]) -> Iterator[Edge]:
    """An edge for each link that no typed edge of the same line stands for already.

    `targets` are the nodes that the note's links lead to. Links in managed blocks make no edge.
    """
    stated = {(edge.span.line, edge.target) for edge in typed}
    for link, target in zip(note.links, targets, strict=True):
        if not link.managed and (link.span.line, target) not in stated:
            yield Edge(note.path, target, Relation.RELATES, 0.0, 1.0, note.path, link.span)


def shares(exposures: tuple[Exposure, ...]) -> list[tuple[Exposure, float]]:
    """Each exposure with its signed share: the absolute shares sum to one."""
    total = sum(abs(exposure.weight) for exposure in exposures)
    if total == 0:
        return []
    return [(exposure, exposure.weight / total) for exposure in exposures]
