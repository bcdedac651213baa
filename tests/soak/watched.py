"""Three editors at work in a vault that is watched, and a model of what they wrote.

Everything is drawn from one seed and from the model alone, never from the disk or the clock: the
same seed is the same sequence, whatever the watcher does meanwhile.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.generate import write_vault
from soak.races import STYLES, Style

SAMPLE = Path(__file__).parents[2] / "vault"
BLOCK = b"<!-- thesis:backlinks -->\n<!-- /thesis:backlinks -->\n"
BY_HAND = b"- written by hand\n"

_BODY = re.compile(
    rb"^(<!-- thesis:(\w+)[^\n]*?)(?: hash=\w*)?( -->\r?\n).*?(?=^<!-- /thesis:\2 -->)",
    re.MULTILINE | re.DOTALL,
)
_ROWS = (
    b"| [[Long NVIDIA]] | Near-term pressure, structural thesis intact |",
    b"| [[Long NVIDIA]] | Supported, strongly |",
    b"| [[Long NVIDIA]] | Mixed |",
)


def make_vault(root: Path, notes: int) -> None:
    """The sample vault, and a generated one with names of its own and some that both have."""
    write_vault(root, notes)
    shutil.copytree(SAMPLE, root, dirs_exist_ok=True)
    then = time.time() - 3600
    for path in root.rglob("*.md"):
        os.utime(path, (then, then))


def notes_of(root: Path) -> dict[str, bytes]:
    """All notes on the disk."""
    found = (path.relative_to(root) for path in root.rglob("*.md"))
    paths = sorted(path.as_posix() for path in found if not path.parts[0].startswith("."))
    return {path: (root / path).read_bytes() for path in paths}


def outside(data: bytes) -> bytes:
    """A note without what is ours: the bodies of its blocks, and their hashes."""
    return _BODY.sub(rb"\1\3", data)


class Editors:
    """Editors of one vault. `written` is what they wrote, by path, without what is ours."""

    def __init__(self, root: Path, seed: int) -> None:
        self.root, self.chance = root, random.Random(seed)
        self.written = {path: outside(data) for path, data in notes_of(root).items()}
        self.done: list[str] = []
        self._by_hand: list[str] = []
        self._number = 0
        self._acts: tuple[tuple[int, Callable[[], str]], ...] = (
            (32, self._link),
            (10, self._unlink),
            (8, self._fact),
            (3, self._property),
            (8, self._mark),
            (4, self._unmark),
            (4, self._write_by_hand),
            (4, self._mend),
            (6, self._twice),
            (8, self._create),
            (6, self._delete),
            (8, self._move),
            (2, self._move_folder),
            (3, self._touch),
            (1, self._config),
            (1, self._prices),
        )

    def work(self, operations: int, pause: float) -> None:
        """So many operations, with up to `pause` seconds between two, and now and then far more."""
        weights = [weight for weight, _ in self._acts]
        for number in range(operations):
            ((_, act),) = self.chance.choices(self._acts, weights)
            rest = self.chance.uniform(0, pause)
            if self.chance.random() < 0.02:
                rest += 2.2  # long enough for a note to come to rest
            self.done.append(f"{number} {act.__name__} {act()}")
            time.sleep(rest)
        for path in self._by_hand[:]:
            self.done.append(f"mend {self._mend(path)}")
        self.done.append(f"mend {self._config('0.4')}")

    # Each of these does one thing, and says to what.

    def _link(self) -> str:
        path, target = self._note(), self._note()
        self._number += 1
        name = target[:-3] if self.chance.random() < 0.3 else target.rpartition("/")[2][:-3]
        line = f"Probe {self._number} leads to [[{name}]], says {self.chance.random()}."
        first = self.chance.random() < 0.2
        self._edit(path, lambda data: _with_line(data, line.encode(), first=first))
        return f"{path} -> {name}"

    def _unlink(self) -> str:
        held = [path for path, data in self.written.items() if b"\nProbe " in data]
        if not held:
            return "nothing"
        path = self.chance.choice(held)
        self._edit(path, lambda data: re.sub(rb"\nProbe [^\n]*", b"", data, count=1))
        return path

    def _fact(self) -> str:
        """A verdict of the sample's rotation turns."""
        held = [path for path, data in self.written.items() if any(row in data for row in _ROWS)]
        if not held:
            return "nothing"
        path, new = self.chance.choice(held), self.chance.choice(_ROWS)

        def other(data: bytes) -> bytes:
            for row in _ROWS:
                data = data.replace(row, new)
            return data

        self._edit(path, other)
        return f"{path}: {new.decode()}"

    def _property(self) -> str:
        path = self._note()
        text = b"---\ncreated: 202%d-01-05\naliases: [Alias %d]\n---\n" % (
            self.chance.choice((0, 5, 7)),
            self.chance.randrange(5),
        )
        self._edit(path, lambda data: data if data.startswith(b"---") else text + data)
        return path

    def _mark(self) -> str:
        path = self._note()
        self._edit(
            path, lambda data: data if b"thesis:" in data else _with_line(data, b"\n" + BLOCK)
        )
        return path

    def _unmark(self) -> str:
        held = [path for path, data in self.written.items() if BLOCK in data]
        if not held:
            return "nothing"
        path = self.chance.choice(held)
        self._edit(path, lambda data: re.sub(rb"<!-- /?thesis:backlinks.*? -->\n", b"", data))
        if path in self._by_hand:
            self._by_hand.remove(path)
        return path

    def _write_by_hand(self) -> str:
        held = [path for path, data in self.written.items() if BLOCK in data]
        if not held:
            return "nothing"
        path = self.chance.choice(held)
        end = b"<!-- /thesis:backlinks"
        self._edit(path, lambda data: data.replace(end, BY_HAND + end, 1))
        self._by_hand.append(path)
        return path

    def _mend(self, path: str | None = None) -> str:
        """Empty a block that was written in: it is filled again."""
        if not self._by_hand:
            return "nothing"
        path = path or self.chance.choice(self._by_hand)
        self._by_hand.remove(path)
        self._edit(path, outside)
        return path

    def _twice(self) -> str:
        """Two saves of one note at once, by two editors."""
        return f"{self._link()}, {self._touch()}"

    def _create(self) -> str:
        folder = self.chance.choice(["", "New/", *sorted(self._folders())])
        taken = self._note().rpartition("/")[2] if self.chance.random() < 0.3 else ""
        self._number += 1
        path = folder + (taken or f"Note {self._number}.md")
        if path in self.written or self._is_taken(path):
            return "nothing"
        self._make(path, f"# New\n\nOf [[{self._note()[:-3]}]].\n\n".encode() + BLOCK)
        return path

    def _delete(self) -> str:
        path = self._note()
        (self.root / path).unlink()
        self._forget(path)
        return path

    def _move(self) -> str:
        path = self._note()
        name = path.rpartition("/")[2]
        if self.chance.random() < 0.5:
            self._number += 1
            name = f"Moved {self._number}.md"
        new = self.chance.choice(["", *sorted(self._folders())]) + name
        if self._is_taken(new):
            return "nothing"
        os.rename(self.root / path, self.root / new)
        self.written[new] = self.written[path]
        if path in self._by_hand:
            self._by_hand.append(new)
        self._forget(path)
        return f"{path} -> {new}"

    def _move_folder(self) -> str:
        tops = sorted({folder.partition("/")[0] for folder in self._folders()})
        if not tops:
            return "nothing"
        self._number += 1
        old, new = self.chance.choice(tops), f"Folder {self._number}"
        os.rename(self.root / old, self.root / new)
        for path in [path for path in self.written if path.startswith(f"{old}/")]:
            moved = new + path[len(old) :]
            self.written[moved] = self.written[path]
            if path in self._by_hand:
                self._by_hand.append(moved)
            self._forget(path)
        return f"{old} -> {new}"

    def _touch(self) -> str:
        path = self._note()
        self._edit(path, lambda data: data)
        return path

    def _config(self, weight: str = "") -> str:
        weight = weight or self.chance.choice(("0.4", "0.1", "nonsense"))
        text = (SAMPLE / ".thesis/config.toml").read_text()
        (self.root / ".thesis/config.toml").write_text(
            f"{text}\n[impact]\nstated_weight = {weight}\n"
        )
        return weight

    def _prices(self) -> str:
        files = sorted((SAMPLE / "prices").rglob("*.csv"))
        file = self.chance.choice(files)
        lines = file.read_bytes().splitlines(keepends=True)
        short = lines[: len(lines) - self.chance.choice((0, 2))]
        (self.root / file.relative_to(SAMPLE)).write_bytes(b"".join(short))
        return file.name

    def _note(self) -> str:
        return self.chance.choice(sorted(self.written))

    def _folders(self) -> set[str]:
        return {path.rpartition("/")[0] + "/" for path in self.written if "/" in path}

    def _is_taken(self, path: str) -> bool:
        """Also by a name that some systems take for the same."""
        return path.casefold() in {known.casefold() for known in self.written}

    def _forget(self, path: str) -> None:
        del self.written[path]
        self._by_hand = [item for item in self._by_hand if item != path]

    def _make(self, path: str, data: bytes) -> None:
        (self.root / path).parent.mkdir(exist_ok=True)
        (self.root / path).write_bytes(data)
        self.written[path] = outside(data)

    def _edit(self, path: str, change: Callable[[bytes], bytes]) -> None:
        """Read, change, save: in the way of one of the editors."""
        style: Style = self.chance.choice(STYLES)
        data = change((self.root / path).read_bytes())
        style(self.root / path, data)
        self.written[path] = outside(data)


def _with_line(data: bytes, line: bytes, *, first: bool = False) -> bytes:
    """A line more, outside of all blocks; at the top or at the end."""
    newline = b"\r\n" if b"\r\n" in data else b"\n"
    line = line.replace(b"\n", newline)
    if first and not data.startswith((b"---", b"\xef\xbb\xbf")):
        return line + newline * 2 + data
    return data + newline + line + newline
