"""The vault as a graph: nodes that are notes or only names, edges that say where they stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from thesisvault.graph.folding import fold, link_key
from thesisvault.graph.lazy import Lazy
from thesisvault.graph.names import Names
from thesisvault.graph.nodes import Node, placeholder_id, placeholder_name, plain_id
from thesisvault.graph.source import Source, names_side
from thesisvault.graph.statements import KIND_BY_USE, Edge, Relation, link_edges, typed_edges
from thesisvault.model.facts import Reference
from thesisvault.model.note import Kind, Link, Note, Profile
from thesisvault.parser.facts.kinds import kind_of_name

if TYPE_CHECKING:
    import networkx as nx

ABOUT = frozenset({Kind.THESIS, Kind.CATALYST})
"""The kinds of notes that are about what they link."""


class Backlink(Struct, frozen=True):
    """A link in another note, seen from the note it leads to."""

    source: str
    link: Link


class Vault:
    """A vault on one day, which never changes: an edit makes a new one.

    Nothing is read from its source before it is asked for. A review asks for `stated`, `outgoing`
    and `incoming`, which need the notes that state something, and for single notes beyond them;
    `nodes`, `edges` and `graph` are the whole graph, and need every note.
    """

    def __init__(self, source: Source) -> None:
        """The same vault for the same notes, whatever source they come from."""
        self._source = source
        self.names = Names(source)
        self._notes = Lazy(source.note, self._every_path)
        self._profiles = Lazy(source.profile, self._notes.keys)
        self._targets = Lazy(self._find_targets, self._notes.keys)
        self._nodes = Lazy(self._find_node, self._all_nodes)
        self._backlinks = Lazy(self._find_backlinks, self._linked)
        self._uses: dict[str, set[Relation]] = {}
        """The relations that lead to each node."""
        self._plain: dict[str, str] = {}
        """The nodes of plain words, as first written."""

    @property
    def attachments(self) -> Collection[str]:
        """The vault's files that are no notes."""
        return self._source.attachments

    @property
    def newest(self) -> dt.date | None:
        """The latest date that a note has."""
        return self._source.newest()

    @property
    def notes(self) -> Mapping[str, Note]:
        """Every note, by path."""
        return self._notes

    @property
    def targets(self) -> Mapping[str, tuple[str, ...]]:
        """For each note, the node that each of its links leads to, in the links' order."""
        return self._targets

    @property
    def nodes(self) -> Mapping[str, Node]:
        """Every node, by id."""
        return self._nodes

    @property
    def backlinks(self) -> Mapping[str, tuple[Backlink, ...]]:
        """For each node, the links of other notes that lead to it; managed blocks left out."""
        return self._backlinks

    @cached_property
    def noted_facts(self) -> Mapping[str, Profile]:
        """The notes that state something or are about a market, by path."""
        found = {note.path: note for note in self._source.noted_facts()}
        self._profiles.hold(found)
        return found

    @cached_property
    def outgoing(self) -> Mapping[str, tuple[Edge, ...]]:
        """The edges that a review walks, by the node they leave, in the text's order.

        All that facts state, and the bare links of theses and catalysts: those are about what they
        link. A bare link of another note says nothing that a review could use.
        """
        return _grouped(self._statements, lambda edge: edge.source)

    @cached_property
    def incoming(self) -> Mapping[str, tuple[Edge, ...]]:
        """The edges that a review walks, by the node they lead to."""
        return _grouped(self._statements, lambda edge: edge.target)

    @cached_property
    def stated(self) -> Mapping[str, Node]:
        """The nodes that facts come from or are about, and every thesis that is only named."""
        self._typed  # noqa: B018  # fills `_uses`
        named: dict[str, str] = {}
        for note in self._source.with_side_links():
            self._collect(note, names_side, named)
        ids = sorted({*self.noted_facts, *self._uses, *named})
        return {node: found for node in ids if (found := self.nodes.get(node)) is not None}

    @cached_property
    def edges(self) -> tuple[Edge, ...]:
        """Every edge, by the note that makes it."""
        return tuple(edge for note in self.notes.values() for edge in self._edges_of(note))

    @cached_property
    def graph(self) -> nx.MultiDiGraph:
        """The same nodes and edges as a networkx graph, built when first asked for."""
        from thesisvault.graph.network import to_networkx

        return to_networkx(self)

    def resolved(self, note: Profile) -> tuple[tuple[Link, str | None], ...]:
        """Each link of a note with the file it opens, or None where there is none."""
        return tuple((link, self.names.resolve(link.target, note.path)) for link in note.links)

    def node_id(self, reference: Reference, source: str) -> str:
        """The node that a fact's reference in note `source` names."""
        name = reference.name
        if reference.linked:
            return self._lead(name, source)
        if named := self.names.named(name):
            return named[0]
        node = placeholder_id(name)
        return node if self._placeholder(node) is not None else plain_id(name)

    def without_note(self, name: str) -> Iterator[Node]:
        """The nodes of that name, in any case, that have no note; links before plain words."""
        found = [
            node
            for node in map(self.nodes.get, {**self._unresolved(link_key(name)), **self._referred})
            if node is not None and node.note is None and fold(node.name) == fold(name)
        ]
        self._typed  # noqa: B018  # fills `_plain`
        plain = self.nodes.get(plain_id(name))
        yield from sorted(found, key=lambda node: node.id) or ([plain] if plain else [])

    def _lead(self, target: str, source: str) -> str:
        path = self.names.resolve(target, source)
        return path if path is not None else placeholder_id(target)

    @cached_property
    def _typed(self) -> dict[str, tuple[Edge, ...]]:
        return {
            path: tuple(typed_edges(note, self._refer)) for path, note in self.noted_facts.items()
        }

    def _refer(self, reference: Reference, source: str, relation: Relation) -> str:
        node = self.node_id(reference, source)
        self._uses.setdefault(node, set()).add(relation)
        if not reference.linked and node == plain_id(reference.name):
            self._plain.setdefault(node, reference.name)
        return node

    def _edges_of(self, note: Profile) -> tuple[Edge, ...]:
        typed = self._typed.get(note.path, ())
        return (*typed, *link_edges(note, self.targets[note.path], typed))

    @cached_property
    def _statements(self) -> tuple[Edge, ...]:
        return tuple(
            edge
            for path, note in self.noted_facts.items()
            for edge in (self._edges_of(note) if note.kind in ABOUT else self._typed[path])
        )

    def _every_path(self) -> Collection[str]:
        # One question for all notes, not one for each.
        found = {note.path: note for note in self._source.every()}
        self._notes.hold(found)
        return found.keys()

    def _find_targets(self, path: str) -> tuple[str, ...] | None:
        note = self.notes.get(path)
        return None if note is None else tuple(self._lead(k.target, path) for k in note.links)

    def _find_backlinks(self, node: str) -> tuple[Backlink, ...] | None:
        key = link_key(node[2:-2] if node not in self.notes and node.startswith("[[") else node)
        found = (
            Backlink(note.path, link)
            for note in self._source.linking(key)
            if note.path != node
            for link in note.links
            if not link.managed
            and link_key(link.target) == key
            and self._lead(link.target, note.path) == node
        )
        return tuple(found) or None

    def _linked(self) -> Collection[str]:
        return {
            target
            for path, note in self.notes.items()
            for link, target in zip(note.links, self.targets[path], strict=True)
            if target != path and not link.managed
        }

    def _find_node(self, node: str) -> Node | None:
        note = self._profiles.get(node)
        if note is not None:
            return Node(node, note.title, note.kind, note, True)
        self._typed  # noqa: B018  # what facts say of a name decides what it is about
        name = self._placeholder(node) if node.startswith("[[") else self._plain.get(node)
        if node in self._uses and node in self.attachments:
            name = node.rpartition("/")[2]
        if name is None:
            return None
        kind = kind_of_name(name)
        if kind is Kind.NOTE:
            uses = self._uses.get(node, set())
            kind = next((kind for use, kind in KIND_BY_USE.items() if use in uses), kind)
        return Node(node, name, kind, None, node.startswith("[["))

    def _placeholder(self, node: str) -> str | None:
        """The name of a link without a note, as first written, by path and place."""
        found = self._unresolved(link_key(node[2:-2])).get(node)
        return self._referred.get(node) if found is None else found

    def _unresolved(self, key: str) -> Mapping[str, str]:
        """The nodes without a note that links of this key lead to, each with its name."""
        found = self._by_key.get(key)
        if found is None:
            found = self._by_key[key] = {}
            for note in self._source.linking(key):
                self._collect(note, key.__eq__, found)
        return found

    def _collect(self, note: Profile, wanted: Callable[[str], bool], found: dict[str, str]) -> None:
        """Add the nodes without a note that links of `note` lead to, where `wanted` their key."""
        for link in note.links:
            target = link.target
            if link.managed or not target or not wanted(link_key(target)):
                continue
            if self.names.resolve(target, note.path) is None:
                found.setdefault(placeholder_id(target), placeholder_name(target))

    @cached_property
    def _by_key(self) -> dict[str, dict[str, str]]:
        return {}

    @cached_property
    def _referred(self) -> Mapping[str, str]:
        """The same for links within longer texts of properties, which are no links of the note."""
        found: dict[str, str] = {}
        for path, note in self.noted_facts.items():
            facts = note.facts
            subjects = (item.subject for item in facts.exposures)
            for reference in (*subjects, *(item.other for item in facts.relations)):
                if reference.linked and self.names.resolve(reference.name, path) is None:
                    name = placeholder_name(reference.name)
                    found.setdefault(placeholder_id(reference.name), name)
        return found

    def _all_nodes(self) -> Collection[str]:
        found: dict[str, str] = {}
        for note in self.notes.values():
            self._collect(note, lambda key: True, found)
        self._typed  # noqa: B018  # fills `_plain`
        attached = (node for node in self._uses if node in self.attachments)
        return sorted({*self.notes, *found, *self._referred, *self._plain, *attached})


def _grouped(edges: Iterable[Edge], key: Callable[[Edge], str]) -> dict[str, tuple[Edge, ...]]:
    found: dict[str, list[Edge]] = {}
    for edge in edges:
        found.setdefault(key(edge), []).append(edge)
    return {node: tuple(group) for node, group in found.items()}
