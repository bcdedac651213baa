"""Filling the blocks of a watched vault: at once, in a while or not at all; each is said once."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Collection, Container, Iterable, Iterator
from functools import partial
from pathlib import Path

from msgspec import Struct

from thesisvault.actions.update import Change, Lines, State, Update, write_change
from thesisvault.model.errors import WriteRefused
from thesisvault.model.note import is_template
from thesisvault.storage.writing.idle import IDLE
from thesisvault.storage.writing.writer import Writer
from thesisvault.workspace.open import Tell
from thesisvault.workspace.writing import late_save

SOON = 0.25
"""Seconds after which a note is tried again that could not be written just now."""
LATER = 2.0
"""The same where an editor has it open, or another process goes on writing."""
RARELY = 10.0
"""The same where the disk is full, or the vault cannot be written at all."""
STEP = 0.5
"""Seconds after which notes wait in their turn, so that what was written is read meanwhile."""
LONGEST_HOLD = 1.0
"""Seconds for which other processes are kept from writing, at most, however often we write."""
TIDY_EVERY = 300.0
"""Seconds between two times that versions which are too old are forgotten."""

_PASSING = ("busy", "changed", "unread")
"""Why a note is not written now, and will be without anybody's doing."""
_MENDED = ("no-space", "io")
"""Why it is not written until somebody does something that no event tells."""


class Wrote(Struct, frozen=True):
    """A note whose blocks were refreshed."""

    path: str


class Left(Struct, frozen=True):
    """A note whose blocks could not be filled, and why."""

    path: str
    reasons: tuple[str, ...]


Outcome = Wrote | Left


class Filler:
    """Fills blocks, and knows which notes wait for it. A fault about one note stops no other."""

    def __init__(self, root: Path, tell: Tell, is_waited_for: Callable[[], bool]) -> None:
        """`tell` hears what is about no single note, and faults of ours. `is_waited_for` says
        whether a save waits: all notes but the first then wait in their turn, as they do after a
        `STEP`.
        """
        self._root, self._tell, self._is_waited_for = root, tell, is_waited_for
        self.lines = Lines(root)
        """Those of notes, as the index knows them."""
        self.written: dict[str, tuple[bytes, bytes]] = {}
        """What notes held before and after they were written, until somebody takes it."""
        self._turn: deque[str] = deque()
        self._turn_at = 0.0
        self._waiting: dict[str, float] = {}
        self._left: dict[str, tuple[str, ...]] = {}
        self._pause = SOON
        self._shut = ""
        self._tidied = float("-inf")
        self._writer: Writer | None = None
        self._opened_at = 0.0
        self._release_at: float | None = None

    @property
    def next_due(self) -> float | None:
        """When the next note should be filled, or the vault's lock be let go, by
        `time.monotonic`.
        """
        turn = self._turn_at if self._turn else None
        times = (*self._waiting.values(), self._release_at, turn)
        return min((at for at in times if at is not None), default=None)

    def has_turn(self, now: float) -> bool:
        """Whether notes wait for nothing but their turn."""
        return bool(self._turn) and self._turn_at <= now

    def take(self, now: float) -> list[str]:
        """The notes whose time has come; they wait no longer. Lets the lock go when it is time."""
        if self._release_at is not None and self._release_at <= now:
            self.release()
        found = [path for path, at in self._waiting.items() if at <= now]
        for path in found:
            del self._waiting[path]
        return found

    def left(self, paths: Collection[str]) -> list[str]:
        """Those of these notes that could not be filled the last time."""
        return sorted(self._left.keys() & set(paths))

    def fill(
        self, update: Update, paths: Iterable[str], later: Container[str] = ()
    ) -> Iterator[Outcome]:
        """Fill the blocks of these notes, in this order, then of those that wait in their turn, for
        as long as a step may take. Those of `later` are passed over.
        """
        self._turn = deque(dict.fromkeys((*paths, *self._turn)))
        wanted = self._in_turn(update, later)
        for path in wanted:
            change = self._try(path, partial(update.change, path))
            if change is not None and change.state is State.PENDING:
                yield from self._write(change, update, wanted)
            elif change is not None:
                yield from self._settle(change)

    def _in_turn(self, update: Update, later: Container[str]) -> Iterator[str]:
        """The first note, and those behind it until a save waits or the step is over."""
        now = begun = self._turn_at = time.monotonic()
        while self.has_turn(now):
            path = self._turn.popleft()
            if path in later or is_template(path):
                continue
            if not update.knows(path):
                self._waiting.pop(path, None)
                self._left.pop(path, None)
                continue
            yield path
            now = time.monotonic()
            if now - begun >= STEP or self._is_waited_for():
                return

    def _write(self, first: Change, update: Update, others: Iterator[str]) -> Iterator[Outcome]:
        """Write a note, and the others that need it, under one lock."""
        try:
            writer = self._open()
        except WriteRefused as refused:
            self._turn.appendleft(first.path)
            self._wait_for_lock(refused)
            return
        try:
            change = self._try(first.path, partial(write_change, first, writer))
            while True:
                if change is not None:
                    yield from self._settle(change)
                if (path := next(others, None)) is None:
                    break
                change = self._try(path, partial(_change_and_write, update, path, writer))
        except BaseException:
            self.release()
            raise
        now = time.monotonic()
        self._release_at = min(now + writer.grace_left, self._opened_at + LONGEST_HOLD)

    def _open(self) -> Writer:
        """The right to write, kept for as long as it would have to be waited for anyway."""
        if self._writer is None:
            now = time.monotonic()
            tidy = now - self._tidied >= TIDY_EVERY
            self._writer = Writer(self._root, tidy=tidy)
            self._shut, self._pause, self._opened_at = "", SOON, now
            self._tidied = now if tidy else self._tidied
        return self._writer

    def release(self) -> None:
        """Let other processes write."""
        writer, self._writer, self._release_at = self._writer, None, None
        if writer is None:
            return
        writer.close()
        for version in writer.late:
            self._tell(late_save(version))

    def _wait_for_lock(self, refused: WriteRefused) -> None:
        """Let all notes wait; why is said once, where it lasts."""
        locked = refused.code == "locked"
        pause, self._pause = self._pause if locked else RARELY, min(2 * self._pause, LATER)
        # Who holds the lock changes by the second where several processes take turns.
        known, self._shut = self._shut, "" if locked and pause < LATER else refused.code
        if self._shut and self._shut != known:
            self._tell(str(refused))
        self._turn_at = time.monotonic() + pause

    def _try(self, path: str, step: Callable[[], Change]) -> Change | None:
        """What a step makes of a note; a fault of ours is said once, and the others go on."""
        try:
            return step()
        except Exception as error:  # whatever it is, the other notes are none the worse for it
            said = (f"{type(error).__name__}: {error}",)
            if self._left.get(path) != said:
                self._left[path] = said
                self._tell(f"{path} was left as it is, because of a bug in thesisvault: {said[0]}.")
            return None

    def _settle(self, change: Change) -> Iterator[Outcome]:
        """Say what became of a note, once; one that is being edited waits for its time."""
        path = change.path
        if change.state is not State.REFUSED:
            self._left.pop(path, None)
            if change.state is State.WRITTEN and change.edit is not None:
                self.lines.keep(path, change.edit.before)
                self.written[path] = change.edit.before, change.edit.after
                yield Wrote(path)
            return
        if change.code in _PASSING:
            self._waiting[path] = time.monotonic() + self._pause_for(path, change.code)
            return
        if change.code in _MENDED:
            self._waiting[path] = time.monotonic() + RARELY
        if self._left.get(path) != change.reasons:
            self._left[path] = change.reasons
            yield Left(path, change.reasons)

    def _pause_for(self, path: str, code: str) -> float:
        """Seconds until a note will be at rest, as far as it can be told."""
        if code != "busy":
            return SOON
        try:
            left = IDLE - (time.time() - os.lstat(self._root / path).st_mtime)
        except OSError:
            return SOON
        return left + 0.02 if 0 < left <= 2 * IDLE else LATER


def _change_and_write(update: Update, path: str, writer: Writer) -> Change:
    return write_change(update.change(path), writer)
