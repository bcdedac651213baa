"""``.thesis/history/``: what stood in a note before each write, kept for 7 days.

A version is one file, ``<time, UTC>-<key>.md``, with the bytes as they were; the key is a hash of
the note's path, and ``<key>.json`` names that path. So a version can be copied back by hand.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import os
import re
import stat
from contextlib import AbstractContextManager
from pathlib import Path

import msgspec
from msgspec import Struct

from thesisvault.model.errors import UsageFault
from thesisvault.storage.config import FOLDER
from thesisvault.storage.inside import NotPlain, folder_in, is_visible, place_in, read_plain
from thesisvault.storage.writing.exchange import Place, rename_free
from thesisvault.storage.writing.temporary import PART, PREFIX, TMP, write_own

HISTORY = f"{FOLDER}/history"
DAYS = 7
"""Days a version is kept, and days with a write of which all are kept."""
WHOLE = 100
"""The newest versions of a note that all are kept; of those before, one an hour."""
_DAY, _HOUR = len("YYYYMMDD"), len("YYYYMMDDTHH")
_LONGEST_NAME = 64 * 1024
"""Bytes of the file that names a note; a path has far fewer."""

_FORM = "%Y%m%dT%H%M%S.%fZ"
_ID = re.compile(r"(?P<time>\d{8}T\d{6}\.\d{6}Z)-(?P<key>[0-9a-f]{16})", re.ASCII)
_KEY = re.compile(r"[0-9a-f]{16}")
_TICK = dt.timedelta(microseconds=1)


class Version(Struct, frozen=True):
    """Bytes that stood in a note once."""

    id: str
    path: str
    """The note's path in the vault when it was kept."""
    written_at: dt.datetime
    """When they were replaced; UTC."""
    size: int
    """Bytes."""


class _Named(Struct, frozen=True):
    """What ``<key>.json`` holds."""

    path: str
    mode: int | None = None
    """The note's permissions when it was last written: a note that is made again gets them."""


class History:
    """The versions of one vault. Adding needs the lock, reading does not.

    Only what thesis could have written counts as kept: plain files under a name of that form, and
    a key's file that holds the path of which it is the key.
    """

    def __init__(self, root: Path) -> None:
        """`root` is the vault's folder."""
        self._root = root
        self._last = dt.datetime.min.replace(tzinfo=dt.UTC)

    def add(self, path: str, data: bytes, now: float, mode: int | None = None) -> Version:
        """Keep bytes, on the disk when this returns. Raises `OSError`, and nothing is kept.

        `mode` are the permissions of the note that holds them.
        """
        with self._part("version") as part:
            write_own(part, data)
            try:
                return self.adopt(part, path, now, mode)
            except BaseException:
                with contextlib.suppress(OSError):
                    os.unlink(part.name, dir_fd=part.folder)
                raise

    def adopt(self, file: Place, path: str, now: float, mode: int | None = None) -> Version:
        """Keep a file itself: what is still written into it goes on being kept.

        Its name is one that no version ever had, also where the clock stands still or goes back.
        """
        key = _key(path)
        self._name(key, path, mode)
        size = os.stat(file.name, dir_fd=file.folder, follow_symlinks=False).st_size
        moment = max(dt.datetime.fromtimestamp(now, dt.UTC), self._last + _TICK)
        with folder_in(self._root, HISTORY) as folder:
            while True:
                version = f"{moment.strftime(_FORM)}-{key}"
                try:
                    rename_free(file, Place(folder, f"{version}.md"))
                    break
                except FileExistsError:
                    moment += _TICK
            self._last = moment
            os.fsync(folder)
        return Version(version, path, moment, size)

    def _name(self, key: str, path: str, mode: int | None) -> None:
        """Write down which note a key means, and who may read it."""
        known = self._named(key)
        if known is not None and mode in (None, known.mode):
            return
        named = {"path": path} if mode is None else {"path": path, "mode": mode}
        with self._part(key) as part, folder_in(self._root, HISTORY) as folder:
            write_own(part, (json.dumps(named) + "\n").encode())
            try:
                os.replace(part.name, f"{key}.json", src_dir_fd=part.folder, dst_dir_fd=folder)
            except IsADirectoryError as error:
                reason = f"`{HISTORY}/{key}.json` is not a file that thesis made: delete it"
                raise OSError(error.errno, reason) from None

    def _part(self, name: str) -> AbstractContextManager[Place]:
        return place_in(self._root, f"{TMP}/{PREFIX}{name}{PART}")

    def versions(self, path: str) -> tuple[Version, ...]:
        """All that is kept of a note, newest first."""
        key = _key(path)
        found = []
        for name in self._names():
            match = _ID.fullmatch(name.removesuffix(".md"))
            if match is None or match["key"] != key or not name.endswith(".md"):
                continue
            with (
                contextlib.suppress(FileNotFoundError, ValueError),
                place_in(self._root, f"{HISTORY}/{name}") as file,
            ):
                status = os.stat(file.name, dir_fd=file.folder, follow_symlinks=False)
                moment = dt.datetime.strptime(match["time"], _FORM).replace(tzinfo=dt.UTC)
                if stat.S_ISREG(status.st_mode):
                    found.append(Version(match[0], path, moment, status.st_size))
        return tuple(sorted(found, key=lambda version: version.id, reverse=True))

    def read(self, version_id: str) -> bytes:
        """A version's bytes. Raises `UsageFault` where no such version is kept."""
        file = f"{HISTORY}/{version_id}.md"
        if _ID.fullmatch(version_id):
            try:
                with place_in(self._root, file) as place:
                    return read_plain(place)
            except NotPlain as error:
                message = f"`{file}` is not a version that thesis kept: {error.strerror}."
                raise UsageFault(f"{message} Delete it, or name another version.") from None
            except (FileNotFoundError, NotADirectoryError):
                pass
        message = f"There is no version {version_id!a}; versions are kept for {DAYS} days."
        raise UsageFault(message)

    def path_of(self, version_id: str) -> str | None:
        """Which note a version belongs to, also where the version itself has gone."""
        named = self._named(version_id.rpartition("-")[2])
        return named.path if named else None

    def mode_of(self, path: str) -> int | None:
        """The permissions that a note had when it was last written, where that is known."""
        named = self._named(_key(path))
        return named.mode if named else None

    def _named(self, key: str) -> _Named | None:
        if not _KEY.fullmatch(key):
            return None
        try:
            with place_in(self._root, f"{HISTORY}/{key}.json") as file:
                named = msgspec.json.decode(read_plain(file, _LONGEST_NAME), type=_Named)
        except (OSError, ValueError, RecursionError):
            return None
        return named if is_visible(named.path) and _key(named.path) == key else None

    def drop(self, version_id: str) -> None:
        """Forget a version whose write did not take place."""
        with contextlib.suppress(OSError), folder_in(self._root, HISTORY) as folder:
            os.unlink(f"{version_id}.md", dir_fd=folder)

    def clean(self, now: float) -> None:
        """Forget what is older than 7 days, and thin out what are many; what cannot be removed
        stays.

        The last 7 days on which anything was written stay whatever the clock says now: it may be
        a week ahead, for a moment.
        """
        week = (dt.datetime.fromtimestamp(now, dt.UTC) - dt.timedelta(days=DAYS)).strftime(_FORM)
        found = [match for name in self._names() if (match := _ID.fullmatch(_stem(name)))]
        days = sorted({match["time"][:_DAY] for match in found})
        oldest = min(week, days[-DAYS]) if len(days) >= DAYS else ""
        kept: dict[str, list[str]] = {}
        for match in sorted(found, key=lambda match: match["time"], reverse=True):
            of_note = kept.setdefault(match["key"], [])
            if match["time"] < oldest or _is_one_of_many(match["time"], of_note):
                self.drop(match[0])
            else:
                of_note.append(match["time"])
        for name in self._names():
            key, ending = os.path.splitext(name)
            if ending == ".json" and not kept.get(key):
                with contextlib.suppress(OSError), folder_in(self._root, HISTORY) as folder:
                    os.unlink(name, dir_fd=folder)

    def _names(self) -> list[str]:
        """What is in the folder; one that is a link or a file holds nothing."""
        try:
            with folder_in(self._root, HISTORY) as folder:
                return os.listdir(folder)
        except (FileNotFoundError, NotADirectoryError):
            return []


def _stem(name: str) -> str:
    return name.removesuffix(".md")


def _is_one_of_many(time: str, later: list[str]) -> bool:
    """Whether a version adds nothing to the `later` ones of its note: of those before the newest
    hundred, the last of each hour is enough.
    """
    return len(later) >= WHOLE and later[-1][:_HOUR] == time[:_HOUR]


def _key(path: str) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:16]
