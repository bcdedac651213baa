"""A vault with a good index, and ways of spoiling it."""

from __future__ import annotations

import os
import time
from pathlib import Path

from storage.index.answers import Answers
from storage.index.vaults import expected, opened, place_of, write_vault, wrong


class Indexed:
    """A vault with a good index, made once."""

    def __init__(self, folder: Path) -> None:
        self.root, self.cache = folder / "vault", folder / "cache"
        write_vault(self.root)
        with opened(self.root) as found:
            assert found.read and not found.told
        self.place = place_of(self.root, dict(os.environ))
        self.good = {path.name: path.read_bytes() for path in self.place.folder.iterdir()}
        self.right: Answers = expected(self.root)

    @property
    def database(self) -> Path:
        found = self.place.validate().file
        assert found is not None
        return found

    @property
    def current(self) -> Path:
        return self.place.folder / "current"

    def heals(self, *said: str) -> None:
        """The next opening is right and tells one sentence, the one after is quick and quiet."""
        with opened(self.root) as found:
            assert wrong(found, self.right) == ""
            assert len(found.told) == 1 and any(word in found.told[0] for word in said), found.told
            assert found.read
        self.is_quick()

    def is_quick(self) -> None:
        """The index is used: no note is read."""
        with opened(self.root) as found:
            assert wrong(found, self.right) == ""
            assert (found.told, found.read, bool(found.changes)) == ([], [], False)

    def stays_unkept(self, *said: str) -> None:
        """Right with one sentence, each time."""
        for _ in range(2):
            with opened(self.root) as found:
                assert wrong(found, self.right) == ""
                assert len(found.told) == 1, found.told
                assert any(word in found.told[0] for word in said), found.told


def tick() -> None:
    """Let the file system's clock move on: what happens within one of its ticks leaves no trace."""
    time.sleep(0.012)


def damage(file: Path, data: bytes, *, restore: bool) -> None:
    """Other bytes in the same file, perhaps under its old modification time."""
    tick()
    old = os.stat(file)
    with open(file, "r+b") as opened_file:
        opened_file.truncate(len(data))
        opened_file.write(data)
    if restore:
        os.utime(file, ns=(old.st_atime_ns, old.st_mtime_ns))
