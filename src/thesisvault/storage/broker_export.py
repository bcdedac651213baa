"""The file that a broker has given: read once, from wherever it lies, never kept."""

from __future__ import annotations

import stat
from pathlib import Path

from thesisvault.model.errors import UsageFault

LARGEST = 64 * 1024 * 1024
"""Bytes: a history of a hundred thousand trades is a fifth of it."""


def read_export(path: Path) -> bytes:
    """The bytes of an export. Raises `UsageFault` for what is not a plain file, or too large."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise UsageFault(f"`{path}` is not a regular file.")
        if status.st_size > LARGEST:
            raise UsageFault(f"`{path}` is larger than {LARGEST >> 20} MB.")
        return path.read_bytes()
    except OSError as error:
        raise UsageFault(f"`{path}` cannot be read: {error.strerror}.") from None
