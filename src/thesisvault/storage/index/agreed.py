"""The stamps of all files when the index last agreed with them: while both are the same, nothing
needs to be compared one by one.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from pathlib import Path

import msgspec

from thesisvault.storage import scan
from thesisvault.storage.index.changes import Mark
from thesisvault.storage.index.place import put

_NAME = "agreed"


def seen(mark: Mark, stamps: Mapping[str, scan.Stamp]) -> bytes:
    """An index at `mark` and files with these stamps, as bytes."""
    return msgspec.msgpack.encode((mark, stamps))


def agrees(folder: Path, now: bytes) -> bool:
    """Whether it was kept that this index said what these files say."""
    try:
        return (folder / _NAME).read_bytes() == now
    except OSError:
        return False


def keep(folder: Path, now: bytes) -> None:
    """Keep that it does; where it cannot be kept, they are compared again the next time."""
    with contextlib.suppress(OSError):
        put(folder / _NAME, now)
