"""Something happens right before the nth call that the writer makes to the system."""

from __future__ import annotations

import builtins
import errno
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import get_ident
from typing import Any
from unittest import mock

from thesisvault.storage.writing import exchange

_NAMES = (
    *("open", "close", "read", "write", "fsync", "ftruncate", "pwrite", "pread", "access"),
    *("stat", "lstat", "fstat", "listdir", "mkdir", "rmdir", "unlink", "rename", "replace", "link"),
    *("chmod", "fchmod", "fchown", "listxattr", "getxattr", "setxattr"),
)
_WIDER = ("scandir", "utime", "readlink")
_EFFECTS = {"fsync", "mkdir", "rmdir", "unlink", "rename", "replace", "link", "exchange"}
"""What can take effect, and be answered with an error all the same."""
_FAILS = {
    errno.EIO: "a broken disk",
    errno.ENOSPC: "a full disk",
    errno.EACCES: "not permitted",
    errno.EMFILE: "too many open files",
}


class FakeClock:
    """Its time passes only while somebody waits; files made meanwhile look old."""

    def __init__(self) -> None:
        self.time = time.time() + 1000

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.time += seconds


@contextmanager
def watched(
    before: Callable[[int, str], None],
    after: Callable[[int, str], None] | None = None,
    *,
    wide: bool = False,
) -> Iterator[list[str]]:
    """Call `before` and `after` with the number and name of each call; the names so far.

    `wide` counts what else a whole command calls: looking through folders, and files that Python
    opens by their names.
    """
    seen: list[str] = []
    inside = False
    ours = get_ident()  # a watch that another test left behind must not be counted, nor fail

    def wrap(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def called(*args: Any, **options: Any) -> Any:
            nonlocal inside
            if inside or get_ident() != ours:
                return real(*args, **options)
            seen.append(name)
            inside = True
            try:
                before(len(seen), name)
            except OSError as error:
                if args and isinstance(args[0], str | os.PathLike):
                    error.filename = os.fspath(args[0])  # as the system names it
                if name == "close":
                    real(*args, **options)  # Linux closes it, whatever it answers
                raise
            finally:
                inside = False
            call, result = len(seen), real(*args, **options)
            if after is not None and name in _EFFECTS:
                inside = True
                try:
                    after(call, name)
                finally:
                    inside = False
            return result

        return called

    patches = [
        mock.patch.object(os, name, wrap(name, getattr(os, name)))
        for name in (*_NAMES, *(_WIDER if wide else ()))
        if hasattr(os, name)
    ]
    patches.append(mock.patch.object(exchange, "_rename", wrap("exchange", exchange._rename)))
    if wide:
        patches.append(mock.patch.object(builtins, "open", wrap("open a file", builtins.open)))
    for patch in patches:
        patch.start()
    try:
        yield seen
    finally:
        for patch in patches:
            patch.stop()


def failing(at: int, number: int, *, for_good: bool) -> Callable[[int, str], None]:
    """The nth call fails; `for_good`, and each one after it."""

    def before(call: int, name: str) -> None:
        if call == at or (for_good and call > at):
            raise OSError(number, f"{_FAILS[number]}, at call {call}: {name}")

    return before


@contextmanager
def piecemeal(most: int = 3) -> Iterator[None]:
    """Each read and each write does only a part of what is asked, as a signal may cut it short."""
    read, write, ours = os.read, os.write, get_ident()

    def read_some(file: int, many: int) -> bytes:
        return read(file, min(many, most) if get_ident() == ours else many)

    def write_some(file: int, data: bytes) -> int:
        return write(file, bytes(data[:most]) if get_ident() == ours else data)

    with mock.patch.object(os, "read", read_some), mock.patch.object(os, "write", write_some):
        yield


def kept(root: Path) -> list[bytes]:
    """All versions in a vault's history."""
    return [file.read_bytes() for file in sorted((root / ".thesis/history").glob("*.md"))]
