"""What the machine allows: the kind of the file system, its limits, and what it can do."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
from pathlib import Path

from msgspec import Struct

from thesisvault.storage import config
from thesisvault.storage.writing.exchange import Place, exchange

_MOUNTS = Path("/proc/self/mountinfo")
_LIMITS = Path("/proc/sys/fs/inotify")
_OCTAL = re.compile(r"\\([0-7]{3})")


class Limits(Struct, frozen=True):
    """The kernel's limits of watching, for this person; None where it does not say."""

    watches: int | None
    """``max_user_watches``: a folder that is watched takes one."""
    instances: int | None
    """``max_user_instances``: a program that watches takes one."""


def limits(folder: Path = _LIMITS) -> Limits:
    """The limits as they are now."""
    return Limits(_number(folder / "max_user_watches"), _number(folder / "max_user_instances"))


def _number(file: Path) -> int | None:
    try:
        return int(file.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None


def file_system(path: Path, mounts: Path = _MOUNTS) -> str | None:
    """The kind of the file system on which a folder lies, such as ``ext4``; None if unknown."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return None
    place, best, kind = os.path.realpath(path), "", None
    for line in lines:
        fields = line.split(" ")
        mark = fields.index("-") if "-" in fields else 0
        if mark < 5 or len(fields) < mark + 2:
            continue
        point = _OCTAL.sub(lambda match: chr(int(match.group(1), 8)), fields[4])
        inside = place == point or place.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):  # a later mount hides an earlier one
            best, kind = point, fields[mark + 1]
    return kind


def can_exchange(root: Path) -> bool | None:
    """Whether two files of the vault can change places in one step; None where none can be made.

    Tried on two empty files in a folder of our own, which is taken away again.
    """
    base = root / config.FOLDER
    ours = base.is_dir() and not base.is_symlink()
    folder = (base if ours else root) / f".probe-{secrets.token_hex(8)}"
    try:
        folder.mkdir(mode=0o700)
    except OSError:
        return None
    try:
        for name in "ab":
            (folder / name).touch()
        opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            return exchange(Place(opened, "a"), Place(opened, "b"))
        finally:
            os.close(opened)
    except OSError:
        return None
    finally:
        with contextlib.suppress(OSError):
            shutil.rmtree(folder)
