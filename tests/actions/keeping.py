"""A keeper without an observer: the test says what is saved, and what the keeper hears of it."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

from thesisvault.actions.filling import Left, Wrote
from thesisvault.actions.reviewer import Reviewed, Reviewer, make
from thesisvault.actions.update import State, Update
from thesisvault.actions.watch import Happening, Keeper
from thesisvault.impact.changes import Change as Turn
from thesisvault.model.settings import Settings
from thesisvault.reports.aside import Resident
from thesisvault.storage.index.changes import Mark
from thesisvault.storage.watching import Batch
from thesisvault.workspace.open import open_workspace

DAY = dt.date(2026, 1, 9)
BLOCK = "<!-- thesis:backlinks -->\n<!-- /thesis:backlinks -->\n"
_SAMPLE = Path(__file__).parents[2] / "vault"
_PART = (
    *(".thesis/config.toml", "Theses/Long NVIDIA.md", "Rotations/*January 2026.md"),
    *("Sectors/*.md", "Stocks/NVIDIA.md", "prices/NVDA.csv", "prices/SPY.csv", "prices/QQQ.csv"),
)
MOST = 1000
"""Turns after which a keeper will never come to rest."""


class Clock:
    """Stands for the module `time`: it goes on only while somebody waits."""

    def __init__(self) -> None:
        self.start()

    def start(self) -> None:
        """Set it by the system's: files have their times from there."""
        self._now = time.time()

    def time(self) -> float:
        return self._now

    def monotonic(self) -> float:
        return self._now

    def sleep(self, seconds: float) -> None:
        self._now += seconds

    def until(self, moment: float) -> None:
        self._now = max(self._now, moment)


CLOCK = Clock()


def write(root: Path, path: str, text: str | bytes, *, busy: bool = False) -> None:
    """Save a note in place; as of a while ago, unless somebody is `busy` with it."""
    data = text.encode() if isinstance(text, str) else text
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_bytes(data)
    if busy:
        os.utime(root / path, (CLOCK.time(), CLOCK.time()))
    else:
        age(root / path)


def bring_part_of_sample(root: Path) -> None:
    """Copy a part of the sample vault: one thesis, a note that speaks of it, its prices."""
    for file in (found for pattern in _PART for found in _SAMPLE.glob(pattern)):
        target = root / file.relative_to(_SAMPLE)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(file, target)


def age(*files: Path) -> None:
    then = CLOCK.time() - 60
    for file in files:
        os.utime(file, (then, then))


class Direct(Reviewer):
    """Makes a review in this process, when it is polled."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.root = root
        self.asked: tuple[dt.date, Settings, Mark] | None = None
        self.resident: tuple[Settings, Resident] | None = None
        self.holds_back = False
        """Whether it takes its time."""
        self.made = 0
        self.rests_at: float | None = None

    @property
    def is_busy(self) -> bool:
        return self.asked is not None

    @property
    def next_due(self) -> float | None:
        if self.is_busy:
            return None if self.holds_back else CLOCK.monotonic()
        return self.rests_at

    def ask(self, day: dt.date, settings: Settings, mark: Mark) -> None:
        assert self.asked is None
        self.asked = day, settings, mark

    def poll(self) -> Reviewed | None:
        if self.asked is None or self.holds_back:
            return None
        (day, settings, mark), self.asked = self.asked, None
        self.made += 1
        if self.resident is None or self.resident[0] != settings:
            self.resident = settings, Resident(self.root, settings)
        vault = self.resident[1]
        try:
            found = make(vault.at(mark).on(day))
            vault.release()
            vault.settle(day)
        except RuntimeError as error:
            self.resident = None  # a child ends by that
            return Reviewed(fault=str(error))
        return found

    def wait(self) -> None:
        pass


class Kept:
    """A vault that is kept, and what the keeper said."""

    def __init__(
        self,
        root: Path,
        notes: Mapping[str, str] = {},
        day: dt.date = DAY,
        *,
        starts: bool = True,
    ) -> None:
        self.root, self.day = root, day
        self.told: list[str] = []
        self.waiting: set[str] = set()
        """What somebody has saved that the keeper has not heard of yet."""
        (root / ".thesis").mkdir(parents=True, exist_ok=True)
        for path, text in notes.items():
            write(root, path, text)
        self.reviewer = Direct(root)
        self.keeper = Keeper(
            *(root, lambda _: self.day, self.told.append, lambda *_: None),
            *(self.reviewer, lambda: self.waiting),
        )
        self.began: list[Happening] = []
        if starts:
            self.began += [*self.keeper.start(), *self.settle()]
            self.began += self.on_batch(*wrote(self.began))
            assert not self.keeper.is_starting
            self.rest()

    def rest(self) -> None:
        """Time passes: nothing that was written counts as fresh."""
        age(*(path for path in self.root.rglob("*.md") if ".thesis" not in path.parts))

    def read(self, path: str) -> str:
        return (self.root / path).read_bytes().decode()

    def on_batch(
        self, *paths: str, rescan: bool = False, frozen: bool = False, settle: bool = True
    ) -> list[Happening]:
        """What the keeper does about these hints; and about what is due, if it is to `settle`."""
        found = list(self.keeper.on_batch(Batch(frozenset(paths), rescan, (), frozen)))
        return found + self.settle() if settle else found

    def settle(self) -> list[Happening]:
        """What it does until nothing is due."""
        found: list[Happening] = []
        for _ in range(MOST):
            if (due := self.keeper.next_due) is None:
                return found
            CLOCK.until(due)
            found += self.keeper.on_timer()
        raise AssertionError("it never comes to rest")

    def save(self, path: str, text: str | bytes) -> list[Happening]:
        """Save a note, and all that follows."""
        write(self.root, path, text)
        return self.on_batch(path)

    def is_current(self) -> bool:
        """Whether a clean `thesis update` would write nothing."""
        return not outdated(self.root, self.day)


def outdated(root: Path, day: dt.date = DAY) -> list[str]:
    workspace = open_workspace(root)
    try:
        update = Update(workspace, day)
        changes = map(update.change, update.candidates())
        return [item.path for item in changes if item.state is State.PENDING]
    finally:
        workspace.close()


def wrote(happenings: Iterable[Happening]) -> list[str]:
    return [item.path for item in happenings if isinstance(item, Wrote)]


def left(happenings: Iterable[Happening]) -> list[str]:
    return [item.path for item in happenings if isinstance(item, Left)]


def turns(happenings: Iterable[Happening]) -> list[Turn]:
    return [item for item in happenings if isinstance(item, Turn)]
