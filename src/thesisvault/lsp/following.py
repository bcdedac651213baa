"""Keeping one vault current beside an editor: its thread, its watcher, and its reviews."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import Awaitable, Callable
from queue import SimpleQueue
from typing import TypeVar

from thesisvault.actions.reviewer import CALM, LONGEST, Reviewed, Reviewer, start_for_editor
from thesisvault.lsp.desk import Desk, Screen, Texts
from thesisvault.model.review import StatusReport
from thesisvault.storage.memory import LOOK, Rest
from thesisvault.storage.watching import Batch, Watch
from thesisvault.workspace.open import Tell

T = TypeVar("T")
_SETTLED = 0.05
"""Seconds without an event after which an editor's save is looked at."""


class Thread:
    """One thread that answers in turn. It ends with the process, whatever it is doing."""

    def __init__(self, name: str) -> None:
        """`name` is seen in a debugger."""
        self._jobs: SimpleQueue[Callable[[], None]] = SimpleQueue()
        threading.Thread(target=self._work, name=name, daemon=True).start()

    def _work(self) -> None:
        while True:
            self._jobs.get()()

    async def run(self, job: Callable[[], T]) -> T:
        """What a job answers; a job whose asker has gone meanwhile is passed over."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T] = loop.create_future()

        def settle(value: T | None, error: BaseException | None) -> None:
            if answer.done():
                return
            if error is not None:
                answer.set_exception(error)
            else:
                answer.set_result(value)  # type: ignore[arg-type]

        def work() -> None:
            if answer.cancelled():
                return
            value, error = None, None
            try:
                value = job()
            except Exception as fault:
                error = fault
            with contextlib.suppress(RuntimeError):  # the loop has ended
                loop.call_soon_threadsafe(settle, value, error)

        self._jobs.put(work)
        return await answer


class Follower:
    """One vault. Everything here happens in the event loop; the desk is used by its thread."""

    def __init__(
        self,
        desk: Desk,
        tell: Tell,
        changed: Callable[[], None],
        turned: Callable[[StatusReport, StatusReport], None],
        reading: Callable[[bool], None],
    ) -> None:
        """`changed` is called when answers may differ; `turned` with two reviews in a row;
        `reading` with True when the vault is read for the first time, and then with False.
        """
        self._desk, self._tell, self._changed, self._turned = desk, tell, changed, turned
        self._reading = reading
        self._loop = asyncio.get_running_loop()
        self._thread = Thread(f"vault {desk.root.name}")
        self._reviewer = Reviewer(desk.root, self._wake, start_for_editor)
        self._watch: Watch | None = None
        self._review_at: float | None = None
        self._review_first = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._faults: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._is_closed = False
        self._rest = Rest()

    @property
    def desk(self) -> Desk:
        """What is asked; only `ask` and `run` may use it."""
        return self._desk

    def start(self) -> None:
        """Watch, open the index, and make a first review."""
        self._spawn(self._start)
        self._spawn(self._look)

    async def _start(self) -> None:
        watching = threading.Thread(target=self._follow_disk, name="watch", daemon=True)
        watching.start()
        if await self._thread.run(self._desk.open_if_warm):
            self._changed()
            await self._thread.run(self._desk.prepare)
        else:
            self._reading(True)
        await self._ask()

    def _follow_disk(self) -> None:
        """In a thread of its own: hand over batches, and begin again after a fault."""
        while not self._is_closed:
            try:
                self._follow_batches()
            except Exception as error:
                self._say_once(
                    f"Watching the folder was restarted after {type(error).__name__}: {error}."
                )
                time.sleep(1.0)
                self._hand_over(Batch(frozenset(), rescan=True, notices=()))

    def _hand_over(self, batch: Batch) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has ended
            self._loop.call_soon_threadsafe(self._take, batch)

    def _follow_batches(self) -> None:
        with Watch(self._desk.root, quiet=_SETTLED) as watch:
            self._watch = watch
            while not self._is_closed:
                batch = watch.next(1.0)
                if batch is not None:
                    self._hand_over(batch)

    def _take(self, batch: Batch) -> None:
        self._spawn(lambda: self._follow(batch))

    async def _follow(self, batch: Batch) -> None:
        found = await self._thread.run(lambda: self._desk.follow(batch))
        if found.review:
            self._want_review()
        if found.changed:
            self._changed()
            await self._thread.run(self._desk.prepare)

    async def _look(self) -> None:
        """At the calendar, and whether anything is asked at all."""
        day = self._desk.day
        while True:
            await asyncio.sleep(LOOK)
            if day != (day := self._desk.day):
                self._want_review()
            self._poll()
            if self._rest.begins():
                await self._thread.run(self._desk.rest)

    def saved(self, path: str) -> None:
        """Look at a file that the client says it has saved."""
        self._take(Batch(frozenset({path}), rescan=False, notices=()))

    async def ask(self, question: Callable[[Screen], T], texts: Texts) -> T | None:
        """The answer of the vault; None while it is being read for the first time."""
        self._rest.disturb()
        self._reviewer.stay()
        kept = dict(texts)
        desk = self._desk
        return await self._thread.run(lambda: desk.ask(question, kept) if desk.is_ready else None)

    async def run(self, job: Callable[[], T]) -> T:
        """Do something else in the vault's turn."""
        return await self._thread.run(job)

    def _want_review(self) -> None:
        now = time.monotonic()
        if self._review_at is None:
            self._review_first = now
        self._review_at = min(now + CALM, self._review_first + LONGEST)
        if self._timer is not None:
            self._timer.cancel()
        delay = max(0.0, self._review_at - now)
        self._timer = self._loop.call_later(delay, lambda: self._spawn(self._ask))

    async def _ask(self) -> None:
        if self._is_closed:
            return
        if self._reviewer.is_busy:
            self._review_at = self._review_at or time.monotonic()  # once more, after this one
            return
        self._review_at = None
        mark = await self._thread.run(self._desk.asked)
        if not self._reviewer.is_busy and not self._is_closed:
            self._reviewer.ask(self._desk.day, self._desk.settings, mark)

    def _wake(self) -> None:
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._poll)

    def _poll(self) -> None:
        if (found := self._reviewer.poll()) is not None:
            self._spawn(lambda: self._reviewed(found))

    async def _reviewed(self, found: Reviewed) -> None:
        if self._is_closed:
            return
        for why in found.left_out:
            self._say_once(f"Left out: {why}.")
        if found.report is None:
            self._say_once(f"The review failed: {found.fault}.")
        before, was_ready = self._desk.review.report, self._desk.is_ready
        is_old = await self._thread.run(lambda: self._desk.reviewed(found))
        if is_old or self._review_at is not None:
            self._want_review()
        if before is not None and found.report is not None:
            self._turned(before, found.report)
        self._changed()
        if not was_ready:
            self._reading(False)
            await self._thread.run(self._desk.prepare)

    def _say_once(self, said: str) -> None:
        if said not in self._faults:
            self._faults.add(said)
            self._tell(said)

    def _spawn(self, work: Callable[[], Awaitable[object]]) -> None:
        task = self._loop.create_task(self._guarded(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _guarded(self, work: Callable[[], Awaitable[object]]) -> None:
        try:
            await work()  # begun only here: the loop may end before it comes to that
        except Exception as error:  # an editor is open for days: the next event may do better
            self._say_once(
                f"The vault was not checked, because of a bug in thesisvault: "
                f"{type(error).__name__}: {error}. Please report it."
            )

    def close(self) -> None:
        """End the review that is under way, and the watcher."""
        self._is_closed = True
        if self._watch is not None:
            self._watch.wake()
        self._reviewer.close()
