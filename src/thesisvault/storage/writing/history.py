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
from pathlib import Path

from msgspec import Struct

from thesisvault.model.errors import UsageFault
from thesisvault.storage.writing.exchange import Place, rename_free
from thesisvault.storage.writing.open_target import open_folder
from thesisvault.storage.writing.temporary import PART, PREFIX, write_part

DAYS = 7
"""Days a version is kept."""

_FORM = "%Y%m%dT%H%M%S.%fZ"
_ID = re.compile(r"(?P<time>\d{8}T\d{6}\.\d{6}Z)-(?P<key>[0-9a-f]{16})", re.ASCII)
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


class History:
    """The versions under one ``.thesis`` folder. Adding needs the lock, reading does not."""

    def __init__(self, folder: Path) -> None:
        """`folder` is the vault's ``.thesis``."""
        self._folder = folder / "history"
        self._parts = folder / "tmp"
        self._last = dt.datetime.min.replace(tzinfo=dt.UTC)

    def add(self, path: str, data: bytes, now: float) -> Version:
        """Keep bytes, on the disk when this returns. Raises `OSError`, and nothing is kept."""
        part = self._parts / f"{PREFIX}version{PART}"
        self._write(part, data)
        try:
            return self.adopt(part, path, now)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(part)
            raise

    def adopt(self, file: Path, path: str, now: float) -> Version:
        """Keep a file itself: what is still written into it goes on being kept.

        Its name is one that no version ever had, also where the clock stands still or goes back.
        """
        key = _key(path)
        self._name(key, path)
        size = os.lstat(file).st_size
        moment = max(dt.datetime.fromtimestamp(now, dt.UTC), self._last + _TICK)
        with open_folder(file.parent) as parts, open_folder(self._folder) as folder:
            while True:
                version = f"{moment.strftime(_FORM)}-{key}"
                try:
                    rename_free(Place(parts, file.name), Place(folder, f"{version}.md"))
                    break
                except FileExistsError:
                    moment += _TICK
            self._last = moment
            os.fsync(folder)
        return Version(version, path, moment, size)

    def _name(self, key: str, path: str) -> None:
        """Write down which note a key means."""
        target = self._folder / f"{key}.json"
        if os.path.lexists(target):
            return
        part = self._parts / f"{PREFIX}{key}{PART}"
        self._write(part, (json.dumps({"path": path}) + "\n").encode())
        os.replace(part, target)

    def _write(self, part: Path, data: bytes) -> None:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(part)  # left by a write that failed
        with open_folder(part.parent) as folder:
            write_part(Place(folder, part.name), data)

    def versions(self, path: str) -> tuple[Version, ...]:
        """All that is kept of a note, newest first."""
        key = _key(path)
        found = []
        for name in self._names():
            match = _ID.fullmatch(name.removesuffix(".md"))
            if match is None or match["key"] != key or not name.endswith(".md"):
                continue
            with contextlib.suppress(FileNotFoundError, ValueError):
                size = os.lstat(self._folder / name).st_size
                moment = dt.datetime.strptime(match["time"], _FORM).replace(tzinfo=dt.UTC)
                found.append(Version(match[0], path, moment, size))
        return tuple(sorted(found, key=lambda version: version.id, reverse=True))

    def read(self, version_id: str) -> bytes:
        """A version's bytes. Raises `UsageFault` where no such version is kept."""
        if _ID.fullmatch(version_id):
            with contextlib.suppress(FileNotFoundError):
                return (self._folder / f"{version_id}.md").read_bytes()
        message = f"There is no version {version_id!a}; versions are kept for {DAYS} days."
        raise UsageFault(message)

    def path_of(self, version_id: str) -> str | None:
        """Which note a version belongs to, also where the version itself has gone."""
        names = self._folder / f"{version_id.rpartition('-')[2]}.json"
        try:
            path = json.loads(names.read_bytes())["path"]
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return path if isinstance(path, str) else None

    def drop(self, version_id: str) -> None:
        """Forget a version whose write did not take place."""
        with contextlib.suppress(OSError):
            os.unlink(self._folder / f"{version_id}.md")

    def clean(self, now: float) -> None:
        """Forget what is older than 7 days; a file that cannot be removed stays."""
        oldest = (dt.datetime.fromtimestamp(now, dt.UTC) - dt.timedelta(days=DAYS)).strftime(_FORM)
        kept: set[str] = set()
        for name in self._names():
            match = _ID.fullmatch(name.removesuffix(".md"))
            if match and match["time"] >= oldest:
                kept.add(match["key"])
            elif match:
                self.drop(match[0])
        for name in self._names():
            key, ending = os.path.splitext(name)
            if ending == ".json" and key not in kept:
                with contextlib.suppress(OSError):
                    os.unlink(self._folder / name)

    def _names(self) -> list[str]:
        try:
            return os.listdir(self._folder)
        except FileNotFoundError:
            return []


def _key(path: str) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:16]
