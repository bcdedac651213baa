"""The vault as a graph: nodes that are notes or only names, edges that say where they stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from thesisvault.graph.names import Names, fold
from thesisvault.model.facts import Reference
from thesisvault.model.note import Kind, Link, Note
from thesisvault.model.text import Span

if TYPE_CHECKING:
    import networkx as nx


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


class Node(Struct, frozen=True):
    """A note, or a name that has none yet."""

    id: str
    """A note's path; ``[[name]]`` for a link without a note; ``"name"`` for plain words."""
    name: str
    kind: Kind
    note: Note | None
    linked: bool
    """False for plain words, which are matched but never listed as notes to write."""


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


class Backlink(Struct, frozen=True):
    """A link in another note, seen from the note it leads to."""

    source: str
    link: Link


class Vault(Struct, frozen=True, dict=True):
    """Immutable: an edit makes a new one. Notes and nodes are ordered by path and id."""

    notes: Mapping[str, Note]
    attachments: frozenset[str]
    names: Names
    nodes: Mapping[str, Node]
    edges: tuple[Edge, ...]
    targets: Mapping[str, tuple[str, ...]]
    """For each note, the node that each of its links leads to, in the links' order."""

    def node_id(self, reference: Reference, source: str) -> str:
        """The node that a fact's reference in note `source` names."""
        if reference.linked:
            path = self.names.resolve(reference.name, source)
            return path if path is not None else placeholder_id(reference.name)
        named = self.names.named(reference.name)
        if named:
            return named[0]
        placeholder = placeholder_id(reference.name)
        return placeholder if placeholder in self.nodes else plain_id(reference.name)

    def resolved(self, note: Note) -> tuple[tuple[Link, str | None], ...]:
        """Each link of a note with the file it opens, or None where there is none."""
        return tuple(
            (link, target if target in self.notes or target in self.attachments else None)
            for link, target in zip(note.links, self.targets[note.path], strict=True)
        )

    @cached_property
    def outgoing(self) -> Mapping[str, tuple[Edge, ...]]:
        """Edges by the node they leave, in the order of the text."""
        return _grouped(self.edges, lambda edge: edge.source)

    @cached_property
    def incoming(self) -> Mapping[str, tuple[Edge, ...]]:
        """Edges by the node they lead to."""
        return _grouped(self.edges, lambda edge: edge.target)

    @cached_property
    def backlinks(self) -> Mapping[str, tuple[Backlink, ...]]:
        """For each node, the links of other notes that lead to it; managed blocks left out."""
        found: dict[str, list[Backlink]] = {}
        for path, note in self.notes.items():
            for link, target in zip(note.links, self.targets[path], strict=True):
                if target != path and not link.managed:
                    found.setdefault(target, []).append(Backlink(path, link))
        return {target: tuple(links) for target, links in found.items()}

    @cached_property
    def graph(self) -> nx.MultiDiGraph:
        """The same nodes and edges as a networkx graph, built when first asked for."""
        from thesisvault.graph.network import to_networkx

        return to_networkx(self)


def _grouped(edges: tuple[Edge, ...], key: Callable[[Edge], str]) -> dict[str, tuple[Edge, ...]]:
    found: dict[str, list[Edge]] = {}
    for edge in edges:
        found.setdefault(key(edge), []).append(edge)
    return {node: tuple(group) for node, group in found.items()}


def placeholder_id(target: str) -> str:
    """The node of a link that no note answers."""
    folded = fold(target).strip()
    return f"[[{folded.removesuffix('.md')}]]"


def plain_id(name: str) -> str:
    """The node of plain words that no note answers."""
    return f'"{fold(name).strip()}"'
