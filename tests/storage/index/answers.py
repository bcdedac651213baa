"""All that a vault answers, as values to compare; and the clean rebuild to compare with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from thesisvault.graph import Vault
from thesisvault.graph.source import MemorySource, Source, visible
from thesisvault.graph.statements import Node, spoken_of
from thesisvault.model.note import Note
from thesisvault.model.settings import Settings
from thesisvault.parser.body.managed import may_hold_markers
from thesisvault.parser.facts.series import is_metric_series, read_metric_series
from thesisvault.parser.facts.vocabulary import default_vocabulary
from thesisvault.parser.note import parse_note
from thesisvault.reports import reviews
from thesisvault.storage import scan
from thesisvault.storage.index import Index
from thesisvault.workspace import Workspace

DAYS = (None, dt.date(2026, 1, 8), dt.date(2026, 3, 1))

Answers = dict[str, Any]


@lru_cache(maxsize=20_000)
def read(path: str, data: bytes) -> Note:
    """The note or the series; the same bytes are parsed once."""
    if path.lower().endswith(".md"):
        return parse_note(path, data)
    return read_metric_series(path, data, default_vocabulary())


class CleanSource(MemorySource):
    """The oracle, with what `check` asks of an index besides."""

    def __init__(
        self, notes: Iterable[Note], series: Collection[Note], attachments: Iterable[str]
    ) -> None:
        super().__init__(notes, attachments)
        self._series = series

    def series(self) -> Iterator[Note]:
        return iter(self._series)


class Clean:
    """Every file read again, as an `Index` would be asked."""

    def __init__(self, root: Path) -> None:
        self.root, self.files = root, scan.scan(root)
        self.unread: dict[str, str] = {}
        series = [path for path in self.files.attachments if is_metric_series(path)]
        self._data: dict[str, bytes] = {}
        for path in (*self.files.notes, *series):
            data = scan.read_note(root, path)
            if data is None:
                self.unread[path] = "it could not be read"
            else:
                self._data[path] = data
        self._notes = [read(path, self._data[path]) for path in self.files.notes if self._has(path)]
        self._series = [read(path, self._data[path]) for path in series if self._has(path)]

    def _has(self, path: str) -> bool:
        return path in self._data

    def source(self, day: dt.date | None) -> CleanSource:
        others = [path for path in self.files.attachments if path not in self.unread]
        if day is None:
            return CleanSource(self._notes, self._series, others)
        notes = visible((*self._notes, *self._series), day)
        return CleanSource(notes, self._series, others)

    def recall(self, key: str, *, shows_all: bool = False) -> None:
        return None

    def remember(self, key: str, report: bytes, named: Iterable[str], day: dt.date) -> None:
        pass

    def marked(self) -> list[str]:
        return [note.path for note in self._notes if may_hold_markers(self._data[note.path])]


def answers(source: Source, names: Iterable[str]) -> Answers:
    """Everything that the graph over `source` says, of these names too."""
    vault = Vault(source)
    known, names = vault.names, list(names)
    places = ("", "Theses/Long Apple.md", "x/y/Oil.md")
    found: Answers = {
        # What a review asks for comes first, while little has been read.
        "newest": vault.newest,
        "attachments": sorted(vault.attachments),
        "heads": [(head.path, head.kind, head.date) for head in vault.heads.values()],
        "noted_facts": list(vault.noted_facts),
        "unwritten": [_node(node) for node in vault.unwritten()],
        "spoken": [(name, *_speaking(source, name)) for name in map(str.lower, names)],
        "recorded": [note.path for note in source.recorded()],
        "stated": [_node(node) for node in vault.stated.values()],
        "outgoing": vault.outgoing,
        "incoming": vault.incoming,
        "without_note": {name: [_node(n) for n in vault.without_note(name)] for name in names},
        "resolve": [known.resolve(name, place) for name in names for place in places],
        "named": [known.named(name) for name in names],
        "titled": [known.by_title(name) for name in names],
        "by_alias": [known.by_alias(name) for name in names],
        "sharing": [known.sharing(name) for name in names],
        "similar": [known.similar(name) for name in names[::7]],
        "node": [_node(vault.nodes[node]) for name in names for node in _ids(vault, name)],
    }
    found |= {
        "notes": dict(vault.notes),
        "nodes": [_node(node) for node in vault.nodes.values()],
        "edges": vault.edges,
        "targets": dict(vault.targets),
        "backlinks": dict(vault.backlinks),
    }
    return found


def _speaking(source: Source, name: str) -> Iterator[str]:
    for path in source.speaking_of(name):
        note = source.profile(path)
        if note is not None and name in spoken_of(note):
            yield path


def _ids(vault: Vault, name: str) -> list[str]:
    ids = (f"[[{name.lower()}]]", f'"{name.lower()}"', f"{name}.md")
    return [node for node in ids if node in vault.nodes]


def _node(node: Node) -> tuple[object, ...]:
    note = node.note
    says = (note.path, note.kind, note.date, note.links, note.facts) if note else None
    return node.id, node.name, node.kind, node.linked, says


def review(root: Path, index: Index | Clean, day: dt.date) -> Answers:
    """The review, be it a new one or one that was kept."""
    workspace = Workspace(root, Settings(), scan.scan(root), cast(Index, index))
    return {"status": reviews.review(workspace, day)}


def findings(root: Path, index: Index | Clean) -> Answers:
    """Every diagnostic."""
    workspace = Workspace(root, Settings(), scan.scan(root), cast(Index, index))
    return {"findings": workspace.findings()}


def difference(one: Answers, other: Answers) -> str:
    """The first question with two answers, and both; empty where there is none."""
    for question, answer in one.items():
        if answer != other[question]:
            return f"{question}:\n  {_first(answer, other[question])}"
    return ""


def _first(one: Any, other: Any) -> str:
    if isinstance(one, dict) and isinstance(other, dict):
        for key in (*one, *other):
            if one.get(key) != other.get(key):
                return f"{key!r}: {_first(one.get(key), other.get(key))}"
    if isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
        only = [item for item in one if item not in other]
        also = [item for item in other if item not in one]
        if only or also:
            return f"only the index says {only}\n  only the rebuild says {also}"
    return f"{one!r}\n  is not {other!r}"
