"""The tables of the index, and how records go into them."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from thesisvault.storage.index.record import FileKind, Record
from thesisvault.storage.index.rows import checksum

VERSION = 9
"""Raised with every change of the tables or of `Record`: another version is another file."""

_TABLES = """
CREATE TABLE files (
    id INTEGER PRIMARY KEY, path TEXT NOT NULL, name TEXT NOT NULL, kind INTEGER NOT NULL,
    size INTEGER NOT NULL, mtime INTEGER NOT NULL, ctime INTEGER NOT NULL, inode INTEGER NOT NULL,
    checked INTEGER NOT NULL, digest BLOB NOT NULL, date INTEGER, states INTEGER NOT NULL,
    recorded INTEGER NOT NULL, marked INTEGER NOT NULL, figures INTEGER NOT NULL,
    weight BLOB NOT NULL, key TEXT NOT NULL,
    about TEXT NOT NULL, symbol TEXT NOT NULL
);
CREATE TABLE contents (id INTEGER PRIMARY KEY, checksum INTEGER NOT NULL, note BLOB NOT NULL);
CREATE TABLE profiles (id INTEGER PRIMARY KEY, checksum INTEGER NOT NULL, profile BLOB NOT NULL);
CREATE TABLE names (
    level INTEGER NOT NULL, name TEXT NOT NULL, spelled TEXT NOT NULL, file INTEGER NOT NULL
);
CREATE TABLE tags (name TEXT NOT NULL, spelled TEXT NOT NULL, file INTEGER NOT NULL);
CREATE TABLE reports (
    key TEXT PRIMARY KEY, checksum INTEGER NOT NULL, report BLOB NOT NULL, named TEXT NOT NULL,
    day INTEGER NOT NULL, number INTEGER NOT NULL
);
CREATE TABLE log (
    number INTEGER PRIMARY KEY AUTOINCREMENT, path TEXT NOT NULL, keys TEXT NOT NULL,
    others TEXT NOT NULL, targets TEXT NOT NULL, names TEXT NOT NULL, weighty INTEGER NOT NULL
);
CREATE TABLE meta (identity TEXT NOT NULL);
CREATE TABLE links (
    key TEXT NOT NULL, target TEXT NOT NULL, said INTEGER NOT NULL, file INTEGER NOT NULL
);
CREATE TABLE spoken (name TEXT NOT NULL, file INTEGER NOT NULL);
"""
_INDEXES = """
CREATE UNIQUE INDEX files_by_path ON files (path);
CREATE INDEX files_by_name ON files (name);
CREATE INDEX files_that_state ON files (path) WHERE states;
CREATE INDEX files_with_figures ON files (path) WHERE recorded;
CREATE INDEX files_that_are_marked ON files (path) WHERE marked;
CREATE INDEX files_that_show_figures ON files (path) WHERE figures;
CREATE INDEX files_by_key ON files (key);
CREATE INDEX names_by_name ON names (name, level);
CREATE INDEX names_by_file ON names (file);
CREATE INDEX tags_by_name ON tags (name, file);
CREATE INDEX tags_by_file ON tags (file);
CREATE INDEX links_by_key ON links (key, file);
CREATE INDEX links_by_file ON links (file);
CREATE INDEX spoken_by_name ON spoken (name, file);
CREATE INDEX spoken_by_file ON spoken (file);
"""
_NUMBERED = (
    ("files", "id"),
    ("contents", "id"),
    ("profiles", "id"),
    ("names", "file"),
    ("links", "file"),
    ("tags", "file"),
    ("spoken", "file"),
)
"""Each table, and its column with a file's number."""
_AT_ONCE = 500
"""Records that are put in together."""

PATIENCE = 5.0
"""Seconds to wait for another program that writes into the index."""
JOURNAL = "WAL"
"""Readers and a writer do not wait for each other. Where SQLite refuses it, as on some network
file systems, it keeps the rollback journal."""


Report = tuple[str, int, bytes, str, int, int]
"""Its key, the checksum, what it says, the keys of names it cites, the day it is of, and the
number of the last change that it knew."""


def connect(place: str) -> sqlite3.Connection:
    """A connection whose transactions are ours to begin and to end."""
    found = sqlite3.connect(place, isolation_level=None, timeout=PATIENCE, check_same_thread=False)
    found.execute("PRAGMA synchronous = NORMAL")
    found.execute("PRAGMA temp_store = MEMORY")
    return found


def create(to: sqlite3.Connection, records: Iterable[Record]) -> None:
    """Make the tables of an empty database and fill them; indexes come last, which is quicker.

    Nobody reads it before it is whole, and one that a crash left broken is made anew: it is
    written without a journal.
    """
    to.execute("PRAGMA journal_mode = OFF")
    to.execute("PRAGMA synchronous = OFF")
    _run(to, f"BEGIN; {_TABLES}")
    to.execute("INSERT INTO meta VALUES (?)", (os.urandom(8).hex(),))
    numbered = enumerate(records, 1)
    while many := list(islice(numbered, _AT_ONCE)):
        _insert(to, many)
    _run(to, f"{_INDEXES} COMMIT")
    to.execute("PRAGMA journal_mode = DELETE")  # what is off cannot become a log
    to.execute("PRAGMA synchronous = NORMAL")
    to.execute(f"PRAGMA journal_mode = {JOURNAL}")


def _run(to: sqlite3.Connection, statements: str) -> None:
    """Run statements one by one: `executescript` would end the transaction that they stand in."""
    for statement in statements.split(";"):
        to.execute(statement)


def touch(to: sqlite3.Connection, records: Iterable[tuple[str, tuple[int, ...], int]]) -> None:
    """Note a new stamp, and when it was looked at, for files whose bytes are as they were."""
    to.executemany(
        "UPDATE files SET size=?, mtime=?, ctime=?, inode=?, checked=? WHERE path=?",
        ((*stamp, checked, path) for path, stamp, checked in records),
    )


def keep(to: sqlite3.Connection, reports: Iterable[Report]) -> None:
    """Put in reports, in the place of those that hold no longer."""
    to.execute("DELETE FROM reports WHERE number < (SELECT max(number) FROM log WHERE weighty)")
    to.executemany("INSERT OR REPLACE INTO reports VALUES (?, ?, ?, ?, ?, ?)", reports)


def insert(to: sqlite3.Connection, number: int | None, record: Record) -> None:
    """Put in a record that is not there yet, under a number of its own or the one given."""
    if number is None:
        (number,) = to.execute("SELECT coalesce(max(id), 0) + 1 FROM files").fetchone()
    _insert(to, [(number, record)])


def _insert(to: sqlite3.Connection, numbered: Sequence[tuple[int, Record]]) -> None:
    rows: dict[str, list[tuple[object, ...]]] = {name: [] for name, _ in _NUMBERED}
    for number, record in numbered:
        rows["files"].append(
            (
                number,
                record.path,
                record.name,
                record.kind,
                *record.stamp,
                record.checked,
                record.digest,
                record.date,
                record.states,
                record.recorded,
                record.marked,
                record.figures,
                record.weight,
                record.key,
                record.about,
                record.symbol,
            )
        )
        if record.note:
            path = record.path
            rows["contents"].append((number, checksum(path, record.note), record.note))
            rows["profiles"].append((number, checksum(path, record.profile), record.profile))
            rows["names"] += [(*name, number) for name in record.names]
            rows["links"] += [(*link, number) for link in record.links]
            rows["spoken"] += [(name, number) for name in record.spoken]
            rows["tags"] += [(*tag, number) for tag in record.tags]
    for table, found in rows.items():
        if found:
            places = ", ".join("?" * len(found[0]))
            to.executemany(f"INSERT INTO {table} VALUES ({places})", found)


def remove(to: sqlite3.Connection, number: int) -> None:
    """Take away the file with this number, which may be given again."""
    for table, column in _NUMBERED:
        to.execute(f"DELETE FROM {table} WHERE {column} = ?", (number,))


_SURE = f"kind <> {FileKind.OTHER:d} AND max(mtime, ctime) <= checked - ?"
"""Of a note or a series that had been left alone for a while when it was read: its stamp tells
any later change.
"""


def sure_stamps(of: sqlite3.Connection, tick: int) -> Iterator[tuple[str, int, int, int, int]]:
    """Path, size, mtime, ctime, inode of those files whose stamps were older than `tick`
    nanoseconds when they were read.
    """
    return of.execute(f"SELECT path, size, mtime, ctime, inode FROM files WHERE {_SURE}", (tick,))


def doubtful(of: sqlite3.Connection, tick: int) -> set[str]:
    """The notes and series with other stamps than those."""
    sql = f"SELECT path FROM files WHERE kind <> {FileKind.OTHER:d} AND NOT ({_SURE})"
    return {path for (path,) in of.execute(sql, (tick,))}


def others(of: sqlite3.Connection) -> set[str]:
    """The files that the index knows by their names alone."""
    return {
        path for (path,) in of.execute(f"SELECT path FROM files WHERE kind = {FileKind.OTHER:d}")
    }


def stamps_of(
    of: sqlite3.Connection, paths: Iterable[str]
) -> Iterator[tuple[str, int, int, int, int, int, int]]:
    """Path, size, mtime, ctime, inode, when it was read, kind, of those files that are known."""
    sql = "SELECT path, size, mtime, ctime, inode, checked, kind FROM files WHERE path = ?"
    for path in paths:
        yield from of.execute(sql, (path,))


def digest(of: sqlite3.Connection, path: str) -> bytes:
    """The digest of a file's bytes when it was last read."""
    row = of.execute("SELECT digest FROM files WHERE path = ?", (path,)).fetchone()
    return row[0] if row else b""
