"""A look into an index as it was left: nothing is brought up to date, written, or said.

For what must be quick and may be a little old, such as the completion of a name.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Collection, Iterator
from pathlib import Path
from urllib.parse import quote

from thesisvault.graph.folding import fold
from thesisvault.model.note import Kind, is_template
from thesisvault.storage.index.codec import decode_profile
from thesisvault.storage.index.record import FileKind, Name

_NAMES = """
SELECT n.level, n.spelled, f.path, p.profile
FROM names n JOIN files f ON f.id = n.file JOIN profiles p ON p.id = f.id
WHERE n.name >= ? AND n.name < ? ORDER BY n.level, n.name, n.spelled
"""
_PATIENCE = 0.2
"""Seconds to wait for a program that is writing."""


def names_from(file: Path, start: str, kinds: Collection[Kind] = ()) -> list[str]:
    """The titles that begin with `start`, in any case; then such aliases, then tickers.

    No aliases and tickers where `start` is empty; with `kinds`, only of notes of those. Raises
    `sqlite3.Error` where the database cannot be read.
    """
    found: dict[str, None] = {}
    with _opened(file) as db:
        for level, spelled, path, profile in db.execute(_NAMES, _range(start)):
            if is_template(path) or (level != Name.TITLE and not start):
                continue
            if not kinds or decode_profile(profile).kind in kinds:
                found.setdefault(spelled)
    return list(found)


def paths(file: Path) -> list[str]:
    """Every note's path. Raises `sqlite3.Error`."""
    with _opened(file) as db:
        sql = f"SELECT path FROM files WHERE kind = {FileKind.NOTE:d} ORDER BY path"
        return [path for (path,) in db.execute(sql)]


def _range(start: str) -> tuple[str, str]:
    folded = fold(start)
    return folded, folded + "\U0010ffff"


@contextlib.contextmanager
def _opened(file: Path) -> Iterator[sqlite3.Connection]:
    place = f"file:{quote(str(file))}?mode=ro"
    with contextlib.closing(sqlite3.connect(place, uri=True, timeout=_PATIENCE)) as db:
        yield db
