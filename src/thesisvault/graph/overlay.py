"""Texts that are not saved yet, laid over a vault's notes."""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from typing import TypeVar

from thesisvault.graph.folding import link_key
from thesisvault.graph.source import MemorySource, Source, Spelling, preferred, visible
from thesisvault.model.note import Head, Note, Profile

H = TypeVar("H", bound=Head)


class Overlay:
    """A `Source` that says what another one would if these buffers stood on the disk."""

    def __init__(
        self,
        source: Source,
        buffers: Mapping[str, Note],
        as_of: dt.date | None = None,
        gone: Collection[str] = (),
        files: Collection[str] = (),
    ) -> None:
        """`buffers`: notes by path, new or in the place of the source's; `as_of` is its day.

        `gone`: files of the source that would not be there any more; `files`: further ones that
        are no notes.
        """
        notes = buffers.values() if as_of is None else visible(buffers.values(), as_of)
        self._below, self._above = source, MemorySource(notes, files)
        self._covered = {*buffers, *gone, *files}

    @cached_property
    def attachments(self) -> Collection[str]:
        """The files that are not notes."""
        return (frozenset(self._below.attachments) - self._covered) | self._above.attachments

    def every(self) -> Iterable[Note]:
        """Every note."""
        return _by_path(self._uncovered(self._below.every()), self._above.every())

    def heads(self) -> Iterable[Head]:
        """Of every note what a list shows."""
        return _by_path(self._uncovered(self._below.heads()), self._above.heads())

    def noted_facts(self) -> Iterable[Profile]:
        """The notes that a review must know."""
        return _by_path(self._uncovered(self._below.noted_facts()), self._above.noted_facts())

    def profiles(self, paths: Collection[str] | None = None) -> Iterable[Profile]:
        """What a review must know of these notes, or of all."""
        if paths is None:
            below = self._uncovered(self._below.profiles())
        else:
            below = iter(self._below.profiles([p for p in paths if p not in self._covered]))
        return _by_path(below, self._above.profiles(paths))

    def note(self, path: str) -> Note | None:
        """The note at a path."""
        return (self._above if path in self._covered else self._below).note(path)

    def profile(self, path: str) -> Profile | None:
        """What a review must know of the note at a path."""
        return (self._above if path in self._covered else self._below).profile(path)

    def newest(self) -> dt.date | None:
        """The latest date that a note has."""
        return max((head.date for head in self.heads() if head.date), default=None)

    def linking(self, key: str) -> Collection[str]:
        """The notes with a link whose target has this key."""
        return sorted(self._either(self._below.linking(key), self._above.linking(key)))

    def with_loose_links(self) -> Collection[str]:
        """The notes with a link that may lead nowhere."""
        below = {*self._below.with_loose_links()}
        # What has gone from a day by a buffer's date was there to the source's links.
        for path in self._covered:
            if self._above.note(path) is None:
                below.update(self._below.linking(link_key(path)))
        return sorted(self._either(below, self._above.with_loose_links()))

    def speaking_of(self, name: str) -> Collection[str]:
        """The notes whose facts speak so of something."""
        return sorted(self._either(self._below.speaking_of(name), self._above.speaking_of(name)))

    def recorded(self) -> Iterable[Profile]:
        """The notes with figures of a metric."""
        return _by_path(self._uncovered(self._below.recorded()), self._above.recorded())

    def by_file_name(self, name: str) -> list[str]:
        """The files with this file name, by preference."""
        return self._preferred(self._below.by_file_name(name), self._above.by_file_name(name))

    def by_title(self, name: str) -> list[str]:
        """The notes with this title, by preference."""
        return self._preferred(self._below.by_title(name), self._above.by_title(name))

    def by_alias(self, name: str) -> list[str]:
        """The notes with this alias, by preference."""
        return self._preferred(self._below.by_alias(name), self._above.by_alias(name))

    def by_ticker(self, name: str) -> list[str]:
        """The notes with this ticker, by preference."""
        return self._preferred(self._below.by_ticker(name), self._above.by_ticker(name))

    def spellings(self) -> Iterator[Spelling]:
        """Every title, alias and ticker."""
        below = (item for item in self._below.spellings() if item[1] not in self._covered)
        return heapq.merge(below, self._above.spellings(), key=_preference)

    def _uncovered(self, below: Iterable[H]) -> Iterator[H]:
        return (note for note in below if note.path not in self._covered)

    def _either(self, below: Iterable[str], above: Iterable[str]) -> Iterator[str]:
        yield from (path for path in below if path not in self._covered)
        yield from above

    def _preferred(self, below: Iterable[str], above: Iterable[str]) -> list[str]:
        return preferred(self._either(below, above))


def _by_path(below: Iterable[H], above: Iterable[H]) -> Iterator[H]:
    return heapq.merge(below, above, key=lambda note: note.path)


def _preference(item: Spelling) -> tuple[int, int, str]:
    level, path, _, _ = item
    return level, len(path), path
