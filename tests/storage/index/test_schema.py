"""Records go into the tables, and nothing of them stays behind."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest

from storage.index import texts
from thesisvault.parser.facts.vocabulary import default_vocabulary
from thesisvault.storage.index import changes, schema
from thesisvault.storage.index.record import FileKind, Record, other_record
from thesisvault.storage.index.recording import record_of

TABLES = ("files", "contents", "profiles", "names", "links")


def record(path: str, seed: int) -> Record:
    data = texts.note(seed).encode()
    return record_of(path, FileKind.NOTE, data, (len(data), 2, 3, 4), 5, default_vocabulary())


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    found = schema.connect(":memory:")
    schema.create(
        found, [record("a.md", 1), record("b.md", 2), other_record("p.png", (1, 2, 3, 4))]
    )
    yield found
    found.close()


def held(db: sqlite3.Connection, *, numbers: bool = True) -> dict[str, list[tuple[object, ...]]]:
    """All rows, or all but the files' numbers."""
    found: dict[str, list[tuple[object, ...]]] = {}
    for table in TABLES:
        columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
        wanted = [name for name in columns if numbers or name not in ("id", "file")]
        rows = db.execute(f"SELECT {', '.join(wanted)} FROM {table}").fetchall()
        found[table] = sorted(rows, key=repr)
    return found


def test_put_is_as_if_made_anew(db: sqlite3.Connection) -> None:
    changes.put(db, [record("b.md", 3), record("c.md", 4)], ["a.md", "none.md", "p.png"])
    anew = schema.connect(":memory:")
    schema.create(anew, [record("b.md", 3), record("c.md", 4)])
    assert held(db, numbers=False) == held(anew, numbers=False)
    anew.close()


def test_every_row_belongs_to_a_file(db: sqlite3.Connection) -> None:
    for number in range(30):
        changes.put(db, [record(f"{number % 4}.md", number)], [f"{number % 3}.md"])
    for table, column in schema._NUMBERED[1:]:
        lost = f"SELECT count(*) FROM {table} WHERE {column} NOT IN (SELECT id FROM files)"
        assert db.execute(lost).fetchone() == (0,)


def test_taking_all_away_leaves_nothing(db: sqlite3.Connection) -> None:
    changes.put(db, [], ["a.md", "b.md", "p.png"])
    assert held(db) == {table: [] for table in TABLES}


def test_a_note_put_again_keeps_its_number(db: sqlite3.Connection) -> None:
    before = held(db)
    changes.put(db, [record("a.md", 1)], [])
    assert held(db) == before


def test_touched_files_have_other_stamps_and_nothing_else(db: sqlite3.Connection) -> None:
    before = held(db)
    schema.touch(db, [("a.md", (10, 20, 30, 40), 50)])
    assert list(schema.stamps_of(db, ["a.md", "none.md"])) == [("a.md", 10, 20, 30, 40, 50, 0)]
    after = held(db)
    assert {table: after[table] for table in TABLES[1:]} == {
        table: before[table] for table in TABLES[1:]
    }
    assert schema.digest(db, "a.md") == record("a.md", 1).digest
    assert schema.digest(db, "none.md") == b""


def test_a_path_is_known_once(db: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        schema.insert(db, None, record("a.md", 9))


@pytest.mark.parametrize(
    ("text", "keys", "others"),
    [
        ("---\nup: '[[u]]'\n---\nOf [[x]].\nOn [[y]].\n", [], ["u", "x", "y"]),
        ("---\nup: '[[u]]'\n---\nA line above.\n\nOf [[x]].\nOn [[y]].\n", [], ["u", "x", "y"]),
        ("---\nup: '[[u]]'\n---\nOf [[x]].\nBy [[y]], [[z]].\n", ["y", "z"], ["u", "x"]),
        ("---\nup: '[[u]]'\n---\nOf [[x]].\n", ["y"], ["u", "x"]),
        ("---\nup: '[[u]]'\n---\nOf [[x]].\nOn [[y]].\n\nOf [[X]].\n", ["x"], ["u", "y"]),
        ("---\non: '[[u]]'\n---\nOf [[x]].\nOn [[y]].\n", ["u"], ["x", "y"]),
    ],
)
def test_links_that_read_as_before_concern_nobody(
    db: sqlite3.Connection, text: str, keys: list[str], others: list[str]
) -> None:
    def put(data: bytes) -> None:
        stamp = (len(data), 2, 3, 4)
        words = default_vocabulary()
        changes.put(db, [record_of("n.md", FileKind.NOTE, data, stamp, 5, words)], [])

    put(b"---\nup: '[[u]]'\n---\nOf [[x]].\nOn [[y]].\n")
    seen = changes.mark(db)
    put(text.encode())
    concern = changes.since(db, seen)
    assert concern is not None
    assert (list(concern.keys), list(concern.others)) == (keys, others)
