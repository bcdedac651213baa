"""Which files make a vault: a walk that stays inside, and reads only regular files."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator
from io import FileIO
from pathlib import Path

from msgspec import Struct, field

from thesisvault.model.filenames import EVIDENCE, passed_over, passed_over_folder, waits_in_cloud
from thesisvault.storage.inside import naming

LARGEST = 64 * 1024 * 1024
"""Bytes read of one file at most; the parser refuses far smaller notes, with a reason."""

Stamp = tuple[int, int, int, int]
"""What tells that a file may have changed: size, mtime, ctime (in nanoseconds), inode.

The ctime is there because nobody can set it: a file put in place with its old date is seen.
"""

_ORDINARY = re.compile(r"(?!.*-(?:DESKTOP|LAPTOP|WIN)-)[^#.~(\['_][^.~(\['_]*\.md")
"""Names of notes that no rule of `model.filenames` looks at twice."""


class Skipped(Struct, frozen=True):
    """A name in the vault that was passed over, and why."""

    path: str
    reason: str
    unseen: bool = False
    """Whether notes may be there that nobody could see: such are not absent."""


class Scan(Struct):
    """What is in a vault's folder. Paths are relative to it, with ``/``."""

    notes: list[str] = field(default_factory=list)
    attachments: list[str] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    stamps: dict[str, Stamp] = field(default_factory=dict)
    """Of each note and attachment."""
    links: set[str] = field(default_factory=set)
    """The symbolic links among all names, whose targets may change without being named."""

    def passed_over(self) -> Scan:
        """What a server keeps: only what was passed over, since the index knows the rest. Of
        100,000 files that is 60 MiB.
        """
        return Scan(skipped=self.skipped)

    @property
    def unseen(self) -> set[str]:
        """Where notes may stand that nobody could see."""
        return {item.path for item in self.skipped if item.unseen}

    @property
    def linked_folders(self) -> list[str]:
        """Folders out of the vault to which a link in it leads: what they hold is not read."""
        return [item.path for item in self.skipped if item.reason == _FOLDER_OUTSIDE]


def stamp_of(status: os.stat_result) -> Stamp:
    """The stamp of a file."""
    mtime, ctime, inode = status.st_mtime_ns, status.st_ctime_ns, status.st_ino
    if not (_LEAST <= mtime <= _MOST and _LEAST <= ctime <= _MOST and inode <= _MOST):
        # A date beyond 2262 or before 1677, a number of all 64 bits: told apart all the same.
        mtime, ctime, inode = map(_folded, (mtime, ctime, inode))
    return status.st_size, mtime, ctime, inode


_LEAST, _MOST = -(1 << 63), (1 << 63) - 1
"""What a database and msgpack can hold."""


def _folded(number: int) -> int:
    return (number + (1 << 63)) % (1 << 64) - (1 << 63)


NOT_TEXT = "its name is not valid UTF-8: rename it"
"""Why a file for which `is_text` is false does not count."""


def belongs(path: str) -> bool:
    """Whether a file of this path may state something: the one rule for notes, prices, metrics
    and templates. What it leaves out, and a person should know of, `scan` says.
    """
    return _in_sight(path) and passed_over(path.rpartition("/")[2]) is None


def is_looked_at(path: str) -> bool:
    """Whether a scan has anything to say of a file of this path."""
    return _in_sight(path) and passed_over(path.rpartition("/")[2]) != ""


def _in_sight(path: str) -> bool:
    """Whether a scan comes to the folder of a path."""
    *folders, _ = path.split("/")
    return is_text(path) and all(passed_over_folder(folder) is None for folder in folders)


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
    the vault only. What might have been a note, and is not read, is named in `skipped`.
    """
    found = Scan()
    pending = [(root, "")]
    while pending:
        folder, prefix = pending.pop()
        entries = _listed(folder, prefix, found.skipped)
        for entry in _without_ordinary(entries, prefix, found):
            name = entry.name
            path = prefix + name
            if not _is_folder(entry):
                if not name.startswith(".") or waits_in_cloud(name):
                    _sort_in(found, root, path, entry)
            elif (why := passed_over_folder(name)) is not None:
                found.skipped += [Skipped(path, why)] if why else []
            else:
                pending.append((folder / name, path + "/"))
                if name.lower().endswith(".md"):
                    _sort_in(found, root, path, entry)  # which says that it is no note
    found.notes.sort()
    found.attachments.sort()
    found.skipped.sort(key=lambda item: item.path)
    return found


def look(root: Path, paths: Iterable[str]) -> Scan:
    """The same for some paths only: what is not there, hidden or no file is left out."""
    found = Scan()
    for path in sorted(set(paths)):
        *folders, name = path.split("/")
        if not is_looked_at(path):
            continue
        if not any(_is_link(f"{root}/{folder}") for folder in _folders(folders)):
            entry = _Entry(name, str(root / path))
            if entry.is_there():
                _sort_in(found, root, path, entry)
    return found


def _folders(parts: list[str]) -> Iterator[str]:
    return ("/".join(parts[:count]) for count in range(1, len(parts) + 1))


def _is_link(path: str) -> bool:
    try:
        return stat.S_ISLNK(os.lstat(path).st_mode)
    except (OSError, ValueError):
        return False  # what it is will show in what it holds


class _Entry(Struct, frozen=True):
    """What of `os.DirEntry` is needed, for a path that nobody listed."""

    name: str
    path: str

    def is_there(self) -> bool:
        """Whether it may be a note: what cannot be examined is not absent."""
        try:
            mode = os.lstat(self.path).st_mode
        except (FileNotFoundError, NotADirectoryError, ValueError):
            return False
        except OSError:
            return True  # `_sort_in` examines it once more, and says why it cannot
        return not stat.S_ISDIR(mode) or self.name.lower().endswith(".md")

    def is_symlink(self) -> bool:
        return stat.S_ISLNK(os.lstat(self.path).st_mode)

    def stat(self, *, follow_symlinks: bool = True) -> os.stat_result:
        return os.stat(self.path, follow_symlinks=follow_symlinks)


def _sort_in(found: Scan, root: Path, path: str, entry: os.DirEntry[str] | _Entry) -> None:
    name = entry.name
    if not is_text(path):
        is_note = name.lower().endswith(".md")
        found.skipped.append(Skipped(ascii(path), NOT_TEXT, unseen=is_note))
        return
    passed = passed_over(name)
    if passed == "":
        return
    try:
        if entry.is_symlink():
            found.links.add(path)
        status = _status(root, entry)
    except FileNotFoundError:
        return  # it has vanished since it was listed
    except OSError as error:
        found.skipped.append(Skipped(path, f"it cannot be examined ({error.strerror})", True))
        return
    if isinstance(status, str):
        if status in _MAY_HOLD_NOTES or name.lower().endswith(EVIDENCE):
            found.skipped.append(Skipped(path, status))
    elif passed is not None:
        found.skipped.append(Skipped(path, passed, unseen=waits_in_cloud(name) is not None))
    else:
        (found.notes if name.lower().endswith(".md") else found.attachments).append(path)
        found.stamps[path] = stamp_of(status)


def _listed(folder: Path, prefix: str, skipped: list[Skipped]) -> list[os.DirEntry[str]]:
    try:
        return list(os.scandir(folder))
    except FileNotFoundError:
        return []  # it has vanished since it was listed
    except OSError as error:
        reason = f"the folder cannot be listed ({error.strerror})"
        skipped.append(Skipped(prefix.rstrip("/") or ".", reason, unseen=True))
        return []


def _without_ordinary(
    entries: list[os.DirEntry[str]], prefix: str, found: Scan
) -> Iterator[os.DirEntry[str]]:
    """Take the ordinary notes, nearly every file, by the shortest way; the rest is left."""
    if not prefix.isascii():
        yield from entries
        return
    notes, stamps, is_ordinary, is_file = (
        found.notes,
        found.stamps,
        _ORDINARY.fullmatch,
        stat.S_ISREG,
    )
    for entry in entries:
        name = entry.name
        if name.isascii() and is_ordinary(name) and not entry.is_symlink():
            try:
                status = entry.stat(follow_symlinks=False)
            except OSError:
                yield entry
                continue
            if is_file(status.st_mode):
                path = prefix + name
                notes.append(path)
                stamps[path] = stamp_of(status)
                continue
        yield entry


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False  # what it is is asked once more


_NOWHERE = "a broken link"
_FOLDER = "a link to a folder, which is not followed: its notes are read in their own place"
_FOLDER_OUTSIDE = "a link to a folder outside the vault, which is not followed"
_MAY_HOLD_NOTES = (_NOWHERE, _FOLDER, _FOLDER_OUTSIDE)
"""Why a name is said whatever its ending."""


def _status(root: Path, entry: os.DirEntry[str] | _Entry) -> os.stat_result | str:
    """A regular file's status, a link's being that of what it leads to; else why it is not one."""
    if not entry.is_symlink():
        status = entry.stat(follow_symlinks=False)
        if stat.S_ISDIR(status.st_mode):
            return "a folder with a note's name"
        return status if stat.S_ISREG(status.st_mode) else "not a regular file"
    try:
        target = Path(entry.path).resolve(strict=True)
        status = target.stat()
    except (OSError, RuntimeError):
        return _NOWHERE
    folder, inside = stat.S_ISDIR(status.st_mode), target.is_relative_to(root.resolve())
    if not inside:
        return _FOLDER_OUTSIDE if folder else "a link that points outside the vault"
    if folder:
        return _FOLDER
    return status if stat.S_ISREG(status.st_mode) else "not a regular file"


def stands_in(root: Path, folder: str, name: str) -> bool:
    """Whether a folder holds a note of this name, a link to another folder too: nothing of it is
    read, nor is anything listed.
    """
    last = name.rpartition("/")[2]
    try:
        return stat.S_ISREG(os.lstat(f"{root}/{folder}/{last}.md").st_mode)
    except (OSError, ValueError):
        return False


def read_note(root: Path, path: str) -> bytes | None:
    """The bytes of a note, no more than the largest that is read; None if it has gone."""
    found = read_stamped(root, path)
    return found[0] if found else None


def note_bytes(root: Path, path: str) -> bytes:
    """The bytes of the note that a command is about; none where it has gone.

    Raises `OSError` where it is there and cannot be read: that is not an empty note.
    """
    try:
        with naming(path, f"{root}/{path}"):
            return _read(root, path)[0]
    except (FileNotFoundError, NotADirectoryError):
        return b""


def read_stamped(root: Path, path: str) -> tuple[bytes, Stamp] | None:
    """The bytes of a file and its stamp from before they were read; None if it has gone."""
    try:
        return _read(root, path)
    except OSError:
        return None


def _read(root: Path, path: str) -> tuple[bytes, Stamp]:
    with FileIO(f"{root}/{path}", opener=_opener) as file:
        status = os.fstat(file.fileno())
        large = status.st_size > LARGEST
        return (file.read(LARGEST) if large else file.readall()) or b"", stamp_of(status)


def _opener(path: str, flags: int) -> int:
    # A FIFO that took the note's place since the scan must not hang us.
    return os.open(path, flags | os.O_NONBLOCK | os.O_CLOEXEC)
