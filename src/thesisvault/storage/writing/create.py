"""Making files that do not exist yet. An existing file is never touched here."""

from __future__ import annotations

import os
from pathlib import Path

from thesisvault.model.errors import WriteRefused
from thesisvault.storage.inside import is_inside


def create_file(root: Path, path: str, text: str) -> bool:
    """Write a new file with its folders; False, and nothing written, where one stands already.

    Raises `OSError` where the disk refuses, `WriteRefused` where a link leads out of `root`.
    """
    target = root / path
    _make(root, target.parent)
    try:
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
    except FileExistsError:
        return False
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return True


def create_folder(root: Path, path: str) -> bool:
    """Make a folder; False where it stands already."""
    target = root / path
    if target.is_dir():
        return False
    _make(root, target)
    return True


def _make(root: Path, folder: Path) -> None:
    if not is_inside(root, folder):
        raise WriteRefused(f"`{folder}` leads out of the vault: nothing is made there.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        message = f"`{folder}` cannot be a folder: a file stands in its way."
        raise WriteRefused(message) from None
