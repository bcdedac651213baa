"""The index of one vault: brought up to date with the disk, and asked."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import DecodeError, Struct

from thesisvault.storage import scan
from thesisvault.storage.index import agreed, changes, faults, schema
from thesisvault.storage.index.compare import Stale, Unread, compare, kind_of, suspects
from thesisvault.storage.index.database import Database
from thesisvault.storage.index.place import Place
from thesisvault.storage.index.record import MISDATED, FileKind, Record, Task, other_record
from thesisvault.storage.index.rows import Damaged, believed, checksum

T = TypeVar("T")

if TYPE_CHECKING:
    from thesisvault.parser.facts.vocabulary import Vocabulary
    from thesisvault.storage.index.notes import IndexSource
    from thesisvault.storage.index.reading import Progress

_UNUSABLE = (sqlite3.DatabaseError, DecodeError, Damaged, faults.Held)


class Changes(Struct, frozen=True):
    """What a refresh read, and what it found gone."""

    changed: tuple[str, ...] = ()
    """The notes and the series that are new or say something else."""
    gone: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    """Attachments that came."""

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.changed or self.gone or self.others)


class Index:
    """One vault's index; a vault is only ever read through it.

    `refresh` makes it say what the disk says, and until the next one nothing changes: all that is
    asked sees one state. A database that is missing, damaged, of another version, or that another
    process holds, costs time and a sentence, never a wrong answer.
    """

    def __init__(
        self,
        root: Path,
        place: Place,
        words: Callable[[], Vocabulary],
        tell: Callable[[str], None],
        progress: Progress,
        see: Callable[[Path], scan.Scan] = scan.scan,
    ) -> None:
        """`words` are asked for when something is to be read; `tell` gets sentences for people.

        `see` says which files there are: a reader who may not see all has an index of its own.
        """
        self._root, self._place, self._words, self._see = root, place, words, see
        self._base = Database(place)
        self._tell, self._progress = tell, progress
        self._unread: dict[str, Unread] = {}
        self._unseen: set[str] = set()
        self._reports: list[schema.Report] = []
        self._links: set[str] = set()
        """The vault's symbolic links, whose targets change without their being named."""
        self._looked = changes.Mark("", 0)
        """Where its log ended when the disk was last looked at."""

    def refresh(self, files: scan.Scan | None = None) -> Changes:
        """Read what has changed, by the whole vault as it was scanned."""
        return self._try(files or self._see(self._root), None)

    def refresh_some(self, paths: Collection[str]) -> Changes:
        """The same for these paths alone, and for symbolic links, which may lead to them."""
        if not self._base.is_open:
            return self.refresh()
        return self._try(None, self._links.union(paths))

    def _try(self, files: scan.Scan | None, paths: Collection[str] | None) -> Changes:
        try:
            return self._catch_up(files, paths)
        except _UNUSABLE as error:
            return self._go_on(files, error)

    def source(self, day: dt.date | None, *, few: bool = False) -> IndexSource:
        """The notes on `day`; None: all of them, whatever they are dated.

        `few`: it will be asked about some notes only, and takes little memory.
        """
        from thesisvault.storage.index.notes import IndexSource

        return IndexSource(self._contents, self._query, day, few=few)

    def count(self, where: str = "1", *values: Any) -> int:
        """The notes for which an SQL condition on `files` holds."""
        sql = f"SELECT count(*) FROM files WHERE kind = {FileKind.NOTE:d} AND {where}"
        return int(self._query(sql, values)[0][0])

    def left_out_on(self, day: dt.date) -> tuple[int, int]:
        """The notes that a day leaves out: those dated after it, and, where there are any, those
        whose date cannot be read.
        """
        later = self.count(f"date > ? AND date < {MISDATED}", day.toordinal())
        return later, self.count(f"date = {MISDATED}") if later else 0

    def has_notes(self, least: int) -> bool:
        """Whether there are at least so many, without counting all; `least` is 1 or more."""
        sql = f"SELECT 1 FROM files WHERE kind = {FileKind.NOTE:d} LIMIT 1 OFFSET ?"
        return bool(self._query(sql, (least - 1,)))

    def marked(self, keys: Iterable[str] | None = None) -> list[str]:
        """The notes that may hold markers; with `keys`, those that links of these keys may find."""
        return self._ask(lambda db: list(changes.marked(db, keys)))

    def showing_figures(self) -> list[str]:
        """The notes whose blocks a review or prices may change."""
        return self._ask(lambda db: list(changes.showing_figures(db)))

    def mark(self) -> changes.Mark:
        """Where its log of changes ends now."""
        return self._ask(changes.mark)

    def since(self, mark: changes.Mark, own: Collection[str] = ()) -> changes.Concern | None:
        """What may be other than at a mark; None: everything. In `own`, only blocks changed."""
        return self._ask(lambda db: changes.since(db, mark, own))

    def holds(self, concern: changes.Concern, cited: Collection[str], day: dt.date) -> bool:
        """Whether a review from before says what it would say anew (`changes.holds`)."""
        return self._ask(lambda db: changes.holds(db, concern, cited, day))

    def digest(self, path: str) -> bytes:
        """What tells a file's contents apart (`digest_of`); empty where it is not known."""
        return self._ask(lambda db: schema.digest(db, path))

    @property
    def folder(self) -> Path | None:
        """Where more that can be made anew may be kept; None where that folder is not ours."""
        return self._place.usable()

    def notes_among(self, paths: Collection[str]) -> list[str]:
        """Those of these paths that are notes."""
        return [path for path in paths if self.count("path = ?", path)]

    @property
    def is_open(self) -> bool:
        """Whether it has been refreshed."""
        return self._base.is_open

    def release(self) -> None:
        """Let go of the state that was last refreshed; `refresh` before asking again."""
        if self._base.is_pinned:
            reports, self._reports = self._reports, []
            if reports:
                self._base.add(lambda db: schema.keep(db, reports))
            self._base.unpin()

    def rest(self) -> None:
        """Let go of the pages that were read, which the system has too."""
        if self._base.is_open:
            self._base.db.execute("PRAGMA shrink_memory")

    def recall(self, key: str, *, shows_all: bool = False) -> bytes | None:
        """A report that was kept under this key, if nothing changed since that it may show.

        `shows_all`: it may show anything that a file says, and not only what a review does.
        """
        for kept, _, report, *_ in reversed(self._reports):
            if kept == key:
                return report  # made since the last refresh, and not yet in the database
        sql = "SELECT named, day, number FROM reports WHERE key = ?"
        for named, day, number in self._query(sql, (key,)):
            concern = self.since(changes.Mark(self.mark().identity, number))
            if concern is None or (shows_all and concern.paths):
                return None
            cited = frozenset(named.split("\n"))
            if self.holds(concern, cited, dt.date.fromordinal(day)):
                sql = "SELECT key, checksum, report FROM reports WHERE key = ?"
                return next(iter(self._contents(sql, (key,), bytes)), None)
        return None

    def remember(self, key: str, report: bytes, named: Iterable[str], day: dt.date) -> None:
        """Keep a report of a day, for as long as it holds.

        `named`: the keys of links whose lines it cites although they lead to no note.
        """
        number = self.mark().number
        row = (key, checksum(key, report), report, "\n".join(named), day.toordinal(), number)
        self._reports.append(row)

    @property
    def unread(self) -> Mapping[str, str]:
        """The notes that were not read, and why."""
        return {path: unread.why for path, unread in self._unread.items()}

    @property
    def unseen(self) -> Collection[str]:
        """Files that could not be read, and folders of which nobody knows what is in them."""
        return self._unseen | self._unread.keys()

    @property
    def links(self) -> Collection[str]:
        """The vault's symbolic links: what they lead to may change without them."""
        return self._links

    def close(self) -> None:
        """Let go of the database."""
        self.release()
        self._base.close()

    def _query(self, sql: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        return self._ask(lambda db: _rows(db, sql, values))

    def _contents(self, sql: str, values: tuple[Any, ...], read: Callable[[bytes], T]) -> list[T]:
        return self._ask(lambda db: believed(_rows(db, sql, values), read))

    def _ask(self, question: Callable[[sqlite3.Connection], T]) -> T:
        try:
            return self._base.ask(question)
        except _UNUSABLE as error:
            self._go_on(None, error)
            return question(self._base.db)

    def _go_on(self, files: scan.Scan | None, error: Exception) -> Changes:
        """Another database in the place of one that cannot be used any more."""
        said, keep = faults.explain(error)
        return self._build(files or self._see(self._root), said, keep=keep)

    def _catch_up(self, files: scan.Scan | None, paths: Collection[str] | None) -> Changes:
        """Whoever writes has looked at the file after all that is in the index was written: a row
        is only ever replaced by a later one, and what others wrote need not be looked at again.
        What they took away is looked at: it may be that only they could not see it.
        """
        self.release()
        read: dict[tuple[str, scan.Stamp], Record] = {}
        while True:
            is_same, said = self._base.pin()
            if not self._base.is_open:
                return self._build(files or self._see(self._root), said)
            away = changes.taken_away(self._base.db, self._looked) if is_same else None
            if paths is None or away is None:
                whole = files or self._see(self._root)
                files, self._links, self._unseen = None, whole.links, whole.unseen
                paths = self._suspects(whole.stamps)
                self._looked = changes.mark(self._base.db)
            else:
                paths = away.union(paths)
            now = scan.look(self._root, paths) if paths else scan.Scan()
            self._links = self._links.difference(paths) | now.links
            self._unseen = self._unseen.difference(paths) | now.unseen
            stale = compare(self._base.db, self._root, now.stamps, paths, self._unread)
            if not stale:
                self._looked = changes.mark(self._base.db)
                return Changes()
            self._base.unpin()
            records = self._records(stale, now.stamps, read)
            gone = (*stale.gone, *(path for path, _ in stale.changed if path in self._unread))
            if self._write(records, gone, stale.touched):
                self._looked = changes.mark(self._base.db)
                notes = (record.path for record in records if record.kind != FileKind.OTHER)
                return Changes(tuple(notes), gone, tuple(stale.others))

    def _suspects(self, stamps: Mapping[str, scan.Stamp]) -> Collection[str]:
        """The files that the index and the disk may disagree on, by all stamps."""
        folder = self.folder
        if folder is None or self._unread:
            return suspects(self._base.db, stamps, self._unread.keys())
        now = agreed.seen(changes.mark(self._base.db), stamps)
        if agreed.agrees(folder, now):
            return ()
        found = suspects(self._base.db, stamps, self._unread.keys())
        if not found:
            agreed.keep(folder, now)
        return found

    def _records(
        self,
        stale: Stale,
        stamps: Mapping[str, scan.Stamp],
        read: dict[tuple[str, scan.Stamp], Record],
    ) -> list[Record]:
        """What the index lacks; `read` has what was read already."""
        tasks = [task for task in stale.changed if (task[0], stamps[task[0]]) not in read]
        for record in self._read(tasks, stamps):
            read[record.path, stamps[record.path]] = record
        fresh = (read.get((path, stamps[path])) for path, _ in stale.changed)
        others = [other_record(path, stamps[path]) for path in stale.others]
        return others + [record for record in fresh if record is not None]

    def _read(self, tasks: list[Task], stamps: Mapping[str, scan.Stamp]) -> Iterator[Record]:
        if not tasks:
            return
        # Only now, since most commands have nothing to read.
        from thesisvault.storage.index.reading import read_records

        for record in read_records(self._root, tasks, self._words, self._progress):
            if isinstance(record, Record):
                self._unread.pop(record.path, None)
                yield record
            else:
                self._unread[record.path] = Unread(stamps[record.path], record.why)

    def _write(
        self,
        records: list[Record],
        gone: Collection[str],
        touched: list[tuple[str, scan.Stamp, int]],
    ) -> bool:
        """Put it into the database; False where another process was there first."""

        def put(db: sqlite3.Connection) -> None:
            changes.put(db, records, gone)
            schema.touch(db, touched)

        written, said = self._base.write(put)
        if said:
            self._tell(said)
        return written

    def _build(self, files: scan.Scan, said: str = "", *, keep: bool = True) -> Changes:
        """A database made from nothing; says what was `said`, or that it cannot be kept."""
        self._links, self._unseen, self._reports = files.links, files.unseen, []
        self._words()  # what is wrong with them is said even where there is nothing to read
        tasks = [(path, FileKind.NOTE) for path in files.notes]
        others = []
        for path in files.attachments:
            kind = kind_of(path)
            if kind is FileKind.SERIES:
                tasks.append((path, kind))
            else:
                others.append(other_record(path, files.stamps[path]))

        def records() -> Iterator[Record]:
            yield from others
            yield from self._read(tasks, files.stamps)

        said = self._base.build(records, said=said, keep=keep)
        self._looked = changes.mark(self._base.db)
        if said:
            self._tell(said)
        return Changes(tuple(path for path, _ in tasks), (), tuple(item.path for item in others))


def _rows(db: sqlite3.Connection, sql: str, values: tuple[Any, ...]) -> list[Any]:
    try:
        return db.execute(sql, values).fetchall()
    except UnicodeEncodeError:  # a name from the command line that no file can have
        return []
