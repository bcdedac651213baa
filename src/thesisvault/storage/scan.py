"""Which files make a vault: a walk that stays inside, and reads only regular files."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct, field

LARGEST = 64 * 1024 * 1024
"""Bytes read of one file at most; the parser refuses far smaller notes, with a reason."""

_CONFLICT = re.compile(r"\.sync-conflict-|\(conflicted copy |'s conflicted copy ", re.IGNORECASE)
_EDITORS_OWN = re.compile(r"(~|\.swp|\.swx|\.tmp|\.bak)\Z|\A#.*#\Z|\A4913\Z")


class Skipped(Struct, frozen=True):
    """A name in the vault that was passed over, and why."""

    path: str
    reason: str


class Scan(Struct):
    """What stands in a vault's folder. Paths are relative to it, with ``/``."""

    notes: list[str] = field(default_factory=list)
    attachments: list[str] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)


def belongs(path: str) -> bool:
    """Whether `scan` would look at a file of this path: nothing hidden, no editor's own, UTF-8."""
    parts = path.split("/")
    return is_text(path) and not any(map(is_hidden, parts)) and not is_editors_own(parts[-1])


def is_hidden(name: str) -> bool:
    """Whether a file or folder is none of ours: ``.obsidian``, ``.thesis``, ``.git``, …"""
    return name.startswith(".")


def is_editors_own(name: str) -> bool:
    """Whether a file is a swap, backup or temporary file of an editor."""
    return _EDITORS_OWN.search(name) is not None


def is_text(path: str) -> bool:
    """Whether a path is valid UTF-8 on the disk."""
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def scan(root: Path) -> Scan:
    """All notes and attachments under `root`, sorted by path.

    Hidden folders are left alone, as Obsidian does; symbolic links are followed to files inside
    the vault only; FIFOs, devices and folders named like notes are named in `skipped`.
    """
    found = Scan()
    for path, entry in _walk(root, "", found.skipped):
        name = entry.name
        if not is_text(path):
            found.skipped.append(Skipped(ascii(path), "its name is not valid UTF-8: rename it"))
        elif is_editors_own(name):
            continue
        elif reason := _unfit(root, entry):
            if name.lower().endswith(".md"):
                found.skipped.append(Skipped(path, reason))
        elif not name.lower().endswith(".md"):
            found.attachments.append(path)
        elif _CONFLICT.search(name):
            found.skipped.append(
                Skipped(path, "a sync tool's conflict copy: merge it, then delete it")
            )
        else:
            found.notes.append(path)
    found.notes.sort()
    found.attachments.sort()
    found.skipped.sort(key=lambda item: item.path)
    return found


def _walk(
    folder: Path, prefix: str, skipped: list[Skipped]
) -> Iterator[tuple[str, os.DirEntry[str]]]:
    pending = [(folder, prefix)]
    while pending:
        folder, prefix = pending.pop()
        yield from _entries(folder, prefix, pending, skipped)


def _entries(
    folder: Path, prefix: str, pending: list[tuple[Path, str]], skipped: list[Skipped]
) -> Iterator[tuple[str, os.DirEntry[str]]]:
    try:
        entries = list(os.scandir(folder))
    except FileNotFoundError:
        return  # it has vanished since it was listed
    except OSError as error:
        skipped.append(Skipped(prefix.rstrip("/") or ".", f"cannot be listed ({error.strerror})"))
        return
    for entry in entries:
        if is_hidden(entry.name):
            continue
        path = prefix + entry.name
        try:
            if entry.is_dir(follow_symlinks=False):
                if entry.name.lower().endswith(".md"):
                    yield path, entry
                pending.append((folder / entry.name, path + "/"))
                continue
        except OSError:
            continue
        yield path, entry


def _unfit(root: Path, entry: os.DirEntry[str]) -> str | None:
    try:
        if entry.is_dir(follow_symlinks=False):
            return "a folder with a note's name"
        if entry.is_symlink():
            target = Path(entry.path).resolve(strict=True)
            if not target.is_relative_to(root.resolve()):
                return "a link out of the vault"
            mode = target.stat().st_mode
        else:
            mode = entry.stat(follow_symlinks=False).st_mode
    except (OSError, RuntimeError):
        return "a link that leads nowhere"
    return None if stat.S_ISREG(mode) else "not a regular file"


def read_note(root: Path, path: str) -> bytes | None:
    """The bytes of a note, no more than the largest that is read; None if it has gone."""
    try:
        with open(root / path, "rb", opener=_opener) as file:
            return file.read(LARGEST)
    except OSError:
        return None


def _opener(path: str, flags: int) -> int:
    # A FIFO that took the note's place since the scan must not hang us.
    return os.open(path, flags | os.O_NONBLOCK | os.O_CLOEXEC)
