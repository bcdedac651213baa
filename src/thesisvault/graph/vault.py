"""The vault as a graph: nodes that are notes or only names, edges that say where they stand.

It is built whole, every time: stale links are what incremental resolution costs.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Set
from functools import cached_property
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from thesisvault.graph.folding import fold, link_key
from thesisvault.graph.names import Names, Spelled
from thesisvault.graph.overlay import Overlay
from thesisvault.graph.source import MemorySource, Source
from thesisvault.graph.statements import (
    KIND_BY_USE,
    Edge,
    Node,
    Relation,
    Said,
    Statements,
    asked_by,
    link_edges,
    may_be_path,
    placeholder_id,
    plain_id,
    said_by,
)
from thesisvault.graph.unwritten import Lazy, LinkReader, Unwritten
from thesisvault.model.facts import Reference
from thesisvault.model.note import THESES, Head, Kind, Link, Note, Profile
from thesisvault.model.symbols import other_spellings
from thesisvault.parser.facts.identity import before_strategy, is_symbol
from thesisvault.parser.facts.sides import side_of_name

if TYPE_CHECKING:
    import networkx as nx

_NO_SECURITY = frozenset({Kind.THESIS, Kind.SOURCE, Kind.TRADE, Kind.MARKET})
"""Kinds of notes that are called by a symbol, and are about something else than the security."""
_ISIN = re.compile(r"[A-Z]{2}[A-Z0-9]{9}[0-9]")
ABOUT = frozenset({Kind.THESIS, Kind.CATALYST})
"""The kinds of notes that are about what they link."""
_OF_THESES = frozenset({Relation.IMPACT, Relation.MATTERS_TO})
"""What leads to theses alone."""

_TAKEN_OVER = ("noted_facts", "_statements", "_asked", "_texts", "_walked", "outgoing", "incoming")
"""What a `graph.near.Near` vault asks of the other one."""


def _called(note: Profile) -> str:
    """A note's title; of a thesis whose file is only called so, the name of its folder."""
    folder = note.path.rpartition("/")[0].rpartition("/")[2]
    is_plain = note.title.casefold() in _SAYS_NOTHING and note.kind in THESES
    return folder if is_plain and folder else note.title


_SAYS_NOTHING = frozenset({"thesis", "investment thesis", "readme", "analysis", "notes"})
"""Names of files that many folders have."""


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

    def __init__(self, source: Source, spelled: Spelled | None = None) -> None:
        """The same vault for the same notes, whatever source they come from.

        `spelled`: its names, where they are known (`Names`).
        """
        self._source = source
        self.names = Names(source, spelled)
        self._notes = Lazy(source.note, self._every_note)
        self._profiles = Lazy(source.profile, self._every_profile)
        self._links = LinkReader(source, self._profiles)
        self._unwritten = Unwritten(self.names, self._links, self._texts_of)
        self._targets = Lazy(self._find_targets, self._profiles.keys)
        self._nodes = Lazy(self._find_node, self._every_node)
        self._links_to: dict[str, dict[str, list[Backlink]]] = {}
        self._backlinks = Lazy(self._find_backlinks, self._every_target)
        self._members = Lazy(self._find_members, lambda: self.incoming)

    def let_go(self) -> None:
        """Free it at once, asked no more: it is a circle, for which Python seldom looks."""
        vars(self).clear()

    def settle(self) -> None:
        """Read now what a `Near` one takes over: soon its source may say something else."""
        for name in _TAKEN_OVER:
            getattr(self, name)

    @property
    def is_settled(self) -> bool:
        """Whether that has been read."""
        return all(name in vars(self) for name in _TAKEN_OVER)

    @property
    def has_edges(self) -> bool:
        """Whether most of that has been read."""
        return "_walked" in vars(self)

    @property
    def attachments(self) -> Collection[str]:
        """The vault's files that are not notes."""
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

    @property
    def members(self) -> Mapping[str, tuple[Edge, ...]]:
        """For each node of `incoming`, the edges that make others its members.

        A name that n theses hold is asked for them n times: what leads to it is looked at once.
        """
        return self._members

    @cached_property
    def heads(self) -> Mapping[str, Head]:
        """What a list shows of every note, by path."""
        return {head.path: head for head in self._source.heads()}

    def profile(self, path: str) -> Profile | None:
        """What a review must know of the note at a path."""
        return self._profiles.get(path)

    def linking(self, *files: str) -> list[str]:
        """The notes with a link that one of these files could answer, and those of them that are
        notes, by path; links in managed blocks are left out.
        """
        found = {path for file in files for path in self._source.linking(link_key(file))}
        return sorted(found.union(file for file in files if file in self._profiles))

    def moved(self, old: str, new: str) -> Vault:
        """The vault with one file at another path."""
        note = self.notes.get(old)
        notes, files = ({new: replace(note, path=new)}, ()) if note else ({}, (new,))
        return Vault(Overlay(self._source, notes, gone=(old,), files=files))

    def unwritten(self) -> Iterator[Node]:
        """Every name that links use and that has no note, by id."""
        found = (self.nodes.get(node) for node in sorted(self._unwritten.every()))
        return (node for node in found if node is not None)

    @cached_property
    def noted_facts(self) -> Mapping[str, Profile]:
        """The notes that state something or are about a market, by path."""
        found = {note.path: note for note in self._source.noted_facts()}
        self._profiles.hold(found)
        return found

    def recorded(self) -> Iterable[Profile]:
        """The notes with figures of a metric, by path."""
        return (note for note in self.noted_facts.values() if note.facts.metrics)

    @cached_property
    def outgoing(self) -> Mapping[str, tuple[Edge, ...]]:
        """The edges that a review walks, by the node they leave, in the text's order.

        All that facts state, and the bare links of theses and catalysts: those are about what they
        link. A bare link of another note says nothing that a review could use.
        """
        return _grouped(self._walked.values(), by_source)

    @cached_property
    def incoming(self) -> Mapping[str, tuple[Edge, ...]]:
        """The edges that a review walks, by the node they lead to."""
        return _grouped(self._walked.values(), by_target)

    def stated_by(self, path: str) -> tuple[Edge, ...]:
        """The edges that the facts of one note state, in the text's order."""
        said = self._statements.said.get(path)
        return said.edges if said else ()

    @cached_property
    def stated(self) -> Mapping[str, Node]:
        """The nodes that facts come from or are about."""
        ids = sorted({*self.noted_facts, *self._statements.uses})
        return {node: found for node in ids if (found := self.nodes.get(node)) is not None}

    @cached_property
    def may_be_theses(self) -> tuple[Node, ...]:
        """The nodes of `stated` that may be theses: by their notes, or by what moves them."""
        notes = self.noted_facts.items()
        ids = {path for path, it in notes if it.kind is Kind.THESIS or it.facts.is_thesis}
        uses = self._statements.uses.items()
        ids.update(node for node, found in uses if not found.isdisjoint(_OF_THESES))
        return tuple(node for one in sorted(ids) if (node := self.nodes.get(one)) is not None)

    @cached_property
    def edges(self) -> tuple[Edge, ...]:
        """Every edge, by the note that makes it."""
        return tuple(edge for note in self._profiles.values() for edge in self._edges_of(note))

    def edges_about(self, nodes: Collection[str]) -> Iterator[Edge]:
        """Those of `edges` that leave one of these nodes or lead to it, in the same order.

        Only the notes that make them are read.
        """
        makers = {node for node in nodes if node in self._profiles}
        for node in nodes:
            makers.update(link.source for link in self.backlinks.get(node, ()))
            stated = (*self.outgoing.get(node, ()), *self.incoming.get(node, ()))
            makers.update(edge.note for edge in stated)
        for path in sorted(makers):
            for edge in self._edges_of(self._profiles[path]):
                if edge.source in nodes or edge.target in nodes:
                    yield edge

    @cached_property
    def graph(self) -> nx.MultiDiGraph:
        """The same nodes and edges as a networkx graph, built when first asked for."""
        from thesisvault.graph.network import to_networkx

        return to_networkx(self)

    def resolved(self, note: Profile) -> tuple[tuple[Link, str | None], ...]:
        """Each link of a note with the file it opens, or None where there is none."""
        return tuple((link, self.names.resolve(link.target, note.path)) for link in note.links)

    def is_orphan(self, path: str) -> bool:
        """Whether a note links no other file, and none links it; managed blocks left out."""
        return not self.backlinks.get(path) and not any(
            target is not None and target != path
            for link, target in self.resolved(self.notes[path])
            if not link.managed
        )

    def node_id(self, reference: Reference, source: str) -> str:
        """The node that a fact's reference in note `source` names."""
        name = reference.name
        if reference.linked:
            node = self._lead(name, source)
            # A link by a ticker leads nowhere in Obsidian, and names a security all the same.
            is_ticker = not may_be_path(node) and is_symbol(name)
            return (next(self._securities(name), None) if is_ticker else None) or node
        if reference.is_symbol:
            if found := next(self._securities(name), None) or self._traded_as(name):
                return found
        elif named := self.names.named(name):
            return named[0]
        node = placeholder_id(name)
        linked = self._unwritten.name(node)
        # `[[Cost]]` is hardly meant by the symbol `COST`.
        is_meant = linked == name if reference.is_symbol else linked is not None
        return node if is_meant else plain_id(name)

    def _securities(self, symbol: str) -> Iterator[str]:
        """The notes that a symbol names, those of theses about it left out. A note that says of no
        symbol does not take one by an alias: what trades so would have no price. No price is kept
        under an ISIN.
        """
        names = self.names
        called = (*names.by_ticker(symbol), *names.by_title(symbol))
        for path in (*called, *names.by_alias(symbol)):
            note = self._profiles.get(path)
            if note is None or note.kind in _NO_SECURITY:
                continue
            if path in called or note.facts.symbol is not None or _ISIN.fullmatch(symbol):
                yield path

    def _traded_as(self, symbol: str) -> str | None:
        """The one stock's note of a symbol with the name of a strategy behind it, or with another
        mark of its market: `NVDA-DIP`, `HK.00700`.
        """
        notes = {path for name in _spelled(symbol) for path in self.names.by_ticker(name)}
        stocks = [path for path in notes if self._kind_at(path) is Kind.STOCK]
        return stocks[0] if len(stocks) == 1 else None

    def without_note(self, name: str) -> Iterator[Node]:
        """The nodes of that name, in any case, that have no note; links before plain words."""
        found = [
            node
            for node in map(self.nodes.get, self._unwritten.of_key(link_key(name)))
            if node is not None and node.note is None and fold(node.name) == fold(name)
        ]
        plain = self.nodes.get(plain_id(name))
        yield from sorted(found, key=lambda node: node.id) or ([plain] if plain else [])

    def _lead(self, target: str, source: str) -> str:
        path = self.names.resolve(target, source)
        return path if path is not None else placeholder_id(target)

    @cached_property
    def _statements(self) -> Statements:
        notes = self.noted_facts.items()
        return Statements.of({path: self._said_by(note) for path, note in notes})

    def _said_by(self, note: Profile) -> Said:
        return said_by(note, self.node_id, self._kind_at)

    @cached_property
    def _asked(self) -> Mapping[str, frozenset[str]]:
        """The names that decide where the references of a note lead, by the note."""
        return {path: self._asked_by(note) for path, note in self.noted_facts.items()}

    def _asked_by(self, note: Profile) -> frozenset[str]:
        names = [reference.name for reference in asked_by(note)]
        names += [other for name in names for other in _spelled(name)]
        if note.kind in ABOUT:
            names += (link.target for link in note.links)
        return frozenset((*map(link_key, names), *(fold(name.strip()) for name in names)))

    @cached_property
    def _texts(self) -> Mapping[str, Mapping[str, str]]:
        """The names without a note that facts link, by the note that states them."""
        return {path: self._unwritten.in_facts(note) for path, note in self.noted_facts.items()}

    def _texts_of(self, key: str | None) -> Mapping[str, str]:
        return self._texts_by_key.get(key, {})

    @cached_property
    def _texts_by_key(self) -> Mapping[str | None, Mapping[str, str]]:
        """The same by the key of the link, the first of each name; without a key all of them."""
        every: dict[str, str] = {}
        found: dict[str | None, dict[str, str]] = {None: every}
        for text in self._texts.values():
            for node, name in text.items():
                for names in (every, found.setdefault(link_key(node[2:-2]), {})):
                    names.setdefault(node, name)
        return found

    def _kind_at(self, path: str) -> Kind | None:
        note = self._profiles.get(path)
        return None if note is None else note.kind

    @cached_property
    def _walked(self) -> Mapping[str, tuple[Edge, ...]]:
        """The edges that a review walks, by the note that makes them."""
        return {path: self._walked_of(note) for path, note in self.noted_facts.items()}

    def _walked_of(self, note: Profile) -> tuple[Edge, ...]:
        return self._edges_of(note) if note.kind in ABOUT else self.stated_by(note.path)

    def _edges_of(self, note: Profile) -> tuple[Edge, ...]:
        typed = self.stated_by(note.path)
        return (*typed, *link_edges(note, self.targets[note.path], typed))

    def _find_targets(self, path: str) -> tuple[str, ...] | None:
        note = self._profiles.get(path)
        return None if note is None else tuple(self._lead(k.target, path) for k in note.links)

    def _find_backlinks(self, node: str) -> tuple[Backlink, ...] | None:
        key = link_key(node[2:-2] if node.startswith("[[") and not self._is_note(node) else node)
        if key not in self._links_to:
            # All nodes of one key together: its links are many where its nodes are.
            found: dict[str, list[Backlink]] = {}
            for path, link in self._links.linking(key):
                target = self._lead(link.target, path)
                if path != target:
                    found.setdefault(target, []).append(Backlink(path, link))
            self._links_to[key] = found
        return tuple(self._links_to[key].get(node, ())) or None

    def _find_members(self, node: str) -> tuple[Edge, ...]:
        led = self.incoming.get(node, ())
        return tuple(edge for edge in led if edge.relation is Relation.MEMBER_OF)

    def _is_note(self, node: str) -> bool:
        return node in self._profiles

    def _find_node(self, node: str) -> Node | None:
        note = self._profiles.get(node) if may_be_path(node) else None
        if note is not None:
            return Node(node, _called(note), self._kind_of(note), note, True)
        # What facts say of a name decides what it is about.
        uses = self._relations_to(node)
        linked = node.startswith("[[")
        name = self._unwritten.name(node) if linked else self._plain_name(node)
        if uses and node in self.attachments:
            name = node.rpartition("/")[2]
        if name is None:
            return None
        kind = next((kind for use, kind in KIND_BY_USE.items() if use in uses), Kind.NOTE)
        return Node(node, name, kind, None, linked)

    def _kind_of(self, note: Profile) -> Kind:
        """A note that is called as theses are, and of which others say what moves it, is one."""
        may_be = note.kind is Kind.NOTE and side_of_name(note.title)
        if may_be and not _OF_THESES.isdisjoint(self._relations_to(note.path)):
            return Kind.THESIS
        return note.kind

    def _relations_to(self, node: str) -> Set[Relation]:
        """The relations that lead to a node."""
        return self._statements.uses.get(node, frozenset())

    def _plain_name(self, node: str) -> str | None:
        """A node of plain words as it is first written."""
        return self._statements.plain.get(node)

    # The whole graph: from here on every note is read, all of them with one question.

    def _every_note(self) -> Collection[str]:
        found = {note.path: note for note in self._source.every()}
        self._notes.hold(found)
        return found.keys()

    def _every_profile(self) -> Collection[str]:
        found = {note.path: note for note in self._source.profiles()}
        self._profiles.hold(found)
        return found.keys()

    def _every_node(self) -> Collection[str]:
        statements = self._statements
        attached = (node for node in statements.uses if node in self.attachments)
        return sorted({*self._profiles, *self._unwritten.every(), *statements.plain, *attached})

    def _every_target(self) -> Collection[str]:
        return {
            target
            for path, note in self._profiles.items()
            for link, target in zip(note.links, self.targets[path], strict=True)
            if target != path and not link.managed
        }


by_source = attrgetter("source")
by_target = attrgetter("target")
"""By which node edges are grouped."""


def _spelled(symbol: str) -> Iterator[str]:
    """What the stock of a symbol may have for its ticker, where none has the symbol itself."""
    if head := before_strategy(symbol):
        yield head
    yield from other_spellings(symbol)


def _grouped(
    edges: Iterable[Iterable[Edge]], key: Callable[[Edge], str]
) -> dict[str, tuple[Edge, ...]]:
    found: dict[str, list[Edge]] = {}
    for edge in chain.from_iterable(edges):
        found.setdefault(key(edge), []).append(edge)
    return {node: tuple(group) for node, group in found.items()}


def build(notes: Iterable[Note], attachments: Iterable[str] = ()) -> Vault:
    """The vault that these notes make; the same one whatever their order."""
    return Vault(MemorySource(notes, attachments))
