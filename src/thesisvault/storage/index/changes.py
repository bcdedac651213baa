"""What changes in the index, and whom it may concern: a log that a watcher reads.

Whichever process reads a changed note first writes the log, so none can take a change from another.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from thesisvault.storage.index import codec
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
    """The keys of the files to which other links may lead than before, or by other words; those
    come first to which links came or from which links went.
    """
    weighty: bool
    """Whether a review may show something else."""


def put(to: sqlite3.Connection, records: Iterable[Record], gone: Iterable[str]) -> None:
    """Put records in the place of those of the same paths, and take away those that are gone."""
    last = None
    for path in gone:
        last = _log(to, path, _came_or_went(to, path), weighty=True)
        remove(to, path)
    for record in records:
        row = to.execute("SELECT id, weight FROM files WHERE path = ?", (record.path,)).fetchone()
        before, after = _keys_of(to, row[0]) if row else {}, dict(record.keys)
        weighty = (
            row is None or row[1] != record.weight or _loose(to, row[0], record, before, after)
        )
        remove(to, record.path)
        insert(to, row and row[0], record)
        keys = sorted(before.keys() ^ after.keys()) + sorted(before.keys() & after.keys())
        if row is None:
            keys += sorted(_came_or_went(to, record.path))
        last = _log(to, record.path, keys, weighty=weighty)
    if last is not None:
        to.execute("DELETE FROM log WHERE number <= ?", (last - KEPT,))


def _log(to: sqlite3.Connection, path: str, keys: Iterable[str], *, weighty: bool) -> int:
    if weighty:
        to.execute("DELETE FROM reports")
    row = (path, "\n".join(keys), weighty)
    number = to.execute("INSERT INTO log (path, keys, weighty) VALUES (?, ?, ?)", row).lastrowid
    assert number is not None
    return number


def _keys_of(of: sqlite3.Connection, number: int) -> dict[str, bool]:
    """The keys of a file's links, each with whether they are bare names."""
    return dict(of.execute("SELECT key, bare FROM links WHERE file = ?", (number,)))


def _came_or_went(of: sqlite3.Connection, path: str) -> set[str]:
    """Whom a file's coming or going may concern: the files that share its key, those that it
    links, and those that its namesakes link, which may have to be told apart now.
    """
    row = of.execute("SELECT key FROM files WHERE path = ?", (path,)).fetchone()
    if row is None:
        return set()
    sql = "SELECT DISTINCT l.key FROM links l JOIN files f ON f.id = l.file WHERE f.key = ?"
    return {row[0], *(key for (key,) in of.execute(sql, row))}


def _loose(
    of: sqlite3.Connection,
    number: int,
    record: Record,
    before: Mapping[str, bool],
    after: Mapping[str, bool],
) -> bool:
    """Whether links of the note that lead to no note matter to a review: a name without a note
    that came or went joins or parts facts, and of a thesis without a note a link's line is cited.
    """
    from thesisvault.graph.source import names_side

    reports = of.execute("SELECT named FROM reports")
    named = {key for (keys,) in reports for key in keys.split("\n")}
    ((first,),) = of.execute("SELECT min(day) FROM reports")
    for key in before.keys() | after.keys():
        cited = key in named or names_side(key)
        if cited or before.get(key) != after.get(key):
            bare = before.get(key, True) and after.get(key, True)
            if not (
                _called(of, key, first) if bare else _are_files(of, key, first, number, record)
            ):
                return True
    return False


def _are_files(
    of: sqlite3.Connection, key: str, day: int | None, number: int, record: Record
) -> bool:
    """Whether each link of this key, that the note had or has, is the path of a file, or bare
    and leads to one all the same, from this day on.
    """
    from thesisvault.graph.folding import fold, link_key

    old = of.execute("SELECT note FROM contents WHERE id = ?", (number,)).fetchone()
    held = [content for content in (old and old[0], record.note) if content]
    paths = {fold(path).removesuffix(".md") for path in _called(of, key, day)}
    wanted = [
        link.target
        for content in held
        for link in codec.decode(content).links
        if link.target and not link.managed and link_key(link.target) == key
    ]
    return bool(paths) and all(
        "/" not in target or fold(target).removesuffix(".md") in paths for target in wanted
    )


def _called(of: sqlite3.Connection, key: str, day: int | None) -> list[str]:
    """The notes, from this day on, to which bare links of this key lead."""
    sql = "SELECT path FROM files WHERE name = ? AND (date IS NULL OR date <= ?)"
    return [path for (path,) in of.execute(sql, (f"{key}.md", day))]


def mark(of: sqlite3.Connection) -> Mark:
    """The end of the log."""
    ((identity,),) = of.execute("SELECT identity FROM meta")
    ((number,),) = of.execute("SELECT coalesce(max(number), 0) FROM log")
    return Mark(identity, number)


def since(of: sqlite3.Connection, seen: Mark, own: Collection[str] = ()) -> Concern | None:
    """What has changed since a mark; None where that is not known, or too much.

    `own`: files in which nothing but managed blocks changed. They concern nobody: what they say
    stands in other lines at most.
    """
    now = mark(of)
    rows = of.execute("SELECT path, keys, weighty FROM log WHERE number > ?", (seen.number,))
    found: Sequence[tuple[str, str, int]] = rows.fetchall()
    if now.identity != seen.identity or len(found) != now.number - seen.number:
        return None
    others = [row for row in found if row[0] not in own]
    paths = frozenset(path for path, _, _ in others)
    keys = tuple(dict.fromkeys(key for _, text, _ in others for key in text.split("\n") if key))
    return Concern(paths, keys, any(weighty for _, _, weighty in others))


def marked(of: sqlite3.Connection, keys: Iterable[str] | None = None) -> Iterator[str]:
    """The notes that may hold markers, by path; with `keys`, those of these, in their order."""
    if keys is None:
        sql = "SELECT path FROM files WHERE marked ORDER BY path"
        yield from (path for (path,) in of.execute(sql))
        return
    sql = f"SELECT path FROM files WHERE key = ? AND marked AND kind = {FileKind.NOTE:d}"
    for key in keys:
        yield from (path for (path,) in of.execute(sql, (key,)))
