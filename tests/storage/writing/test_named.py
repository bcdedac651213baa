"""A file that is named is made whole, over nothing but its like, and through no link of a vault."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from thesisvault.model.errors import WriteRefused
from thesisvault.storage.writing.named import write_named

OURS = b"OURS 1\n"


def write(root: Path, file: Path | str) -> None:
    write_named(root, Path(file), OURS, lambda head: head.startswith(b"OURS"), "a list")


@pytest.fixture
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    vault = tmp_path / "vault"
    (vault / "folder").mkdir(parents=True)
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "rc").write_bytes(b"theirs")
    monkeypatch.chdir(vault)
    return vault


def picture(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_new_one_and_its_next_version(vault: Path, tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        for file in ("a.txt", "folder/a.txt", "folder/../b.txt", tmp_path / "outside" / "a.txt"):
            write(vault, file)
            assert Path(file).read_bytes() == OURS
            assert stat.S_IMODE(Path(file).stat().st_mode) == 0o640
    finally:
        os.umask(before)
    Path("a.txt").write_bytes(b"OURS 0, longer than the new one\n")
    Path("a.txt").chmod(0o604)
    write(vault, "a.txt")
    assert Path("a.txt").read_bytes() == OURS
    assert stat.S_IMODE(Path("a.txt").stat().st_mode) == 0o604
    Path("empty").write_bytes(b"")  # as `mktemp` leaves it
    write(vault, "empty")
    assert sorted(path.name for path in vault.iterdir()) == ["a.txt", "b.txt", "empty", "folder"]


def _link(target: str) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(target)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: path.write_bytes(b"theirs"), "is not a list made by thesis"),
        (_link("../outside/rc"), "is a link, a folder or a device"),
        (_link("../outside/new"), "is a link, a folder or a device"),
        (_link("/dev/full"), "is a link, a folder or a device"),
        (lambda path: path.mkdir(), "is a link, a folder or a device"),
        (lambda path: os.mkfifo(path), "is a link, a folder or a device"),
    ],
    ids=["file", "link", "dangling", "device", "folder", "pipe"],
)
def test_what_stands_there_is_left(
    vault: Path, tmp_path: Path, make: Callable[[Path], None], said: str
) -> None:
    make(vault / "x")
    before = picture(tmp_path)
    with pytest.raises(WriteRefused, match=said):
        write(vault, "x")
    assert picture(tmp_path) == before


@pytest.mark.parametrize("file", ["x.md", "folder/X.MD", "new.Md"])
def test_a_note_s_name_is_refused(vault: Path, file: str) -> None:
    (vault / "x.md").write_bytes(b"")
    with pytest.raises(WriteRefused, match="a note's name"):
        write(vault, file)
    assert picture(vault) == {str(vault / "x.md"): b""}


@pytest.mark.parametrize("file", ["new.csv", "prices/N.TSV", "main.beancount"])
def test_a_price_file_s_name_is_refused(vault: Path, file: str) -> None:
    with pytest.raises(WriteRefused, match="a price file's name"):
        write(vault, file)
    assert picture(vault) == {}


@pytest.mark.parametrize("file", [".thesis/config.toml", ".thesis/history/new.ics"])
def test_nothing_is_written_among_our_own_files(vault: Path, file: str) -> None:
    (vault / ".thesis").mkdir(exist_ok=True)
    before = picture(vault)
    with pytest.raises(WriteRefused, match="keeps for itself"):
        write(vault, file)
    assert picture(vault) == before


def test_a_linked_folder_of_the_vault_is_not_followed(vault: Path, tmp_path: Path) -> None:
    (vault / "out").symlink_to("../outside")
    for file in ("out/a.txt", vault / "out" / "a.txt", vault / "folder" / ".." / "out" / "a.txt"):
        with pytest.raises(WriteRefused, match="a link or a file, not a folder"):
            write(vault, file)
    assert [path.name for path in (tmp_path / "outside").iterdir()] == ["rc"]


def test_the_person_s_own_links_are(vault: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").symlink_to("outside")
    (tmp_path / "here").symlink_to("vault")
    write(vault, tmp_path / "mine" / "a.txt")
    write(tmp_path / "here", tmp_path / "here" / "a.txt")
    assert (tmp_path / "outside" / "a.txt").read_bytes() == OURS
    assert (vault / "a.txt").read_bytes() == OURS


def test_a_disk_that_refuses_leaves_nothing(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(WriteRefused, match="`no/such` cannot be written: No such file"):
        write(vault, "no/such")
    (vault / "a").write_bytes(b"OURS 0")
    for name in ("write", "fsync", "replace"):

        def fail(*_: object, **__: object) -> int:
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as patched:
            patched.setattr(os, name, fail)
            with pytest.raises(WriteRefused, match="`a` cannot be written: No space left"):
                write(vault, "a")
        assert picture(vault) == {str(vault / "a"): b"OURS 0"}
