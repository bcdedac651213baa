"""Watching a vault: wait for the next batch of what may have changed."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection
from enum import Enum, auto
from pathlib import Path
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Self

from watchdog.events import FileSystemEvent

from thesisvault.storage.watching.batch import Batch
from thesisvault.storage.watching.event_source import POLL_EVERY, Finding, Source
from thesisvault.storage.watching.hints import Hint, read_event
from thesisvault.storage.watching.pending import Pending
from thesisvault.storage.watching.presence import Presence, State

_LOOK_EVERY = 1.0
"""Seconds between two looks at the vault's folder and the observer, while nothing comes."""

AWAY = (
    "The vault is missing (its folder or its `.thesis/` is gone): what was read last is kept, "
    "and nothing counts as deleted until it is back."
)
BACK = "The vault is back: it is read again."
REPLACED = "Another folder has replaced the vault's: it is read again."


class _Signal(Enum):
    WAKE = auto()
    OVERFLOW = auto()


class Watch:
    """Tells what may have changed in a vault: ``with Watch(root) as watch:``.

    Open it first, then scan, so that nothing falls between. All times are in seconds. With `poll`,
    and where events cannot be had, there are none: a batch asks for a rescan every second, since
    comparing sizes and times of change is all that polling could do.

    Everything happens in the thread that calls `next`; only `wake` may be called from elsewhere.
    """

    def __init__(
        self,
        root: Path,
        *,
        poll: bool = False,
        quiet: float = 0.01,
        longest: float = 0.25,
        rescan_every: float = 60.0,
        heartbeat_every: float = 15.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """A batch comes `quiet` after the last event, at most `longest` after the first."""
        self._clock = clock
        self._root = os.path.abspath(root)
        # `put` may interrupt itself, as a signal handler does: a lock of our own could not.
        self._queue: SimpleQueue[tuple[float, FileSystemEvent | _Signal]] = SimpleQueue()
        self._pending = Pending(self._root, quiet, longest)
        self._presence = Presence(self._root)
        self._source = Source(
            self._root,
            self._tell,
            lambda: self._tell(_Signal.OVERFLOW),
            poll=poll,
            heartbeat_every=heartbeat_every,
        )
        self._rescan_every = rescan_every
        self._look_every = min(_LOOK_EVERY, heartbeat_every, rescan_every)
        self._look_at = 0.0
        self._rescan_at: float | None = None
        self._woken = self._away = self._rescan = False
        self._notices: list[str] = []

    def __enter__(self) -> Self:
        """Begin to watch. What is in the way of it is told by the first batch."""
        if self._presence.look() is State.AWAY:
            self._leave()
        else:
            self._note(self._source.start(self._clock()))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """Stop, within a second."""
        self._source.stop()

    def next(self, timeout: float | None = None) -> Batch | None:
        """The next batch; None after `timeout`, or when woken."""
        now = self._clock()
        until = None if timeout is None else now + timeout
        if self._rescan_at is None:  # counted from the end of the last one, which may take long
            self._rescan_at = now + (POLL_EVERY if self._source.polling else self._rescan_every)
            self._look_at = min(self._look_at, self._rescan_at)
        while True:
            self._drain()
            if self._woken:
                self._woken = False
                return None
            now = self._clock()
            ready = self._pending.ready(now)
            if ready or now >= self._look_at:
                self._look(now)
            if (ready or self._pending.due is None) and (batch := self._batch(now)):
                return batch
            if until is not None and now >= until:
                return None
            self._wait(now, until)

    @property
    def waiting(self) -> Collection[str]:
        """The paths of which the next batch will tell, as far as it is known."""
        if not self._queue.empty():
            self._drain()
        return self._pending.paths

    def wake(self) -> None:
        """Let `next` return soon, with None. May be called from a signal handler."""
        self._tell(_Signal.WAKE)

    def _tell(self, what: FileSystemEvent | _Signal) -> None:
        self._queue.put((self._clock(), what))

    def _drain(self) -> None:
        for _ in range(self._queue.qsize()):
            self._take(*self._queue.get())

    def _wait(self, now: float, until: float | None) -> None:
        times = (self._look_at, self._pending.due, until)
        first = min(moment for moment in times if moment is not None)
        try:
            self._take(*self._queue.get(timeout=max(0.0, first - now)))
        except Empty:
            return

    def _take(self, at: float, what: FileSystemEvent | _Signal) -> None:
        if what is _Signal.WAKE:
            self._woken = True
        elif isinstance(what, _Signal):
            self._rescan, self._look_at = True, at
        else:
            self._heed(at, read_event(what, self._source.root, self._source.heartbeat))

    def _heed(self, at: float, hint: Hint) -> None:
        if hint.beat:
            self._source.beat_came_back()
        if hint.look:
            self._look_at = at
        self._source.grown |= hint.rescan
        if not self._away:
            self._pending.add(at, hint)

    def _look(self, now: float) -> None:
        """Is the vault there, does the observer see, and is it time to look at everything?"""
        self._look_at = now + self._look_every
        state = self._presence.look()
        if state is State.AWAY:
            if not self._away:
                self._leave()
            return
        if self._away or state is State.REPLACED:
            self._note(Finding(BACK if self._away else REPLACED))
            self._away = False
            self._note(self._source.start(now))
        else:
            self._note(self._source.look(now))
        if self._rescan_at is not None and now >= self._rescan_at:
            self._rescan = True
        elif self._rescan_at is not None:
            self._look_at = min(self._look_at, self._rescan_at)

    def _leave(self) -> None:
        self._away, self._rescan = True, False
        self._notices.append(AWAY)
        self._pending.clear()
        self._source.stop()

    def _note(self, finding: Finding | None) -> None:
        if finding is not None:
            self._rescan = True
            if finding.notice:
                self._notices.append(finding.notice)

    def _batch(self, now: float) -> Batch | None:
        """What there is to tell, if anything."""
        paths, rescan = self._pending.take()
        rescan = (rescan or self._rescan) and not self._away
        notices = tuple(self._notices)
        self._rescan, self._notices = False, []
        if not paths and not rescan and not notices:
            return None
        if rescan or self._away:
            self._rescan_at = None
        return Batch(paths, rescan, notices, self._away)
