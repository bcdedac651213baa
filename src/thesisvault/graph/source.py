"""Where the notes of a vault come from, on a day: all of them in memory, or an index on disk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Protocol, TypeAlias, TypeVar

from msgspec.structs import replace

from thesisvault.graph.folding import fold, last_part
from thesisvault.graph.statements import spoken_of
from thesisvault.model.facts import Facts
from thesisvault.model.note import Head, Kind, Note, Profile

_REFERENCE = frozenset({Kind.NOTE, Kind.CONCEPT, Kind.SOURCE})
_NOTHING = Facts()
Spelling: TypeAlias = tuple[int, str, str, str]
"""A name's level (0: title, 1: alias, 2: ticker), its note, the name folded, and as spelled."""
N = TypeVar("N", bound=Profile)


def states(note: Profile) -> bool:
    """Whether a review must know the note: it is about a market, or states a fact.

    What a review reaches beyond those, it reaches by name.
    """
    return note.kind not in _REFERENCE or note.facts != _NOTHING


class Source(Protocol):
    """The notes of one vault on one day, each asked for when it is needed.

    Paths are relative to the vault; names are folded (`fold`), keys are `link_key`s. What comes in
    an order comes by path, or where said, in the order in which Obsidian prefers files: the
    shortest path first, then by path.
    """

    @property
    def attachments(self) -> Collection[str]:
        """The files that are not notes."""

    def every(self) -> Iterable[Note]:
        """Every note."""

    def note(self, path: str) -> Note | None:
        """The note at a path."""

    def noted_facts(self) -> Iterable[Profile]:
        """The notes that a review must know (`states`)."""

    def newest(self) -> dt.date | None:
        """The latest date that a note has; None where none is dated."""

    def profile(self, path: str) -> Profile | None:
        """What a review must know of the note at a path."""

    def profiles(self, paths: Collection[str] | None = None) -> Iterable[Profile]:
        """The same of those of these notes that there are, in any order; of all notes by path."""

    def heads(self) -> Iterable[Head]:
        """Of every note what a list shows."""

    def linking(self, key: str) -> Collection[str]:
        """The notes with a link whose target has this key, but for links in managed blocks."""

    def with_loose_links(self) -> Collection[str]:
        """The notes with a link that may lead nowhere; others may be among them."""

    def speaking_of(self, name: str) -> Collection[str]:
        """The notes whose facts speak so of something (`statements.spoken_of`); others may be
        among them, whose facts are dated later.
        """

    def recorded(self) -> Iterable[Profile]:
        """The notes with figures of a metric."""

    def by_file_name(self, name: str) -> Sequence[str]:
        """The files with this file name, by preference."""

    def by_title(self, name: str) -> Sequence[str]:
        """The notes with this title, by preference."""

    def by_alias(self, name: str) -> Sequence[str]:
        """The notes with this alias, by preference."""

    def by_ticker(self, name: str) -> Sequence[str]:
        """The notes with this ticker, by preference."""

    def spellings(self) -> Iterable[Spelling]:
        """Every title, then every alias, then every ticker, by preference of their notes."""


def titles(note: Note) -> tuple[str, ...]:
    """The note's title as a name."""
    return (note.title.strip(),)


def aliases(note: Note) -> tuple[str, ...]:
    """Its aliases, each once, however often and in whatever case it is written."""
    found: dict[str, str] = {}
    for alias in note.aliases:
        found.setdefault(fold(alias.strip()), alias.strip())
    return tuple(found.values())


def tickers(note: Note) -> tuple[str, ...]:
    """Its symbol, if any. A thesis is about the security, and is not called by its symbol."""
    is_called = note.facts.symbol and note.kind is not Kind.THESIS
    return (note.facts.symbol.strip(),) if note.facts.symbol and is_called else ()


def link_keys(note: Note) -> dict[str, bool]:
    """The keys of the note's links to other files; what is in managed blocks is left out.

    Each with whether all those links are the bare name of a note, which leads to any note that
    is called so.
    """
    found: dict[str, bool] = {}
    for link in note.links:
        if link.target and not link.managed:
            target = fold(link.target)
            key = last_part(target)
            is_bare = target == key or target == f"{key}.md"
            found[key] = is_bare and found.get(key, True)
    return found


def preferred(paths: Iterable[str]) -> list[str]:
    """Paths in the order in which Obsidian prefers them."""
    return sorted(paths, key=lambda path: (len(path), path))


class MemorySource:
    """Notes that are all there."""

    def __init__(self, notes: Iterable[Note], attachments: Iterable[str]) -> None:
        """`notes` in any order; `attachments` are the vault's files that are not notes."""
        self._notes = dict(sorted((note.path, note) for note in notes))
        self.attachments = frozenset(attachments)

    def every(self) -> Iterable[Note]:
        """Every note."""
        return self._notes.values()

    def note(self, path: str) -> Note | None:
        """The note at a path."""
        return self._notes.get(path)

    def noted_facts(self) -> Iterator[Note]:
        """The notes that a review must know."""
        return (note for note in self._notes.values() if states(note))

    def newest(self) -> dt.date | None:
        """The latest date that a note has."""
        return max((note.date for note in self._notes.values() if note.date), default=None)

    profile = note

    def profiles(self, paths: Collection[str] | None = None) -> Iterable[Note]:
        """These notes, or all."""
        if paths is None:
            return self._notes.values()
        return (self._notes[path] for path in paths if path in self._notes)

    def heads(self) -> Iterable[Head]:
        """Every note."""
        return self._notes.values()

    def linking(self, key: str) -> Collection[str]:
        """The notes with a link whose target has this key."""
        return self._linking.get(key, ())

    def with_loose_links(self) -> Collection[str]:
        """The notes with a link."""
        return sorted({path for paths in self._linking.values() for path in paths})

    def speaking_of(self, name: str) -> Collection[str]:
        """The notes whose facts speak so of something."""
        return [note.path for note in self._notes.values() if name in spoken_of(note)]

    def recorded(self) -> Iterable[Note]:
        """The notes with figures of a metric."""
        return (note for note in self._notes.values() if note.facts.metrics)

    @cached_property
    def _linking(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for note in self._notes.values():
            for key in link_keys(note):
                found.setdefault(key, []).append(note.path)
        return found

    def by_file_name(self, name: str) -> Sequence[str]:
        """The files with this file name."""
        return self._by_file_name.get(name, ())

    @cached_property
    def _by_file_name(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for path in preferred({*self._notes, *self.attachments}):
            found.setdefault(fold(path.rpartition("/")[2]), []).append(path)
        return found

    def by_title(self, name: str) -> Sequence[str]:
        """The notes with this title."""
        return self._by_title.get(name, ())

    def by_alias(self, name: str) -> Sequence[str]:
        """The notes with this alias."""
        return self._by_alias.get(name, ())

    def by_ticker(self, name: str) -> Sequence[str]:
        """The notes with this ticker."""
        return self._by_ticker.get(name, ())

    @cached_property
    def _by_title(self) -> dict[str, list[str]]:
        return self._by_name(titles)

    @cached_property
    def _by_alias(self) -> dict[str, list[str]]:
        return self._by_name(aliases)

    @cached_property
    def _by_ticker(self) -> dict[str, list[str]]:
        return self._by_name(tickers)

    def _by_name(self, names_of: Callable[[Note], tuple[str, ...]]) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for path in preferred(self._notes):
            for name in names_of(self._notes[path]):
                found.setdefault(fold(name), []).append(path)
        return found

    def spellings(self) -> Iterator[Spelling]:
        """Every title, alias and ticker."""
        for level, names_of in enumerate((titles, aliases, tickers)):
            for path in preferred(self._notes):
                for name in names_of(self._notes[path]):
                    yield level, path, fold(name), name


def visible(notes: Iterable[Note], day: dt.date) -> Iterator[Note]:
    """The notes that existed on `day`, without the facts that are dated later.

    Undated notes are reference: they are always there. What a note says of the future (a review,
    a catalyst's date) stays; what happened later (an outcome, a closing) goes. A note whose date
    cannot be read is there from the day of the newest note that has one.
    """
    known = tuple(notes)
    newest = max((note.date for note in known if note.date), default=day)
    for note in known:
        is_there = newest <= day if note.misdated else note.date is None or note.date <= day
        if is_there:
            yield as_of(note, day)


def as_of(note: N, day: dt.date) -> N:
    """The note without what is dated after `day`, or stands under a heading that is."""
    found: dict[str, object] = {}
    if any(part.day and part.day > day for part in note.dated):
        for name in note.__struct_fields__:
            value = getattr(note, name)
            if isinstance(value, tuple) and name != "dated":
                since = ((item, note.since(item.span.line)) for item in value)
                found[name] = tuple(item for item, own in since if own is None or own <= day)
    facts = note.facts
    if facts != _NOTHING:
        facts = facts.known(day, note.noted)
    return replace(note, facts=facts, **found) if found or facts is not note.facts else note
