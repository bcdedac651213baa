"""The notes of an index as the graph asks for them (`graph.source.Source`)."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Protocol, TypeAlias, TypeVar

from thesisvault.graph.source import Spelling, as_of, preferred, states
from thesisvault.model.note import Head, Kind, Note, Profile
from thesisvault.storage.index import codec
from thesisvault.storage.index.record import MISDATED, FileKind, Name

T = TypeVar("T")


class Ask(Protocol):
    """Runs a query for path, checksum and content, and reads the contents."""

    def __call__(self, sql: str, values: tuple[Any, ...], read: Callable[[bytes], T]) -> list[T]:
        """The contents in the order of the rows."""


Query: TypeAlias = Callable[[str, tuple[Any, ...]], list[tuple[Any, ...]]]

_NOTES = "SELECT f.path, c.checksum, c.note FROM files f JOIN contents c USING (id)"
_NAMES = "SELECT n.level, n.name, f.path FROM names n JOIN files f ON f.id = n.file"
_PREFERENCE = "length(f.path), f.path"
"""The order of `graph.source.preferred`."""
SHARE = 30
"""When one name in so many has been asked for, it is cheaper to know all of them."""
_AT_ONCE = 500
"""Notes that are read by one query where each may be let go of after the other."""
_KINDS = {kind.value: kind for kind in Kind}
_PROFILES = "SELECT f.path, p.checksum, p.profile FROM files f JOIN profiles p USING (id)"


class IndexSource:
    """A vault's notes on one day; without a day, all of them, and no series of metrics."""

    def __init__(self, ask: Ask, query: Query, day: dt.date | None, *, few: bool = False) -> None:
        """`ask` runs a query for contents, `query` any other one.

        `few`: it is asked about some notes only, and builds no table of every name.
        """
        self._ask, self._query, self._day, self._few = ask, query, day, few
        self._asked = self._linked = 0
        kinds = FileKind.NOTE if day is None else FileKind.SERIES
        last = MISDATED if day is None else day.toordinal()
        self._visible = (
            f"f.kind <= {kinds:d} AND (f.date IS NULL OR f.date <= {last} OR (f.date = {MISDATED} "
            f"AND {last} >= (SELECT coalesce(max(date), 0) FROM files WHERE date < {MISDATED})))"
        )
        self._files = f"(f.kind > {FileKind.NOTE:d} OR ({self._visible}))"

    def _notes(self, rest: str, *values: Any) -> Iterator[Note]:
        found = self._ask(f"{_NOTES} {rest}", values, codec.decode)
        day = self._day
        return iter(found) if day is None else (as_of(note, day) for note in found)

    def _profiles(self, rest: str, *values: Any) -> Iterator[Profile]:
        found = self._ask(f"{_PROFILES} {rest}", values, codec.decode_profile)
        day = self._day
        return iter(found) if day is None else (as_of(note, day) for note in found)

    def profile(self, path: str) -> Profile | None:
        """What a review must know of the note at a path."""
        return next(self._profiles(f"WHERE f.path = ? AND {self._visible}", path), None)

    def note(self, path: str) -> Note | None:
        """The note at a path."""
        return next(self._notes(f"WHERE f.path = ? AND {self._visible}", path), None)

    def noted_facts(self) -> Iterator[Profile]:
        """The notes that a review must know."""
        rest, last = f"WHERE f.states AND f.path > ? AND {self._visible} ORDER BY f.path", ""
        # Of thousands of rows only some are there at once: a day's list of dates needs no more.
        while found := list(self._profiles(f"{rest} LIMIT {_AT_ONCE}", last)):
            # What a note states may all be dated later than the day.
            yield from found if self._day is None else filter(states, found)
            last = found[-1].path

    def series(self) -> Iterator[Note]:
        """The series of metrics, as notes."""
        return self._notes(f"WHERE f.kind = {FileKind.SERIES:d} ORDER BY f.path")

    def every(self) -> Iterator[Note]:
        """Every note, by path."""
        return self._notes(f"WHERE {self._visible} ORDER BY f.path")

    def newest(self) -> dt.date | None:
        """The latest date that a note has."""
        sql = f"SELECT max(f.date) FROM files f WHERE f.date < {MISDATED} AND {self._visible}"
        ((found,),) = self._query(sql, ())
        return None if found is None else dt.date.fromordinal(found)

    def profiles(self, paths: Collection[str] | None = None) -> Iterator[Profile]:
        """What a review must know of these notes, or of all."""
        if paths is None:
            return self._profiles(f"WHERE {self._visible} ORDER BY f.path")
        among = "WHERE f.path IN (SELECT value FROM json_each(?))"
        return self._profiles(f"{among} AND {self._visible}", json.dumps(list(paths)))

    def heads(self) -> list[Head]:
        """Every note, as a list shows it."""
        sql = f"SELECT f.path, f.about, f.date FROM files f WHERE {self._visible} ORDER BY f.path"
        return [
            Head(path, _KINDS[about], _date(date), date == MISDATED)
            for path, about, date in self._query(sql, ())
        ]

    def symbols(self) -> dict[str, str]:
        """The symbols of the notes that name one, by path, whatever is dated later."""
        return dict(self._query("SELECT path, symbol FROM files WHERE symbol <> ''", ()))

    def linking(self, key: str) -> Sequence[str]:
        """The notes with a link whose target has this key."""
        self._linked += 1
        if not self._few and self._linked > self._most_linked:
            return self._every_link.get(key, ())
        among = "f.id IN (SELECT file FROM links WHERE key = ?)"
        return self._paths(f"{among} AND {self._visible} ORDER BY f.path", key)

    @cached_property
    def _most_linked(self) -> int:
        ((last,),) = self._query("SELECT coalesce(max(rowid), 0) FROM links", ())
        return int(last) // SHARE

    @cached_property
    def _every_link(self) -> Mapping[str, Sequence[str]]:
        found: dict[str, list[str]] = {}
        sql = (
            "SELECT DISTINCT l.key, f.path FROM links l JOIN files f ON f.id = l.file "
            f"WHERE {self._visible} ORDER BY f.path"
        )
        for key, path in self._query(sql, ()):
            found.setdefault(key, []).append(path)
        return found

    def with_loose_links(self) -> Sequence[str]:
        """The notes with a link that may lead nowhere."""
        among = (
            "f.id IN (SELECT l.file FROM links l WHERE "
            "NOT (l.target = l.key AND EXISTS "
            f"(SELECT 1 FROM files f WHERE f.name = l.key || '.md' AND {self._visible})))"
        )
        return self._paths(f"{among} AND {self._visible} ORDER BY f.path")

    def speaking_of(self, name: str) -> Sequence[str]:
        """The notes whose facts speak so of something."""
        among = "f.id IN (SELECT file FROM spoken WHERE name = ?)"
        return self._paths(f"{among} AND {self._visible} ORDER BY f.path", name)

    def recorded(self) -> Iterator[Profile]:
        """The notes with figures of a metric."""
        found = self._profiles(f"WHERE f.recorded AND {self._visible} ORDER BY f.path")
        return (note for note in found if note.facts.metrics)  # all may be dated later than the day

    @cached_property
    def attachments(self) -> frozenset[str]:
        """The files that are not notes."""
        return frozenset(self._paths("f.kind > 0"))

    def by_file_name(self, name: str) -> Sequence[str]:
        """The files with this file name, by preference."""
        if self._asks_for_many():
            return self._every_file.get(name, ())
        return preferred(self._paths(f"f.name = ? AND {self._files}", name))

    def _asks_for_many(self) -> bool:
        self._asked += 1
        return not self._few and self._asked > self._most

    @cached_property
    def _most(self) -> int:
        ((last,),) = self._query("SELECT coalesce(max(id), 0) FROM files", ())
        return int(last) // SHARE

    @cached_property
    def _every_file(self) -> Mapping[str, Sequence[str]]:
        found: dict[str, list[str]] = {}
        sql = f"SELECT f.name, f.path FROM files f WHERE {self._files} ORDER BY {_PREFERENCE}"
        for name, path in self._query(sql, ()):
            found.setdefault(name, []).append(path)
        return found

    def _paths(self, where: str, *values: Any) -> Sequence[str]:
        return [
            path for (path,) in self._query(f"SELECT f.path FROM files f WHERE {where}", values)
        ]

    def by_title(self, name: str) -> Sequence[str]:
        """The notes with this title, by preference."""
        return self._named(Name.TITLE, name)

    def by_alias(self, name: str) -> Sequence[str]:
        """The notes with this alias, by preference."""
        return self._named(Name.ALIAS, name)

    def by_ticker(self, name: str) -> Sequence[str]:
        """The notes with this ticker, by preference."""
        return self._named(Name.TICKER, name)

    def _named(self, level: Name, name: str) -> Sequence[str]:
        if self._asks_for_many():
            return self._every_name.get((level, name), ())
        sql = f"{_NAMES} WHERE n.name = ? AND n.level = ? AND {self._visible}"
        return preferred(path for _, _, path in self._query(sql, (name, int(level))))

    @cached_property
    def _every_name(self) -> Mapping[tuple[int, str], Sequence[str]]:
        found: dict[tuple[int, str], list[str]] = {}
        sql = f"{_NAMES} WHERE {self._visible} ORDER BY {_PREFERENCE}"
        for level, name, path in self._query(sql, ()):
            found.setdefault((level, name), []).append(path)
        return found

    def tags(self) -> list[tuple[str, int]]:
        """Every tag as it is spelled somewhere, with how many notes have it, most first."""
        sql = (
            "SELECT min(t.spelled), count(*) FROM tags t JOIN files f ON f.id = t.file "
            f"WHERE {self._visible} GROUP BY t.name ORDER BY count(*) DESC, t.name"
        )
        return self._query(sql, ())

    def unwritten(self) -> list[tuple[str, int, str]]:
        """Targets of links whose last part is the name of no file, folded and without ``.md``.

        Each with how many notes link it, most first, and one of these.
        """
        # Each key is looked up once, not each link.
        sql = (
            "WITH loose AS MATERIALIZED (SELECT key FROM (SELECT DISTINCT key FROM links) d "
            "WHERE NOT EXISTS (SELECT 1 FROM files g WHERE g.key = d.key)) "
            "SELECT l.target, count(*), min(f.path) FROM loose "
            "CROSS JOIN links l ON l.key = loose.key JOIN files f ON f.id = l.file "
            f"WHERE {self._visible} GROUP BY l.target ORDER BY count(*) DESC, l.target"
        )
        return self._query(sql, ())

    def tagged(self, name: str) -> Sequence[str]:
        """The notes with this tag, folded, or with one below it."""
        among = "f.id IN (SELECT file FROM tags WHERE name = ? OR (name > ? AND name < ?))"
        below = f"{name}/", f"{name}0"  # what follows a slash is a zero
        return self._paths(f"{among} AND {self._visible} ORDER BY f.path", name, *below)

    def spellings(self, paths: Collection[str] | None = None) -> Sequence[Spelling]:
        """Every title, alias and ticker; with `paths`, those of these notes."""
        among = "" if paths is None else "f.path IN (SELECT value FROM json_each(?)) AND "
        sql = (
            "SELECT n.level, f.path, n.name, n.spelled FROM names n JOIN files f ON f.id = n.file "
            f"WHERE {among}{self._visible} ORDER BY n.level, {_PREFERENCE}"
        )
        return self._query(sql, () if paths is None else (json.dumps(list(paths)),))

    def of_kind(self, kind: Kind) -> Sequence[str]:
        """The notes of a kind, by path."""
        return self._paths(f"f.about = ? AND {self._visible} ORDER BY f.path", kind.value)


def _date(ordinal: int | None) -> dt.date | None:
    return None if ordinal is None or ordinal == MISDATED else dt.date.fromordinal(ordinal)
