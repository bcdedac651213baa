"""What all that writes into a vault goes through."""

from __future__ import annotations

from pathlib import Path

import pytest

from actions.keeping import DAY
from thesisvault.actions.rename import move
from thesisvault.model.errors import WriteRefused
from thesisvault.storage.writing import journal
from thesisvault.storage.writing.writer import Writer
from thesisvault.workspace.writing import writing


class Stopped(BaseException):
    """The process ends here."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "Apple.md").write_text("a\n")
    (tmp_path / "Log.md").write_text("[[Apple]]\n")
    return tmp_path


def break_off(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        raise Stopped

    with monkeypatch.context() as patch, pytest.raises(Stopped):
        patch.setattr(Writer, "replace", stop)
        with writing(root, lock_first=True, idle=0) as vault:
            move(vault, "Apple", "Pear", DAY)


def test_what_was_broken_off_is_mended_told_and_read(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_off(root, monkeypatch)
    told: list[str] = []
    with writing(root, told.append, idle=0) as vault:
        assert told == ["An interrupted rename was finished: Apple.md → Pear.md."]
        assert vault.workspace.vault.targets["Log.md"] == ("Pear.md",)
    assert not journal.pending(root)


def test_an_edit_since_is_kept_and_told(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    break_off(root, monkeypatch)
    (root / "Log.md").write_text("[[Apple]]\nmine\n")
    told: list[str] = []
    with writing(root, told.append, idle=0):
        pass
    assert told == [
        "An interrupted rename was undone: Apple.md → Pear.md.",
        "Log.md was edited since, so it was left as it is: run `thesis check`.",
    ]
    assert (root / "Log.md").read_text() == "[[Apple]]\nmine\n" and (root / "Apple.md").exists()


def test_the_lock_is_taken_first_or_with_the_first_write(root: Path) -> None:
    with writing(root, lock_first=True, idle=0), pytest.raises(WriteRefused, match="is wri"):
        Writer(root)
    with writing(root, idle=0) as vault:
        assert vault.workspace.vault.notes
        Writer(root).close()
        vault.writer.replace("Log.md", b"[[Apple]]\n", b"b\n")
        with pytest.raises(WriteRefused, match="is writing to the vault"):
            Writer(root)
    Writer(root).close()


def test_the_lock_is_let_go_whatever_happens(root: Path) -> None:
    with pytest.raises(ZeroDivisionError), writing(root, lock_first=True):
        raise ZeroDivisionError
    Writer(root).close()


def test_a_vault_that_nobody_writes_to_stays_as_it_is(root: Path) -> None:
    with writing(root) as vault:
        assert vault.workspace.vault.notes
    assert not (root / ".thesis").exists()


def test_a_save_that_came_too_late_is_told(root: Path) -> None:
    told: list[str] = []
    with writing(root, told.append, idle=0) as vault, open(root / "Log.md", "a") as editor:
        vault.writer.replace("Log.md", b"[[Apple]]\n", b"b\n")
        editor.write("late\n")
        editor.flush()
    (said,) = told
    assert said.startswith("An editor saved Log.md while it was replaced: `thesis restore 'Log.md'")
