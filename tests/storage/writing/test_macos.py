"""What macOS has, and Linux has not: its calls are played, and fail where they may."""

from __future__ import annotations

import ctypes
import errno
import fcntl
import hashlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from thesisvault.model.errors import WriteRefused
from thesisvault.storage.writing import exchange
from thesisvault.storage.writing.writer import Writer

pytestmark = pytest.mark.usefixtures("time_passes")

_FULL = 51
"""The number of ``F_FULLFSYNC``."""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(exchange, "FALL_BACK", True)
    (tmp_path / "copper.md").write_bytes(b"old")
    return tmp_path


def flushing(monkeypatch: pytest.MonkeyPatch, error: int | None) -> list[str]:
    """The flushes of files that are asked for, where a full one ends so."""
    asked: list[str] = []
    control: Callable[..., Any] = fcntl.fcntl
    fsync = os.fsync

    def full(descriptor: int, command: int, argument: Any = 0) -> Any:
        if command != _FULL:
            return control(descriptor, command, argument)
        asked.append("full")
        if error is not None:
            raise OSError(error, os.strerror(error))
        return 0

    def plain(descriptor: int) -> None:
        if not os.path.isdir(f"/proc/self/fd/{descriptor}"):
            asked.append("plain")
        fsync(descriptor)

    monkeypatch.setattr(fcntl, "F_FULLFSYNC", _FULL, raising=False)
    monkeypatch.setattr(fcntl, "fcntl", full)
    monkeypatch.setattr(os, "fsync", plain)
    return asked


def test_bytes_leave_the_memory_of_the_drive(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = flushing(monkeypatch, None)
    with Writer(root, idle=0) as writer:
        writer.replace("copper.md", b"old", b"new")
    assert set(asked) == {"full"}


def test_a_disk_that_knows_no_full_flush(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = flushing(monkeypatch, errno.ENOTSUP)
    with Writer(root, idle=0) as writer:
        writer.replace("copper.md", b"old", b"new")
    assert asked.count("plain") == asked.count("full") > 0
    assert (root / "copper.md").read_bytes() == b"new"


def test_a_full_flush_that_fails_is_a_refusal(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flushing(monkeypatch, errno.EIO)
    with Writer(root, idle=0) as writer, pytest.raises(WriteRefused) as refused:
        writer.replace("copper.md", b"old", b"new")
    assert refused.value.code == "io"
    assert (root / "copper.md").read_bytes() == b"old"


@pytest.mark.parametrize("ends", [0, -1])
def test_lists_of_who_may_read_are_copied(
    root: Path, monkeypatch: pytest.MonkeyPatch, ends: int
) -> None:
    flags: list[int] = []

    def copy(source: int, target: int, state: None, asked: ctypes.c_uint32) -> int:
        flags.append(asked.value)
        ctypes.set_errno(errno.EIO)
        return ends

    with Writer(root, idle=0) as writer:
        monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: SimpleNamespace(fcopyfile=copy))
        monkeypatch.setattr(sys, "platform", "darwin")
        if ends == 0:
            writer.replace("copper.md", b"old", b"new")
        else:
            with pytest.raises(WriteRefused, match="Input/output error"):
                writer.replace("copper.md", b"old", b"new")
        monkeypatch.undo()
    assert flags == [5]  # COPYFILE_ACL and COPYFILE_XATTR
    assert (root / "copper.md").read_bytes() == (b"new" if ends == 0 else b"old")


def folding(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    """A disk that takes names for one where only their case differs."""
    look, link = os.stat, os.link

    def there(name: Any) -> Any:
        found = [other for other in os.listdir(root) if other.casefold() == str(name).casefold()]
        return found[0] if found and os.sep not in str(name) else name

    def link_once(old: str, new: str, **options: Any) -> None:
        if there(new) in os.listdir(root):
            raise FileExistsError(errno.EEXIST, "File exists", new)
        link(old, new, **options)

    monkeypatch.setattr(os, "stat", lambda name, **options: look(there(name), **options))
    monkeypatch.setattr(os, "link", link_once)


def test_a_name_in_other_case(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "tin.md").write_bytes(b"tin")
    with Writer(root, idle=0) as writer:
        folding(monkeypatch, root)
        writer.rename("copper.md", "Copper.md", hashlib.sha256(b"old").hexdigest())
        with pytest.raises(WriteRefused, match="exists already"):
            writer.rename("Copper.md", "TIN.md", hashlib.sha256(b"old").hexdigest())
        monkeypatch.undo()
    assert {path.name: path.read_bytes() for path in root.glob("*.md")} == {
        "Copper.md": b"old",
        "tin.md": b"tin",
    }
