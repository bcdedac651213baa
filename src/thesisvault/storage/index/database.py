"""The database of an index: pinned while it is asked, written under a lock, replaced when bad."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from thesisvault.storage.index import faults, schema
from thesisvault.storage.index.place import Place, Stamps, stamps_of
from thesisvault.storage.index.record import Record
from thesisvault.storage.index.rows import Damaged

T = TypeVar("T")

Put = Callable[[sqlite3.Connection], None]

BRIEFLY = 0.25
"""Seconds to wait for others before giving up something that can be rebuilt."""


class Database:
    """At most one connection, to the database that `Place` names or to one in memory.

    While it is pinned nothing that is asked changes, whatever others write.
    """

    def __init__(self, place: Place) -> None:
        """Nothing is opened before it is pinned or built."""
        self._place = place
        self._db: sqlite3.Connection | None = None
        self._file: Path | None = None
        self._stamps: Stamps | None = None
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
        if self._file is not None and stamps_of(self._file) != self._stamps:
            with self._place.locked():
                self._stamps = stamps_of(self._file)
                # One that has been replaced and removed says what it said.
                if self._stamps is not None and self._place.validate().stamp != self._stamps:
                    raise Damaged(self._file)
        return found

    def pin(self) -> tuple[bool, str]:
        """Hold on to what the current database says now. Whether it is the one from before; and
        what is to be said where there is none.
        """
        self.unpin()
        if self._db is not None and self._file is None:
            self._hold()
            return True, ""
        with self._place.locked():
            found = self._place.validate()
            is_same = self._db is not None and found.file == self._file
            if not is_same:
                self._drop()
                if found.file is None:
                    return False, found.said
                self._db, self._file = schema.connect(str(found.file)), found.file
            self._hold()
            if self._stamps != found.stamp:
                raise Damaged(found.file)
            return is_same, ""

    def unpin(self) -> None:
        """Let go of that state."""
        if self.is_pinned:
            self.db.execute("ROLLBACK")

    def _hold(self) -> None:
        self.db.execute("BEGIN")
        self._version = _version(self.db)
        self._stamps = stamps_of(self._file) if self._file is not None else None

    def write(self, put: Put) -> tuple[bool, str]:
        """Let `put` write, and pin what there is then; False where another process was there
        first. The second is what is to be said.
        """
        if self._file is None:
            put(self.db)
            self._hold()
            return True, ""
        with self._place.locked(alone=True):
            if self._place.validate().file != self._file:
                return False, ""
            try:
                self.db.execute("BEGIN IMMEDIATE")
                if _version(self.db) != self._version:
                    self.db.execute("ROLLBACK")
                    return False, ""
                put(self.db)
                self.db.execute("COMMIT")
            except sqlite3.OperationalError as error:
                if not faults.cannot_write(error):
                    raise
                self._copy(put)
                return True, faults.explain_behind(error)
            self._place.stamp(self._file)
            self._hold()
        return True, ""

    def _copy(self, put: Put) -> None:
        """A copy in memory, with what is new, in the place of one that cannot be written."""
        old, copy = self.db, schema.connect(":memory:")
        if old.in_transaction:
            old.execute("ROLLBACK")
        old.backup(copy)
        self._drop()
        self._db = copy
        put(copy)
        self._hold()

    def build(
        self, records: Callable[[], Iterable[Record]], *, said: str = "", keep: bool = True
    ) -> str:
        """One made from nothing, pinned; in memory where it cannot be kept. What is to be said:
        `said`, or that.
        """
        self._drop()
        built = None
        try:
            if keep:
                built = self._place.begin()
                with contextlib.closing(schema.connect(str(built))) as db:
                    schema.create(db, records())
                with self._place.locked(alone=True):
                    self._file = self._place.publish(built)
                    self._db = schema.connect(str(self._file))
                    self._hold()
                return said
        except (OSError, sqlite3.DatabaseError, faults.Held) as error:
            self._drop()
            if built is not None:
                self._place.discard(built)
            said = faults.explain_unkept(error)
        self._db = schema.connect(":memory:")
        schema.create(self._db, records())
        self._hold()
        return said

    def add(self, put: Put) -> None:
        """Let `put` add what does not change what was found in files, and costs nothing if lost."""
        with contextlib.suppress(sqlite3.Error, faults.Held):
            self.unpin()
            if self._file is None:
                put(self.db)
                return
            with self._place.locked(alone=True, patience=BRIEFLY):
                if self._place.validate().file == self._file:
                    self.db.execute("BEGIN IMMEDIATE")
                    put(self.db)
                    self.db.execute("COMMIT")
                    self._place.stamp(self._file)

    def close(self) -> None:
        """Let go of it; whoever is the last to do so moves the log into the database."""
        if self._file is not None:
            with contextlib.suppress(OSError, faults.Held), self._place.locked(alone=True):
                file, before = self._file, self._place.validate().stamp
                is_ours = before is not None and before == stamps_of(file)
                self._drop()
                if is_ours and stamps_of(file) != before:
                    self._place.stamp(file)
        self._drop()

    def _drop(self) -> None:
        db, self._db, self._file, self._stamps = self._db, None, None, None
        if db is not None:
            with contextlib.suppress(sqlite3.Error):
                db.close()


def _version(db: sqlite3.Connection) -> int:
    """A number that changes when another connection has written."""
    return int(db.execute("PRAGMA data_version").fetchone()[0])
