"""The writer: what it writes, what it refuses, and what it leaves alone."""

from __future__ import annotations

import hashlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sizes import share
from soak.calls import FakeClock, kept
from thesisvault.model.errors import UsageFault, WriteRefused
from thesisvault.storage.writing import exchange
from thesisvault.storage.writing.writer import Writer, Written

pytestmark = pytest.mark.usefixtures("time_passes")


@pytest.fixture(params=[False, True], ids=["exchange", "fall-back"])
def root(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """A vault; every test runs both ways."""
    exchange.FALL_BACK = request.param
    (tmp_path / "vault" / "Théses").mkdir(parents=True)
    yield tmp_path / "vault"
    exchange.FALL_BACK = False


def refusal(root: Path, path: str, expected: bytes = b"old", data: bytes = b"new") -> str:
    with Writer(root, idle=0) as writer, pytest.raises(WriteRefused) as caught:
        writer.replace(path, expected, data)
    assert caught.value.exit_code == 4
    assert path in str(caught.value)
    assert not any((root / ".thesis/tmp").iterdir())
    assert kept(root) == []
    return caught.value.code


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def test_a_write_and_its_version(root: Path) -> None:
    note = root / "Théses/a b.md"
    note.write_bytes(b"old")
    with Writer(root, idle=0) as writer:
        written = writer.replace("Théses/a b.md", b"old", b"new")
        (version,) = writer.versions("Théses/a b.md")
        assert written == Written("Théses/a b.md", True, version.id)
        assert writer.read_version(version.id) == b"old"
    assert note.read_bytes() == b"new"
    assert note.stat().st_nlink == 1
    assert sorted(os.listdir(root / ".thesis")) == ["history", "lock", "tmp"]
    assert os.listdir(root / ".thesis/tmp") == []
    assert os.listdir(root / "Théses") == ["a b.md"]


def test_equal_bytes_are_not_written(root: Path) -> None:
    note = root / "a.md"
    note.write_bytes(b"\xff not even UTF-8")
    before = note.stat()
    with Writer(root) as writer:
        for expected in (note.read_bytes(), b"other"):
            written = writer.replace("a.md", expected, note.read_bytes())
            assert written == Written("a.md", False, None)
    after = note.stat()
    assert (after.st_ino, after.st_mtime_ns, after.st_ctime_ns) == (
        before.st_ino,
        before.st_mtime_ns,
        before.st_ctime_ns,
    )


@settings(
    max_examples=share(10, 250),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.text().map(str.encode) | st.just(b"\xef\xbb\xbf\r\na\rb\n\0c"), max_size=5))
def test_any_bytes_come_out_as_they_went_in(root: Path, contents: list[bytes]) -> None:
    note = root / "a.md"
    held = b"first"
    note.write_bytes(held)
    with Writer(root, idle=0, clock=FakeClock()) as writer:
        for data in contents:
            written = writer.replace("a.md", held, data)
            assert written.changed == (held != data)
            assert note.read_bytes() == data
            if written.version:
                assert writer.read_version(written.version) == held
            held = data
        assert writer.late == ()
        for version in writer.versions("a.md"):
            (root / ".thesis/history" / f"{version.id}.md").unlink()


def test_modes_and_attributes_stay(root: Path) -> None:
    note = root / "a.md"
    note.write_bytes(b"old")
    note.chmod(0o640)
    try:
        os.setxattr(note, "user.thesis", b"\0kept")
        os.setxattr(note, "user.empty", b"")
    except (OSError, AttributeError) as error:
        pytest.skip(f"NOT TESTED: no extended attributes here ({error})")
    if os.geteuid() == 0:
        os.chown(note, 12345, 54321)
    before = note.stat()
    with Writer(root, idle=0) as writer:
        writer.replace("a.md", b"old", b"new")
    after = note.stat()
    assert after.st_mode == before.st_mode
    assert (after.st_uid, after.st_gid) == (before.st_uid, before.st_gid)
    assert os.getxattr(note, "user.thesis") == b"\0kept"
    assert os.getxattr(note, "user.empty") == b""


def test_what_is_no_plain_file_is_refused(root: Path) -> None:
    (root / "elsewhere.txt").write_bytes(b"old")
    (root / "link.md").symlink_to(root / "elsewhere.txt")
    (root / "dangling.md").symlink_to(root / "nowhere")
    (root / "folder.md").mkdir()
    os.mkfifo(root / "fifo.md")
    for name in ("link.md", "dangling.md", "folder.md", "fifo.md"):
        assert refusal(root, name) == "not-regular"
    assert (root / "elsewhere.txt").read_bytes() == b"old"
    assert not (root / "nowhere").exists()


def test_what_is_outside_or_hidden_is_refused(root: Path) -> None:
    outside = root.parent / "outside"
    outside.mkdir()
    (outside / "a.md").write_bytes(b"old")
    (root / "way out").symlink_to(outside)
    (root / "way in").symlink_to(root / "Théses")
    for name in (".obsidian", ".thesis"):
        (root / name).mkdir()
        (root / name / "a.md").write_bytes(b"old")
    (root / ".a.md").write_bytes(b"old")
    (root / "file.md").write_bytes(b"old")
    (root / "Théses/a.md").write_bytes(b"old")
    paths = ["way out/a.md", "way in/a.md", ".obsidian/a.md", ".thesis/a.md", ".a.md", "file.md/a"]
    paths += ["../outside/a.md", str(outside / "a.md"), "", "Théses//a.md", "./Théses/a.md", "a\0"]
    for path in paths:
        assert refusal(root, path) == "outside", path
    for file in root.rglob("a.md"):
        assert file.read_bytes() == b"old"


def test_a_note_with_two_names_is_refused(root: Path) -> None:
    (root / "a.md").write_bytes(b"old")
    os.link(root / "a.md", root / "b.md")
    assert refusal(root, "a.md") == "hard-linked"
    assert (root / "b.md").read_bytes() == (root / "a.md").read_bytes() == b"old"


def test_a_note_marked_read_only_is_refused_to_root_too(root: Path) -> None:
    (root / "a.md").write_bytes(b"old")
    (root / "a.md").chmod(0o444)
    assert refusal(root, "a.md") == "not-writable"


def test_what_is_no_text_is_refused(root: Path) -> None:
    held = "naïve".encode("utf-16")
    (root / "a.md").write_bytes(held)
    assert refusal(root, "a.md", held, b"new") == "not-utf8"
    (root / "b.md").write_bytes(b"old")
    assert refusal(root, "b.md", b"old", b"\xed\xa0\x80") == "not-utf8"


def test_a_changed_or_vanished_note_is_refused(root: Path) -> None:
    (root / "a.md").write_bytes(b"somebody's")
    assert refusal(root, "a.md") == "changed"
    assert refusal(root, "gone.md") == "changed"
    assert refusal(root, "gone/a.md") == "changed"
    assert (root / "a.md").read_bytes() == b"somebody's"


def test_a_note_that_was_just_edited_is_busy(root: Path) -> None:
    (root / "a.md").write_bytes(b"old")
    clock = FakeClock()
    clock.time = (root / "a.md").stat().st_mtime + 0.5
    with Writer(root, clock=clock) as writer:
        with pytest.raises(WriteRefused, match="edited, try again") as caught:
            writer.replace("a.md", b"old", b"new")
        assert caught.value.code == "busy"
        clock.time += 1.6
        assert writer.replace("a.md", b"old", b"new").changed
        assert writer.replace("a.md", b"new", b"newer").changed, "our own write made it busy"


def test_a_writer_can_wait_for_quiet(root: Path) -> None:
    (root / "a.md").write_bytes(b"old")
    clock = FakeClock()
    start = clock.time = (root / "a.md").stat().st_mtime + 0.5
    with Writer(root, wait=5, clock=clock) as writer:
        assert writer.replace("a.md", b"old", b"new").changed
        assert 1.4 < clock.time - start < 1.8


def test_a_note_from_the_future_is_not_busy_for_ever(root: Path) -> None:
    (root / "a.md").write_bytes(b"old")
    os.utime(root / "a.md", (time.time() + 9e6, time.time() + 9e6))
    with Writer(root) as writer:
        assert writer.replace("a.md", b"old", b"new").changed


def swap_file(process: int, host: str) -> bytes:
    head = b"b0VIM 9.0\0\0\0" + b"\0\x10\0\0" + b"\0" * 8 + process.to_bytes(4, "little")
    return head + b"me".ljust(40, b"\0") + host.encode()[:39].ljust(40, b"\0") + b"\0" * 900


@pytest.mark.parametrize("ending", ["swp", "swo"])
def test_a_note_that_vim_has_open_is_busy(root: Path, ending: str) -> None:
    (root / "a.md").write_bytes(b"old")
    swap = root / f".a.md.{ending}"
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    here = socket.gethostname()
    for process, host in ((os.getpid(), here), (1, here), (ended.pid, "elsewhere")):
        swap.write_bytes(swap_file(process, host))
        assert refusal(root, "a.md") == "busy"
    for content in (swap_file(ended.pid, here), b"", b"b0", b"x" * 200):
        swap.write_bytes(content)
        with Writer(root, idle=0) as writer:
            held = (root / "a.md").read_bytes()
            assert writer.replace("a.md", held, held + b"!").changed


def test_one_writer_at_a_time(root: Path) -> None:
    with Writer(root):
        with pytest.raises(WriteRefused, match=f"process {os.getpid()} on .*, since 20") as caught:
            Writer(root)
        assert caught.value.code == "locked"
        code = (
            "import sys, pathlib; from thesisvault.storage.writing.writer import Writer\n"
            "try: Writer(pathlib.Path(sys.argv[1]))\n"
            "except Exception as error: print(error)"
        )
        told = subprocess.run([sys.executable, "-c", code, root], capture_output=True, text=True)
        assert f"process {os.getpid()}" in told.stdout
    with Writer(root) as writer:
        writer.close()
        with Writer(root):
            pass


@pytest.mark.parametrize("name", [".thesis", ".thesis/tmp", ".thesis/history", ".thesis/lock"])
def test_our_own_folder_is_no_way_out_either(root: Path, name: str) -> None:
    outside = root.parent / "outside"
    outside.mkdir()
    (root / name).parent.mkdir(exist_ok=True)
    (root / name).symlink_to(outside)
    with pytest.raises(WriteRefused):
        Writer(root)
    assert not any(outside.iterdir())


def test_a_vault_that_is_not_there(root: Path) -> None:
    with pytest.raises(WriteRefused):
        Writer(root / "nowhere")
    assert not (root / "nowhere").exists()


def test_the_vault_itself_may_be_reached_by_a_link(root: Path) -> None:
    (root / "a.md").write_bytes(b"old")
    (root.parent / "link").symlink_to(root)
    with Writer(root.parent / "link", idle=0) as writer:
        assert writer.replace("a.md", b"old", b"new").changed
    assert (root / "a.md").read_bytes() == b"new"


def test_only_our_own_temporary_files_are_cleared(root: Path) -> None:
    tmp = root / ".thesis/tmp"
    tmp.mkdir(parents=True)
    for name in ("thesis-version.part", "thesis-x-y.part"):
        (tmp / name).write_bytes(b"ours")
    for name in ("yours.part", "yours", "thesis-yours.md"):
        (tmp / name).write_bytes(b"yours")
    with Writer(root), pytest.raises(WriteRefused):
        (tmp / "thesis-z.part").touch()
        Writer(root)
    assert sorted(os.listdir(tmp)) == ["thesis-yours.md", "thesis-z.part", "yours", "yours.part"]


def test_a_closed_writer_writes_no_more(root: Path) -> None:
    (root / "a.md").write_bytes(b"old")
    writer = Writer(root, idle=0)
    writer.close()
    for attempt in (
        lambda: writer.replace("a.md", b"old", b"new"),
        lambda: writer.rename("a.md", "b.md", sha(b"old")),
        lambda: writer.restore("a.md", "any"),
    ):
        with pytest.raises(WriteRefused, match="closed"):
            attempt()
    assert (root / "a.md").read_bytes() == b"old"


def test_rename(root: Path) -> None:
    (root / "a.md").write_bytes(b"old")
    before = (root / "a.md").stat()
    with Writer(root, idle=0) as writer:
        writer.rename("a.md", "new folder/deep/b.md", sha(b"old"))
        assert writer.replace("new folder/deep/b.md", b"old", b"new").changed
    assert not (root / "a.md").exists()
    assert (root / "new folder/deep/b.md").read_bytes() == b"new"
    assert before.st_nlink == 1


def test_rename_never_overwrites(root: Path) -> None:
    for name in ("a.md", "b.md"):
        (root / name).write_bytes(name.encode())
    (root / "link.md").symlink_to("nowhere")
    with Writer(root, idle=0) as writer:
        for new in ("b.md", "link.md", "Théses"):
            with pytest.raises(WriteRefused, match="exists already") as caught:
                writer.rename("a.md", new, sha(b"a.md"))
            assert caught.value.code == "exists"
        for new, code in (("../c.md", "outside"), (".obsidian/c.md", "outside")):
            with pytest.raises(WriteRefused) as caught:
                writer.rename("a.md", new, sha(b"a.md"))
            assert caught.value.code == code
        with pytest.raises(WriteRefused) as caught:
            writer.rename("a.md", "folder/c.md", sha(b"other"))
        assert caught.value.code == "changed"
    assert (root / "a.md").read_bytes() == b"a.md"
    assert (root / "b.md").read_bytes() == b"b.md"
    assert not (root / "folder").exists()


def test_restore_can_be_undone(root: Path) -> None:
    note = root / "a.md"
    note.write_bytes(b"one")
    with Writer(root, idle=0) as writer:
        writer.replace("a.md", b"one", b"two")
        (first,) = writer.versions("a.md")
        undone = writer.restore("a.md", first.id)
        assert note.read_bytes() == b"one"
        assert undone.version is not None
        assert writer.read_version(undone.version) == b"two"
        note.unlink()
        assert writer.restore("a.md", first.id) == Written("a.md", True, None)
        assert note.read_bytes() == b"one"
        with pytest.raises(UsageFault):
            writer.restore("a.md", "nonsense")


def test_restore_writes_through_no_link(root: Path) -> None:
    (root / "a.md").write_bytes(b"one")
    with Writer(root, idle=0) as writer:
        writer.replace("a.md", b"one", b"two")
        (first,) = writer.versions("a.md")
        (root / "a.md").unlink()
        (root / "a.md").symlink_to(root / "elsewhere")
        with pytest.raises(WriteRefused) as caught:
            writer.restore("a.md", first.id)
        assert caught.value.code == "not-regular"
    assert not (root / "elsewhere").exists()
