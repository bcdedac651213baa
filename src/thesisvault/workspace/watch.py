"""Keeping a vault's blocks and its review current, from one batch of hints to the next."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from thesisvault.impact.changes import Change as Turn
from thesisvault.impact.changes import changes
from thesisvault.model.errors import ConfigFault, WriteRefused
from thesisvault.model.note import is_template
from thesisvault.model.review import StatusReport
from thesisvault.model.settings import Settings
from thesisvault.storage import config, scan
from thesisvault.storage.index.changes import Concern
from thesisvault.storage.price_files import FOLDER as PRICES
from thesisvault.storage.price_files import price_stamps
from thesisvault.storage.watching import Batch
from thesisvault.updater.backlinks import Quotes
from thesisvault.workspace.open import Progress, Tell, Workspace, open_index
from thesisvault.workspace.update import Change, Lines, State, Update, open_writer, write_change

AGAIN = 0.25
"""Seconds after which a note that was being edited is tried again."""
FEW = 10
"""Notes that may vanish at once without it looking like an unmounted disk."""
CONFIG = f"{config.FOLDER}/{config.FILE}"
GONE = (
    "More than half of the notes have gone at once: nothing counts as deleted until they are back. "
    "If you did delete them, end and start again."
)


class Wrote(Struct, frozen=True):
    """A note whose blocks were filled anew."""

    path: str


class Left(Struct, frozen=True):
    """A note whose blocks could not be filled, and why."""

    path: str
    reasons: tuple[str, ...]


Happening = Turn | Wrote | Left
"""What a batch led to: a verdict that turned, a note written, a note left as it is."""


class Keeper:
    """A vault that is kept current. What is read is the disk; a hint only says where to look.

    `start` brings everything up to date; `heed` follows a batch; `again` tries those notes again
    that somebody was editing. Notes of which nobody is at work are written at once.
    """

    def __init__(
        self, root: Path, day: Callable[[Settings], dt.date], tell: Tell, progress: Progress
    ) -> None:
        """`day` is asked each time, since a watch may last for days. Raises `ConfigFault`."""
        self._root, self._day_of, self._tell, self._progress = root, day, tell, progress
        self._settings = config.read_settings(root)
        self._index = open_index(root, self._settings, tell, progress)
        self._seen_on: dt.date | None = None
        self._report: StatusReport | None = None
        self._prices = price_stamps(root)
        self._waiting: dict[str, float] = {}
        self._left: dict[str, tuple[str, ...]] = {}
        self._away = self._missing = False
        self._quotes: Quotes | None = None

    def start(self) -> Iterator[Happening]:
        """Read the vault and fill all of its blocks."""
        self._index.refresh(scan.scan(self._root))
        self._mark = self._index.mark()
        yield from self._follow(None)

    @property
    def count(self) -> int:
        """The notes that are watched."""
        found = self._index.count()
        self._index.rest()
        return found

    @property
    def due(self) -> float | None:
        """When `again` should be called, by `time.monotonic`; None: no note waits."""
        return min(self._waiting.values(), default=None)

    def heed(self, batch: Batch) -> Iterator[Happening]:
        """Look at what may have changed, and follow it up."""
        for notice in batch.notices:
            self._tell(notice)
        self._away = batch.frozen
        if self._away:
            return
        if CONFIG in batch.paths and not self._reopen():
            return
        if batch.rescan or CONFIG in batch.paths:
            files = scan.scan(self._root)
            if self._vanished(files):
                return
            self._index.refresh(files)
        else:
            self._index.refresh(scan.look(self._root, batch.paths), only=batch.paths)
        yield from self._catch_up(batch)

    def again(self) -> Iterator[Happening]:
        """Try the notes again whose time has come."""
        now = time.monotonic()
        due = [path for path, at in self._waiting.items() if at <= now]
        if self._away or not due:
            return
        self._index.refresh(scan.look(self._root, due), only=due)
        workspace = self._workspace()
        present = [path for path in due if path in workspace.vault.notes]
        for path in due:
            self._waiting.pop(path, None)
        yield from self._fill(workspace, present)
        self._index.rest()

    def close(self) -> None:
        """Let go of the index."""
        self._index.close()

    def _reopen(self) -> bool:
        """Take up a changed config; one that cannot be read is told, and the last one stays."""
        try:
            settings = config.read_settings(self._root)
            index = open_index(self._root, settings, self._tell, self._progress)
        except ConfigFault as fault:
            self._tell(str(fault))
            return False
        self._index.close()
        self._settings, self._index, self._seen_on = settings, index, None
        return True

    def _vanished(self, files: scan.Scan) -> bool:
        """Whether so much is missing that it looks like a disk that went away."""
        known = self._index.count() if self._index.is_open else 0
        missing = known - len(files.notes)
        gone = missing >= FEW and missing * 2 > known
        if gone and not self._missing:
            self._tell(GONE)
        self._missing = gone
        return gone

    def _workspace(self) -> Workspace:
        return Workspace(self._root, self._settings, scan.Scan(), self._index)

    def _catch_up(self, batch: Batch) -> Iterator[Happening]:
        priced = batch.rescan or any(path.startswith(f"{PRICES}/") for path in batch.paths)
        stamps = price_stamps(self._root) if priced else self._prices
        moved, self._prices = stamps != self._prices, stamps
        concern = self._index.since(self._mark)
        self._mark = self._index.mark()
        if concern is None or self._seen_on != self._day_of(self._settings):
            yield from self._follow(None)
        elif concern.paths or moved:
            yield from self._follow(concern, weighty=moved or concern.weighty)
        self._index.rest()

    def _follow(self, concern: Concern | None, *, weighty: bool = True) -> Iterator[Happening]:
        """Fill the blocks that a change concerns; None: all of them."""
        workspace = self._workspace()
        self._seen_on = self._day_of(self._settings)
        notes = workspace.vault_as_of(self._seen_on).notes
        if self._quotes is None:
            self._quotes = Quotes(notes, Lines(self._root))
        self._quotes.renew(notes, None if concern is None else concern.paths)
        paths = self._index.marked()
        if concern is not None:
            changed = concern.paths.intersection(paths)
            paths = [*self._index.marked(concern.keys), *sorted(changed)]
        yield from self._fill(workspace, paths)
        if weighty:
            yield from self._review(workspace, filled=concern is None)
        self._index.rest()

    def _review(self, workspace: Workspace, *, filled: bool) -> Iterator[Happening]:
        """What the review says now; and the blocks that show it, unless all are `filled`."""
        assert self._seen_on is not None
        before, self._report = self._report, workspace.status(self._seen_on)
        if before is not None:
            yield from (turn for turn in changes(before, self._report) if turn.turned)
        if not filled:
            yield from self._fill(workspace, filter(self._shows_figures, self._index.marked()))

    def _shows_figures(self, path: str) -> bool:
        data = scan.read_note(self._root, path) or b""
        return b"thesis:impact" in data or b"thesis:moves" in data

    def _fill(self, workspace: Workspace, paths: Iterable[str]) -> Iterator[Happening]:
        assert self._seen_on is not None
        update = Update(workspace, self._seen_on, self._quotes)
        wanted = [path for path in dict.fromkeys(paths) if not is_template(path)]
        for number, path in enumerate(wanted):
            change = update.change(path)
            if change.state is State.PENDING:
                yield from self._write(change, update, wanted[number + 1 :])
                return
            yield from self._settle(change)

    def _write(self, first: Change, update: Update, others: list[str]) -> Iterator[Happening]:
        """Write a note, and the others that need it, under one lock."""
        try:
            with open_writer(self._root, wait=0.0) as writer:
                yield from self._settle(write_change(first, writer))
                for path in others:
                    yield from self._settle(write_change(update.change(path), writer))
        except WriteRefused:  # another process writes: it will have done by and by
            for path in (first.path, *others):
                self._waiting[path] = time.monotonic() + AGAIN

    def _settle(self, change: Change) -> Iterator[Happening]:
        """Say what became of a note, once; one that is being edited waits for its time."""
        path = change.path
        if change.state is State.WRITTEN:
            yield Wrote(path)
        elif change.code in ("busy", "changed"):
            self._waiting[path] = time.monotonic() + AGAIN
            return
        elif change.state is State.REFUSED and self._left.get(path) != change.reasons:
            self._left[path] = change.reasons
            yield Left(path, change.reasons)
        if change.state is not State.REFUSED:
            self._left.pop(path, None)
