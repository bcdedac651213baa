"""Killed at any moment, raced by any editor: old or new, and no save is lost.

The long sweeps are in `tests/soak`.
"""

from __future__ import annotations

import os
import pty
import select
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sizes import WHOLE, share
from soak.calls import FakeClock, kept, watched
from soak.editors import EDITORS, Editor, in_place
from soak.kills import kill_often
from soak.races import in_place as saving_in_place
from soak.races import race
from thesisvault.model.errors import WriteRefused
from thesisvault.storage.writing import exchange
from thesisvault.storage.writing.writer import Writer

PATIENCE = 60.0
"""Seconds after which something counts as hung."""
SAVES = share(100, 500)


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one: more races a second than on a disk."""
    shared = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(dir=shared if shared.is_dir() else tmp_path))
    yield folder
    shutil.rmtree(folder)


def test_many_kills(tmp_path: Path) -> None:
    kills = kill_often(tmp_path, share(8, 80), 7, in_the_middle=share(2, 3))
    assert kills.left_over >= share(2, 3), kills
    fall_back = tmp_path / "fall-back"
    fall_back.mkdir()
    kill_often(fall_back, share(4, 20), 8, fall_back=True)


def test_many_racing_saves(memory: Path) -> None:
    counts = race(memory, SAVES, 5)
    assert (counts["saves"], counts["lost"]) == (SAVES, 0), counts
    assert counts["written"] > 0, counts


def test_saves_in_place_where_files_cannot_change_places(memory: Path) -> None:
    counts = race(memory, SAVES // 2, 6, "fall-back", (saving_in_place,))
    assert (counts["saves"], counts["lost"]) == (SAVES // 2, 0), counts


@pytest.mark.parametrize("fall_back", [False, True], ids=["exchange", "fall-back"])
@pytest.mark.parametrize("editor", EDITORS, ids=lambda editor: editor.__name__)
def test_an_editor_between_any_two_calls(
    memory: Path, editor: Editor, fall_back: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The editor begins before the nth call, for every n; its steps are 0, 1, 3, many apart.

    In the suite one of these for each n; in a soak all.
    """
    monkeypatch.setattr(exchange, "FALL_BACK", fall_back)
    lost, step = [], 1 if WHOLE else 4
    for number, gap in enumerate((0, 1, 3, 1000)):
        at = calls = 1 + number % step
        while at <= calls:
            root = memory / f"{gap}-{at}"
            root.mkdir()
            seen = save_while_writing(root, editor, at, gap)
            calls = max(calls, seen)
            note = (root / "a.md").read_bytes()
            versions = kept(root)
            assert note in (b"the save", b"ours"), (gap, at, note)
            if note == b"ours":
                assert b"old" in versions, (gap, at)
            if b"the save" not in (note, *versions):
                lost.append((gap, at))
            with Writer(root, idle=0):
                assert not any((root / ".thesis/tmp").iterdir()), (gap, at)
            shutil.rmtree(root)
            at += step
    if fall_back and editor is not in_place:
        # The window that docs/writing.md names: between the last look and os.replace.
        assert len(lost) <= 4, lost
    else:
        assert lost == []


def save_while_writing(root: Path, editor: Editor, at: int, gap: int) -> int:
    note = root / "a.md"
    note.write_bytes(b"old")
    steps = editor(note, b"the save")
    following = [at]

    def before(call: int, name: str) -> None:
        while following and call >= following[0]:
            step()
            if gap:
                break

    def step() -> None:
        try:
            next(steps)
            following[0] += gap
        except StopIteration:
            following.clear()

    clock = FakeClock()
    writer = Writer(root, clock=clock)
    with watched(before) as seen:
        try:
            writer.replace("a.md", b"old", b"ours")
        except WriteRefused as refusal:
            assert refusal.code in ("changed", "hard-linked"), refusal
    if len(seen) >= at:
        for _ in steps:
            pass
    else:
        note.write_bytes(b"the save")  # the editor never came to it
        calls = len(seen)
        writer.close()
        return calls
    writer.close()
    return len(seen)


def test_an_editor_that_holds_the_old_file_open_is_waited_for_then_kept(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"old")
    clock = FakeClock()
    with open(tmp_path / "a.md", "r+b", buffering=0) as editor:
        with Writer(tmp_path, clock=clock) as writer:
            writer.replace("a.md", b"old", b"new")
            before = clock.time
        assert 2 <= clock.time - before < 3
        (late,) = writer.late
        editor.write(b"much later")
    assert writer.read_version(late.id) == b"much later"
    assert sorted(kept(tmp_path)) == [b"much later", b"old"]


def test_without_leases_it_is_looked_at_after_two_seconds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "thesisvault.storage.writing.displaced.open_for_writing", lambda descriptor: None
    )
    (tmp_path / "a.md").write_bytes(b"old")
    clock = FakeClock()
    with (
        Writer(tmp_path, clock=clock) as writer,
        open(tmp_path / "a.md", "r+b", buffering=0) as editor,
    ):
        writer.replace("a.md", b"old", b"new")
        editor.write(b"late")
    assert [writer.read_version(version.id) for version in writer.late] == [b"lated"[:4]]
    assert len(kept(tmp_path)) == 2
    with Writer(tmp_path, clock=clock) as writer:
        before = clock.time
        writer.replace("a.md", b"new", b"newer")
    assert clock.time - before >= 2
    assert writer.late == ()
    assert not any((tmp_path / ".thesis/tmp").iterdir())


def test_a_link_that_takes_the_notes_place_is_given_back(tmp_path: Path) -> None:
    note = tmp_path / "a.md"
    (tmp_path / "target").write_bytes(b"target")
    note.write_bytes(b"old")

    def before(call: int, name: str) -> None:
        if name == "exchange" and any((tmp_path / ".thesis/tmp").glob("*.swap")):
            note.unlink()
            note.symlink_to("target")

    clock = FakeClock()
    with Writer(tmp_path, clock=clock) as writer, watched(before), pytest.raises(WriteRefused):
        writer.replace("a.md", b"old", b"new")
    assert note.is_symlink()
    assert (tmp_path / "target").read_bytes() == b"target"


def there(note: Path) -> bytes | None:
    """Its bytes; None while an editor that saves by renaming has it out of the way."""
    try:
        return note.read_bytes()
    except FileNotFoundError:
        return None


@pytest.mark.skipif(not shutil.which("vim"), reason="NOT TESTED: vim is not installed")
@pytest.mark.parametrize("copy", ["yes", "no"])
def test_real_vim(tmp_path: Path, copy: str) -> None:
    note = tmp_path / "a.md"
    note.write_bytes(b"old\n")
    vim = Vim(note, f"set backupcopy={copy} directory=. updatecount=200 swapfile nofsync")
    try:
        vim.until(lambda: b"old" in vim.shown and (tmp_path / ".a.md.swp").exists())
        with Writer(tmp_path, idle=0) as writer:
            with pytest.raises(WriteRefused, match=f"vim has it open .process {vim.process}"):
                writer.replace("a.md", b"old\n", b"ours\n")
            vim.type("Gomine\x1b:w\r")
            vim.until(lambda: there(note) == b"old\nmine\n")
            vim.type(":q\r")
            vim.until(lambda: not (tmp_path / ".a.md.swp").exists())
            assert writer.replace("a.md", b"old\nmine\n", b"ours\n").changed
        assert kept(tmp_path) == [b"old\nmine\n"]
    finally:
        vim.end()


@pytest.mark.skipif(not shutil.which("vim"), reason="NOT TESTED: vim is not installed")
def test_the_swap_file_of_a_killed_vim_is_no_hindrance(tmp_path: Path) -> None:
    note = tmp_path / "a.md"
    note.write_bytes(b"old\n")
    vim = Vim(note, "set directory=. updatecount=200 swapfile")
    # As it starts, it makes one and takes it away again.
    vim.until(lambda: b"old" in vim.shown and (tmp_path / ".a.md.swp").exists())
    vim.end()
    assert (tmp_path / ".a.md.swp").exists()
    with Writer(tmp_path, idle=0) as writer:
        assert writer.replace("a.md", b"old\n", b"ours\n").changed


@pytest.mark.skipif(not shutil.which("vim"), reason="NOT TESTED: vim is not installed")
@pytest.mark.parametrize("copy", ["yes", "no"])
def test_vim_that_saves_without_a_swap_file_loses_nothing(tmp_path: Path, copy: str) -> None:
    """Vim keeps saving while we keep writing; every save is found."""
    note = tmp_path / "a.md"
    note.write_bytes(b"old\n")
    vim = Vim(note, f"set noswapfile backupcopy={copy} autoread nofsync")
    try:
        with Writer(tmp_path, idle=0) as writer:
            for number in range(8):
                save = b"save %d" % number
                vim.type(f"\x1b:e!\rggcGsave {number}\x1b:w!\r")

                def found(save: bytes = save) -> bool:
                    if vim.says(b"(y/n)?"):
                        vim.type("y")  # it asks whether to write over our change
                    if vim.says(b"E949"):
                        vim.type("\x1b:w!\r")  # it could not save, for our change, and said so
                    try:
                        held = note.read_bytes()
                        mine = held.partition(b"\n")[0]
                        writer.replace("a.md", held, mine + b"\nours %d\n" % time.monotonic_ns())
                    except (FileNotFoundError, WriteRefused):
                        pass
                    everything = [*kept(tmp_path), note.read_bytes() if note.exists() else b""]
                    return any(data.partition(b"\n")[0] == save for data in everything)

                vim.until(found)
    finally:
        vim.end()


class Vim:
    """A real vim under a pseudo-terminal."""

    def __init__(self, note: Path, settings: str) -> None:
        self.shown = b""
        self.process, self._terminal = pty.fork()
        if self.process == 0:
            os.environ["TERM"] = "xterm"
            os.chdir(note.parent)
            try:
                os.execlp("vim", "vim", "-u", "NONE", "-i", "NONE", "-c", settings, note.name)
            finally:
                os._exit(127)

    def type(self, keys: str) -> None:
        os.write(self._terminal, keys.encode())

    def says(self, words: bytes) -> bool:
        """Whether it has shown these words since it was last asked for some that it had."""
        if words not in self.shown:
            return False
        self.shown = self.shown.partition(words)[2]
        return True

    def until(self, reached: object) -> None:
        assert callable(reached)
        end = time.monotonic() + PATIENCE
        while not reached():
            assert time.monotonic() < end, (
                f"vim did not come to it; it showed {self.shown[-400:]!r}"
            )
            if select.select([self._terminal], [], [], 0.01)[0]:
                try:
                    self.shown += os.read(self._terminal, 65536)
                except OSError:
                    time.sleep(0.01)

    def end(self) -> None:
        try:
            os.kill(self.process, signal.SIGKILL)
        except ProcessLookupError:
            return
        os.waitpid(self.process, 0)
        os.close(self._terminal)
