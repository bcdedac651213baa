"""Names that links use and that no note answers yet; a mapping that finds what it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cached_property
from typing import TypeVar

from thesisvault.graph.folding import link_key
from thesisvault.graph.names import Names
from thesisvault.graph.source import Source
from thesisvault.graph.statements import linked_in_facts, placeholder_id, placeholder_name
from thesisvault.model.note import Link, Profile

T = TypeVar("T")


class Lazy(Mapping[str, T]):
    """A mapping whose values are found when asked for, once each."""

    def __init__(
        self, find: Callable[[str], T | None], keys: Callable[[], Collection[str]]
    ) -> None:
        """`find` gives None where there is no such value; `keys` are asked for to list them all."""
        self._find, self._list = find, keys
        self._held: dict[str, T] = {}

    def hold(self, values: Mapping[str, T]) -> None:
        """Take in values that were found together; what is held already stays."""
        for key, value in values.items():
            self._held.setdefault(key, value)

    @property
    def found(self) -> Mapping[str, T]:
        """Those that have been found already."""
        return self._held

    def holds(self, key: str) -> bool:
        """Whether the value has been found already."""
        return key in self._held

    @property
    def is_whole(self) -> bool:
        """Whether all of them have been listed, which finds them all together."""
        return "_keys" in self.__dict__

    def __getitem__(self, key: str) -> T:
        """The value; `KeyError` where there is none."""
        value = self._held.get(key)
        if value is None:
            value = self._find(key)
            if value is None:
                raise KeyError(key)
            self._held[key] = value
        return value

    @cached_property
    def _keys(self) -> Collection[str]:
        return self._list()

    def __iter__(self) -> Iterator[str]:
        """Every key, in the order in which they were listed."""
        return iter(self._keys)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._keys)


class LinkReader:
    """The links of a vault's notes by key; each note is read once, however many keys it links."""

    def __init__(self, source: Source, profiles: Lazy[Profile]) -> None:
        """`profiles` keeps what is read."""
        self._source, self._profiles = source, profiles
        self._by_note: dict[str, dict[str, list[Link]]] = {}

    def linking(self, key: str) -> Iterator[tuple[str, Link]]:
        """The links whose target has this key, each with its note, by note and place."""
        paths = self._source.linking(key)
        self.read(paths)
        for path in paths:
            for link in self.of(path).get(key, ()):
                yield path, link

    def of(self, path: str) -> Mapping[str, list[Link]]:
        """The links of a note to other files, by key; those in managed blocks are left out."""
        found = self._by_note.get(path)
        if found is None:
            found = self._by_note[path] = {}
            for link in self._profiles[path].links:
                if link.target and not link.managed:
                    found.setdefault(link_key(link.target), []).append(link)
        return found

    def loose(self) -> Iterator[Profile]:
        """The notes with a link that may lead nowhere, by path; others may be among them."""
        if self._profiles.is_whole:
            return iter(self._profiles.values())
        paths = self._source.with_loose_links()
        self.read(paths)
        return (self._profiles[path] for path in paths)

    def read(self, paths: Iterable[str]) -> None:
        """Read these notes together, where they have not been read."""
        if lacking := [path for path in paths if not self._profiles.holds(path)]:
            self._profiles.hold({note.path: note for note in self._source.profiles(lacking)})


class Unwritten:
    """The nodes without a note that links lead to, each with its name as first written."""

    def __init__(
        self,
        names: Names,
        links: LinkReader,
        texts: Callable[[str | None], Mapping[str, str]],
    ) -> None:
        """`texts`: what `in_facts` finds of all notes that state something, the first of each
        name; of a key alone, or of all of them.
        """
        self._names, self._links, self._texts = names, links, texts
        self._by_key: dict[str, dict[str, str]] = {}
        self._all: Mapping[str, str] | None = None

    def name(self, node: str) -> str | None:
        """The node's name; None where no link leads to it, or a note answers."""
        if self._all is not None:
            return self._all.get(node)
        key = link_key(node[2:-2])
        found = self._linked(key).get(node)
        return self._texts(key).get(node) if found is None else found

    def of_key(self, key: str) -> Mapping[str, str]:
        """The nodes that links of this key lead to."""
        return {**self._texts(key), **self._linked(key)}

    def _linked(self, key: str) -> Mapping[str, str]:
        found = self._by_key.get(key)
        if found is None:
            found = self._by_key[key] = {}
            for path, link in self._links.linking(key):
                self._add(link.target, path, found)
        return found

    def every(self) -> Mapping[str, str]:
        """All of them."""
        if self._all is None:
            found: dict[str, str] = {}
            for note in self._links.loose():
                for link in note.links:
                    if link.target and not link.managed:
                        self._add(link.target, note.path, found)
            self._all = {**self._texts(None), **found}
        return self._all

    def in_facts(self, note: Profile) -> Mapping[str, str]:
        """Those that the facts of a note link within longer texts of properties, which are not
        links of the note.
        """
        found: dict[str, str] = {}
        for reference in linked_in_facts(note):
            self._add(reference.name, note.path, found)
        return found

    def _add(self, target: str, source: str, found: dict[str, str]) -> None:
        if self._names.resolve(target, source) is None:
            found.setdefault(placeholder_id(target), placeholder_name(target))
