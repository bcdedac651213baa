"""Moving a file of a vault on the disk."""

from __future__ import annotations

import os
import random
import signal
import time
from pathlib import Path

import pytest

from actions.keeping import CLOCK, DAY
from sizes import share
from thesisvault.actions.rename import move as move_in
from thesisvault.actions.rename import plan_move
from thesisvault.edits.rename import Renaming
from thesisvault.model.errors import UsageFault, WriteRefused
from thesisvault.storage.writing import journal
from thesisvault.storage.writing.writer import Writer
from thesisvault.workspace import open_workspace
from thesisvault.workspace.writing import writing

NOTES = {
    "Stocks/Apple.md": "---\naliases: [Cupertino]\n---\n[[#x]] ![[pic.png]]\n",
    "Theses/Long Apple.md": '---\nstocks: ["[[Apple]]"]\n---\n| [[Apple\\|A]] |\n|---|\n',
    "Log.md": "[[Stocks/Apple#x|it]] [a](Stocks/Apple.md)\r\n",
    "Other.md": "[[Log]]",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for path, text in NOTES.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(text.encode())
    (tmp_path / "files").mkdir()
    (tmp_path / "files/pic.png").write_bytes(b"\x89PNG\xff")
    return tmp_path


def move(root: Path, old: str, new: str, idle: float) -> Renaming:
    with writing(root, lock_first=True, idle=idle) as vault:
        return move_in(vault, old, new, DAY).renaming


def held(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and not path.is_relative_to(root / ".thesis")
    }


def test_a_note_moves_with_its_links(root: Path) -> None:
    before = open_workspace(root).vault
    done = move(root, "Apple", "Tech/Apple Inc", idle=0)
    assert (done.old, done.new) == ("Stocks/Apple.md", "Tech/Apple Inc.md")
    assert (root / "Log.md").read_bytes() == (
        b"[[Tech/Apple Inc#x|it]] [a](Tech/Apple%20Inc.md)\r\n"
    )
    after = open_workspace(root).vault
    for path, targets in before.targets.items():
        now = after.targets[done.new if path == done.old else path]
        assert now == tuple(done.new if target == done.old else target for target in targets)
    move(root, "Apple Inc", "Stocks/Apple", idle=0)
    assert held(root)["Stocks/Apple.md"] == NOTES["Stocks/Apple.md"].encode()


@pytest.mark.parametrize("old", ["Apple", "Cupertino", "stocks/apple.md", "[[Apple]]", "{root}"])
def test_old_is_a_path_a_name_or_an_alias(root: Path, old: str) -> None:
    workspace = open_workspace(root)
    found = plan_move(workspace, old.format(root=root / "Stocks/Apple.md"), "theses", DAY).renaming
    assert (found.old, found.new) == ("Stocks/Apple.md", "Theses/Apple.md")


def test_a_whole_path_of_the_disk_is_seen_from_the_vault(root: Path) -> None:
    workspace = open_workspace(root)
    assert plan_move(workspace, "Apple", str(root / "New.md"), DAY).renaming.new == "New.md"
    with pytest.raises(UsageFault, match="outside"):
        plan_move(workspace, "Apple", str(root.parent / "New.md"), DAY)


def test_another_file_moves_too(root: Path) -> None:
    done = move(root, "pic.png", "files/new pic", idle=0)
    assert done.new == "files/new pic.png"
    assert held(root)["files/new pic.png"] == b"\x89PNG\xff"
    assert b"![[new pic.png]]" in held(root)["Stocks/Apple.md"]


def test_what_stands_in_the_way_is_refused(root: Path) -> None:
    (root / "Theses/.hidden").mkdir()
    os.symlink("nowhere", root / "Link.md")
    before = held(root)
    for new in ("./Log", "LOG", "./log.MD", "./Link", ".obsidian/x", "files/pic.png/x"):
        with pytest.raises(UsageFault):
            move(root, "Other", new, idle=0)
    with pytest.raises(UsageFault, match="No note is named"):
        move(root, "Nobody", "x", idle=0)
    assert held(root) == before


def test_one_refused_note_leaves_every_byte(root: Path) -> None:
    (root / "Log.md").chmod(0o444)
    before = held(root)
    with pytest.raises(WriteRefused):
        move(root, "Apple", "Pear", idle=0)
    assert held(root) == before and not journal.pending(root)


def test_a_note_that_was_saved_a_moment_ago_is_waited_for(root: Path) -> None:
    for path in held(root):
        os.utime(root / path, (1e9, 1e9))
    os.utime(root / "Log.md", (CLOCK.time(), CLOCK.time()))
    started = CLOCK.time()
    move(root, "Apple", "Pear", idle=1.0)
    assert CLOCK.time() - started >= 1.0
    assert b"[[Stocks/Pear#x|it]]" in held(root)["Log.md"]


def test_killed_at_random_moments_the_links_hold(root: Path) -> None:
    """After each kill the vault is mended, and every link still leads somewhere."""
    chance = random.Random(7)
    names = ["Apple", "Pear"]
    for _ in range(share(6, 15)):
        child = os.fork()
        if child == 0:
            try:
                move(root, names[0], names[1], idle=0)
            finally:
                os._exit(0)
        time.sleep(chance.uniform(0, 0.05))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with Writer(root, idle=0) as writer:
            journal.recover(root, writer)
        vault = open_workspace(root).vault
        for note in vault.notes.values():
            assert all(path is not None for _, path in vault.resolved(note))
        if f"Stocks/{names[1]}.md" in vault.notes:
            names.reverse()


def test_what_was_broken_off_is_dealt_with_first(root: Path) -> None:
    class Stopped(BaseException):
        pass

    class Stopping(Writer):
        def rename(self, path: str, new: str, expected: str) -> None:
            raise Stopped

    patch = pytest.MonkeyPatch()
    patch.setattr("thesisvault.workspace.writing.Writer", Stopping)
    with pytest.raises(Stopped):
        move(root, "Apple", "Pear", idle=0)
    patch.undo()
    move(root, "Pear", "Plum", idle=0)
    assert b"[[Stocks/Plum#x|it]]" in held(root)["Log.md"]
