"""A vault that differs from another one in a few files, and takes over what those cannot change."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Set
from functools import cached_property
from typing import TypeAlias, TypeVar

from thesisvault.graph.folding import fold, link_key
from thesisvault.graph.names import Spelled
from thesisvault.graph.source import Source, aliases, states, tickers, titles
from thesisvault.graph.statements import (
    Edge,
    Node,
    Relation,
    Said,
    Statements,
    linked_in_facts,
    may_be_path,
)
from thesisvault.graph.vault import Vault, by_source, by_target
from thesisvault.model.note import Note, Profile

T = TypeVar("T")


Change: TypeAlias = tuple[Note | None, Note | None]
"""What stood at a path, and what is there now; None where no note is."""


def _ties(note: Note | None) -> frozenset[tuple[str, str, str]]:
    """What a note is called, as what, and what it links: by a folded name or the key of a link."""
    if note is None:
        return frozenset()
    called = [
        (fold(name), f"{of.__name__} {note.kind}", "")
        for of in (titles, aliases, tickers)
        for name in of(note)
    ]
    targets = [link.target for link in note.links if link.target and not link.managed]
    targets += (reference.name for reference in linked_in_facts(note))
    linked = [(link_key(target), "", target) for target in targets]
    return frozenset((*called, (link_key(note.path), note.kind, ""), *linked))


class Near(Vault):
    """The same vault as one that is made anew of its source.

    A reference can lead elsewhere than in the other vault only where its name is one by which a
    changed file is found, or that a link of a changed note makes or unmakes.
    """

    def __init__(
        self,
        other: Vault,
        source: Source,
        changed: Mapping[str, Change],
        keys: Iterable[str] | None = None,
    ) -> None:
        """`changed`: the files that came, went or are not the same as in `other`.

        `other` is asked at once, only for what it has read of notes that state something. `keys`:
        those names, where they are known without what stood there.
        """
        super().__init__(source)
        self._moved = changed.keys()
        if keys is None:
            keys = (key for path in changed for key in self._changed_keys(path, *changed[path]))
        self._keys = frozenset(keys)
        self._stated_before, self._nodes_before = other._statements, other._nodes.found
        self._notes.hold(self._spared(other._notes.found))
        self._profiles.hold(self._spared(other._profiles.found))
        came = [note for path in changed if (note := self._profiles.get(path)) and states(note)]
        notes = self._spared(other.noted_facts) | {note.path: note for note in came}
        self.noted_facts = {path: notes[path] for path in sorted(notes)}
        self.names.take_over(other.names, self._keys)
        self._asked = self._mapped(self._moved, other._asked, self._asked_by)
        anew = {
            path
            for path, asked in (self._asked.items() if self._keys else ())
            if not asked.isdisjoint(self._keys)
        }
        anew |= self._moved & notes.keys()
        self._texts = self._mapped(anew, other._texts, self._unwritten.in_facts)
        said = self._mapped(anew, other._statements.said, self._said_by)
        is_same = said is other._statements.said
        self._statements = other._statements if is_same else Statements.of(said)
        self._walked = self._mapped(anew, other._walked, self._walked_of)
        differing = {
            path
            for path in anew | self._moved
            if other._walked.get(path, ()) != self._walked.get(path, ())
        }
        old, new = (
            [edge for path in sorted(differing) for edge in walked.get(path, ())]
            for walked in (other._walked, self._walked)
        )
        self.changed = frozenset(old).symmetric_difference(new)
        """The edges that a review walks in one of the two vaults alone."""
        self.outgoing, self.incoming = (
            _regrouped(before, differing, old, new, key)
            for before, key in ((other.outgoing, by_source), (other.incoming, by_target))
        )

    def _changed_keys(self, path: str, before: Note | None, after: Note | None) -> Iterator[str]:
        """The names by which a reference may lead elsewhere, as what stands at a path changed."""
        if before is None and after is None:
            yield link_key(path)
        for key, _, target in _ties(before) ^ _ties(after):
            # A link makes a node only where no file answers; where one did not before, the file
            # itself has changed.
            if not target or self.names.resolve(target, path) is None:
                yield key

    def _spared(self, of: Mapping[str, T]) -> dict[str, T]:
        found = dict(of)
        for path in self._moved:
            found.pop(path, None)
        return found

    def _mapped(
        self, anew: Set[str], before: Mapping[str, T], make: Callable[[Profile], T]
    ) -> Mapping[str, T]:
        """What `make` finds of each note that states something; as before, but for some."""
        notes = self.noted_facts
        made = {path: make(notes[path]) for path in anew & notes.keys()}
        if notes.keys() == before.keys():
            return {**before, **made} if made else before
        return {path: made[path] if path in made else before[path] for path in notes}

    def _find_node(self, node: str) -> Node | None:
        held = self._nodes_before.get(node)
        now, before = self._statements, self._stated_before
        is_same = (
            held is not None
            and node not in self._moved
            and self._keys.isdisjoint((link_key(node), link_key(node[2:-2])))
            and now.uses.get(node) == before.uses.get(node)
            and now.plain.get(node) == before.plain.get(node)
        )
        return held if is_same else super()._find_node(node)


class Shown(Vault):
    """The same as a `Near` one, for who asks it about single notes: that one is made only where a
    question needs what all notes state.
    """

    def __init__(
        self, source: Source, spelled: Spelled | None, near: Callable[[Source], Near]
    ) -> None:
        """`near` makes the other one of the same `source`."""
        super().__init__(source, spelled)
        self._make = near
        self._said: dict[str, Said] = {}

    @cached_property
    def _near(self) -> Near:
        return self._make(self._source)

    @cached_property
    def noted_facts(self) -> Mapping[str, Profile]:
        """The notes that state something or are about a market, by path."""
        return self._near.noted_facts

    @cached_property
    def outgoing(self) -> Mapping[str, tuple[Edge, ...]]:
        """The edges that a review walks, by the node they leave."""
        return self._near.outgoing

    @cached_property
    def incoming(self) -> Mapping[str, tuple[Edge, ...]]:
        """The edges that a review walks, by the node they lead to."""
        return self._near.incoming

    def stated_by(self, path: str) -> tuple[Edge, ...]:
        """The edges that the facts of one note state: no other note is read for that."""
        note = self.profile(path)
        return self._said_by(note).edges if note is not None else ()

    def recorded(self) -> Iterable[Profile]:
        """The notes with figures of a metric, by path."""
        return self._source.recorded()

    def _said_by(self, note: Profile) -> Said:
        if (said := self._said.get(note.path)) is None:
            said = self._said[note.path] = super()._said_by(note)
        return said

    def _relations_to(self, node: str) -> Set[Relation]:
        return {
            relation for said in self._said_of(node) for to, relation in said.uses if to == node
        }

    def _plain_name(self, node: str) -> str | None:
        names = (name for said in self._said_of(node) for to, name in said.plain if to == node)
        return next(names, None)

    def _said_of(self, node: str) -> Iterator[Said]:
        """What those notes state that may speak of a node, by path."""
        is_plain = node.startswith('"')
        bare = node[1:-1] if is_plain else node.removeprefix("[[").removesuffix("]]")
        note = self.notes.get(node) if may_be_path(node) else None
        called = (name for of in (titles, aliases, tickers) if note for name in of(note))
        names = {bare.removesuffix(".md"), link_key(bare), *map(fold, called)}
        linking = () if is_plain else self._source.linking(link_key(bare))
        for said in self._noted({*linking, *self._speaking(names)}):
            yield self._said_by(said)

    def _texts_of(self, key: str | None) -> Mapping[str, str]:
        if key is None:
            return super()._texts_of(None)
        found: dict[str, str] = {}
        for note in self._noted(self._speaking({key})):
            for node, name in self._unwritten.in_facts(note).items():
                found.setdefault(node, name)
        return found

    def _speaking(self, names: Iterable[str]) -> set[str]:
        return {path for name in names for path in self._source.speaking_of(name)}

    def _noted(self, paths: Iterable[str]) -> Iterator[Profile]:
        """Those of these notes that state something, by path."""
        self._links.read(paths)
        notes = (self.profile(path) for path in sorted(paths))
        return (note for note in notes if note is not None and states(note))

    @cached_property
    def _statements(self) -> Statements:
        return self._near._statements

    @cached_property
    def _texts(self) -> Mapping[str, Mapping[str, str]]:
        return self._near._texts

    def let_go(self) -> None:
        """Free both; they are asked no more."""
        if "_near" in vars(self):
            self._near.let_go()
        super().let_go()


def _regrouped(
    before: Mapping[str, tuple[Edge, ...]],
    notes: Collection[str],
    old: Iterable[Edge],
    new: Iterable[Edge],
    key: Callable[[Edge], str],
) -> Mapping[str, tuple[Edge, ...]]:
    """Groups of edges, in which some notes now make other ones: `new` in the place of `old`."""
    found = dict(before)
    came: dict[str, list[Edge]] = {key(edge): [] for edge in old}
    for edge in new:
        came.setdefault(key(edge), []).append(edge)
    for node, edges in came.items():
        stayed = [edge for edge in before.get(node, ()) if edge.note not in notes]
        # Sorting keeps the order of the edges of one note.
        group = tuple(sorted((*stayed, *edges), key=lambda edge: edge.note))
        if group:
            found[node] = group
        else:
            del found[node]
    return found
