"""Reviews in a child process, for one that must answer: ``watch``, an editor's server, a page.

The child brings the index up to date, which may be a cold build, leaves its reviews there for
everybody, and hands them back. It is ended when it is late, and ends with whoever asked.
"""

from __future__ import annotations

import datetime as dt
import gc
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Protocol

from msgspec import DecodeError, Struct, field, msgpack

from thesisvault.model.review import Figures, StatusReport
from thesisvault.model.settings import Settings
from thesisvault.reports import claims, registry
from thesisvault.reports.aside import opened
from thesisvault.reports.reviews import review
from thesisvault.storage.child import end_with_parent

CALM, LONGEST = 0.25, 10.0
"""Seconds without a relevant save before the review is repeated, and seconds after which it is
repeated anyway."""
LATE = 300.0
"""Seconds after which a child is ended."""
NICENESS = 10
"""The child gives way to those who must answer, from its first import on."""


class Reviewed(Struct, frozen=True):
    """What a child found; or why it found nothing."""

    report: StatusReport | None = None
    """The review of the day that was asked for."""
    figures: Figures | None = None
    """What blocks show."""
    left_out: tuple[str, ...] = ()
    """Why files of prices were not used."""
    fault: str = ""
    claims: claims.Answer | None = None
    """Every stated move, for an editor."""
    digests: Mapping[str, bytes] = field(default_factory=dict)
    """For an editor: the contents of the notes that the review cites (`digest_of`)."""


class Child(Protocol):
    """What is asked of `subprocess.Popen`."""

    returncode: int | None

    def communicate(self, input: bytes) -> tuple[bytes, bytes]:
        """Hand over the question and wait for the end; the answer, and what was said of faults."""

    def kill(self) -> None:
        """End it."""


START = f"import os; os.nice({NICENESS}); from {__name__} import main; main()"
"""What the child runs: it gives way before it imports anything else."""
START_FOR_EDITOR = START.replace("main()", "main(for_editor=True)")


def _start(program: str = START) -> Child:
    command = [sys.executable, "-P", "-c", program]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe)


def start_for_editor() -> Child:
    """A child that also checks the stated moves."""
    return _start(START_FOR_EDITOR)


class Reviewer:
    """At most one child at a time. All but the waiting for it happens in the caller's thread."""

    def __init__(
        self,
        root: Path,
        wake: Callable[[], None] = lambda: None,
        start: Callable[[], Child] = _start,
    ) -> None:
        """`wake` is called from another thread when there is something to poll."""
        self._root, self._wake, self._start = root, wake, start
        self._child: Child | None = None
        self._waiting: Thread | None = None
        self._found: SimpleQueue[Reviewed] = SimpleQueue()
        self._late_at: float | None = None

    @property
    def is_busy(self) -> bool:
        """Whether an answer is still to be polled."""
        return self._child is not None

    @property
    def next_due(self) -> float | None:
        """When the child is late, by `time.monotonic`; None where there is none to be ended."""
        return self._late_at

    def ask(self, day: dt.date, settings: Settings) -> None:
        """Begin a review of that day. Not while it is busy."""
        question = msgpack.encode((os.fspath(self._root), day, settings))
        self._child = self._start()
        self._late_at = time.monotonic() + LATE
        self._waiting = Thread(target=self._wait_for, args=(self._child, question), daemon=True)
        self._waiting.start()

    def _wait_for(self, child: Child, question: bytes) -> None:
        answer, said = child.communicate(question)
        self._found.put(_read(answer, said, child.returncode))
        self._wake()

    def poll(self) -> Reviewed | None:
        """The answer, once; a child that is late is ended."""
        try:
            found = self._found.get_nowait()
        except Empty:
            late = self._late_at is not None and time.monotonic() >= self._late_at
            if self._child is not None and late:
                self._late_at = None
                self._child.kill()
            return None
        self._child = self._waiting = self._late_at = None
        return found

    def wait(self) -> None:
        """Wait until there is an answer to poll, or nothing to wait for."""
        if self._waiting is not None:
            self._waiting.join(LATE)

    def close(self) -> None:
        """End the child; nobody wants its answer."""
        if self._child is not None:
            self._child.kill()
            self.wait()
            self.poll()


def _read(answer: bytes, said: bytes, code: int | None) -> Reviewed:
    if code == 0:
        try:
            return msgpack.decode(answer, type=Reviewed)
        except DecodeError:  # who asked must not wait for ever
            return Reviewed(fault="its answer was cut short")
    if code == -signal.SIGKILL:
        return Reviewed(fault="it was stopped: it took too long, or another program ended it")
    lines = said.decode("utf-8", "replace").strip().splitlines()
    return Reviewed(fault=lines[-1] if lines else f"it ended with code {code}")


def make(root: Path, day: dt.date, settings: Settings) -> Reviewed:
    """The reviews, by an index of our own, in which they are kept."""
    from thesisvault.actions.update import Update  # an editor's child does without

    with opened(root, settings) as workspace:
        reviews = review(workspace, day), Update(workspace, day).figures()
        return Reviewed(*reviews, workspace.prices_left_out)


def make_for_editor(root: Path, day: dt.date, settings: Settings) -> Reviewed:
    """The review and the stated moves, with the contents of the notes that they cite."""
    with opened(root, settings) as workspace:
        report = review(workspace, day)
        moves = registry.answer_to(workspace.on(day), "claims", claims.Ask())
        assert isinstance(moves, claims.Answer)
        digests = {path: workspace.index.digest(path) for path in _cited(report, moves)}
        return Reviewed(report, None, workspace.prices_left_out, claims=moves, digests=digests)


def _cited(report: StatusReport, moves: claims.Answer) -> set[str]:
    """The notes of which the review shows a line."""
    found = {row.note for row in moves.claims}
    found |= {item.citation.note for item in report.attention}
    for thesis in report.theses:
        found |= {item.citation.note for item in thesis.evidence}
        found |= {item.citation.note for item in thesis.tripwires}
        found |= {flag.citation.note for flag in thesis.flags}
        found |= {thesis.note} if thesis.note else set()
    return found


def main(*, for_editor: bool = False) -> None:
    """Answer the question on stdin."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who waits
    end_with_parent()
    gc.set_threshold(500_000)  # as of a command
    question = sys.stdin.buffer.read()
    root, day, settings = msgpack.decode(question, type=tuple[str, dt.date, Settings])
    found = (make_for_editor if for_editor else make)(Path(root), day, settings)
    sys.stdout.buffer.write(msgpack.encode(found))
    sys.stdout.buffer.flush()
    signal.setitimer(signal.ITIMER_REAL, 0)  # an interpreter that ends has no handlers any more
