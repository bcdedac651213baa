"""Where the index of a vault lies, and which of the files there is to be believed."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import re
import stat
import sys
import time
import zlib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from thesisvault.storage.index import schema
from thesisvault.storage.index.faults import Held
from thesisvault.storage.scan import stamp_of
from thesisvault.storage.writing.faults import close

_PACKAGE = Path(__file__).parents[2]
_ROOMS = (
    "model",
    "parser",
    "graph",
    "market",
    "impact",
    "storage",
    "edits",
    "workspace",
    "reports",
)
"""The rooms whose code decides what a note says, and what a report that is kept says of it."""
_LIBRARIES = ("markdown_it", "yaml", "frontmatter", "msgspec")
_NAME = re.compile(r"index-[0-9a-f]+\.sqlite")
_NOT_OURS = "its folder is a link, or another user's"
_ABANDONED = 24 * 3600.0
"""Seconds after which a half-made index belongs to nobody."""


def cache_folder(environment: Mapping[str, str]) -> Path:
    """The folder for what can be made anew: ``$XDG_CACHE_HOME/thesisvault``, else in ~/.cache."""
    named = environment.get("XDG_CACHE_HOME", "")
    try:
        base = Path(named) if os.path.isabs(named) else Path.home() / ".cache"
    except RuntimeError:  # nobody's home: then nothing can be kept, which is said as always
        base = Path(os.devnull)
    return base / "thesisvault"


def fingerprint(vocabulary: Mapping[str, Any]) -> str:
    """What an index depends on besides the notes: the code that reads them, and a vault's words.

    As text: importing what makes good hashes takes longer than comparing it.
    """
    return "\n".join((str(schema.VERSION), sys.version, repr(vocabulary), *_marks()))


@cache
def _marks() -> tuple[str, ...]:
    """What the files of the code looked like when this process first asked: it runs that code for
    as long as it lives, whatever an upgrade puts in its place.
    """
    return tuple(sorted(_files()))


def _files() -> Iterator[str]:
    folders = list(_ROOMS)
    for folder in folders:
        with os.scandir(_PACKAGE / folder) as entries:
            for entry in entries:
                if entry.name.endswith((".py", ".toml")):
                    found = entry.stat()
                    yield f"{folder}/{entry.name} {found.st_size} {found.st_mtime_ns}"
                elif "." not in entry.name and entry.name != "__pycache__" and entry.is_dir():
                    folders.append(f"{folder}/{entry.name}")  # whatever is below is a part of it
    for library in _LIBRARIES:
        spec = find_spec(library)
        if spec is not None and spec.origin:
            found = os.stat(spec.origin)
            yield f"{library} {found.st_size} {found.st_mtime_ns}"


Stamps = tuple[int, ...]
"""The stamp of a database, and that of its write-ahead log where there is anything in it."""


def stamps_of(file: Path) -> Stamps | None:
    """What tells that a database or its log was written; None where there is no database."""
    try:
        found = stamp_of(file.stat())
    except OSError:
        return None
    try:
        log = os.stat(f"{file}-wal")
    except OSError:
        return found
    if not log.st_size:
        return found
    size, mtime, ctime, inode = stamp_of(log)
    # SQLite gives the log to the database's owner whenever root opens it.
    return (*found, size, mtime, 0 if os.geteuid() == 0 else ctime, inode)


def _token() -> str:
    return os.urandom(8).hex()


class Valid(Struct, frozen=True):
    """The database that is to be used; or None and what is to be said about that, if any."""

    file: Path | None
    stamp: Stamps | None = None
    said: str = ""


class Place:
    """The folder of one vault's index.

    A small file there, ``current``, names the database, what it was made for, and the stamps of
    it and of its write-ahead log from when one of us last wrote: one that somebody else has
    touched since is not used. Writers hold the lock and update that file.
    """

    def __init__(self, cache: Path, root: Path, mark: str) -> None:
        """`mark` is the `fingerprint` that the database must have been made for."""
        whole = os.fsencode(root.resolve())
        self.folder = cache / f"{zlib.crc32(whole):08x}{zlib.adler32(whole):08x}"
        # Of two vaults that share a folder by chance, neither believes what is the other's.
        self._mark = f"{whole!r}\n{mark}"
        self._current = self.folder / "current"

    @contextlib.contextmanager
    def locked(self, *, alone: bool = False, patience: float | None = None) -> Iterator[None]:
        """Nobody writes meanwhile, and `alone`, nobody comes to read. Raises `Held`."""
        patience = schema.PATIENCE if patience is None else patience
        with contextlib.ExitStack() as stack:
            with contextlib.suppress(OSError):  # no folder yet, or one that knows no locks
                folder = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
                stack.callback(close, folder)
                _take(folder, fcntl.LOCK_EX if alone else fcntl.LOCK_SH, patience)
            yield

    def validate(self) -> Valid:
        """The current database, where it is as one of us left it."""
        if os.path.lexists(self.folder) and not self._is_ours():
            return Valid(None)
        try:
            known = msgspec.json.decode(self._current.read_bytes())
            file, mark, left = self.folder / known["file"], known["mark"], known["stamp"]
            stamp = stamps_of(file)
            foreign = not _NAME.fullmatch(known["file"])
        except FileNotFoundError:
            return Valid(None)
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return Valid(None, said="The index was damaged: it is rebuilt.")
        if mark != self._mark:
            said = "The index is from another version or another vocabulary: it is rebuilt."
            return Valid(None, said=said)
        if stamp is None or foreign or list(stamp) != left:
            said = "The index was damaged or changed by another program: it is rebuilt."
            return Valid(None, said=said)
        return Valid(file, stamp)

    def begin(self) -> Path:
        """A name for a new database. Raises `OSError` where none can be made."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not self._is_ours():
            raise NotADirectoryError(errno.ENOTDIR, _NOT_OURS, str(self.folder))
        return self.folder / f"build-{_token()}.sqlite"

    def publish(self, built: Path) -> Path:
        """Make a finished database the current one, under the lock; earlier ones are removed."""
        file = built.with_name(built.name.replace("build-", "index-"))
        os.rename(built, file)
        self._point_to(file)
        with os.scandir(self.folder) as entries:
            for entry in entries:
                with contextlib.suppress(OSError):
                    if self._is_over(entry, file.name):
                        _remove(entry.path)
        return file

    def discard(self, built: Path) -> None:
        """Take away a database that did not come to be the current one."""
        for name in (built.name, f"{built.name}-journal", built.name.replace("build-", "index-")):
            with contextlib.suppress(OSError):
                built.with_name(name).unlink()

    def usable(self) -> Path | None:
        """The folder, where it is one of ours."""
        return self.folder if self._is_ours() else None

    def _is_ours(self) -> bool:
        """Whether the folder is one that we made: what is in it is believed, and cleared away."""
        try:
            found = os.lstat(self.folder)
        except OSError:  # then nothing in it can be read either
            return False
        # Root works in everybody's folders.
        return stat.S_ISDIR(found.st_mode) and os.geteuid() in (0, found.st_uid)

    def _is_over(self, entry: os.DirEntry[str], current: str) -> bool:
        if entry.name.startswith("index-"):
            return not entry.name.startswith(current)
        return (
            entry.name.startswith(("build-", "part-"))
            and time.time() - entry.stat().st_mtime > _ABANDONED
        )

    def stamp(self, file: Path) -> None:
        """Vouch for the database as it stands now: we have just written it, under the lock."""
        with contextlib.suppress(OSError):
            self._point_to(file)

    def _point_to(self, file: Path) -> None:
        known = {"file": file.name, "mark": self._mark, "stamp": stamps_of(file)}
        put(self._current, msgspec.json.encode(known))


def put(file: Path, data: bytes) -> None:
    """Put a whole file in the place of whatever is there, or leave that. Raises `OSError`."""
    part = file.with_name(f"part-{_token()}")
    try:
        part.write_bytes(data)
        if file.is_dir() and not file.is_symlink():
            _remove(os.fspath(file))
        os.replace(part, file)
    except OSError:
        with contextlib.suppress(OSError):
            part.unlink()
        raise


def _remove(path: str) -> None:
    if os.path.isdir(path) and not os.path.islink(path):
        import shutil  # nearly never needed, and slow to load

        shutil.rmtree(path)
    else:
        os.unlink(path)


def _take(folder: int, how: int, patience: float) -> None:
    until = time.monotonic() + patience
    while True:
        try:
            return fcntl.flock(folder, how | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                raise Held from None
            time.sleep(0.005)
