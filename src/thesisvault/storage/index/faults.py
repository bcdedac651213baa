"""What can go wrong with an index, as a person should hear it."""

from __future__ import annotations

import sqlite3


class Held(Exception):
    """Another program holds the index for longer than anybody waits."""


_HELD = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_UNKEPT = {
    *(sqlite3.SQLITE_READONLY, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN),
    *(sqlite3.SQLITE_PERM, sqlite3.SQLITE_IOERR),
}


def _code(error: Exception) -> int:
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF


def is_held(error: Exception) -> bool:
    """Whether another program is in the way."""
    return isinstance(error, Held) or _code(error) in _HELD


def cannot_write(error: Exception) -> bool:
    """Whether the database may be good and only not be written."""
    return is_held(error) or _code(error) in _UNKEPT


def explain(error: Exception) -> tuple[str, bool]:
    """The sentence for an index that cannot be used, and whether another may take its place."""
    if is_held(error):
        return "The index is locked by another program: every note is read again.", False
    return "The index was damaged: it is rebuilt.", True


def explain_unkept(error: Exception) -> str:
    """The sentence for an index that cannot be put in its place."""
    if is_held(error):
        return explain(error)[0]
    reason = (error.strerror if isinstance(error, OSError) else "") or str(error)
    return f"The index cannot be stored ({reason}): every note is read again."


def explain_behind(error: Exception) -> str:
    """The sentence for an index that is right, but cannot be written."""
    return f"The index cannot be written ({error}): new notes are read again next time."
