"""Making files: what stands already is never touched."""

from __future__ import annotations

from pathlib import Path

from thesisvault.storage.writing.create import create_file, create_folder


def test_a_new_file_with_its_folders(tmp_path: Path) -> None:
    assert create_file(tmp_path, "a/b/é.md", "one\nÜ\n")
    assert (tmp_path / "a/b/é.md").read_bytes() == "one\nÜ\n".encode()


def test_an_existing_file_is_not_touched(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_bytes(b"mine")
    before = file.stat()
    assert not create_file(tmp_path, "a.md", "theirs")
    assert file.read_bytes() == b"mine"
    assert (file.stat().st_mtime_ns, file.stat().st_ino) == (before.st_mtime_ns, before.st_ino)


def test_nothing_is_written_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "dangling.md").symlink_to(tmp_path / "elsewhere.md")
    (tmp_path / "folder.md").mkdir()
    assert not create_file(tmp_path, "dangling.md", "x")
    assert not create_file(tmp_path, "folder.md", "x")
    assert not (tmp_path / "elsewhere.md").exists()


def test_folders(tmp_path: Path) -> None:
    assert create_folder(tmp_path, "a/b")
    assert not create_folder(tmp_path, "a/b")
    assert (tmp_path / "a/b").is_dir()
