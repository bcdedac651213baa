"""A copy of what a tree of a repository holds, in the cache folder.

It is a vault like any other, so every question is asked of it as of the vault itself. From one tree
to the next only what differs is written. It can be deleted at any time.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

import msgspec
from msgspec import Struct

from thesisvault.model.errors import UsageFault
from thesisvault.model.filenames import EVIDENCE
from thesisvault.storage.config import PATH
from thesisvault.storage.index.place import Place
from thesisvault.storage.inside import folder_in, place_in
from thesisvault.storage.recorded.differences import Difference, differences
from thesisvault.storage.recorded.kept import Kept
from thesisvault.storage.recorded.repository import Entry, Repository
from thesisvault.storage.scan import LARGEST
from thesisvault.storage.writing.faults import close

_COPIES = 4
"""Copies of one vault that are kept, for as many commands at a time."""
_READ = (*EVIDENCE, ".txt")
"""The endings of files that are read; of others the name alone is known."""
_LFS = b"version https://git-lfs.github.com/spec/"
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


class _Holding(Struct, frozen=True):
    """What a copy holds, as a file beside it says."""

    tree: str
    elsewhere: tuple[bytes, ...] = ()


class Copy:
    """A folder that holds one tree of a repository, and is moved from one to another."""

    def __init__(self, folder: Path, cache: Path, lock: int | None) -> None:
        """`lock`: the descriptor by which it is ours; None: it is removed when it is closed, with
        its index in `cache`.
        """
        self.root = folder / "vault"
        self.elsewhere: frozenset[str] = frozenset()
        """Files of which the repository holds a pointer alone: of Git LFS, and submodules."""
        self._folder, self._file, self._lock = folder, folder / "holds", lock
        self._index = Place(cache, self.root, "").folder
        self._tree = self._left_by_another()

    def move_to(self, repository: Repository, tree: str) -> tuple[str, ...]:
        """Hold another tree; the paths that differ. Raises `UsageFault` and `OSError`."""
        if tree == self._tree:
            return ()
        try:
            found = tuple(differences(repository, self._tree, tree))
        except UsageFault:
            if self._tree is None:
                raise
            self._clear()  # git has forgotten what it held
            found = tuple(differences(repository, None, tree))
        self._file.unlink(missing_ok=True)  # a move that is broken off counts for nothing
        self._tree = None
        self.root.mkdir(exist_ok=True)
        self._change(repository, found)
        held = _Holding(tree, tuple(sorted(map(os.fsencode, self.elsewhere))))
        self._file.write_bytes(msgspec.msgpack.encode(held))
        self._tree = tree
        return tuple(item.path for item in found)

    def kept(self, name: str, mark: str) -> Kept:
        """What was found of its trees, by what `mark` says."""
        return Kept(self._folder / name, mark)

    def close(self) -> None:
        """Let go of it."""
        if self._lock is not None:
            close(self._lock)
            return
        for folder in (self._folder, self._index):
            shutil.rmtree(folder, ignore_errors=True)

    def _left_by_another(self) -> str | None:
        try:
            held = msgspec.msgpack.decode(self._file.read_bytes(), type=_Holding)
        except (OSError, msgspec.MsgspecError):
            self._clear()
            return None
        self.elsewhere = frozenset(map(os.fsdecode, held.elsewhere))
        return held.tree

    def _clear(self) -> None:
        self._tree, self.elsewhere = None, frozenset()
        with contextlib.suppress(FileNotFoundError):
            shutil.rmtree(self.root)

    def _change(self, repository: Repository, found: Iterable[Difference]) -> None:
        changes = tuple(found)
        # First what goes: a folder may come in a file's place.
        for item in changes:
            if item.before is not None:
                self._remove(item.path)
        elsewhere = self.elsewhere.difference(item.path for item in changes)
        pointed = [
            item.path
            for item in changes
            if item.after is not None and not self._put(repository, item.path, item.after)
        ]
        self.elsewhere = elsewhere.union(pointed)

    def _remove(self, path: str) -> None:
        with contextlib.suppress(OSError), place_in(self.root, path) as place:
            os.unlink(place.name, dir_fd=place.folder)
        while "/" in path:
            path = path.rpartition("/")[0]
            try:
                with place_in(self.root, path) as place:
                    os.rmdir(place.name, dir_fd=place.folder)
            except OSError:  # it holds something else
                return

    def _put(self, repository: Repository, path: str, entry: Entry) -> bool:
        """Write a file or a link; False where the repository holds no content of it."""
        if entry.kind == "repository":
            return False
        parent, _, name = path.rpartition("/")
        is_read = path.lower().endswith(_READ) or path == PATH
        data = b""
        if is_read or entry.kind == "link":
            data = repository.read(entry.id, LARGEST + 1)
        with folder_in(self.root, parent, make=True) as folder:
            if entry.kind == "link":
                os.symlink(data, os.fsencode(name), dir_fd=folder)
                return True
            file = os.open(name, _NEW, 0o600, dir_fd=folder)
            with open(file, "wb") as to:
                to.write(data)
        return not data.startswith(_LFS)


def open_copy(cache: Path, root: Path) -> Copy:
    """A copy that nobody else holds, of a vault; a passing one where none can be kept."""
    try:
        place = Place(cache, root, "")
        place.begin()
        for number in range(_COPIES):
            folder = place.folder / f"recorded-{number}"
            folder.mkdir(exist_ok=True, mode=0o700)
            lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                close(lock)
            else:
                return Copy(folder, cache, lock)
    except OSError:
        pass
    return Copy(Path(tempfile.mkdtemp(prefix="thesis-")), cache, None)
