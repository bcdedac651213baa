"""Making files: what stands already is never touched."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from thesisvault.storage.prices.writing import replace_file
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


def test_who_may_read_a_new_file_is_said_by_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        assert create_file(tmp_path, "a.md", "x")
        replace_file(tmp_path, "b.csv", b"x")
    finally:
        os.umask(before)
    assert {(tmp_path / name).stat().st_mode & 0o777 for name in ("a.md", "b.csv")} == {0o600}
    (tmp_path / "b.csv").chmod(0o640)
    replace_file(tmp_path, "b.csv", b"y")
    assert (tmp_path / "b.csv").stat().st_mode & 0o777 == 0o640
    assert sorted(os.listdir(tmp_path)) == ["a.md", "b.csv"]


@pytest.mark.parametrize("nameless", [True, False])
def test_a_new_file_is_whole_or_not_there(
    tmp_path: Path, nameless: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not nameless:
        monkeypatch.delattr(os, "O_TMPFILE", raising=False)
    assert create_file(tmp_path, "a.md", "whole")

    def full(descriptor: int) -> None:
        assert "b.md" not in os.listdir(tmp_path)
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space") as told:
        create_file(tmp_path, "b.md", "never")
    assert told.value.filename == "b.md"
    assert os.listdir(tmp_path) == ["a.md"]
    assert (tmp_path / "a.md").read_text() == "whole"
