"""How programs save, rename and delete: each change is told by its path."""

from __future__ import annotations

import os
import shutil
import unicodedata
from pathlib import Path

import pytest

from thesisvault.storage.watching import Watch

from .gathered import Gathered

NOTE = "theses/Note.md"


def test_vim(root: Path, seen: Gathered) -> None:
    note = root / NOTE
    swap = note.with_name(".Note.md.swp")
    swap.write_bytes(b"b0VIM")
    (note.parent / "4913").write_text("")
    (note.parent / "4913").unlink()
    os.rename(note, note.with_name("Note.md~"))
    note.write_text("new")
    note.with_name("Note.md~").unlink()
    swap.unlink()
    seen.until_paths(NOTE)
    assert seen.settle(root) == {NOTE}


def test_in_place_as_vs_code(root: Path, seen: Gathered) -> None:
    with open(root / NOTE, "r+") as file:
        file.truncate(0)
        file.write("new")
    seen.until_paths(NOTE)
    assert seen.settle(root) == {NOTE}


@pytest.mark.parametrize("temporary", ["theses/.Note.md.tmp", "theses/Note.md.tmp", ".thesis/part"])
def test_atomic_rename(root: Path, seen: Gathered, temporary: str) -> None:
    (root / temporary).write_text("new")
    os.replace(root / temporary, root / NOTE)
    seen.until_paths(NOTE)
    assert seen.settle(root) == {NOTE}


def test_a_temporary_file_from_elsewhere(root: Path, seen: Gathered, tmp_path: Path) -> None:
    (tmp_path / "part").write_text("new")
    os.replace(tmp_path / "part", root / NOTE)
    seen.until_paths(NOTE)


def test_append(root: Path, seen: Gathered) -> None:
    with open(root / NOTE, "a") as file:
        file.write("more")
    seen.until_paths(NOTE)


def test_a_file_that_stays_open_comes_through(root: Path, seen: Gathered) -> None:
    with open(root / NOTE, "a") as file:
        file.write("more")
        file.flush()
        seen.until_paths(NOTE)


def test_delete(root: Path, seen: Gathered) -> None:
    (root / NOTE).unlink()
    seen.until_paths(NOTE)
    assert not seen.rescan


def test_a_move_between_folders_tells_both_ends(root: Path, seen: Gathered) -> None:
    os.rename(root / NOTE, root / "sources" / "Note.md")
    seen.until_paths(NOTE, "sources/Note.md")
    assert not seen.rescan


def test_a_file_that_leaves_holds_nothing_up(root: Path, seen: Gathered, tmp_path: Path) -> None:
    os.rename(root / NOTE, tmp_path / "Note.md")
    (root / "sources" / "Other.md").write_text("x")
    seen.until_paths(NOTE, "sources/Other.md")


def test_an_attachment_a_table_and_the_config(root: Path, seen: Gathered) -> None:
    (root / "prices").mkdir()
    seen.until_rescan()
    (root / "chart.png").write_bytes(b"x")
    (root / "prices" / "AAPL.csv").write_text("date,close\n")
    (root / ".thesis" / "config.toml").write_text("")
    seen.until_paths("chart.png", "prices/AAPL.csv", ".thesis/config.toml")


def test_a_renamed_folder_is_a_rescan(root: Path, seen: Gathered) -> None:
    os.rename(root / "theses", root / "ideas")
    seen.until_rescan()
    (root / "ideas" / "Note.md").write_text("newer")
    seen.until_paths("ideas/Note.md")


def test_a_folder_moved_in_is_a_rescan(root: Path, seen: Gathered, tmp_path: Path) -> None:
    (tmp_path / "other" / "deep").mkdir(parents=True)
    (tmp_path / "other" / "deep" / "A.md").write_text("x")
    os.rename(tmp_path / "other", root / "other")
    seen.until_rescan()
    (root / "other" / "deep" / "B.md").write_text("x")
    seen.until_paths("other/deep/B.md")


def test_a_deleted_folder_is_a_rescan(root: Path, seen: Gathered) -> None:
    shutil.rmtree(root / "theses")
    seen.until_rescan()


def test_folders_made_at_once_are_watched(root: Path, seen: Gathered) -> None:
    (root / "a" / "b" / "c").mkdir(parents=True)
    (root / "a" / "b" / "c" / "A.md").write_text("x")
    seen.until_rescan()
    (root / "a" / "b" / "c" / "B.md").write_text("x")
    seen.until_paths("a/b/c/B.md")


@pytest.mark.parametrize(
    "name",
    [
        "a\r\nb.md",
        "a\nb.md",
        "\x1b[31mred.md",
        unicodedata.normalize("NFC", "Übersicht é.md"),
        unicodedata.normalize("NFD", "Übersicht é.md"),
        "論文 📈.md",
    ],
)
def test_a_name_is_told_as_it_is_listed(root: Path, seen: Gathered, name: str) -> None:
    (root / "sources" / name).write_text("x")
    listed = os.listdir(root / "sources")
    seen.until_paths(f"sources/{listed[0]}")


@pytest.mark.parametrize(
    "path",
    [
        ".obsidian/workspace.json",
        ".obsidian/Note.md",
        ".thesis/index.db",
        ".git/index",
        ".trash/Note.md",
        ".hidden.md",
        "theses/.Note.md.swp",
        "theses/Note.md~",
        "theses/#Note.md#",
        "theses/4913",
        "theses/x.bak",
    ],
)
def test_what_is_none_of_ours_stays_silent(root: Path, seen: Gathered, path: str) -> None:
    (root / path).write_text("x")
    os.rename(root / path, root / (path + "~"))
    (root / (path + "~")).unlink()
    assert seen.settle(root) == set()
    assert not seen.rescan


def test_hidden_folders_stay_silent(root: Path, seen: Gathered) -> None:
    (root / ".git" / "objects" / "ab").mkdir(parents=True)
    shutil.rmtree(root / ".git")
    assert seen.settle(root) == set()
    assert not seen.rescan


def test_names_that_are_not_utf8_stay_silent(root: Path, seen: Gathered) -> None:
    try:
        with open(os.fsencode(root) + b"/bad\xff.md", "w") as file:
            file.write("x")
    except OSError:
        pytest.skip("this file system takes no such name")
    assert seen.settle(root) == set()


def test_reading_stays_silent(root: Path, seen: Gathered) -> None:
    (root / NOTE).read_text()
    assert seen.settle(root) == set()


@pytest.mark.parametrize(
    "name", ["Note.sync-conflict-20260108-101010-ABCDEFG.md", "Note (conflicted copy).md"]
)
def test_conflict_copies_come_through(root: Path, seen: Gathered, name: str) -> None:
    (root / "theses" / name).write_text("x")
    seen.until_paths(f"theses/{name}")


def test_a_vault_behind_a_link(root: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(root)
    with Watch(tmp_path / "link") as watch:
        seen = Gathered(watch)
        (root / NOTE).write_text("new")
        seen.until_paths(NOTE)
