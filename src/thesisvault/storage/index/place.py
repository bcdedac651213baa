"""Where the index of a vault lies, and which of the files there is to be believed."""

from __future__ import annotations

import contextlib
import os
import sys
import time
import zlib
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import msgspec

from thesisvault.storage.index import schema
from thesisvault.storage.scan import stamp_of

_PACKAGE = Path(__file__).parents[2]
_READERS = ("model", "parser", "parser/facts", "parser/rules", "storage/index", "graph")
"""The folders whose code decides what a note says."""
_LIBRARIES = ("markdown_it", "yaml", "frontmatter", "msgspec")
_SEALED_WITHIN = 0.05
"""Seconds between a write and its seal, at most, unless the writer was killed."""
_ABANDONED = 24 * 3600.0
"""Seconds after which a half-made index belongs to nobody."""


def cache_folder(environment: Mapping[str, str]) -> Path:
    """The folder for what can be made anew: ``$XDG_CACHE_HOME/thesisvault``, else in ~/.cache."""
    named = environment.get("XDG_CACHE_HOME", "")
    base = Path(named) if os.path.isabs(named) else Path.home() / ".cache"
    return base / "thesisvault"


def fingerprint(vocabulary: Mapping[str, Any]) -> str:
    """What an index depends on besides the notes: the code that reads them, and a vault's words.

    As text: importing what makes good hashes takes longer than comparing it.
    """
    return "\n".join((str(schema.VERSION), sys.version, repr(vocabulary), *sorted(_marks())))


def _marks() -> Iterator[str]:
    for folder in _READERS:
        with os.scandir(_PACKAGE / folder) as entries:
            for entry in entries:
                if entry.name.endswith((".py", ".toml")):
                    found = entry.stat()
                    yield f"{folder}/{entry.name} {found.st_size} {found.st_mtime_ns}"
    for library in _LIBRARIES:
        spec = find_spec(library)
        if spec is not None and spec.origin:
            found = os.stat(spec.origin)
            yield f"{library} {found.st_size} {found.st_mtime_ns}"


def _token() -> str:
    return os.urandom(8).hex()


class Place:
    """The folder of one vault's index. A small file there, ``current``, names the database, what
    it was made for, and its stamp when we last closed it: one that somebody else has touched since
    is not believed.
    """

    def __init__(self, cache: Path, root: Path, mark: str) -> None:
        """`mark` is the `fingerprint` that the database must have been made for."""
        whole = os.fsencode(root.resolve())
        self.folder = cache / f"{zlib.crc32(whole):08x}{zlib.adler32(whole):08x}"
        # Of two vaults that share a folder by chance, neither believes what is the other's.
        self._mark = f"{whole!r}\n{mark}"
        self._current = self.folder / "current"

    def find(self, *, patient: bool = True) -> tuple[Path | None, str]:
        """The database; or None and what is to be said about that, which may be nothing."""
        try:
            known = msgspec.json.decode(self._current.read_bytes())
            file, mark, stamp = self.folder / known["file"], known["mark"], known["stamp"]
        except FileNotFoundError:
            return None, ""
        except (OSError, ValueError, KeyError, TypeError):
            return None, "The index was damaged: it is made anew."
        if mark != self._mark:
            return None, "The index was made by another version, or with other words: made anew."
        if self._stamp(file) != stamp:
            if patient:  # another process may be about to seal what it has written
                time.sleep(_SEALED_WITHIN)
                return self.find(patient=False)
            return None, "The index was damaged or touched by another program: it is made anew."
        return file, ""

    def _stamp(self, file: Path) -> list[int] | None:
        try:
            return list(stamp_of(file.stat()))
        except OSError:
            return None

    def begin(self) -> Path:
        """A name for a new database. Raises `OSError` where none can be made."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return self.folder / f"build-{_token()}.sqlite"

    def adopt(self, built: Path) -> Path:
        """Make a finished database the current one; earlier ones are taken away."""
        file = built.with_name(built.name.replace("build-", "index-"))
        os.rename(built, file)
        self._point_to(file)
        with contextlib.suppress(OSError), os.scandir(self.folder) as entries:
            for entry in entries:
                if self._is_over(entry, file.name):
                    os.unlink(entry.path)
        return file

    def _is_over(self, entry: os.DirEntry[str], current: str) -> bool:
        if entry.name.startswith("index-"):
            return not entry.name.startswith(current)
        return entry.name != "current" and time.time() - entry.stat().st_mtime > _ABANDONED

    def seal(self, file: Path) -> None:
        """Believe the database as it stands now, unless another one has become the current one."""
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            known = msgspec.json.decode(self._current.read_bytes())
            if known["file"] == file.name and known["stamp"] != self._stamp(file):
                self._point_to(file)

    def _point_to(self, file: Path) -> None:
        part = self.folder / f"part-{_token()}"
        known = {"file": file.name, "mark": self._mark, "stamp": self._stamp(file)}
        part.write_bytes(msgspec.json.encode(known))
        os.replace(part, self._current)
