"""The thread that owns the open vault: all that is asked of it is asked there, one by one.

A watch tells it of saves; what has changed raises `version`. A vault that cannot be read now, or a
config that is wrong, is said in `trouble`, and what was read last stays.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from typing import TypeVar

from thesisvault.model.errors import ThesisVaultError
from thesisvault.model.settings import Settings
from thesisvault.reports.aside import Reader
from thesisvault.storage import scan
from thesisvault.storage.config import PATH as CONFIG
from thesisvault.storage.config import read_settings
from thesisvault.storage.memory import LOOK, Rest, give_back
from thesisvault.storage.prices.files import price_stamps
from thesisvault.storage.prices.folder import PriceCache
from thesisvault.storage.watching import Batch, Watch
from thesisvault.workspace.open import Tell, Workspace, open_index
from thesisvault.workspace.view import View

T = TypeVar("T")


class Owner:
    """An open vault, kept current. Only `ask`, the attributes and `close` are for others."""

    def __init__(
        self,
        root: Path,
        day: Callable[[Settings], dt.date],
        clock: Callable[[], dt.datetime],
        tell: Tell,
    ) -> None:
        """`day` is the vault's own: asked each time, since it may end."""
        self.root, self._day_of, self._clock, self._tell = root, day, clock, tell
        self.version = 0
        """Raised by everything that a page may show; 0: nothing has been read yet."""
        self.read = self.whole = 0
        """How many notes have been read, of how many, before the first version."""
        self.trouble = ""
        """Why what is shown may differ from what is on the disk."""
        self.read_at: dt.datetime | None = None
        self.on_change: Callable[[], None] = lambda: None
        """Called from the thread that reads, after each new version."""
        self.on_scan: Callable[[int], None] = lambda count: None
        """Called once with the count of notes, before they are read."""
        self._jobs: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._workspace: Workspace | None = None
        self._price_cache = PriceCache()
        self._stamp: object = None
        self._is_away = False
        self._rest = Rest()
        self.reader = Reader()
        """Who reads the vault for reports; for questions alone."""
        self._ending = threading.Event()
        self._watch: Watch | None = None
        self._threads = [
            threading.Thread(target=target, daemon=True) for target in (self._work, self._look)
        ]

    def start(self) -> None:
        """Begin to read and to watch."""
        for thread in self._threads:
            thread.start()

    def close(self) -> bool:
        """End both threads; what is being read may be left half read, as the index allows.

        False: a question is still being answered. It only reads, and ends with the process.
        """
        self._ending.set()
        if self._watch is not None:
            self._watch.wake()
        self._jobs.put(None)
        for thread, patience in zip(self._threads, (0.3, 0.1), strict=True):
            thread.join(patience)  # an observer takes a second to end, and ends with us
        return not self._threads[0].is_alive()

    def ask(self, question: Callable[[View], T], day: dt.date | None = None) -> Future[T]:
        """What a question about the vault on a day is answered; its faults are the answer's."""
        answer: Future[T] = Future()

        def job() -> None:
            if not answer.set_running_or_notify_cancel():
                return
            self._rest.disturb()
            try:
                view = self._view(day)
                answer.set_result(question(view))
            except BaseException as error:
                answer.set_exception(error)
            else:
                # Notes of other days, for comparison, or what a child's answer was decoded from.
                if view.workspace.keep_only(view.as_of) | self.reader.has_answered():
                    del view
                    give_back()

        self._jobs.put(job)
        return answer

    def catch_up(self) -> None:
        """See what a child has kept in the index, before the next question."""
        self._jobs.put(partial(self._safely, partial(self._refresh, None)))

    def day(self, workspace: Workspace) -> dt.date:
        """The vault's own day: frozen by its config, else today."""
        return self._day_of(workspace.settings)

    def _view(self, day: dt.date | None) -> View:
        if self._workspace is None:  # its config is wrong, or it cannot be read
            raise ThesisVaultError(self.trouble)
        return self._workspace.on(day or self.day(self._workspace))

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None and not self._ending.is_set():
            job()
        self.reader.close()
        if self._workspace is not None:
            self._workspace.close()

    def _look(self) -> None:
        """Hand over what the watch tells; opened first, so that nothing falls between."""
        with Watch(self.root) as watch:
            self._watch = watch
            self._jobs.put(partial(self._safely, self._open))
            while not self._ending.is_set():
                batch = watch.next(LOOK)
                step = self._renew if batch is None else partial(self._follow, batch)
                self._jobs.put(partial(self._safely, step))

    def _safely(self, step: Callable[[], None]) -> None:
        """A page stays open for days: the next batch may do better."""
        try:
            step()
        except ThesisVaultError as fault:
            self._say(str(fault))
        except Exception as error:
            self._say(
                f"The vault was not read, because of a bug in thesisvault: {type(error).__name__}: "
                f"{error}. Please report it."
            )

    def _say(self, trouble: str) -> None:
        if trouble != self.trouble:
            self.trouble = trouble
            if trouble:
                self._tell(trouble)
            self._raise()

    def _raise(self) -> None:
        self.version += 1
        self.on_change()

    def _open(self) -> None:
        """Open the vault by its config as it is now."""

        def progress(done: int, whole: int) -> None:
            self.read, self.whole = done, whole
            if self._ending.is_set():
                raise _Ended

        settings = read_settings(self.root)
        files = scan.scan(self.root)
        if self._workspace is None:
            self.on_scan(len(files.notes))
        index = open_index(self.root, settings, self._tell, progress)
        try:
            index.refresh(files)
        except _Ended:
            return
        seen = files.passed_over()
        workspace = Workspace(
            self.root, settings, seen, index, self._price_cache, self._tell, progress
        )
        old, self._workspace = self._workspace, workspace
        if old is not None:
            old.close()
        del old
        self._shown()

    def _shown(self) -> None:
        """What was read is shown from now on."""
        assert self._workspace is not None
        self._stamp = self._stamped()
        self._rest.disturb()
        self.trouble = ""
        self.read_at = self._clock()
        self._raise()
        give_back()  # the notes of the version before

    def _stamped(self) -> object:
        assert self._workspace is not None
        index = self._workspace.index
        # By the index's own count: another program may have read the save before us.
        return index.mark(), price_stamps(self.root), self.day(self._workspace)

    def _follow(self, batch: Batch) -> None:
        """Read what has changed."""
        if batch.frozen:
            self._is_away = True
            self._say(" ".join(batch.notices) or self.trouble)
            return
        if self._workspace is None or CONFIG in batch.paths or self._is_away or self.trouble:
            self._is_away = False
            self._open()
        elif batch.rescan:
            self._refresh(scan.scan(self.root))
        else:
            self._refresh(None, batch.paths)

    def _renew(self) -> None:
        """Look whether the day has ended, of which no save tells, and whether anybody asks."""
        if self._workspace is not None and not self.trouble and self._stamped() != self._stamp:
            self._refresh(None, frozenset())
        elif self._workspace is not None and self._rest.begins():
            self.reader.close()
            self._workspace.rest()

    def _refresh(self, files: scan.Scan | None, paths: frozenset[str] = frozenset()) -> None:
        assert self._workspace is not None
        index = self._workspace.index
        if files is not None:
            index.refresh(files)
            files = files.passed_over()
        else:
            index.refresh_some(paths)
        if self._stamped() != self._stamp:
            self._workspace = self._workspace.renewed(files or self._workspace.files)
            self._shown()


class _Ended(BaseException):
    """The server ends while the vault is read: no fault, and nothing handles it as one."""
