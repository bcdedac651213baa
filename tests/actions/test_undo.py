"""Taking back the last command: the tree is what it was, and killed at each step old or new."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from actions.keeping import DAY
from sizes import share
from soak.calls import watched
from thesisvault.actions.rename import Renamed
from thesisvault.actions.rename import move as move_in
from thesisvault.actions.undo import Undoing, plan_undo
from thesisvault.actions.undo import undo as undo_in
from thesisvault.actions.update import Update, write_changes
from thesisvault.model.errors import UsageFault, WriteRefused
from thesisvault.storage.writing import commands
from thesisvault.storage.writing.plans import Change
from thesisvault.workspace import open_workspace
from thesisvault.workspace.writing import writing

Tree = dict[str, bytes]
BLOCK = "\n<!-- thesis:backlinks -->\n<!-- /thesis:backlinks -->\n"
NOTES = {
    "Stocks/Salt.md": f"---\ntitle: Salt\n---\n# Salt\n\nSold by [[Mine]].\n{BLOCK}",
    "Stocks/Mine.md": f"# Mine\n\nDigs [[Salt]] and sells [[Stocks/Salt|it]].\n{BLOCK}",
    "Log.md": "Bought [[Salt#Later]].\r\n",
    "Aside.md": f"Nothing here.\n{BLOCK}",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "vault"
    for path, text in NOTES.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(text.encode())
    return folder


def tree(root: Path) -> Tree:
    found = (path for path in root.rglob("*") if path.is_file())
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in found
        if not path.is_relative_to(root / ".thesis")
    }


def rename(root: Path, old: str = "Salt", new: str = "Rock salt") -> Renamed:
    with writing(root, lock_first=True, idle=0, command=f"thesis rename {old}") as vault:
        return move_in(vault, old, new, DAY)


def update(root: Path) -> None:
    with writing(root, idle=0, command="thesis update") as vault:
        planned = Update(vault.workspace, DAY)
        write_changes(vault, [planned.change(path) for path in planned.candidates()])


def undo(root: Path) -> Undoing:
    with writing(root, lock_first=True, idle=0) as vault:
        return undo_in(vault, DAY)


def pending(root: Path) -> list[str]:
    found = Update(open_workspace(root), DAY)
    return [path for path in found.candidates() if found.change(path).state == "pending"]


@pytest.mark.parametrize("filled", [False, True])
def test_a_rename_is_undone_to_the_byte(root: Path, filled: bool) -> None:
    if filled:
        update(root)
    before = tree(root)
    rename(root)
    after = tree(root)
    assert after["Stocks/Rock salt.md"].startswith(b"---\ntitle: Rock salt\n---\n# Rock salt\n")
    assert not filled or (b"[[Rock salt]]" in after["Stocks/Mine.md"] and not pending(root))
    undo(root)
    assert tree(root) == before


def test_each_undo_takes_back_one_more(root: Path) -> None:
    trees = [tree(root)]
    for step in (update, rename, lambda root: rename(root, "Log", "Diary")):
        step(root)
        trees.append(tree(root))
    for before in reversed(trees[:-1]):
        undo(root)
        assert tree(root) == before
    with pytest.raises(UsageFault, match="Nothing to undo"):
        undo(root)


@pytest.mark.parametrize("path", ["Log.md", "Stocks/Rock salt.md", "Stocks/Mine.md"])
def test_what_somebody_changed_since_stops_it_by_name(root: Path, path: str) -> None:
    update(root)
    rename(root)
    (root / path).write_bytes((root / path).read_bytes() + b"mine\n")
    own = tree(root)
    with pytest.raises(WriteRefused, match=path):
        undo(root)
    assert tree(root) == own


def test_the_command_before_is_not_undone_in_the_place_of_one_whose_note_was_changed(
    root: Path,
) -> None:
    make(root)
    log = (root / "Log.md").read_bytes()
    with (
        writing(root, idle=0, command="thesis log") as vault,
        vault.recording([Change("Log.md", log, log + b"one\n")]) as recorder,
    ):
        recorder.replace("Log.md", log, log + b"one\n")
    (root / "Log.md").write_bytes(log + b"two\n")
    own = tree(root)
    with pytest.raises(WriteRefused, match=r"Log\.md"):
        undo(root)
    assert tree(root) == own


def test_a_note_that_has_gone_stops_it(root: Path) -> None:
    rename(root)
    (root / "Log.md").unlink()
    with pytest.raises(WriteRefused, match=r"Log\.md"):
        undo(root)


@pytest.mark.parametrize("name", ["Salt.png", "Rock.png"])
def test_a_move_of_a_file_that_is_no_note_is_undone_unless_it_was_changed(
    root: Path, name: str
) -> None:
    (root / "Salt.png").write_bytes(b"white")
    (root / "Log.md").write_text("![[Salt.png]]\n", encoding="utf-8")
    before = tree(root)
    rename(root, "Salt.png", "Rock.png")
    assert tree(root)["Log.md"] == b"![[Rock.png]]\n"
    if name == "Rock.png":
        (root / name).write_bytes(b"grey")
        own = tree(root)
        with pytest.raises(WriteRefused, match=r"Rock\.png"):
            undo(root)
        assert tree(root) == own
    else:
        undo(root)
        assert tree(root) == before


def make(root: Path) -> None:
    """What makes one note and changes another."""
    log = (root / "Log.md").read_bytes()
    made, changed = Change("Made.md", b"", b"# Made\n"), Change("Log.md", log, log + b"[[Made]]\n")
    with (
        writing(root, idle=0, command="thesis make") as vault,
        vault.recording([changed], [made]) as recorder,
    ):
        assert recorder.create(made.path, made.after.decode())
        recorder.replace(changed.path, changed.before, changed.after)


@pytest.mark.parametrize("since", [b"", b"mine\n"])
def test_a_note_that_a_command_made_goes_unless_it_was_changed(root: Path, since: bytes) -> None:
    before = tree(root)
    make(root)
    with (root / "Made.md").open("ab") as file:
        file.write(since)
    own = tree(root)
    if since:
        with pytest.raises(WriteRefused, match=r"Made\.md"):
            undo(root)
        assert tree(root) == own
    else:
        undo(root)
        assert tree(root) == before


def test_blocks_that_were_refreshed_since_are_refreshed_after_it(root: Path) -> None:
    before = tree(root)
    rename(root)
    (root / "New.md").write_text("Sees [[Mine]] and [[Rock salt]].\n", encoding="utf-8")
    update_unrecorded(root)
    done = undo(root)
    assert set(done.refreshed) == {"Stocks/Salt.md", "Stocks/Mine.md"}
    now = tree(root)
    assert now["Log.md"] == before["Log.md"]
    assert b"[[Mine]]" in now["Stocks/Salt.md"] and not pending(root)


def update_unrecorded(root: Path) -> None:
    """What `watch` does: nobody gave a command."""
    with writing(root, idle=0) as vault:
        planned = Update(vault.workspace, DAY)
        for path in planned.candidates():
            edit = planned.change(path).edit
            if edit is not None:
                vault.writer.replace(path, edit.before, edit.after)


def test_the_new_name_of_another_note_is_refused(root: Path) -> None:
    (root / "Ore.md").write_text("---\naliases: [Rock]\nticker: ORE1\ntype: stock\n---\n")
    for name, what in (("aside", "title"), ("ROCK", "alias"), ("ore1", "ticker")):
        with pytest.raises(UsageFault, match=rf"`{name}` is the {what} of"):
            rename(root, "Salt", name)


def test_a_heading_that_links_lead_to_stays(root: Path) -> None:
    (root / "Log.md").write_text("See [[Salt#Salt]].\n", encoding="utf-8")
    assert rename(root).renaming.heading_kept is not None
    assert b"title: Rock salt\n---\n# Salt\n" in tree(root)["Stocks/Rock salt.md"]


def _killed(root: Path, step: Callable[[Path], object], at: int) -> bool:
    """Whether the process that does it was still at work at that call."""
    child = os.fork()
    if child == 0:
        try:
            with watched(lambda call, _: os._exit(9) if call == at else None):
                step(root)
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


def _mend(root: Path) -> None:
    with writing(root, lock_first=True, idle=0):
        pass


EACH = share(293, 131)
"""Calls to the system between two that kill; a number that is no round one."""


def test_killed_at_each_step_it_is_old_or_new(root: Path) -> None:
    update(root)
    old = tree(root)
    at, steps = 1, 0
    while _killed(root, rename, at):
        _mend(root)
        now = tree(root)
        if now != old:
            assert "Stocks/Rock salt.md" in now and not pending(root)
            undo(root)
            assert tree(root) == old
        at, steps = at + EACH, steps + 1
    assert steps > 1
    renamed = tree(root)
    at = EACH // 2
    while _killed(root, undo, at):
        _mend(root)
        now = tree(root)
        assert now in (old, renamed)
        if now == old:
            rename(root)
        at += EACH
    assert tree(root) == old


def test_what_stands_in_the_folder_is_not_trusted(root: Path) -> None:
    rename(root)
    folder = root / commands.UNDO
    name = "29990101T000000.000000Z-00000000.json"
    for text in (
        "{",
        '{"command": "x", "plan": {"changes": [{"path": "../a.md", "before": "", "after": ""}]}}',
        '{"command": "x", "plan": {"changes": [{"path": ".x/a.md", "before": "", "after": ""}]}}',
    ):
        (folder / name).write_text(text, encoding="utf-8")
        assert plan_undo(root).kept.record.command == "thesis rename Salt"
    (folder / name).unlink()
    (folder / name).symlink_to("/etc/passwd")
    assert plan_undo(root).kept.record.command == "thesis rename Salt"
