"""Files that are read or made at a place we name, such as the config: only within the vault.

A vault can come from anywhere. A link in it may lead to any file of the person who opens it, and
a pipe in a file's place would never end.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path


def is_inside(root: Path, path: Path | str) -> bool:
    """Whether `path`, all links followed, lies under `root`; it need not exist."""
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(root))


def read_inside(root: Path, path: Path) -> bytes:
    """The bytes of a file of the vault.

    Raises `FileNotFoundError` where there is none, `PermissionError` where it is a link out of
    the vault, and `OSError` where it is no plain file or cannot be read.
    """
    if not is_inside(root, path):
        raise PermissionError(0, "it is a link out of the vault", str(path))
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with open(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(0, "it is not a regular file", str(path))
        return file.read()
