"""What changes in the index, and whom it may concern: a log that a watcher reads.

Whichever process reads a changed note first writes the log, so none can take a change from another.
"""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator

from msgspec import Struct

from thesisvault.storage.index.record import FileKind, Record
from thesisvault.storage.index.schema import insert, remove

KEPT = 2000
"""Changes in the log: whoever has missed more looks at everything."""


class Mark(Struct, frozen=True):
    """A place in the log of one database."""

    identity: str
    number: int


class Concern(Struct, frozen=True):
    """What may be other than at a mark."""

    paths: frozenset[str]
    """The files that changed, came or went."""
    keys: tuple[str, ...]
    """The keys of the files to which other links may lead than before, or by other words."""
    others: tuple[str, ...]
    """The keys of the other links, which read as before; their lines may have other numbers."""
    targets: frozenset[str]
    """The targets of links that came or went, folded and without ``.md``."""
    names: frozenset[str]
    """What notes are called or were, folded, where a review may show something else of them."""
    weighty: bool
    """Whether a review may show something else, whatever those links lead to."""


def put(to: sqlite3.Connection, records: Iterable[Record], gone: Iterable[str]) -> None:
    """Put records in the place of those of the same paths, and take away those that are gone."""
    last = None
    for path in gone:
        row = _known(to, path)
        names = _names(to, row[0]) if row else ()
        last = _log(to, path, _came_or_went(to, path), (), (), names, weighty=True)
        if row:
            remove(to, row[0])
    for record in records:
        row = _known(to, record.path)
        before: set[tuple[str, str, int]] = set()
        called: set[str] = set()
        if row:
            sql = "SELECT key, target, said FROM links WHERE file = ?"
            before = set(to.execute(sql, row[:1]))
            called = _names(to, row[0])
            remove(to, row[0])
        insert(to, row and row[0], record)
        keys = sorted({key for key, *_ in before.symmetric_difference(record.links)})
        others = sorted({key for key, *_ in before.intersection(record.links)})
        if row is None:
            keys += sorted(_came_or_went(to, record.path))
        weighty = row is None or row[1] != record.weight
        names = called.union(name for _, name, _ in record.names) if weighty else ()
        if weighty:  # its date may be another one, and with it the days on which it links at all
            keys, others = keys + others, []
        led = {target for _, target, _ in before}
        targets = led.symmetric_difference(target for _, target, _ in record.links)
        last = _log(to, record.path, keys, others, targets, names, weighty=weighty)
    if last is not None:
        to.execute("DELETE FROM log WHERE number <= ?", (last - KEPT,))


def _log(
    to: sqlite3.Connection,
    path: str,
    keys: Iterable[str],
    others: Iterable[str],
    targets: Iterable[str],
    names: Iterable[str],
    *,
    weighty: bool,
) -> int:
    told = json.dumps(sorted(names))  # an alias may be of several lines
    row = (path, *map("\n".join, (keys, others, targets)), told, weighty)
    columns = "path, keys, others, targets, names, weighty"
    number = to.execute(f"INSERT INTO log ({columns}) VALUES (?, ?, ?, ?, ?, ?)", row).lastrowid
    assert number is not None
    return number


def _known(of: sqlite3.Connection, path: str) -> tuple[int, bytes] | None:
    """A file's number, and its weight (`Record.weight`); None where it is not known."""
    row: tuple[int, bytes] | None = of.execute(
        "SELECT id, weight FROM files WHERE path = ?", (path,)
    ).fetchone()
    return row


def _names(of: sqlite3.Connection, number: int) -> set[str]:
    """What a file is called, folded."""
    sql = "SELECT name FROM names WHERE file = ?"
    return {name for (name,) in of.execute(sql, (number,))}


def _came_or_went(of: sqlite3.Connection, path: str) -> set[str]:
    """Whom a file's coming or going may concern: the files that share its key, those that it
    links, and those that its namesakes link, which may have to be told apart now.
    """
    row = of.execute("SELECT key FROM files WHERE path = ?", (path,)).fetchone()
    if row is None:
        return set()
    sql = "SELECT DISTINCT l.key FROM links l JOIN files f ON f.id = l.file WHERE f.key = ?"
    return {row[0], *(key for (key,) in of.execute(sql, row))}


def mark(of: sqlite3.Connection) -> Mark:
    """The end of the log."""
    ((identity,),) = of.execute("SELECT identity FROM meta")
    ((number,),) = of.execute("SELECT coalesce(max(number), 0) FROM log")
    return Mark(identity, number)


def since(of: sqlite3.Connection, seen: Mark, own: Collection[str] = ()) -> Concern | None:
    """What has changed since a mark; None where that is not known, or too much.

    `own`: files in which nothing but managed blocks changed. They concern nobody: what they say
    is in other lines at most.
    """
    now = mark(of)
    sql = "SELECT path, keys, others, targets, names, weighty FROM log WHERE number > ?"
    found = of.execute(sql, (seen.number,)).fetchall()
    if now.identity != seen.identity or len(found) != now.number - seen.number:
        return None
    rows = [row for row in found if row[0] not in own]
    return Concern(
        paths=frozenset(path for path, *_ in rows),
        keys=tuple(dict.fromkeys(_split(keys for _, keys, *_ in rows))),
        others=tuple(dict.fromkeys(_split(others for _, _, others, *_ in rows))),
        targets=frozenset(_split(targets for *_, targets, _, _ in rows)),
        names=frozenset(name for *_, names, _ in rows for name in json.loads(names)),
        weighty=any(weighty for *_, weighty in rows),
    )


def taken_away(of: sqlite3.Connection, seen: Mark) -> set[str] | None:
    """The files that were taken away since a mark of it; None where that is not known."""
    ((logged,),) = of.execute("SELECT count(*) FROM log WHERE number > ?", (seen.number,))
    if logged != mark(of).number - seen.number:
        return None
    sql = (
        "SELECT DISTINCT path FROM log WHERE number > ? "
        "AND NOT EXISTS (SELECT 1 FROM files WHERE files.path = log.path)"
    )
    return {path for (path,) in of.execute(sql, (seen.number,))}


def _split(texts: Iterable[str]) -> Iterator[str]:
    return (item for text in texts for item in text.split("\n") if item)


def holds(of: sqlite3.Connection, concern: Concern, cited: Collection[str], day: dt.date) -> bool:
    """Whether a review of a day still says what it would say anew.

    `cited`: the keys of names without a note in it, since the lines of links to those are cited.
    A link that came or went changes nothing else, where it leads to a note of that day.
    """
    if concern.weighty or not frozenset(cited).isdisjoint((*concern.keys, *concern.others)):
        return False
    return all(_is_note(of, target, day) for target in concern.targets)


def _is_note(of: sqlite3.Connection, target: str, day: dt.date) -> bool:
    """Whether a target is the name of a note of that day, or the whole path of one."""
    sql = "SELECT path FROM files WHERE name = ? AND (date IS NULL OR date <= ?)"
    name = f"{target.rpartition('/')[2]}.md"
    found = of.execute(sql, (name, day.toordinal())).fetchall()
    if "/" not in target:
        return bool(found)
    from thesisvault.graph.folding import fold  # its package takes longer than all of this

    return any(fold(path) == f"{target}.md" for (path,) in found)


def marked(of: sqlite3.Connection, keys: Iterable[str] | None = None) -> Iterator[str]:
    """The notes that may hold markers, by path; with `keys`, those of these, in their order."""
    if keys is None:
        sql = "SELECT path FROM files WHERE marked ORDER BY path"
        yield from (path for (path,) in of.execute(sql))
        return
    sql = f"SELECT path FROM files WHERE key = ? AND marked AND kind = {FileKind.NOTE:d}"
    for key in keys:
        yield from (path for (path,) in of.execute(sql, (key,)))


def showing_figures(of: sqlite3.Connection) -> Iterator[str]:
    """The notes that may hold blocks which a review or prices may change, by path."""
    found = of.execute("SELECT path FROM files WHERE figures ORDER BY path")
    yield from (path for (path,) in found)
