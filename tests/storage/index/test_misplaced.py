"""Something else lies where the index should: it is rebuilt, with a sentence, once."""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from storage.index.spoiled import Indexed, damage, tick
from storage.index.vaults import opened, wrong
from thesisvault.storage.index.place import stamps_of


def _nothing(file: Path) -> None:
    file.unlink()


def _empty(file: Path) -> None:
    file.write_bytes(b"")


def _folder(file: Path) -> None:
    file.unlink()
    file.mkdir()
    (file / "x").write_bytes(b"x")


def _text(file: Path) -> None:
    file.write_bytes(b"This is no database, but it is longer than a header of one. " * 90)


def _another_database(file: Path) -> None:
    file.unlink()
    db = sqlite3.connect(file)
    db.execute("CREATE TABLE files (id INTEGER)")
    db.commit()
    db.close()


def _itself(file: Path) -> None:
    file.unlink()
    file.symlink_to(file.name)


@pytest.mark.parametrize("how", [_nothing, _empty, _folder, _text, _another_database, _itself])
def test_something_else_in_the_place_of_the_database(
    vault: Indexed, how: Callable[[Path], None]
) -> None:
    tick()
    how(vault.database)
    vault.heals("damaged")
    files = [path for path in vault.place.folder.iterdir() if path.name != "current"]
    assert files == [vault.database]


@pytest.mark.parametrize("how", [_empty, _folder, _text, _itself])
def test_something_else_in_the_place_of_the_pointer(
    vault: Indexed, how: Callable[[Path], None]
) -> None:
    how(vault.current)
    vault.heals("damaged")


POINTERS: list[object] = [
    *(None, [], 5, "x", {}, {"file": 5, "mark": "", "stamp": []}),
    {"file": "index-\0", "mark": "", "stamp": None},
]


@pytest.mark.parametrize("pointer", POINTERS)
def test_a_pointer_that_says_nothing(vault: Indexed, pointer: object) -> None:
    vault.current.write_text(json.dumps(pointer), encoding="utf-8")
    vault.heals("damaged")


@pytest.mark.parametrize("data", [b"\xff\xfe", b"[" * 100_000, b'{"file": "', b"9" * 9999])
def test_a_pointer_that_cannot_be_read(vault: Indexed, data: bytes) -> None:
    vault.current.write_bytes(data)
    vault.heals("damaged")


@pytest.mark.parametrize("name", ["", ".", "..", "none", "index-none.sqlite", "../../vault/Oil.md"])
def test_a_pointer_to_elsewhere(vault: Indexed, name: str) -> None:
    known = json.loads(vault.current.read_bytes())
    stamp = stamps_of(vault.place.folder / name)
    vault.current.write_text(json.dumps({**known, "file": name, "stamp": stamp}), encoding="utf-8")
    vault.heals("damaged")
    assert not (vault.place.folder / "none").exists()


def test_no_pointer_is_no_index_yet(vault: Indexed) -> None:
    vault.current.unlink()
    with opened(vault.root) as found:
        assert wrong(found, vault.right) == ""
        assert found.read and not found.told
    vault.is_quick()


def test_made_by_another_version(vault: Indexed) -> None:
    known = json.loads(vault.current.read_bytes())
    vault.current.write_text(json.dumps({**known, "mark": "0" * 32}), encoding="utf-8")
    vault.heals("another version")


def test_what_others_left_is_taken_away_when_it_is_old(vault: Indexed) -> None:
    old = time.time() - 25 * 3600
    for name in ("build-1.sqlite", "part-1", "build-1.sqlite-journal", "strange"):
        (vault.place.folder / name).write_bytes(b"")
        os.utime(vault.place.folder / name, (old, old))
    # What we never made stays.
    for name in ("build-2.sqlite", "part-2", "index-0.sqlite"):
        (vault.place.folder / name).write_bytes(b"")
    (vault.place.folder / "build-3.sqlite").mkdir()
    os.utime(vault.place.folder / "build-3.sqlite", (old, old))
    damage(vault.database, b"", restore=False)
    vault.heals("damaged")
    left = sorted(path.name for path in vault.place.folder.iterdir())
    assert left == ["build-2.sqlite", "current", vault.database.name, "part-2", "strange"]
