"""A vault without one of its notes, which takes over what the note cannot change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from thesisvault.graph.overlay import Overlay
from thesisvault.graph.source import Source
from thesisvault.graph.statements import Edge, Node, Statements, placeholder_id, said_by
from thesisvault.graph.vault import ABOUT, Vault
from thesisvault.model.note import Profile


class Removals:
    """Takes notes away from a vault, one at a time, each in a vault of its own."""

    def __init__(self, whole: Vault, source: Source) -> None:
        """`source` is that of `whole`."""
        self._whole, self._source = whole, source

    def without(self, path: str) -> Without:
        """The vault without the note at `path`, which states something."""
        return Without(self._whole, self._source, path, self._naming)

    @cached_property
    def _naming(self) -> Mapping[str, set[str]]:
        """By node, the notes that state something and refer to it."""
        found: dict[str, set[str]] = {}
        for path, note in self._whole.noted_facts.items():
            nodes = {node for node, _ in self._whole._statements.said[path].uses}
            if note.kind in ABOUT:
                nodes.update(self._whole.targets[path])
            for node in nodes:
                found.setdefault(node, set()).add(path)
        return found


class Without(Vault):
    """The same vault as one whose source never had the note.

    A reference of another note can lead elsewhere only where it led to the note, or to a name
    without a note that links of this note, or links to it, make or unmake.
    """

    def __init__(
        self, whole: Vault, source: Source, path: str, naming: Mapping[str, set[str]]
    ) -> None:
        """`naming`: by node, the notes that refer to it."""
        super().__init__(Overlay(source, {}, gone=(path,)))
        self._whole, self._gone, self._naming = whole, path, naming

    @property
    def changed(self) -> Iterator[Edge]:
        """The edges that a review walks in one of the two vaults alone."""
        for path in (self._gone, *self._read_anew):
            before, after = self._whole._walked[path], self._walked.get(path, ())
            if before != after:
                yield from set(before).symmetric_difference(after)

    @cached_property
    def noted_facts(self) -> Mapping[str, Profile]:
        """The notes that state something or are about a market, by path."""
        notes = self._whole.noted_facts.items()
        found = {path: note for path, note in notes if path != self._gone}
        self._profiles.hold(found)
        return found

    @cached_property
    def _unsure(self) -> frozenset[str]:
        """The nodes that may be other ones, or be called otherwise."""
        whole, note = self._whole, self._whole.noted_facts[self._gone]
        led = {target for target in whole.targets[self._gone] if target.startswith("[[")}
        led.update(map(placeholder_id, _linked(note)))
        led.update(placeholder_id(one.link.target) for one in whole.backlinks.get(self._gone, ()))
        for path in self._naming.get(self._gone, ()):
            led.update(map(placeholder_id, _linked(whole.noted_facts[path])))
        names = {node[2:-2] for node in led}
        plain = {f'"{name}{ending}"' for name in names for ending in ("", ".md")}
        return frozenset({self._gone, *led, *plain})

    @cached_property
    def _read_anew(self) -> frozenset[str]:
        """The notes whose references may lead elsewhere."""
        notes = (self._naming.get(node, ()) for node in self._unsure)
        return frozenset(path for found in notes for path in found if path != self._gone)

    @cached_property
    def _statements(self) -> Statements:
        before = self._whole._statements.said
        return Statements.of(
            {
                path: said_by(note, self.node_id, self._kind_at)
                if path in self._read_anew
                else before[path]
                for path, note in self.noted_facts.items()
            }
        )

    @cached_property
    def _walked(self) -> Mapping[str, tuple[Edge, ...]]:
        before = self._whole._walked
        return {
            path: self._walked_of(note) if path in self._read_anew else before[path]
            for path, note in self.noted_facts.items()
        }

    def _find_node(self, node: str) -> Node | None:
        now, before = self._statements, self._whole._statements
        is_same = (
            node not in self._unsure
            and now.uses.get(node) == before.uses.get(node)
            and now.plain.get(node) == before.plain.get(node)
        )
        return self._whole.nodes.get(node) if is_same else super()._find_node(node)


def _linked(note: Profile) -> Iterator[str]:
    """The names in links of facts, which need not be links of the note."""
    facts = note.facts
    for reference in (
        *(item.subject for item in facts.exposures),
        *(item.other for item in facts.relations),
    ):
        if reference.linked:
            yield reference.name
