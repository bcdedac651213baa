"""The disk fails at any call of a move: all notes are old or new, or the next command mends it."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from sizes import WHOLE
from soak.calls import FakeClock, failing, watched
from thesisvault.model.errors import WriteRefused
from thesisvault.storage.writing import exchange
from thesisvault.storage.writing.journal import carry_out, pending, recover
from thesisvault.storage.writing.plans import JOURNAL, Change, Plan
from thesisvault.storage.writing.writer import Writer

pytestmark = pytest.mark.usefixtures("time_passes")

OLD = {"a/Old.md": b"self [[Old]]\n", "L.md": b"see [[Old]]\n"}
NEW = {"b/New.md": b"self [[New]]\n", "L.md": b"see [[New]]\n"}
PLAN = Plan(
    (
        Change("b/New.md", OLD["a/Old.md"], NEW["b/New.md"]),
        Change("L.md", OLD["L.md"], NEW["L.md"]),
    ),
    "a/Old.md",
    "b/New.md",
    hashlib.sha256(OLD["a/Old.md"]).hexdigest(),
)


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Path]:
    shared = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(dir=shared if shared.is_dir() else tmp_path))
    yield folder
    shutil.rmtree(folder)


def vault(folder: Path) -> Path:
    for path, data in OLD.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


def held(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*.md")
        if ".thesis" not in path.parts
    }


def nothing(call: int, name: str) -> None:
    """Let each call go on."""


@pytest.mark.parametrize("fall_back", [False, True], ids=["exchange", "fall-back"])
@pytest.mark.parametrize("for_good", [False, True], ids=["once", "for good"])
@pytest.mark.parametrize("effect", [False, True], ids=["before it", "after it"])
def test_every_call_of_a_move_may_fail(
    memory: Path, effect: bool, for_good: bool, fall_back: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "FALL_BACK", fall_back)
    root = vault(memory / "whole")
    with watched(nothing) as calls, Writer(root, clock=FakeClock()) as writer:
        carry_out(root, PLAN, writer)
    assert held(root) == NEW
    outcomes = {"done": 0, "undone": 0, "mended later": 0}
    # In the suite each call fails in one of the eight ways; in a soak in all.
    first, step = (1, 1) if WHOLE else (1 + effect + 2 * for_good + 4 * fall_back, 8)
    for at in range(first, len(calls) + 1, step):
        root = vault(memory / str(at))
        fail = failing(at, errno.EIO, for_good=for_good)
        said = ""
        with watched(nothing if effect else fail, fail if effect else None):
            try:
                with Writer(root, clock=FakeClock()) as writer:
                    carry_out(root, PLAN, writer)
            except WriteRefused as refusal:
                said = str(refusal)
        if said and pending(root):
            assert "next command" in said, (at, said)
            outcomes["mended later"] += 1
        elif said:
            assert held(root) == OLD, (at, calls[at - 1], said)
            outcomes["undone"] += 1
        else:
            assert held(root) == NEW, (at, calls[at - 1])
            outcomes["done"] += 1
        with Writer(root, idle=0) as writer:
            recover(root, writer)
        assert held(root) in (OLD, NEW), (at, calls[at - 1], said)
        assert not list(root.glob(f"{JOURNAL}/*")), (at, calls[at - 1])
        shutil.rmtree(root)
    assert outcomes["undone"] > (20 if WHOLE else 0), outcomes
    # Without an exchange the note has a second name for a moment, and must wait for its end.
    if WHOLE or not (for_good or fall_back):
        assert bool(outcomes["mended later"]) is (for_good or fall_back), outcomes


@pytest.mark.parametrize("flushed", ["b", "."])
def test_a_folder_that_cannot_be_flushed_after_a_step(
    tmp_path: Path, flushed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = vault(tmp_path)
    (root / "b").mkdir()
    real, bad = os.fsync, (root / flushed).stat().st_ino
    failed: list[int] = []

    def fsync(descriptor: int) -> None:
        if os.fstat(descriptor).st_ino == bad and not failed and (root / "b/New.md").exists():
            failed.append(descriptor)
            raise OSError(errno.EIO, "a broken disk")
        real(descriptor)

    with Writer(root, idle=0) as writer:
        monkeypatch.setattr(os, "fsync", fsync)
        with pytest.raises(WriteRefused, match="everything was restored"):
            carry_out(root, PLAN, writer)
    assert failed
    assert held(root) == OLD and not pending(root)


def test_a_record_that_cannot_be_flushed_is_not_carried_out_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = vault(tmp_path)
    real = os.fsync

    def fsync(descriptor: int) -> None:
        if list(root.glob(f"{JOURNAL}/*.json")):
            raise OSError(errno.EIO, "a broken disk")
        real(descriptor)

    with Writer(root, idle=0) as writer:
        monkeypatch.setattr(os, "fsync", fsync)
        with pytest.raises(WriteRefused, match="No note was touched"):
            carry_out(root, PLAN, writer)
        monkeypatch.setattr(os, "fsync", real)
        assert recover(root, writer) == ()
    assert held(root) == OLD
    assert not list((root / JOURNAL).iterdir())


def test_a_note_that_was_saved_after_its_step_keeps_the_journal(tmp_path: Path) -> None:
    root = vault(tmp_path)
    with Writer(root, idle=0) as writer:

        class Saving:
            """Somebody saves the first note once it is written; the second is refused."""

            def replace(self, path: str, expected: bytes, data: bytes) -> None:
                if path == "L.md":
                    (root / "b/New.md").write_bytes(NEW["b/New.md"] + b"mine\n")
                    raise WriteRefused("no")
                writer.replace(path, expected, data)

            def rename(self, path: str, new: str, expected: str) -> None:
                writer.rename(path, new, expected)

        with pytest.raises(WriteRefused, match="next command"):
            carry_out(root, PLAN, Saving())
        assert pending(root)
        (found,) = recover(root, writer)
    assert found.forward
    assert held(root) == NEW | {"b/New.md": NEW["b/New.md"] + b"mine\n"}


def test_a_name_that_is_taken_by_the_same_text_is_refused_for_good(tmp_path: Path) -> None:
    root = vault(tmp_path)
    (root / "b").mkdir()
    (root / "b/New.md").write_bytes(OLD["a/Old.md"])
    with Writer(root, idle=0) as writer:
        with pytest.raises(WriteRefused, match="exists already"):
            carry_out(root, PLAN, writer)
        assert not pending(root)
    assert held(root) == OLD | {"b/New.md": OLD["a/Old.md"]}


def test_a_name_that_went_although_the_disk_complained_leaves_the_other_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "FALL_BACK", True)
    (tmp_path / "old").write_bytes(b"mine")
    real = os.unlink

    def unlink(name: str, *, dir_fd: int | None = None) -> None:
        real(name, dir_fd=dir_fd)
        raise OSError(errno.EIO, "a broken disk")

    monkeypatch.setattr(os, "unlink", unlink)
    folder = os.open(tmp_path, os.O_RDONLY)
    try:
        with pytest.raises(OSError, match="a broken disk"):
            exchange.rename_free(exchange.Place(folder, "old"), exchange.Place(folder, "new"))
    finally:
        os.close(folder)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"new": b"mine"}
