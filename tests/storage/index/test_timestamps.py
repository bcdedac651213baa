"""A note that says something else is read again, whatever its times say."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from storage.index.vaults import Opened, expected, opened, place_of, put, wrong
from thesisvault.storage import scan
from thesisvault.storage.index import compare

ONE, OTHER = "[[Apple]]\n", "[[Cocoa]]\n"
LONG_AGO, TO_COME = 0, 4_000_000_000 * 10**9


def age(file: Path, moment: int) -> None:
    os.utime(file, ns=(moment, moment))


def says(found: Opened, root: Path, target: str) -> None:
    found.index.refresh(scan.scan(root))
    assert wrong(found, expected(root)) == ""
    note = found.index.source(None).note("a.md")
    assert note is not None and note.links[0].target == target


@pytest.fixture
def file(memory: Path) -> Path:
    return put(memory, "a.md", ONE)


def test_the_texts_are_of_the_same_size() -> None:
    assert len(ONE) == len(OTHER)


@pytest.mark.parametrize("moment", [None, LONG_AGO, 1_700_000_000 * 10**9, TO_COME, -(10**18)])
def test_the_same_size_and_the_same_time(file: Path, moment: int | None) -> None:
    old = os.stat(file).st_mtime_ns if moment is None else moment
    age(file, old)
    with opened(file.parent) as found:
        for text, target in ((OTHER, "Cocoa"), (ONE, "Apple"), (OTHER, "Cocoa")):
            file.write_text(text, encoding="utf-8")
            age(file, old)
            says(found, file.parent, target)


class Frozen:
    """The stamps of a file system whose clock stands still."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, moment: int) -> None:
        real = scan.stamp_of

        def frozen(status: os.stat_result) -> scan.Stamp:
            return real(status)[0], moment, moment, 7

        monkeypatch.setattr(scan, "stamp_of", frozen)


def test_within_the_tick_in_which_it_was_read(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No stamp tells the two apart, as on a file system that counts whole seconds."""
    monkeypatch.setattr(compare, "TICK", 3600 * 10**9)  # however slow the machine is
    Frozen(monkeypatch, time.time_ns() // (2 * 10**9) * 2 * 10**9)
    with opened(file.parent) as found:
        for text, target in ((OTHER, "Cocoa"), (ONE, "Apple"), (OTHER, "Cocoa")):
            file.write_text(text, encoding="utf-8")
            says(found, file.parent, target)
    file.write_text(ONE, encoding="utf-8")
    with opened(file.parent) as anew:
        says(anew, file.parent, "Apple")
        assert anew.changes.changed == ("a.md",)


def test_in_a_time_to_come(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Frozen(monkeypatch, TO_COME)
    with opened(file.parent) as found:
        file.write_text(OTHER, encoding="utf-8")
        says(found, file.parent, "Cocoa")


def test_another_file_of_which_only_the_change_time_differs(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compare, "TICK", 0)  # nothing is in doubt but for its stamp
    old = os.stat(file)
    with opened(file.parent) as found:
        time.sleep(0.012)
        with open(file, "r+b") as same:
            same.write(OTHER.encode())
        age(file, old.st_mtime_ns)
        now = os.stat(file)
        assert (now.st_size, now.st_mtime_ns, now.st_ino) == (
            *(old.st_size, old.st_mtime_ns, old.st_ino),
        )
        says(found, file.parent, "Cocoa")


def test_another_file_in_its_place_with_its_times(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compare, "TICK", 0)
    old = os.stat(file)
    other = put(file.parent, ".new", OTHER)
    age(other, old.st_mtime_ns)
    with opened(file.parent) as found:
        os.replace(other, file)
        says(found, file.parent, "Cocoa")


def test_a_touched_file_is_not_read_again_once_it_is_old(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its bytes are looked at, no more; and not even those after the tick in which it changed."""
    looked: list[str] = []
    real = scan.read_stamped

    def counted(root: Path, path: str) -> tuple[bytes, scan.Stamp] | None:
        looked.append(path)
        return real(root, path)

    with opened(file.parent) as found:
        assert len(found.read) == 1
        monkeypatch.setattr(scan, "read_stamped", counted)
        age(file, LONG_AGO)
        assert not found.index.refresh(scan.scan(file.parent))
        assert looked == ["a.md"]
        monkeypatch.setattr(compare, "TICK", 0)
        found.index.refresh(scan.scan(file.parent))
        found.index.refresh(scan.scan(file.parent))
        assert looked == ["a.md"]
        assert len(found.read) == 1


def test_what_could_not_be_read_is_told_and_tried_when_it_changes(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, tried = file.parent, list[str]()
    put(root, "b.md", "[[a]]")
    real = scan.read_stamped

    def refused(root: Path, path: str) -> tuple[bytes, scan.Stamp] | None:
        if path == "b.md":
            tried.append(path)
            return None
        return real(root, path)

    with monkeypatch.context() as patch, opened(root, refresh=False) as found:
        patch.setattr("thesisvault.storage.index.recording.read_stamped", refused)
        found.index.refresh(scan.scan(root))
        assert [*found.index.unread] == ["b.md"]
        found.index.refresh(scan.scan(root))
        assert tried == ["b.md"]
        assert [note.path for note in found.index.source(None).every()] == ["a.md"]
        put(root, "b.md", "[[Oil]] ")
        found.index.refresh(scan.scan(root))
        assert tried == ["b.md", "b.md"]
        (root / "b.md").unlink()
        found.index.refresh(scan.scan(root))
        assert [*found.index.unread] == []  # it is not there: nothing was passed over
        put(root, "b.md", "[[a]]")
        found.index.refresh_some(["b.md"])
        assert [*found.index.unread] == ["b.md"]
        patch.undo()
        with opened(root) as other:
            assert wrong(other, expected(root)) == ""
        found.index.refresh(scan.scan(root))
        assert [*found.index.unread] == []
        assert wrong(found, expected(root)) == ""


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_note_that_nobody_may_read(file: Path) -> None:
    put(file.parent, "b.md", "[[a]]")
    with opened(file.parent) as found:
        file.chmod(0)
        found.index.refresh(scan.scan(file.parent))
        assert [*found.index.unread] == ["a.md"]
        file.chmod(0o600)
        says(found, file.parent, "Apple")
        assert [*found.index.unread] == []


def _folder(root: Path) -> Path:
    return place_of(root, dict(os.environ)).folder


def test_what_agreed_is_not_compared_again_until_any_file_or_the_index_changes(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compare, "TICK", 0)
    root, compared = file.parent, list[int]()
    real = compare.suspects

    def counted(db: Any, stamps: Any, unread: Any) -> set[str]:
        compared.append(len(stamps))
        return real(db, stamps, unread)

    monkeypatch.setattr("thesisvault.storage.index.index.suspects", counted)

    def compares() -> bool:
        compared.clear()
        with opened(root) as found:
            assert wrong(found, expected(root)) == ""
        return bool(compared)

    put(root, "b.md", "[[a]]")
    compares()  # the index is made
    assert compares() and not compares() and not compares()
    steps: list[Callable[[], object]] = [
        lambda: put(root, "a.md", "[[b]] and more\n"),
        lambda: put(root, "c.md", "[[b]]\n"),
        lambda: (root / "c.md").rename(root / "d.md"),
        lambda: (root / "d.md").unlink(),
        lambda: put(root, "picture.png", "x"),
        lambda: age(root / "b.md", LONG_AGO),
        lambda: os.replace(put(root, "e.txt", "[[a]]"), root / "b.md"),
    ]
    for step in steps:
        step()
        assert compares()
        while compares():
            pass
    (kept,) = [path for path in _folder(root).iterdir() if path.name == "agreed"]
    for damage in (b"", b"\x00" * 40, kept.read_bytes()[:-1]):
        kept.write_bytes(damage)
        assert compares() and not compares()
    for path in _folder(root).glob("index-*"):
        path.unlink()
    compares()  # the index is made again, and nothing is known of that one
    assert compares() and not compares()
