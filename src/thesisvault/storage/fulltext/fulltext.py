"""`Fulltext`: which notes may hold words, the likeliest first.

One more SQLite file beside the index, made at the first search so that no other command pays for
it, and brought up to date at each by the index's own log of changes.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from thesisvault.storage import scan
from thesisvault.storage.fulltext.entry import Entry, entry_of
from thesisvault.storage.index import Index
from thesisvault.storage.index.changes import Mark

VERSION = f"3 {unicodedata.unidata_version}"
"""Raised with every change of what is kept of a note."""
PATIENCE = 5.0
"""Seconds to wait for another program that writes."""
DEAD = 0.25
"""The share of rows that are out of date at which it is made anew."""
MOST_WORDS = 1000
"""Of the words that contain a text, those that are asked for one by one."""
_PARTS = 50
"""Rows of terms that came one after the other, from which on they are put into one."""
_BUFFER = 8 * 2**20
"""Bytes of words that FTS5 gathers before it writes them: with more, less is merged afterwards."""
_WEIGHTS = "bm25(words, 8, 0, 4, 4, 1)"
_TABLES = """
CREATE TABLE meta (version TEXT NOT NULL, identity TEXT NOT NULL, number INTEGER NOT NULL);
CREATE TABLE notes (id INTEGER PRIMARY KEY, path TEXT NOT NULL, live INTEGER NOT NULL);
CREATE VIRTUAL TABLE words USING fts5(
    name, path, head, tag, body, content='', tokenize='ascii'
);
CREATE VIRTUAL TABLE vocabulary USING fts5vocab(words, 'row');
CREATE TABLE terms (packed BLOB NOT NULL);
"""
# `terms` are those of the vocabulary, which counts the rows of each and so is slow to read whole:
# a line each, those that came with later notes in rows of their own.
# The ascii tokenizer takes every other character for a letter: what a word is, `words_of` decides,
# alike for notes and for queries, whatever Unicode SQLite knows.
_NAME = "fulltext.sqlite"


class Fulltext:
    """The words of one vault's notes as its index last saw them."""

    def __init__(
        self,
        index: Index,
        root: Path,
        tell: Callable[[str], None],
        progress: Callable[[int, int], None],
    ) -> None:
        """`index` has been refreshed; `tell` hears what a person should know."""
        self._index, self._root, self._tell, self._progress = index, root, tell, progress
        self._unsaved: tuple[str, ...] = ()
        self._db = self._open()

    def proposed(self, match: str) -> Iterator[str]:
        """The notes that an FTS5 expression finds, the likeliest first; then those of which only
        their text can tell.
        """
        if self._db is None:
            yield from self._paths()
            return
        sql = (
            "SELECT n.path FROM words JOIN notes n ON n.id = words.rowid "
            f"WHERE words MATCH ? AND n.live ORDER BY {_WEIGHTS}, n.path"
        )
        unsaved = set(self._unsaved)
        yield from (path for (path,) in self._db.execute(sql, (match,)) if path not in unsaved)
        yield from self._unsaved

    def count(self, match: str) -> int:
        """How many notes it finds, at most."""
        if self._db is None:
            return len(self._paths())
        sql = (
            "SELECT count(*) FROM words JOIN notes n ON n.id = words.rowid "
            "WHERE words MATCH ? AND n.live"
        )
        return int(self._db.execute(sql, (match,)).fetchone()[0]) + len(self._unsaved)

    def notes_with(self, word: str) -> int:
        """In how many rows a folded word stands; 0 where that is not known."""
        if self._db is None:
            return 0
        found = self._db.execute("SELECT doc FROM vocabulary WHERE term = ?", (word,)).fetchone()
        return int(found[0]) if found else 0

    def words_containing(self, text: str) -> list[str] | None:
        """The folded words that contain a folded text; None where they are too many, or unknown."""
        if self._db is None:
            return None
        found: set[str] = set()
        for (packed,) in self._db.execute("SELECT packed FROM terms"):
            for word in _lines_with(text, _unpacked(packed)):
                found.add(word)
                if len(found) > MOST_WORDS:
                    return None
        return sorted(found)

    def close(self) -> None:
        """Let go of the file."""
        if self._db is not None:
            self._db.close()
            self._db = None

    def _paths(self) -> Sequence[str]:
        return [head.path for head in self._index.source(None).heads()]

    def _open(self) -> sqlite3.Connection | None:
        if not has_fts5():
            self._tell("This SQLite has no full-text search (FTS5): every note is read instead.")
            return None
        folder = self._index.folder
        if folder is None:
            return self._made(":memory:")  # the index has said that nothing can be kept
        file = folder / _NAME
        with contextlib.suppress(sqlite3.Error):
            if found := _connected(file):
                if self._catch_up(found):
                    return found
                found.close()
        return self._build(file)

    def _catch_up(self, db: sqlite3.Connection) -> bool:
        """Put in what changed since; False where it has to be made anew."""
        version, identity, number = db.execute(
            "SELECT version, identity, number FROM meta"
        ).fetchone()
        now = self._index.mark()
        if version != VERSION or identity != now.identity:
            return False
        if number >= now.number:  # another process is ahead: the notes decide, not what it wrote
            return True
        concern = self._index.since(Mark(identity, number))
        if concern is None:
            return False
        live, rows = db.execute("SELECT coalesce(sum(live), 0), count(*) FROM notes").fetchone()
        if rows - live + len(concern.paths) > DEAD * (live + 100):
            return False
        try:
            self._replace(db, sorted(concern.paths), now, number)
        except sqlite3.OperationalError:  # read-only, or another process writes for long
            with contextlib.suppress(sqlite3.Error):
                db.execute("ROLLBACK")
            self._unsaved = tuple(
                path for path in sorted(concern.paths) if path.lower().endswith(".md")
            )
        return True

    def _replace(
        self, db: sqlite3.Connection, paths: Sequence[str], now: Mark, number: int
    ) -> None:
        """Give these notes new rows; the words of the old ones stay, and lead nowhere."""
        db.execute("BEGIN IMMEDIATE")
        (known,) = db.execute("SELECT number FROM meta").fetchone()
        if known == number:
            many = ((path,) for path in paths)
            db.executemany("UPDATE notes SET live = 0 WHERE path = ? AND live", many)
            notes = set(self._index.notes_among(paths))
            entries = self._insert(db, [path for path in paths if path in notes])
            _keep_terms(db, {term for entry in entries for term in entry.terms()})
            db.execute("UPDATE meta SET number = ?", (now.number,))
        db.execute("COMMIT")

    def _insert(self, db: sqlite3.Connection, paths: Sequence[str]) -> Iterator[Entry]:
        """Give each of these notes a row, and say which."""
        (last,) = db.execute("SELECT coalesce(max(id), 0) FROM notes").fetchone()
        for number, path in enumerate(paths, last + 1):
            db.execute("INSERT INTO notes VALUES (?, ?, 1)", (number, path))
            sql = "INSERT INTO words (rowid, name, path, head, tag, body) VALUES (?, ?, ?, ?, ?, ?)"
            entry = self._entry(path)
            db.execute(sql, (number, *entry))
            yield entry

    def _entry(self, path: str) -> Entry:
        data = scan.read_note(self._root, path)
        return entry_of(path, b"" if data is None else data)

    def _build(self, file: Path) -> sqlite3.Connection | None:
        """Make it in a file of its own, which takes the place of the old one when it is whole."""
        part, whole = (file.with_name(f"part-{os.urandom(8).hex()}") for _ in range(2))
        try:
            with contextlib.closing(self._made(os.fspath(part))) as made:
                # Without the pages that FTS5 has let go of, a tenth of 100,000 notes' index.
                made.execute("VACUUM INTO ?", (os.fspath(whole),))
            os.replace(whole, file)
            return _connected(file)
        except (OSError, sqlite3.Error):
            self._tell("The full-text index cannot be stored: it is rebuilt for this search.")
            return self._made(":memory:")
        finally:
            for left in (part, whole):
                with contextlib.suppress(OSError):
                    left.unlink()

    def _made(self, place: str) -> sqlite3.Connection:
        db = sqlite3.connect(place, isolation_level=None, check_same_thread=False)
        db.execute("PRAGMA journal_mode = OFF")
        db.execute("PRAGMA synchronous = OFF")
        db.executescript(_TABLES)
        db.execute("INSERT INTO words (words, rank) VALUES ('hashsize', ?)", (_BUFFER,))
        now, paths = self._index.mark(), self._paths()
        db.execute("BEGIN")
        db.execute("INSERT INTO meta VALUES (?, ?, ?)", (VERSION, now.identity, now.number))
        for number, _ in enumerate(self._insert(db, paths), 1):
            self._progress(number, len(paths))
        _keep_terms(db, (term for (term,) in db.execute("SELECT term FROM vocabulary")))
        db.execute("COMMIT")
        return db


def _keep_terms(db: sqlite3.Connection, terms: Iterable[str]) -> None:
    parts = [packed for (packed,) in db.execute("SELECT packed FROM terms")]
    if len(parts) >= _PARTS:
        terms = {*terms, *(term for part in parts for term in _unpacked(part).split("\n"))}
        db.execute("DELETE FROM terms")
    db.execute("INSERT INTO terms VALUES (?)", (zlib.compress("\n".join(terms).encode()),))


def _unpacked(packed: bytes) -> str:
    return zlib.decompress(packed).decode()


def _lines_with(text: str, lines: str) -> Iterator[str]:
    at = lines.find(text)
    while at >= 0:
        start, end = lines.rfind("\n", 0, at) + 1, lines.find("\n", at)
        end = len(lines) if end < 0 else end
        yield lines[start:end]
        at = lines.find(text, end)


def _connected(file: Path) -> sqlite3.Connection | None:
    """A connection to a file that is there."""
    if not file.is_file() or file.is_symlink():
        return None
    db = sqlite3.connect(file, isolation_level=None, timeout=PATIENCE, check_same_thread=False)
    db.execute("PRAGMA synchronous = NORMAL")
    return db


def has_fts5() -> bool:
    """Whether this Python's SQLite has full-text search."""
    with contextlib.closing(sqlite3.connect(":memory:")) as db:
        try:
            db.execute("CREATE VIRTUAL TABLE t USING fts5(a)")
        except sqlite3.OperationalError:
            return False
    return True
