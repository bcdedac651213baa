"""What was found of commits, kept beside a copy: a commit never changes."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import msgspec

MOST = 4000
"""Findings that are kept: the newest."""
_LARGEST = 64 * 1024 * 1024


class Kept:
    """Findings by key, as a file holds them; for the one who holds the copy."""

    def __init__(self, file: Path, mark: str) -> None:
        """`mark`: what the findings depend on besides their keys."""
        self._file, self._mark = file, mark
        self._found = self._read()
        self._is_new = False

    def get(self, key: str) -> bytes | None:
        """What was found under a key."""
        return self._found.get(key)

    def put(self, key: str, found: bytes) -> None:
        """Keep a finding as the newest one."""
        self._found.pop(key, None)
        self._found[key] = found
        self._is_new = True

    def save(self) -> None:
        """Write them; nothing is lost where that fails."""
        if not self._is_new:
            return
        newest = dict(list(self._found.items())[-MOST:])
        part = self._file.with_suffix(".part")
        with contextlib.suppress(OSError):
            part.write_bytes(msgspec.msgpack.encode((self._mark, newest)))
            os.replace(part, self._file)

    def _read(self) -> dict[str, bytes]:
        try:
            if self._file.stat().st_size > _LARGEST:
                return {}
            mark, found = msgspec.msgpack.decode(
                self._file.read_bytes(), type=tuple[str, dict[str, bytes]]
            )
        except (OSError, msgspec.MsgspecError):
            return {}
        return found if mark == self._mark else {}
