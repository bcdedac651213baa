"""The database of an index: pinned while it is asked, written in turn, replaced when it is bad."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterable
from enum import IntEnum
from pathlib import Path
from typing import TypeVar

from thesisvault.storage.index import faults, schema
from thesisvault.storage.index.place import Place
from thesisvault.storage.index.record import Record
from thesisvault.storage.index.rows import Damaged
from thesisvault.storage.scan import Stamp

T = TypeVar("T")

Report = tuple[str, int, bytes, str, int]
"""Its key, the checksum, what it says, the keys of names it cites, the day it is of."""


class State(IntEnum):
    """What the current database is to us."""

    NONE = 0
    ANOTHER = 1
    """Others have written since, or it is another one."""
    AS_BEFORE = 2


class Database:
    """At most one connection, to the database that `Place` names or to one in memory.

    While it is pinned nothing that is asked changes, and nobody may write in the file: not for
    long, since who wants to will then put a copy in its place.
    """

    def __init__(self, place: Place) -> None:
        """Nothing is opened before it is pinned or built."""
        self._place = place
        self._db: sqlite3.Connection | None = None
        self._file: Path | None = None
        self._stamp: Stamp | None = None
        self._version = 0

    @property
    def is_open(self) -> bool:
        """Whether there is anything to ask."""
        return self._db is not None

    @property
    def is_pinned(self) -> bool:
        """Whether nothing changes."""
        return self._db is not None and self._db.in_transaction

    @property
    def db(self) -> sqlite3.Connection:
        """The connection."""
        assert self._db is not None, "the index is closed, or was never refreshed"
        return self._db

    def ask(self, question: Callable[[sqlite3.Connection], T]) -> T:
        """What it says. Raises `Damaged` where somebody wrote meanwhile who must not."""
        found = question(self.db)
        if self._file is not None and self._place.was_touched(self._file, self._stamp):
            raise Damaged(self._file)
        return found

    def pin(self) -> tuple[State, str]:
        """Hold on to what the current database says now; what it is to us, and what is to be said
        where there is none.
        """
        self.unpin()
        if self._db is not None and self._file is None:
            self._hold()
            return State.AS_BEFORE, ""
        with self._place.turn():
            found = self._place.believe()
            if found.file is None or found.file != self._file:
                self.close()
            if found.file is None:
                return State.NONE, found.said
            known = self._version if self._db is not None else None
            if self._db is None:
                self._db, self._file = schema.connect(str(found.file)), found.file
            self._hold()
            if self._stamp != found.stamp:
                raise Damaged(found.file)
            return (State.AS_BEFORE if known == self._version else State.ANOTHER), ""

    def unpin(self) -> None:
        """Let others write."""
        self._stamp = None
        if self.is_pinned:
            self.db.execute("ROLLBACK")

    def _hold(self) -> None:
        self.db.execute("BEGIN")
        self._version = _version(self.db)
        self._stamp = self._place.stamp(self._file) if self._file is not None else None

    def write(self, put: Callable[[sqlite3.Connection], None]) -> tuple[bool, str]:
        """Let `put` write, and pin what there is then; False where another process was there
        first. The second is what is to be said.
        """
        if self._file is None:
            put(self.db)
            self._hold()
            return True, ""
        with self._place.turn(alone=True):
            if self._place.believe().file != self._file:
                return False, ""
            try:
                self.db.execute("BEGIN IMMEDIATE")
                if _version(self.db) != self._version:
                    self.db.execute("ROLLBACK")
                    return False, ""
                put(self.db)
                schema.commit(self.db)
            except sqlite3.OperationalError as error:
                if not faults.cannot_write(error):
                    raise
                return True, self._part(put, error)
            self._place.seal(self._file)
            self._hold()
        return True, ""

    def _part(self, put: Callable[[sqlite3.Connection], None], error: Exception) -> str:
        """A copy, with what is new, takes the place of a database that cannot be written.

        Where only somebody who reads on in it is in the way, the copy is for everybody.
        """
        old, built = self.db, self._place.begin() if faults.is_held(error) else None
        if old.in_transaction:
            old.execute("ROLLBACK")
        self._db = schema.connect(str(built or ":memory:"))
        with contextlib.closing(old):
            old.backup(self._db)
        put(self._db)
        if built is not None:
            self._db.close()
            self._adopt(built)
            return ""
        self._file = None
        self._hold()
        return faults.explain_behind(error)

    def _adopt(self, built: Path) -> None:
        self._file = self._place.adopt(built)
        self._db = schema.connect(str(self._file))
        self._hold()

    def build(
        self, records: Callable[[], Iterable[Record]], *, said: str = "", keep: bool = True
    ) -> str:
        """One made from nothing, pinned; in memory where it cannot be kept. What is to be said:
        `said`, or that.
        """
        self.close()
        built = None
        try:
            if keep:
                built = self._place.begin()
                with contextlib.closing(schema.connect(str(built))) as db:
                    schema.create(db, records())
                with self._place.turn(alone=True):
                    self._adopt(built)
                return said
        except (OSError, sqlite3.DatabaseError, faults.Held) as error:
            self.close()
            if built is not None:
                self._place.discard(built)
            said = faults.explain_unkept(error)
        self._db = schema.connect(":memory:")
        schema.create(self._db, records())
        self._hold()
        return said

    def keep(self, reports: list[Report]) -> None:
        """Put in reports of the state that is pinned, which it is no longer after that.

        Where another process is in the way they are let go: a report is no loss.
        """
        with contextlib.suppress(sqlite3.Error, faults.Held):
            if reports and self.is_pinned and self._file is not None:
                with self._place.turn(alone=True, patience=schema.BRIEFLY / 1000):
                    if self._place.believe().stamp == self._stamp:
                        sql = "INSERT OR REPLACE INTO reports VALUES (?, ?, ?, ?, ?)"
                        self.db.executemany(sql, reports)
                        schema.commit(self.db)
                        self._place.seal(self._file)
        with contextlib.suppress(sqlite3.Error):
            self.unpin()

    def close(self) -> None:
        """Let go of it."""
        db, self._db, self._file, self._stamp = self._db, None, None, None
        if db is not None:
            with contextlib.suppress(sqlite3.Error):
                db.close()


def _version(db: sqlite3.Connection) -> int:
    """A number that changes when another connection has written."""
    return int(db.execute("PRAGMA data_version").fetchone()[0])
