"""The nodes of the graph, and the edges that notes state: in tables, typed properties and links."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from thesisvault.graph.folding import fold, link_key
from thesisvault.model.facts import (
    CatalystDate,
    Exposure,
    Facts,
    Flow,
    Holding,
    Proxy,
    Reference,
    RelationKind,
    StatedImpact,
    StatedMove,
    StatedRelation,
)
from thesisvault.model.note import Kind, Profile
from thesisvault.model.symbols import standard_spelling
from thesisvault.model.text import Span
from thesisvault.parser.facts.sides import held_by_name

_HOLDABLE = frozenset({Kind.STOCK, Kind.SECTOR, Kind.NOTE})
"""What a note is about that a thesis may hold by its name alone."""
_TOP = Span(0, 0, 0, 0)
_NOTHING = Facts()
_SIGNS = {RelationKind.BENEFITS_FROM: 1.0, RelationKind.HURT_BY: -1.0}


class Node(Struct, frozen=True):
    """A note, or a name that has none yet."""

    id: str
    """A note's path; ``[[name]]`` for a link without a note; ``"name"`` for plain words; the path
    of an attachment that a fact is about.
    """
    name: str
    kind: Kind
    note: Profile | None
    linked: bool
    """False for plain words and attachments, which are never listed as notes to write."""


def placeholder_id(target: str) -> str:
    """The node of a link that no note answers."""
    folded = fold(target).strip()
    return f"[[{folded.removesuffix('.md')}]]"


def placeholder_name(target: str) -> str:
    """How such a node is called, by one of the links to it."""
    return target.rpartition("/")[2].removesuffix(".md")


def plain_id(name: str) -> str:
    """The node of plain words that no note answers: one, however a security's market is written."""
    return f'"{fold(standard_spelling(name.strip()))}"'


def may_be_path(node: str) -> bool:
    """Whether a node may be a file: all paths end as files of the vault do, and no name does."""
    return not node.endswith(("]]", '"'))


class Relation(StrEnum):
    """What an edge says. All but `RELATES` come from a table or a property."""

    RELATES = "relates"
    EXPOSURE = "exposure"
    HELD = "held"
    MEMBER_OF = "member_of"
    TRACKS = "tracks"
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


class Edge(Struct, frozen=True, gc=False):
    """One statement that links two nodes, and the line that makes it."""

    source: str
    target: str
    relation: Relation
    sign: float
    """+1, -1, or 0 where the relation has no sign, or an exposure's weight is not understood."""
    weight: float
    """An exposure's share of one; else 1."""
    note: str
    """The note whose line says so."""
    span: Span


class Said(Struct, frozen=True):
    """What the facts of one note say."""

    edges: tuple[Edge, ...]
    """In the text's order."""
    uses: tuple[tuple[str, Relation], ...]
    """The nodes that it refers to, each with the relation that leads there."""
    plain: tuple[tuple[str, str], ...]
    """Of those the nodes of plain words, each with its name as written."""


class Statements(Struct, frozen=True):
    """What a vault's facts say, read in one pass."""

    said: Mapping[str, Said]
    """By note."""
    uses: Mapping[str, set[Relation]]
    """The relations that lead to each node."""
    plain: Mapping[str, str]
    """The nodes of plain words, as first written."""

    @classmethod
    def of(cls, said: Mapping[str, Said]) -> Statements:
        """What all these notes say together, in their order."""
        uses: dict[str, set[Relation]] = {}
        plain: dict[str, str] = {}
        for one in said.values():
            for node, relation in one.uses:
                uses.setdefault(node, set()).add(relation)
            for node, name in one.plain:
                plain.setdefault(node, name)
        return cls(said, uses, plain)


def said_by(
    note: Profile,
    node_id: Callable[[Reference, str], str],
    kind_of: Callable[[str], Kind | None],
) -> Said:
    """All that a note states.

    `node_id` finds the node that a reference in a note names, `kind_of` what the note at a path
    is about: None where there is no such note.
    """
    uses: list[tuple[str, Relation]] = []
    plain: list[tuple[str, str]] = []

    def refer(reference: Reference, source: str, relation: Relation) -> str:
        node = node_id(reference, source)
        uses.append((node, relation))
        if not reference.linked and node == plain_id(reference.name):
            plain.append((node, reference.name))
        return node

    edges = list(typed_edges(note, refer))
    if (held := _by_name(note)) and kind_of(node_id(held, note.path)) in _HOLDABLE:
        node = refer(held, note.path, Relation.EXPOSURE)
        edges.insert(0, Edge(note.path, node, Relation.EXPOSURE, 1.0, 1.0, note.path, held.span))
    return Said(tuple(edges), tuple(uses), tuple(plain))


def asked_by(note: Profile) -> Iterator[Reference]:
    """The references of which `said_by` asks where they lead."""
    for fact in note.facts.all():
        yield from fact.references()
    if held := _by_name(note):
        yield held


def linked_in_facts(note: Profile) -> Iterator[Reference]:
    """The links in facts that may stand within a longer text: the note has no such link."""
    facts = note.facts
    for reference in (
        *(item.subject for item in facts.exposures),
        *(item.other for item in facts.relations),
    ):
        if reference.linked:
            yield reference


def spoken_of(note: Profile) -> frozenset[str]:
    """What the facts of a note speak of without a link of the note: plain words, by which any
    node may be meant, and links within longer texts, by their key.
    """
    if note.kind is not Kind.THESIS and note.facts == _NOTHING:
        return frozenset()
    plain = [item.name for item in asked_by(note) if not item.linked]
    if note.kind is Kind.THESIS:  # also where only on an earlier day nothing in it says more
        plain += filter(None, [held_by_name(note.title)])
    linked = (link_key(item.name) for item in linked_in_facts(note))
    nodes = (node[2:-2] for node in map(placeholder_id, plain))
    return frozenset((*nodes, *(plain_id(name)[1:-1] for name in plain), *linked))


def _by_name(note: Profile) -> Reference | None:
    """What the name of a thesis says that it holds, where nothing in its note says more."""
    if note.kind is not Kind.THESIS or note.facts.exposures:
        return None
    held = held_by_name(note.title)
    return Reference(held, linked=False, span=_TOP) if held else None


def typed_edges(note: Profile, refer: Callable[[Reference, str, Relation], str]) -> Iterator[Edge]:
    """The edges of a note's facts; `refer` finds the node that a reference names."""
    path = note.path

    def edge(other: Reference, relation: Relation, sign: float = 0.0, weight: float = 1.0) -> Edge:
        return Edge(path, refer(other, path, relation), relation, sign, weight, path, other.span)

    parts = shares(note.facts.exposures)
    held_parts = iter(parts if any(parts) else ())
    for fact in note.facts.all():
        match fact:
            case Exposure(subject, weight):
                sign = 0.0 if weight is None else -1.0 if weight < 0 else 1.0
                if (share := next(held_parts, None)) is not None:
                    yield edge(subject, Relation.EXPOSURE, sign, share)
            case StatedRelation(kind, other, inverse, subject):
                found = edge(other, Relation(kind.value), _SIGNS.get(kind, 0.0))
                if subject is not None:
                    found = replace(found, source=refer(subject, path, Relation.EXPOSURE))
                if inverse:
                    found = replace(found, source=found.target, target=path)
                yield found
            case Proxy(fund):
                tracks = edge(fund, Relation.TRACKS)
                yield replace(tracks, source=tracks.target, target=path)
            case Flow(group, direction):
                relation = Relation.OUTLOOK if fact.outlook else Relation.FLOW
                yield edge(group, relation, float(direction))
            case StatedImpact(thesis, _, labels):
                total = sum(sum(label.signs) for label in labels)
                yield edge(thesis, Relation.IMPACT, float((total > 0) - (total < 0)))
            case StatedMove(subject, quantity):
                change = quantity.low or 0.0
                yield edge(subject, Relation.MOVED, float((change > 0) - (change < 0)))
            case Holding(subject):
                held = edge(subject, Relation.HELD)  # a name that is only watched is a node too
                if fact.is_held:
                    yield held
            case CatalystDate(subject) if fact is not note.facts.happens:
                yield edge(subject, Relation.CATALYST)
                if fact.about is not None:
                    yield edge(fact.about, Relation.CATALYST)


def shares(exposures: Sequence[Exposure]) -> list[float]:
    """Each one's share of all, without its sign.

    What is not understood has the rest of a whole that the others leave, else as much as they
    have on average: that shows how much a figure without it leaves out.
    """
    weights = [exposure.weight for exposure in exposures]
    known = [abs(weight) for weight in weights if weight is not None]
    total, count = sum(known), len(weights) - len(known)
    mean = total / len(known) if total else 1.0
    part = (1.0 - total) / count if count and 0.0 < total < 1.0 else mean
    whole = total + part * count
    return [(part if weight is None else abs(weight)) / (whole or 1.0) for weight in weights]


def link_edges(note: Profile, targets: tuple[str, ...], typed: tuple[Edge, ...]) -> Iterator[Edge]:
    """An edge for each link that no typed edge of the same line stands for already.

    `targets` are the nodes that the note's links lead to. Links in managed blocks make no edge.
    """
    stated = {(edge.span.line, edge.target) for edge in typed}
    for link, target in zip(note.links, targets, strict=True):
        if not link.managed and (link.span.line, target) not in stated:
            yield Edge(note.path, target, Relation.RELATES, 0.0, 1.0, note.path, link.span)
