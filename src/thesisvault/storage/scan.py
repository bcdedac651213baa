"""Which files make a vault: a walk that stays inside, and reads only regular files."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator
from io import FileIO
from pathlib import Path

from msgspec import Struct, field

LARGEST = 64 * 1024 * 1024
"""Bytes read of one file at most; the parser refuses far smaller notes, with a reason."""

_CONFLICT = re.compile(r"\.sync-conflict-|\(conflicted copy |'s conflicted copy ", re.IGNORECASE)
_EDITORS_OWN = re.compile(r"(~|\.swp|\.swx|\.tmp|\.bak)\Z|\A#.*#\Z|\A4913\Z")


Stamp = tuple[int, int, int, int]
"""What tells that a file may have changed: size, mtime, ctime (in nanoseconds), inode.

The ctime is there because nobody can set it: a file put in place with its old date is seen.
"""

_ORDINARY = re.compile(r"[^#.~('][^.~(']*\.md")
"""Names of notes that no rule below looks at twice."""


class Skipped(Struct, frozen=True):
    """A name in the vault that was passed over, and why."""

    path: str
    reason: str


class Scan(Struct):
    """What stands in a vault's folder. Paths are relative to it, with ``/``."""

    notes: list[str] = field(default_factory=list)
    attachments: list[str] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    stamps: dict[str, Stamp] = field(default_factory=dict)
    """Of each note and attachment."""
    links: set[str] = field(default_factory=set)
    """The symbolic links among all names, whose targets may change without being named."""


def stamp_of(status: os.stat_result) -> Stamp:
    """The stamp of a file."""
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino


def belongs(path: str) -> bool:
    """Whether `scan` would look at a file of this path: nothing hidden, no editor's own, UTF-8."""
    parts = path.split("/")
    hidden = any(map(is_hidden, parts)) or not all(parts)
    return is_text(path) and not hidden and not is_editors_own(parts[-1])


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
    notes, stamps = found.notes, found.stamps
    for path, entry in _walk(root, "", found.skipped):
        # Nearly every file is an ordinary note: those take the shortest way.
        if path.isascii() and _ORDINARY.fullmatch(entry.name) and not entry.is_symlink():
            try:
                status = entry.stat(follow_symlinks=False)
            except OSError:
                continue
            if stat.S_ISREG(status.st_mode):
                notes.append(path)
                stamps[path] = stamp_of(status)
                continue
        _sort_in(found, root, path, entry)
    found.notes.sort()
    found.attachments.sort()
    found.skipped.sort(key=lambda item: item.path)
    return found


def look(root: Path, paths: Iterable[str]) -> Scan:
    """The same for some paths only: what is not there, hidden or no file is left out."""
    found = Scan()
    for path in sorted(set(paths)):
        *folders, name = path.split("/")
        if not belongs(path):
            continue
        if not any((root / folder).is_symlink() for folder in _folders(folders)):
            entry = _Entry(name, str(root / path))
            if entry.is_there():
                _sort_in(found, root, path, entry)
    return found


def _folders(parts: list[str]) -> Iterator[str]:
    return ("/".join(parts[:count]) for count in range(1, len(parts) + 1))


class _Entry(Struct, frozen=True):
    """What of `os.DirEntry` is needed, for a path that nobody listed."""

    name: str
    path: str

    def is_there(self) -> bool:
        status = self._status()
        return status is not None and (not stat.S_ISDIR(status.st_mode) or self._is_named_note())

    def _is_named_note(self) -> bool:
        return self.name.lower().endswith(".md")

    def _status(self) -> os.stat_result | None:
        try:
            return os.lstat(self.path)
        except (OSError, ValueError):
            return None

    def is_symlink(self) -> bool:
        status = self._status()
        return status is not None and stat.S_ISLNK(status.st_mode)

    def stat(self, *, follow_symlinks: bool = True) -> os.stat_result:
        return os.stat(self.path, follow_symlinks=follow_symlinks)


def _sort_in(found: Scan, root: Path, path: str, entry: os.DirEntry[str] | _Entry) -> None:
    name = entry.name
    if not is_text(path):
        found.skipped.append(Skipped(ascii(path), "its name is not valid UTF-8: rename it"))
        return
    if is_editors_own(name):
        return
    if entry.is_symlink():
        found.links.add(path)
    is_note = name.lower().endswith(".md")
    status = _status(root, entry)
    if isinstance(status, str):
        if is_note:
            found.skipped.append(Skipped(path, status))
        return
    if not is_note:
        found.attachments.append(path)
    elif _CONFLICT.search(name):
        reason = "a sync tool's conflict copy: merge it, then delete it"
        found.skipped.append(Skipped(path, reason))
        return
    else:
        found.notes.append(path)
    found.stamps[path] = stamp_of(status)


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


def _status(root: Path, entry: os.DirEntry[str] | _Entry) -> os.stat_result | str:
    """A regular file's status, a link's being that of what it leads to; else why it is none."""
    try:
        if entry.is_symlink():
            target = Path(entry.path).resolve(strict=True)
            if not target.is_relative_to(root.resolve()):
                return "a link out of the vault"
            status = target.stat()
        else:
            status = entry.stat(follow_symlinks=False)
    except (OSError, RuntimeError):
        return "a link that leads nowhere"
    if stat.S_ISDIR(status.st_mode) and not entry.is_symlink():
        return "a folder with a note's name"
    return status if stat.S_ISREG(status.st_mode) else "not a regular file"


def read_note(root: Path, path: str) -> bytes | None:
    """The bytes of a note, no more than the largest that is read; None if it has gone."""
    found = read_stamped(root, path)
    return found[0] if found else None


def read_stamped(root: Path, path: str) -> tuple[bytes, Stamp] | None:
    """The bytes of a file and its stamp from before they were read; None if it has gone."""
    try:
        with FileIO(f"{root}/{path}", opener=_opener) as file:
            status = os.fstat(file.fileno())
            large = status.st_size > LARGEST
            return (file.read(LARGEST) if large else file.readall()) or b"", stamp_of(status)
    except OSError:
        return None


def _opener(path: str, flags: int) -> int:
    # A FIFO that took the note's place since the scan must not hang us.
    return os.open(path, flags | os.O_NONBLOCK | os.O_CLOEXEC)
