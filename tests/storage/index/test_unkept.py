"""Where an index cannot be stored, every answer is right, and says so."""

from __future__ import annotations

import errno
import os
import sqlite3
from pathlib import Path

import pytest

from storage.index.spoiled import Indexed, damage, tick
from storage.index.vaults import CACHE, expected, opened, place_of, put, wrong
from thesisvault.storage.index import schema
from thesisvault.storage.index.place import Place, cache_folder


def test_a_cache_that_is_no_folder(
    memory: Path, monkeypatch: pytest.MonkeyPatch, vault: Indexed
) -> None:
    (memory / "file").write_bytes(b"")
    monkeypatch.setenv(CACHE, str(memory / "file"))
    vault.stays_unkept("cannot be stored (Not a directory)")
    (memory / "cache2" / "thesisvault").mkdir(parents=True)
    monkeypatch.setenv(CACHE, str(memory / "cache2"))
    place_of(vault.root, dict(os.environ)).folder.write_bytes(b"")
    vault.stays_unkept("cannot be stored (File exists)")


def test_an_index_in_memory_is_brought_up_to_date_as_well(
    memory: Path, monkeypatch: pytest.MonkeyPatch, vault: Indexed
) -> None:
    (memory / "file").write_bytes(b"")
    monkeypatch.setenv(CACHE, str(memory / "file"))
    with opened(vault.root) as found:
        whole = len(found.read)
        for number in range(3):
            put(vault.root, "Gold.md", f"[[Apple]] {number}")
            found.index.refresh_some(["Gold.md"])
            assert wrong(found, expected(vault.root)) == ""
            found.index.release()
        assert len(found.read) == whole + 3
        assert len(found.told) == 1


def test_a_cache_where_nothing_can_be_made(
    memory: Path, monkeypatch: pytest.MonkeyPatch, vault: Indexed
) -> None:
    (memory / "cache2" / "thesisvault").mkdir(parents=True)
    monkeypatch.setenv(CACHE, str(memory / "cache2"))
    place_of(vault.root, dict(os.environ)).folder.symlink_to("/proc/self")
    vault.stays_unkept("cannot be stored (its folder is a link, or another user's)")


def test_nothing_is_taken_away_behind_a_link(
    memory: Path, monkeypatch: pytest.MonkeyPatch, vault: Indexed
) -> None:
    theirs = memory / "theirs"
    theirs.mkdir()
    (theirs / "build-0.sqlite").write_bytes(b"theirs")
    os.utime(theirs / "build-0.sqlite", (0, 0))
    (memory / "cache2" / "thesisvault").mkdir(parents=True)
    monkeypatch.setenv(CACHE, str(memory / "cache2"))
    place_of(vault.root, dict(os.environ)).folder.symlink_to(theirs)
    vault.stays_unkept("cannot be stored (its folder is a link")
    assert os.listdir(theirs) == ["build-0.sqlite"]


def test_a_cache_that_is_somebody_elses(
    memory: Path, monkeypatch: pytest.MonkeyPatch, vault: Indexed
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    vault.stays_unkept("cannot be stored (its folder is a link, or another user's)")


def test_nobody_has_a_home(monkeypatch: pytest.MonkeyPatch, vault: Indexed) -> None:
    def nobody() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv(CACHE)
    monkeypatch.setattr(Path, "home", nobody)
    vault.stays_unkept("cannot be stored (Not a directory)")


def test_where_the_cache_is() -> None:
    assert cache_folder({CACHE: "/c"}) == Path("/c/thesisvault")
    home = Path.home() / ".cache" / "thesisvault"
    assert cache_folder({}) == cache_folder({CACHE: "relative"}) == home


FULL = OSError(errno.ENOSPC, "No space left on device")


def _full(*_: object) -> None:
    raise FULL


@pytest.mark.parametrize("call", ["_point_to", "begin", "publish"])
@pytest.mark.parametrize("known", [False, True])
def test_a_full_disk_while_it_is_made(
    vault: Indexed, call: str, known: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if known:
        damage(vault.database, b"", restore=False)
    else:
        vault.current.unlink()
    with monkeypatch.context() as patch:
        patch.setattr(Place, call, _full)
        vault.stays_unkept("cannot be stored (No space left on device)")
    with opened(vault.root) as found:
        assert wrong(found, vault.right) == ""
    vault.is_quick()
    assert len(list(vault.place.folder.iterdir())) == 2


def test_a_full_disk_while_the_database_grows(
    vault: Indexed, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect = schema.connect

    def small(place: str) -> sqlite3.Connection:
        found = connect(place)
        if place != ":memory:":
            found.execute("PRAGMA max_page_count = 8")
        return found

    vault.current.unlink()
    with monkeypatch.context() as patch:
        patch.setattr(schema, "connect", small)
        vault.stays_unkept("cannot be stored (database or disk is full)")
    with opened(vault.root) as found:
        assert not found.told
    vault.is_quick()


def test_a_full_disk_while_it_is_brought_up_to_date(
    vault: Indexed, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(60):
        put(vault.root, f"New {number}.md", "[[Apple]] " * 40)
    vault.right = expected(vault.root)
    connect = schema.connect

    def small(place: str) -> sqlite3.Connection:
        found = connect(place)
        if place != ":memory:":
            found.execute("PRAGMA max_page_count = 20")
        return found

    with monkeypatch.context() as patch:
        patch.setattr(schema, "connect", small)
        for _ in range(2):
            with opened(vault.root) as found:
                assert wrong(found, vault.right) == ""
                assert len(found.read) == 60
                assert [("full" in said) for said in found.told] == [True]
    with opened(vault.root) as found:
        assert wrong(found, vault.right) == ""
        assert len(found.read) == 60 and not found.told
    vault.is_quick()


def test_a_database_that_may_only_be_read(vault: Indexed, monkeypatch: pytest.MonkeyPatch) -> None:
    connect = schema.connect

    def read_only(place: str) -> sqlite3.Connection:
        found = connect(place)
        if place != ":memory:":
            found.execute("PRAGMA query_only = 1")
        return found

    monkeypatch.setattr(schema, "connect", read_only)
    vault.is_quick()
    put(vault.root, "Gold.md", "[[Apple]]")
    vault.right = expected(vault.root)
    for _ in range(2):
        with opened(vault.root) as found:
            assert wrong(found, vault.right) == ""
            assert len(found.read) == 1
            assert len(found.told) == 1 and "cannot be written" in found.told[0]


def test_a_seal_that_cannot_be_put(vault: Indexed, monkeypatch: pytest.MonkeyPatch) -> None:
    tick()
    put(vault.root, "Gold.md", "[[Apple]]")
    vault.right = expected(vault.root)
    with monkeypatch.context() as patch:
        patch.setattr(Place, "_point_to", _full)
        with opened(vault.root) as found:
            assert wrong(found, vault.right) == ""
    vault.heals("damaged or changed")
