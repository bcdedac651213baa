"""What a row of the index must show to be believed."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def checksum(path: str, content: bytes) -> int:
    """What a row must bear: a damaged index never speaks."""
    return zlib.crc32(content, zlib.crc32(path.encode()))


class Damaged(Exception):
    """A row of the index is not what was put there."""


def believed(rows: list[tuple[str, int, bytes]], read: Callable[[bytes], T]) -> list[T]:
    """What rows of path, checksum and content hold. Raises `Damaged`."""
    for path, check, content in rows:
        if not isinstance(content, bytes) or checksum(path, content) != check:
            raise Damaged(path)
    return [read(content) for _, _, content in rows]
