"""The days of a vault one after the other: what differs between two of them, and nothing else,
is read again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property

from msgspec import Struct

from thesisvault.graph.folding import link_key
from thesisvault.graph.near import Near
from thesisvault.graph.statements import linked_in_facts
from thesisvault.graph.vault import Vault
from thesisvault.model.facts import Quantity, Reference
from thesisvault.model.note import Link, Note, Profile
from thesisvault.model.text import Span
from thesisvault.storage.index import Index
from thesisvault.storage.index.changes import Concern
from thesisvault.storage.index.notes import IndexSource
from thesisvault.workspace.open import Workspace
from thesisvault.workspace.view import View

_UNDATED = (Link, Quantity, Reference, Span)
"""What names no day, and is much of a note."""


class Days:
    """A vault's days in the order in which they are asked for: each is made from the last one."""

    def __init__(self, workspace: Workspace) -> None:
        """Nothing is read before the first day is asked for."""
        self.workspace = workspace
        self._last: dt.date | None = None

    def on(self, day: dt.date) -> View:
        """The vault as it was known on a day, as `Workspace.on` says."""
        workspace, last = self.workspace, self._last
        if last is not None and last != day:
            old, index = workspace.vault_as_of(last), workspace.index
            source, paths = index.source(day, few=True), self._dated.between(last, day)
            changed = differing(notes_at(index.source(last, few=True), paths), source)
            workspace.hold(day, Near(old, source, changed))
        self._last = day
        return workspace.on(day)

    @cached_property
    def _dated(self) -> Dated:
        return Dated(self.workspace.index)


def after(old: Vault, day: dt.date | None, index: Index, concern: Concern) -> Near:
    """A day's vault as an index says now, from the one before a few notes were read again; without
    a day that of all of them.

    `old` was settled then, and is asked no more. Of what stood there nothing is asked: the index's
    log says what that was called and linked.
    """
    source, paths = index.source(day, few=True), concern.paths
    stated = [old.noted_facts.get(path) for path in paths] + list(source.profiles(paths))
    facts = (item.name for note in stated if note is not None for item in linked_in_facts(note))
    keys = {*concern.keys, *concern.names, *map(link_key, (*paths, *facts))}
    found = Near(old, source, dict.fromkeys(paths, (None, None)), keys)
    old.let_go()  # it is a circle, for which Python seldom looks
    return found


def notes_at(source: IndexSource, paths: Iterable[str]) -> dict[str, Note | None]:
    """The note at each path; None where there is none."""
    return {path: source.note(path) for path in paths}


def differing(
    before: Mapping[str, Note | None], source: IndexSource
) -> dict[str, tuple[Note | None, Note | None]]:
    """What stood at a path and what `source` has there, where it is not the same; and each path
    at which no note was.
    """
    after = notes_at(source, before)
    return {
        path: (note, after[path])
        for path, note in before.items()
        if note is None or note != after[path]
    }


class Dated:
    """On which days a vault's notes say something else than on the day before."""

    def __init__(self, index: Index) -> None:
        """Reads every note once."""
        self._index = index
        self._days: dict[str, frozenset[dt.date]] = {}
        self._notes: dict[dt.date, set[str]] = {}
        self._misdated: set[str] = set()
        for note in self._source.profiles():
            self._put(note)

    def between(self, one: dt.date, other: dt.date) -> set[str]:
        """The notes that do not say the same on two days."""
        first, last = sorted((one, other))
        found = set(self._misdated) if first != last else set()
        for day, notes in self._notes.items():
            if first < day <= last:
                found |= notes
        return found

    def renew(self, paths: Collection[str]) -> None:
        """Read those again that changed, came or went."""
        for path in paths:
            for day in self._days.pop(path, ()):
                self._notes[day].discard(path)
            self._misdated.discard(path)
        for note in self._source.profiles(paths):
            self._put(note)

    @property
    def _source(self) -> IndexSource:
        return self._index.source(dt.date.max)

    def _put(self, note: Profile) -> None:
        self._days[note.path] = frozenset(days_in(note))
        for day in self._days[note.path]:
            self._notes.setdefault(day, set()).add(note.path)
        if note.misdated:
            self._misdated.add(note.path)


def days_in(said: object) -> Iterator[dt.date]:
    """Every day that a note or a fact names: only on one of them may what is known of it change."""
    if isinstance(said, dt.date):
        yield said
    elif isinstance(said, tuple):
        for item in said:
            yield from days_in(item)
    elif isinstance(said, Struct) and not isinstance(said, _UNDATED):
        for name in said.__struct_fields__:
            yield from days_in(getattr(said, name))
