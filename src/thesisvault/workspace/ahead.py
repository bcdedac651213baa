"""A vault as it would be after some of its notes were written, while nothing is written yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping

from thesisvault.graph.overlay import Overlay
from thesisvault.model.note import Note
from thesisvault.parser.note import parse_note
from thesisvault.storage.index import Index
from thesisvault.workspace.open import Workspace, load_words


class Ahead(Workspace):
    """A workspace with other notes in the place of some, and without those that go."""

    def __init__(self, base: Workspace, notes: Mapping[str, bytes], gone: Collection[str]) -> None:
        """`notes`: bytes by path, new or changed."""
        words = load_words(base.settings)
        parsed = {path: parse_note(path, data, words) for path, data in notes.items()}
        self._bytes, self._gone = notes, frozenset(gone)
        index: Index = _Index(base.index, parsed, self._gone)  # type: ignore[assignment]
        super().__init__(base.root, base.settings, base.files, index)

    def read(self, path: str) -> bytes | None:
        """The bytes that the note would hold."""
        if path in self._gone:
            return None
        return self._bytes[path] if path in self._bytes else super().read(path)


class _Index:
    """What of an index is asked while blocks are composed; nothing is kept of it."""

    def __init__(self, base: Index, notes: Mapping[str, Note], gone: Collection[str]) -> None:
        self._base, self._notes, self._gone = base, notes, gone

    @property
    def unseen(self) -> Collection[str]:
        return self._base.unseen

    def source(self, day: dt.date | None) -> Overlay:
        return Overlay(self._base.source(day), self._notes, day, self._gone)

    def marked(self, keys: Iterable[str] | None = None) -> list[str]:
        return sorted({*self._base.marked(keys), *self._notes}.difference(self._gone))

    def recall(self, key: str, *, shows_all: bool = False) -> bytes | None:
        return None

    def remember(self, key: str, report: bytes, named: Iterable[str], day: dt.date) -> None:
        pass
