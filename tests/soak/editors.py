"""Editors, one step at a time, so that a test can put our own steps between theirs."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path


def in_place(note: Path, data: bytes) -> Iterator[None]:
    """Open, truncate, write in two pieces, close."""
    descriptor = os.open(note, os.O_WRONLY)
    yield
    os.ftruncate(descriptor, 0)
    yield
    os.write(descriptor, data[:5])
    yield
    os.write(descriptor, data[5:])
    os.close(descriptor)


def by_rename(note: Path, data: bytes) -> Iterator[None]:
    """Write a temporary file, rename it over the note."""
    temporary = note.with_name(".new")
    temporary.write_bytes(data)
    yield
    os.rename(temporary, note)


def like_vim(note: Path, data: bytes) -> Iterator[None]:
    """The note becomes the backup, a new note is written, the backup is removed."""
    os.rename(note, note.with_name("backup~"))
    yield
    descriptor = os.open(note, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    yield
    os.write(descriptor, data)
    os.close(descriptor)
    yield
    note.with_name("backup~").unlink()


Editor = Callable[[Path, bytes], Iterator[None]]
EDITORS: tuple[Editor, ...] = (in_place, by_rename, like_vim)
