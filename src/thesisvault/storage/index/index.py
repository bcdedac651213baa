"""The index of one vault: brought up to date with the disk, and asked."""

from __future__ import annotations

import contextlib
import datetime as dt
import sqlite3
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import DecodeError, Struct

from thesisvault.storage import scan
from thesisvault.storage.index import changes, schema
from thesisvault.storage.index.place import Place
from thesisvault.storage.index.reading import Progress, Task, read_records
from thesisvault.storage.index.record import FileKind, Record, digest_of, other_record
from thesisvault.storage.index.rows import Damaged, believed, checksum

T = TypeVar("T")

if TYPE_CHECKING:
    from thesisvault.parser.facts.vocabulary import Vocabulary
    from thesisvault.storage.index.source import IndexSource

TICK = 2 * 10**9
"""Nanoseconds within which two changes may bear the same time, on the coarsest file systems."""


class Stale(Struct):
    """Where the disk and the index part."""

    changed: list[Task]
    """New files too."""
    others: list[str]
    """New files that are no notes."""
    touched: list[tuple[str, scan.Stamp, int]]
    """Files with other stamps or doubtful ones, and the bytes that they had."""
    gone: list[str]

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.changed or self.others or self.touched or self.gone)


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
    ) -> None:
        """`words` are asked for when something is to be read; `tell` gets sentences for people."""
        self._root, self._place, self._words = root, place, words
        self._tell, self._progress = tell, progress
        self._db: sqlite3.Connection | None = None
        self._file: Path | None = None
        self._unread: dict[str, scan.Stamp] = {}
        self._kept: list[tuple[str, int, bytes, str]] = []

    def refresh(self, files: scan.Scan, only: Collection[str] | None = None) -> Changes:
        """Read what has changed; with `only`, `files` are what there is of those paths alone."""
        if self._db is None and not self._open():
            return self._build(files)
        try:
            return self._catch_up(files, only)
        except (sqlite3.DatabaseError, DecodeError, Damaged) as error:
            return self._go_on(files if only is None else scan.scan(self._root), error)

    def source(self, day: dt.date | None) -> IndexSource:
        """The notes on `day`; None: all of them, whatever they are dated."""
        from thesisvault.storage.index.source import IndexSource

        return IndexSource(self._contents, self._query, day)

    def count(self, where: str = "1", *values: Any) -> int:
        """The notes for which an SQL condition on `files` holds."""
        sql = f"SELECT count(*) FROM files WHERE kind = {FileKind.NOTE:d} AND {where}"
        return int(self._query(sql, values)[0][0])

    def marked(self, keys: Iterable[str] | None = None) -> list[str]:
        """The notes that may hold markers; with `keys`, those that links of these keys may find."""
        return self._ask(lambda db: list(changes.marked(db, keys)))

    def mark(self) -> changes.Mark:
        """Where its log of changes ends now."""
        return self._ask(changes.mark)

    def since(self, mark: changes.Mark, own: Collection[str] = ()) -> changes.Concern | None:
        """What may be other than at a mark; None: everything. In `own`, only blocks changed."""
        return self._ask(lambda db: changes.since(db, mark, own))

    def digest(self, path: str) -> bytes:
        """What tells a file's contents apart (`digest_of`); empty where it is not known."""
        return self._ask(lambda db: schema.digest(db, path))

    @property
    def is_open(self) -> bool:
        """Whether it has been refreshed."""
        return self._db is not None

    def rest(self) -> None:
        """Let go of the state that was last refreshed; `refresh` before asking again."""
        if self._db is not None and self._db.in_transaction:
            self._keep(self._db)

    def recall(self, key: str) -> bytes | None:
        """A report that was kept under this key, if no note says anything else since."""
        rows = self._query("SELECT key, checksum, report FROM reports WHERE key = ?", (key,))
        return believed(rows, bytes)[0] if rows else None

    def remember(self, key: str, report: bytes, named: Iterable[str]) -> None:
        """Keep a report, until a note changes that it may show something of.

        `named`: the keys of links whose lines it cites although they lead to no note.
        """
        self._kept.append((key, checksum(key, report), report, "\n".join(named)))

    def close(self) -> None:
        """Let go of the database."""
        db, self._db = self._db, None
        if db is not None:
            self._keep(db)
            db.close()
            self._seal()

    def _seal(self) -> None:
        """Let other processes believe what was written: a watcher stays open for days."""
        if self._file is not None:
            self._place.seal(self._file)

    def _keep(self, db: sqlite3.Connection) -> None:
        kept, self._kept = self._kept, []
        try:
            if kept:
                db.executemany("INSERT OR REPLACE INTO reports VALUES (?, ?, ?, ?)", kept)
            if db.in_transaction:
                db.execute("COMMIT")
            if kept:
                self._seal()
        except sqlite3.Error:  # another process writes now: a report is no loss
            if db.in_transaction:
                db.execute("ROLLBACK")

    def _open(self) -> bool:
        self._file, said = self._place.find()
        if said:
            self._tell(said)
        if self._file is not None:
            self._db = schema.connect(str(self._file))
        return self._db is not None

    def _query(self, sql: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        return self._ask(lambda db: db.execute(sql, values).fetchall())

    def _contents(self, sql: str, values: tuple[Any, ...], read: Callable[[bytes], T]) -> list[T]:
        return self._ask(lambda db: believed(db.execute(sql, values).fetchall(), read))

    def _ask(self, question: Callable[[sqlite3.Connection], T]) -> T:
        assert self._db is not None, "the index is closed, or was never refreshed"
        try:
            return question(self._db)
        except (sqlite3.DatabaseError, DecodeError, Damaged) as error:
            self._go_on(scan.scan(self._root), error)
            return question(self._db)

    def _go_on(self, files: scan.Scan, error: Exception) -> Changes:
        """Another database in the place of one that cannot be used any more."""
        with contextlib.suppress(sqlite3.Error):
            if self._db is not None:
                self._db.close()
        locked = isinstance(error, sqlite3.OperationalError) and "lock" in str(error)
        if locked or self._file is None:
            self._tell("The index is held by another program: every note is read anew.")
            return self._build(files, keep=False)
        self._tell("The index was damaged: it is made anew.")
        return self._build(files)

    def _build(self, files: scan.Scan, *, keep: bool = True) -> Changes:
        """A database made from nothing; in memory where it cannot be kept."""
        tasks = [(path, FileKind.NOTE) for path in files.notes]
        others = []
        for path in files.attachments:
            kind = _kind_of(path)
            if kind is FileKind.SERIES:
                tasks.append((path, kind))
            else:
                others.append(other_record(path, files.stamps[path]))

        def records() -> Iterator[Record]:
            yield from others
            yield from self._read(tasks, files.stamps)

        self._file = None
        try:
            built = self._place.begin() if keep else None
        except OSError as error:
            self._tell(f"The index cannot be kept ({error.strerror}): every note is read anew.")
            built = None
        self._db = schema.connect(str(built or ":memory:"))
        try:
            schema.create(self._db, records())
            if built is not None:
                self._db.close()
                self._file = self._place.adopt(built)
                self._db = schema.connect(str(self._file))
        except (OSError, sqlite3.OperationalError) as error:
            if built is None:
                raise
            with contextlib.suppress(OSError):
                built.unlink()
            self._tell(f"The index cannot be kept ({error}): every note is read anew.")
            return self._build(files, keep=False)
        return Changes(tuple(path for path, _ in tasks), (), tuple(item.path for item in others))

    def _read(self, tasks: list[Task], stamps: Mapping[str, scan.Stamp]) -> Iterator[Record]:
        found = set()
        for record in read_records(self._root, tasks, self._words, self._progress):
            found.add(record.path)
            yield record
        for path, _ in tasks:
            if path in found:
                self._unread.pop(path, None)
            else:
                self._unread[path] = stamps[path]

    @property
    def unread(self) -> Collection[str]:
        """The notes that could not be read."""
        return self._unread.keys()

    def _catch_up(self, files: scan.Scan, only: Collection[str] | None) -> Changes:
        assert self._db is not None
        db, found = self._db, Changes()
        read: dict[tuple[str, scan.Stamp], Record] = {}
        if db.in_transaction:
            db.execute("COMMIT")
        while True:
            db.execute("BEGIN")
            seen = _version(db)
            stale = self._compare(files, only)
            if not stale:
                return found  # the transaction stays open: nothing that is asked now can change
            db.execute("COMMIT")
            records = [other_record(path, files.stamps[path]) for path in stale.others]
            tasks = [task for task in stale.changed if (task[0], files.stamps[task[0]]) not in read]
            for record in self._read(tasks, files.stamps):
                read[record.path, files.stamps[record.path]] = record
            fresh = (read.get((path, files.stamps[path])) for path, _ in stale.changed)
            records += [record for record in fresh if record is not None]
            gone = (*stale.gone, *(path for path, _ in stale.changed if path in self._unread))
            db.execute("BEGIN IMMEDIATE")
            if _version(db) != seen:
                db.execute("ROLLBACK")  # another process was here: look once more
                continue
            changes.put(db, records, gone)
            schema.touch(db, stale.touched)
            db.execute("COMMIT")
            self._seal()
            found = Changes(
                tuple(record.path for record in records if record.kind != FileKind.OTHER),
                gone,
                tuple(stale.others),
            )
            db.execute("BEGIN")
            if _version(db) == seen:
                return found
            db.execute("COMMIT")

    def _compare(self, files: scan.Scan, only: Collection[str] | None) -> Stale:
        """The disk against the index. Bytes decide where stamps leave a doubt."""
        assert self._db is not None
        stale, stamps, known = Stale([], [], [], []), files.stamps, set()
        rows = schema.stamps(self._db) if only is None else schema.stamps_of(self._db, only)
        for path, size, mtime, ctime, inode, checked, kind in rows:
            known.add(path)
            stamp = stamps.get(path)
            if stamp is None:
                stale.gone.append(path)
            elif kind == FileKind.OTHER:
                continue
            elif stamp != (size, mtime, ctime, inode):
                self._doubt(path, FileKind(kind), stamp, size, stale)
            elif max(mtime, ctime) > checked - TICK:
                self._doubt(path, FileKind(kind), stamp, size, stale, known=True)
        for path in stamps.keys() - known:
            kind = FileKind.NOTE if path.lower().endswith(".md") else _kind_of(path)
            if kind is FileKind.OTHER:
                stale.others.append(path)
            elif self._unread.get(path) != stamps[path]:
                stale.changed.append((path, kind))
        return stale

    def _doubt(
        self,
        path: str,
        kind: FileKind,
        stamp: scan.Stamp,
        size: int,
        stale: Stale,
        *,
        known: bool = False,
    ) -> None:
        """Let the bytes decide; `known`: the stamp is the one that the index has."""
        assert self._db is not None
        checked = time.time_ns()
        found = scan.read_stamped(self._root, path) if stamp[0] == size else None
        if found is None or digest_of(found[0]) != schema.digest(self._db, path):
            stale.changed.append((path, kind))
        elif not (known and max(stamp[1], stamp[2]) > checked - TICK):
            stale.touched.append((path, found[1], checked))


def _version(db: sqlite3.Connection) -> int:
    """A number that changes when another connection has written."""
    return int(db.execute("PRAGMA data_version").fetchone()[0])


def _kind_of(path: str) -> FileKind:
    from thesisvault.parser.facts.series import is_metric_series

    return FileKind.SERIES if is_metric_series(path) else FileKind.OTHER
