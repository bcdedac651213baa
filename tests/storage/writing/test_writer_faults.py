"""The disk fails, is full, or is read-only: a note is the old version or the new one."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

import pytest

from sizes import WHOLE
from soak.calls import FakeClock, failing, kept, watched
from thesisvault.model.errors import WriteRefused
from thesisvault.storage.writing import exchange, open_target, replace
from thesisvault.storage.writing.writer import Writer

pytestmark = pytest.mark.usefixtures("time_passes")

OLD = b"old\r\n" * 50
NEW = b"new\r\n" * 60


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Path]:
    shared = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(dir=shared if shared.is_dir() else tmp_path))
    yield folder
    shutil.rmtree(folder)


@contextmanager
def mounted(folder: Path, options: str) -> Iterator[None]:
    command = ["mount", "-t", "tmpfs", "-o", options, "none", str(folder)]
    try:
        done = subprocess.run(command, capture_output=True, text=True)
    except FileNotFoundError:
        pytest.skip("NOT TESTED: there is no `mount` here")
    if done.returncode:
        pytest.skip(f"NOT TESTED: mounting is not permitted here ({done.stderr.strip()})")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.parametrize("fall_back", [False, True], ids=["exchange", "fall-back"])
@pytest.mark.parametrize("for_good", [False, True], ids=["once", "for good"])
@pytest.mark.parametrize("number", [errno.EIO, errno.ENOSPC], ids=["EIO", "ENOSPC"])
def test_every_call_may_fail(
    memory: Path, number: int, for_good: bool, fall_back: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "FALL_BACK", fall_back)
    outcomes = {"refused, old": 0, "refused, new": 0, "written": 0}
    calls = at = 0
    # In the suite each call fails in two of the four ways; in a soak in all.
    first, step = (1, 1) if WHOLE else (1 + (for_good is (number == errno.EIO)), 2)
    while at <= calls:
        root = memory / str(at)
        root.mkdir()
        (root / "a.md").write_bytes(OLD)
        said = ""
        with watched(failing(at or 10_000, number, for_good=for_good)) as seen:
            try:
                with Writer(root, clock=FakeClock()) as writer:
                    writer.replace("a.md", OLD, NEW)
            except WriteRefused as refusal:
                said = str(refusal)
                assert refusal.code in ("io", "no-space", "busy"), (at, said)
                unread = refusal.code == "busy"  # the place of a swap file cannot be looked at
        calls = calls or len(seen)  # the first run fails nowhere
        data = (root / "a.md").read_bytes()
        assert data in (OLD, NEW), at
        if not said:
            assert data == NEW
            outcomes["written"] += 1
        elif data == OLD:
            sure = "It is unchanged." in said or "No note was touched" in said
            unsure = for_good and "could not be checked" in said
            assert unread or sure or unsure, (at, said)
            outcomes["refused, old"] += 1
        else:
            assert "holds the new version" in said or "could not be checked" in said, (at, said)
            outcomes["refused, new"] += 1
        if data == NEW:
            assert OLD in kept(root), at
        with Writer(root, idle=0) as writer:
            assert [v for v in writer.late if writer.read_version(v.id) not in (OLD, NEW)] == []
        assert not any((root / ".thesis/tmp").iterdir()), at
        assert (root / "a.md").stat().st_nlink == 1, at
        assert os.listdir(root) == [".thesis", "a.md"] or os.listdir(root) == ["a.md", ".thesis"]
        shutil.rmtree(root)
        at = at + step if at else first
    assert 50 < calls < 200
    assert outcomes["refused, old"] > (30 if WHOLE else 15), outcomes
    assert outcomes["refused, new"] and outcomes["written"], outcomes


def test_a_full_disk(tmp_path: Path) -> None:
    root = tmp_path / "vault"
    root.mkdir()
    with mounted(root, "size=128k"):
        note = root / "a.md"
        outcomes = set()
        for left in range(0, 15):
            note.write_bytes(b"old " * 3000)
            with Writer(root, idle=0):
                pass
            free = os.statvfs(root).f_bavail
            (root / "filler").write_bytes(b"x" * 4096 * max(0, free - left))
            try:
                with Writer(root, idle=0) as writer:
                    writer.replace("a.md", b"old " * 3000, b"new " * 4000)
            except WriteRefused as refusal:
                assert refusal.code == "no-space"
                assert "No space left" in str(refusal)
                assert note.read_bytes() == b"old " * 3000
                outcomes.add("refused")
            else:
                assert note.read_bytes() == b"new " * 4000
                assert b"old " * 3000 in kept(root)
                outcomes.add("written")
            (root / "filler").unlink()
            assert not any((root / ".thesis/tmp").iterdir())
            for version in (root / ".thesis/history").iterdir():
                version.unlink()
        assert outcomes == {"refused", "written"}


def test_a_read_only_vault(tmp_path: Path) -> None:
    root = tmp_path / "vault"
    root.mkdir()
    with mounted(root, "size=1m"):
        (root / "a.md").write_bytes(b"old")
        subprocess.run(["mount", "-o", "remount,ro", str(root)], check=True)
        with pytest.raises(WriteRefused) as caught:
            Writer(root)
        assert caught.value.code == "not-writable"
        assert os.listdir(root) == ["a.md"]


@pytest.mark.skipif(os.geteuid() != 0, reason="NOT TESTED: only root can become somebody else")
def test_folders_without_permission() -> None:
    # Not in pytest's own folder: another run of it shuts that to other users.
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        _write_as_nobody(Path(folder) / "vault")


def _write_as_nobody(root: Path) -> None:
    (root / "mine").mkdir(parents=True)
    (root / "shut").mkdir()
    for path in (root, root / "mine", root / "shut"):
        os.chown(path, 65534, 65534)
    notes = {"mine/a.md": "written", "mine/other's.md": "not-writable", "shut/a.md": "not-writable"}
    for name in notes:
        (root / name).write_bytes(b"old")
        if "other" not in name:
            os.chown(root / name, 65534, 65534)
    (root / "shut").chmod(0o555)
    read, write = os.pipe()
    process = os.fork()
    if process == 0:
        try:
            os.setgroups([])
            os.setgid(65534)
            os.setuid(65534)
            with Writer(root, idle=0) as writer:
                for name in notes:
                    try:
                        writer.replace(name, b"old", b"new")
                        os.write(write, b"written ")
                    except WriteRefused as refusal:
                        os.write(write, refusal.code.encode() + b" ")
        except BaseException as error:
            os.write(write, repr(error).encode())
        finally:
            os._exit(0)
    os.close(write)
    with open(read) as said:
        assert said.read().split() == list(notes.values())
    os.waitpid(process, 0)
    assert (root / "shut/a.md").read_bytes() == (root / "mine/other's.md").read_bytes() == b"old"


@pytest.mark.parametrize("fall_back", [False, True], ids=["exchange", "fall-back"])
def test_a_folder_on_another_disk(
    tmp_path: Path, fall_back: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "FALL_BACK", fall_back)
    folder = tmp_path / "other disk"
    folder.mkdir()
    with mounted(folder, "size=1m"):
        note = folder / "a.md"
        note.write_bytes(b"old")
        with Writer(tmp_path, idle=0) as writer:
            assert writer.replace("other disk/a.md", b"old", b"new").changed
        assert note.read_bytes() == b"new"
        assert os.listdir(folder) == ["a.md"]
        assert not any((tmp_path / ".thesis/tmp").iterdir())
        die_after_the_exchange(tmp_path, "other disk/a.md", b"new", b"newest", b"late save")
        assert note.read_bytes() == b"newest"
        assert len(os.listdir(folder)) == 2
        with Writer(tmp_path, idle=0) as writer:
            (late,) = writer.late
            assert late.path == "other disk/a.md"
            assert writer.read_version(late.id) == b"late save"
        assert os.listdir(folder) == ["a.md"]
        assert not any((tmp_path / ".thesis/tmp").iterdir())
        assert {b"old", b"new", b"late save"} == set(kept(tmp_path))


@pytest.mark.parametrize("into", ["exchange", "link"])
def test_a_mount_of_the_same_disk(
    tmp_path: Path, into: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the rename itself tells that it is another mount: it answers EXDEV."""
    monkeypatch.setattr(exchange, "FALL_BACK", into == "link")
    (tmp_path / "a.md").write_bytes(b"old")

    def before(call: int, name: str) -> None:
        if name == into and in_tmp() and not failed:
            failed.append(call)
            raise OSError(errno.EXDEV, "other mount")

    def in_tmp() -> bool:
        return any((tmp_path / ".thesis/tmp").glob("thesis-2*"))

    failed: list[int] = []
    with watched(before), Writer(tmp_path, clock=FakeClock()) as writer:
        assert writer.replace("a.md", b"old", b"new").changed
    assert failed
    assert (tmp_path / "a.md").read_bytes() == b"new"
    assert os.listdir(tmp_path / ".thesis/tmp") == []
    assert kept(tmp_path) == [b"old"]
    assert sorted(os.listdir(tmp_path)) == [".thesis", "a.md"]


def die_after_the_exchange(root: Path, path: str, old: bytes, new: bytes, late: bytes) -> None:
    """A process writes, and is gone between the exchange and all that follows.

    An editor that had the old file open then saves `late` into it.
    """
    process = os.fork()
    if process == 0:
        editor = os.open(root / path, os.O_WRONLY)

        def last_look(place: exchange.Place) -> object:
            if place.name.endswith(".swap"):
                if late:
                    os.ftruncate(editor, 0)
                    os.write(editor, late)
                os._exit(9)
            return open_target.look(place)

        try:
            with mock.patch.object(replace, "look", last_look):
                Writer(root, idle=0).replace(path, old, new)
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 9


@pytest.mark.parametrize("fall_back", [False, True], ids=["exchange", "fall-back"])
@pytest.mark.parametrize("late", [b"", b"late save"], ids=["nothing", "a late save"])
def test_what_a_killed_process_had_swapped_out_is_kept(
    tmp_path: Path, late: bytes, fall_back: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "FALL_BACK", fall_back)
    (tmp_path / "a.md").write_bytes(b"old")
    die_after_the_exchange(tmp_path, "a.md", b"old", b"new", late)
    assert (tmp_path / "a.md").read_bytes() == b"new"
    with Writer(tmp_path, idle=0) as writer:
        found = [writer.read_version(version.id) for version in writer.late]
        assert found == ([late] if late else [])
    assert set(kept(tmp_path)) == {b"old", late or b"old"}
    assert not any((tmp_path / ".thesis/tmp").iterdir())
