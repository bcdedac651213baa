"""The disk against what an index knows of it: bytes decide where stamps leave a doubt."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Collection, Mapping, Set
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct

from thesisvault.storage import scan
from thesisvault.storage.index import schema
from thesisvault.storage.index.record import FileKind, Task, digest_of

TICK = 2 * 10**9
"""Nanoseconds within which two changes may bear the same time, on the coarsest file systems."""


class Stale(Struct):
    """Where the disk and the index part."""

    changed: list[Task]
    """New files too."""
    others: list[str]
    """New files that are not notes."""
    touched: list[tuple[str, scan.Stamp, int]]
    """Files with other stamps or doubtful ones, and the bytes that they had."""
    gone: list[str]

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.changed or self.others or self.touched or self.gone)


class Unread(NamedTuple):
    """A file that could not be read, as it was then, and why."""

    stamp: scan.Stamp
    why: str


def suspects(
    db: sqlite3.Connection, stamps: Mapping[str, scan.Stamp], unread: Set[str]
) -> set[str]:
    """The files of which the index may say something else than the disk, by `stamps` alone."""
    # Sets of whole rows: a loop over 100,000 files takes longer than all the rest of a search.
    others, doubtful = schema.others(db), schema.doubtful(db, TICK)
    seen = {(path, *stamp) for path, stamp in stamps.items()}
    parted = {row[0] for row in seen.symmetric_difference(schema.sure_stamps(db, TICK))}
    return parted - others | others.difference(stamps) | doubtful | unread


def compare(
    db: sqlite3.Connection,
    root: Path,
    stamps: Mapping[str, scan.Stamp],
    paths: Collection[str],
    unread: dict[str, Unread],
) -> Stale:
    """Where `stamps`, the disk's, part from the index, of these paths.

    `unread` are files that could not be read and that need no second try: those that have gone,
    or that the index knows, are taken out.
    """
    stale, known = Stale([], [], [], []), set()
    for path, size, mtime, ctime, inode, checked, kind in schema.stamps_of(db, paths):
        known.add(path)
        stamp = stamps.get(path)
        if stamp is None:
            stale.gone.append(path)
        elif kind == FileKind.OTHER:
            continue
        elif stamp != (size, mtime, ctime, inode):
            _doubt(db, root, (path, FileKind(kind)), stamp, size, stale)
        elif max(mtime, ctime) > checked - TICK:
            _doubt(db, root, (path, FileKind(kind)), stamp, size, stale, known=True)
    for path in unread.keys() & set(paths):
        if path not in stamps or path in known:
            del unread[path]
    for path in stamps.keys() - known:
        kind = kind_of(path)
        if kind is FileKind.OTHER:
            stale.others.append(path)
        elif path not in unread or unread[path].stamp != stamps[path]:
            stale.changed.append((path, kind))
    return stale


def _doubt(
    db: sqlite3.Connection,
    root: Path,
    task: Task,
    stamp: scan.Stamp,
    size: int,
    stale: Stale,
    *,
    known: bool = False,
) -> None:
    """Let the bytes decide; `known`: the stamp is the one that the index has."""
    path, checked = task[0], time.time_ns()
    found = scan.read_stamped(root, path) if stamp[0] == size else None
    if found is None or digest_of(found[0]) != schema.digest(db, path):
        stale.changed.append(task)
    elif not (known and max(stamp[1], stamp[2]) > checked - TICK):
        stale.touched.append((path, found[1], checked))


def kind_of(path: str) -> FileKind:
    """What a file is to the index, by its path."""
    if path.lower().endswith(".md"):
        return FileKind.NOTE
    from thesisvault.parser.facts.series import is_metric_series

    return FileKind.SERIES if is_metric_series(path) else FileKind.OTHER
