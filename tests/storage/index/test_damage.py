"""Whatever happens to its bytes, the answer is right, one sentence tells of it, and it heals."""

from __future__ import annotations

import datetime as dt
import shutil
import sqlite3
from pathlib import Path
from random import Random

import pytest

from sizes import share
from storage.index.spoiled import Indexed, damage, tick
from storage.index.vaults import expected, opened, put, wrong
from thesisvault.storage import scan


def test_an_index_is_quick_the_second_time(vault: Indexed) -> None:
    vault.is_quick()


def test_cut_short_anywhere(vault: Indexed) -> None:
    whole = vault.database.read_bytes()
    for size in range(0, len(whole), max(512, len(whole) // share(3, 40)) - 7):
        damage(vault.database, vault.database.read_bytes()[:size], restore=size % 2 == 0)
        vault.heals("damaged")


@pytest.mark.parametrize("restore", [False, True])
def test_bytes_flipped_anywhere(vault: Indexed, restore: bool) -> None:
    rng = Random(f"flips {restore}")
    for _ in range(share(4, 100)):
        data = bytearray(vault.database.read_bytes())
        for _ in range(rng.choice((1, 1, 50))):
            data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
        damage(vault.database, bytes(data), restore=restore)
        vault.heals("damaged")


@pytest.mark.parametrize("restore", [False, True])
def test_bytes_flipped_while_it_is_asked(vault: Indexed, restore: bool) -> None:
    rng = Random(f"flips while open {restore}")
    for _ in range(share(2, 25)):
        with opened(vault.root) as found:
            if rng.random() < 0.5:
                assert wrong(found, vault.right) == ""
            data = bytearray(vault.database.read_bytes())
            for _ in range(300):
                data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
            damage(vault.database, bytes(data), restore=restore)
            assert wrong(found, vault.right) == ""
            assert len(found.told) == 1 and "damaged" in found.told[0]
        vault.is_quick()


def test_bytes_flipped_between_two_refreshes(vault: Indexed) -> None:
    rng = Random("flips between")
    for number in range(share(2, 25)):
        with opened(vault.root) as found:
            data = bytearray(vault.database.read_bytes())
            for _ in range(40):
                data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
            damage(vault.database, bytes(data), restore=True)
            put(vault.root, "Gold.md", f"[[Apple]] {number}")
            found.index.refresh_some(["Gold.md"])
            vault.right = expected(vault.root)
            assert wrong(found, vault.right) == ""
            assert len(found.told) == 1 and "damaged" in found.told[0]
        vault.is_quick()


def log_of(vault: Indexed) -> Path:
    return Path(f"{vault.database}-wal")


def grown(vault: Indexed, number: int) -> None:
    """Something is written, and stands in the log while anybody has the database open."""
    put(vault.root, "Gold.md", f"[[Apple]] {number}")
    with opened(vault.root):
        pass
    vault.right = expected(vault.root)


@pytest.mark.parametrize("pinned", [False, True])
def test_bytes_flipped_in_the_log(vault: Indexed, pinned: bool) -> None:
    rng = Random(f"flips in the log {pinned}")
    for number in range(share(2, 50)):
        with opened(vault.root) as found:
            grown(vault, number)
            if pinned:
                found.index.refresh()
                assert found.told == []
            data = bytearray(log_of(vault).read_bytes())
            assert data
            for _ in range(rng.choice((1, 300))):
                data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
            damage(log_of(vault), bytes(data), restore=False)
            if not pinned:
                found.index.refresh()
            assert wrong(found, vault.right) == ""
            assert len(found.told) == 1 and "damaged" in found.told[0]
        vault.is_quick()


def test_a_log_cut_short_or_gone(vault: Indexed) -> None:
    for number, size in enumerate((0, 31, 32, 4000, -1)):
        with opened(vault.root) as found:
            grown(vault, number)
            tick()
            if size < 0:
                log_of(vault).unlink()
            else:
                damage(log_of(vault), log_of(vault).read_bytes()[:size], restore=False)
            found.index.refresh()
            assert wrong(found, vault.right) == ""
            assert len(found.told) == 1 and "damaged" in found.told[0]
        vault.is_quick()


def test_a_log_that_a_killed_process_left_is_read(vault: Indexed) -> None:
    """Nobody closed the database: what was written last stands in its log alone."""
    folder, kept = vault.place.folder, vault.place.folder.with_name("kept")
    with opened(vault.root):
        grown(vault, 1)
        database = vault.database
        shutil.copytree(folder, kept)
    shutil.rmtree(folder)
    kept.rename(folder)
    vault.place.stamp(database)
    assert log_of(vault).stat().st_size
    vault.is_quick()
    assert not log_of(vault).exists()


def test_a_row_that_is_not_what_was_put_there(vault: Indexed) -> None:
    """Within a tick of the last write no stamp tells: the rows tell themselves."""
    with opened(vault.root) as found:
        found.index.remember("key", b"report", [], dt.date(2026, 1, 8))
    database = vault.database
    db = sqlite3.connect(database)
    for table, column in (*(("contents", "note"), ("profiles", "profile"), ("reports", "report")),):
        db.execute(f"UPDATE {table} SET {column} = substr({column}, 1, 40) || x'00'")
    db.commit()
    db.close()
    vault.place.stamp(database)
    with opened(vault.root) as found:
        assert found.index.recall("key") is None
        assert len(found.told) == 1 and "damaged" in found.told[0]
    vault.is_quick()


def test_a_note_in_a_row_that_is_not_what_was_put_there(vault: Indexed) -> None:
    database = vault.database
    db = sqlite3.connect(database)
    other = "(SELECT note FROM contents WHERE id = 4)"
    db.execute(f"UPDATE contents SET note = {other} WHERE id = 5")
    db.commit()
    db.close()
    vault.place.stamp(database)
    vault.heals("damaged")


def test_a_report_is_kept_until_a_note_says_something_else(vault: Indexed) -> None:
    with opened(vault.root) as found:
        found.index.remember("key", b"report", [], dt.date(2026, 1, 8))
    with opened(vault.root) as found:
        assert (found.index.recall("key"), found.told) == (b"report", [])
        put(vault.root, "New.md", "#thesis")
        found.index.refresh(scan.scan(vault.root))
        assert found.index.recall("key") is None


@pytest.mark.parametrize("name", ["-wal", "-journal", "-shm"])
def test_logs_that_are_none_of_ours(vault: Indexed, name: str) -> None:
    beside = Path(f"{vault.database}{name}")
    beside.write_bytes(Random(1).randbytes(9000))
    with opened(vault.root) as found:
        assert wrong(found, vault.right) == ""
        assert len(found.told) == (name == "-wal")
    vault.is_quick()


def test_a_log_that_sqlite_would_believe(vault: Indexed) -> None:
    """A write-ahead log of another program, with a note less in it."""
    database = vault.database
    copy = database.with_name("copy")
    shutil.copyfile(database, copy)
    db = sqlite3.connect(copy)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("DELETE FROM files WHERE path = 'Apple.md'")
    db.commit()
    shutil.copyfile(f"{copy}-wal", f"{database}-wal")
    db.close()
    vault.heals("damaged")


def test_a_journal_that_sqlite_would_believe(vault: Indexed) -> None:
    """Another state, without links, that is rolled back into the database when it is opened."""
    database, copy = vault.database, vault.place.folder / "copy"
    shutil.copyfile(database, copy)
    db = sqlite3.connect(copy, isolation_level=None)
    db.execute("PRAGMA journal_mode = DELETE")
    db.execute("DELETE FROM links")
    db.execute("PRAGMA cache_size = 2")
    db.execute("BEGIN IMMEDIATE")
    db.execute("INSERT INTO links SELECT path, 0, 0, id FROM files")
    db.execute("UPDATE contents SET note = zeroblob(90000)")
    journal = Path(f"{copy}-journal").read_bytes()
    db.execute("ROLLBACK")
    db.close()
    copy.unlink()
    Path(f"{database}-journal").write_bytes(journal)
    tick()
    with opened(vault.root) as found:
        assert wrong(found, vault.right) == ""
        assert len(found.told) == 1 and "damaged" in found.told[0]
    vault.is_quick()
