"""New vaults and new notes."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest

from thesisvault.actions.new import KINDS, make_missing, make_note, make_vault, missing
from thesisvault.model.errors import ThesisVaultError, UsageFault
from thesisvault.model.note import Kind
from thesisvault.workspace.names import FOLDERS
from thesisvault.workspace.open import open_workspace

TODAY = dt.date(2026, 1, 8)


def test_a_vault_is_made_once(tmp_path: Path) -> None:
    made = make_vault(tmp_path).paths
    assert ".thesis/config.toml" in made and "Theses/" in made and "templates/thesis.md" in made
    assert make_vault(tmp_path).paths == []


def test_nothing_that_exists_is_touched(tmp_path: Path) -> None:
    (tmp_path / ".thesis").mkdir()
    (tmp_path / "templates").mkdir()
    for path in (".thesis/config.toml", "templates/thesis.md", "Note.md"):
        (tmp_path / path).write_text("# mine\n", encoding="utf-8")
    made = make_vault(tmp_path).paths
    assert not {".thesis/config.toml", "templates/thesis.md"} & set(made)
    for path in (".thesis/config.toml", "templates/thesis.md", "Note.md"):
        assert (tmp_path / path).read_text(encoding="utf-8") == "# mine\n"


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_note_of_each_kind(tmp_path: Path, kind: str) -> None:
    path = make_note(open_workspace(tmp_path), kind, " A & B ", TODAY)
    note = open_workspace(tmp_path).vault.notes[path]
    wanted = {"group": Kind.SECTOR, "index": Kind.SECTOR}.get(kind) or Kind(kind)
    assert (note.kind, note.title, note.date) == (wanted, "A & B", TODAY)
    assert path == f"{FOLDERS[wanted]}/A & B.md"
    assert "{{" not in (tmp_path / path).read_text(encoding="utf-8")


def test_a_name_that_is_taken(tmp_path: Path) -> None:
    path = make_note(open_workspace(tmp_path), "thesis", "Long X", TODAY)
    before = (tmp_path / path).read_bytes()
    for kind, title in (("thesis", "Long X"), ("stock", "long x")):
        with pytest.raises(UsageFault, match="is already a note"):
            make_note(open_workspace(tmp_path), kind, title, TODAY)
    assert (tmp_path / path).read_bytes() == before


def test_a_file_made_meanwhile_is_not_touched(tmp_path: Path) -> None:
    workspace = open_workspace(tmp_path)
    (tmp_path / "Theses").mkdir()
    (tmp_path / "Theses" / "X.md").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageFault, match="already exists and was not changed"):
        make_note(workspace, "thesis", "X", TODAY)
    assert (tmp_path / "Theses" / "X.md").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    "title",
    [
        *("", "  ", ".x", "..", "../x", "x.", "a/b", "a\\b", "a|b", "a#b", "a^b", "[[a]]", "a:b"),
        *("a*b", 'a"b', "a<b", "a>b", "a?b", "a\nb", "a\tb", "a\0b", "x" * 253, "ü" * 127),
    ],
)
def test_a_title_that_cannot_be_a_name(tmp_path: Path, title: str) -> None:
    with pytest.raises(UsageFault, match=r"name"):
        make_note(open_workspace(tmp_path), "thesis", title, TODAY)
    assert list(tmp_path.iterdir()) == []


def test_the_longest_name(tmp_path: Path) -> None:
    assert make_note(open_workspace(tmp_path), "thesis", "x" * 252, TODAY)


def test_a_title_that_is_not_text_is_a_usage_fault(tmp_path: Path) -> None:
    with pytest.raises(UsageFault):
        make_note(open_workspace(tmp_path), "thesis", "caf\udce9", TODAY)


def test_bug_a_file_where_the_folder_should_be_is_a_fault_of_ours(tmp_path: Path) -> None:
    (tmp_path / "Theses").write_text("a file", encoding="utf-8")
    with pytest.raises(ThesisVaultError):
        make_note(open_workspace(tmp_path), "thesis", "X", TODAY)


@pytest.mark.parametrize("taken", [2, 20])
def test_the_folder_of_many_new_notes_is_flushed_behind_the_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, taken: int
) -> None:
    """Once, also where nobody wanted the rest of them."""
    (tmp_path / "a.md").write_text("".join(f"[[n{n}]]\n" for n in range(9)), encoding="utf-8")
    (tmp_path / FOLDERS[Kind.CONCEPT]).mkdir()
    flushed = []
    flush = os.fsync

    def counting(descriptor: int) -> None:
        flushed.append(os.fstat(descriptor).st_ino)
        flush(descriptor)

    monkeypatch.setattr(os, "fsync", counting)
    workspace = open_workspace(tmp_path)
    making = make_missing(workspace, missing(workspace, TODAY), TODAY)
    made = [path for path, _ in zip(making, range(taken), strict=False)]
    making.close()  # type: ignore[attr-defined]
    assert len(list((tmp_path / FOLDERS[Kind.CONCEPT]).iterdir())) >= min(taken, 9) == len(made)
    folder = (tmp_path / FOLDERS[Kind.CONCEPT]).stat().st_ino
    assert flushed[-1] == folder and flushed.count(folder) == 1
