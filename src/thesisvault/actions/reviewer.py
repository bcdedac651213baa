"""Reviews in a child process, for one that must answer: ``watch``, an editor's server.

The child brings the index up to date, which may be a cold build, leaves its reviews there for
everybody, and hands them back. It stays for the next one, which needs nothing but what was saved
in between. It is ended when it is late or at rest, and ends with whoever asked.
"""

from __future__ import annotations

import datetime as dt
import math
import signal
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Protocol

from msgspec import Struct, field, msgpack

from thesisvault.model.review import Figures, StatusReport
from thesisvault.model.settings import Settings
from thesisvault.reports import claims, registry
from thesisvault.reports.aside import LENGTH, Child, answering, message, why_ended
from thesisvault.reports.reviews import review
from thesisvault.storage.index.changes import Mark
from thesisvault.storage.memory import REST
from thesisvault.workspace.view import View

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


class Asked(Protocol):
    """What is asked of a `Child`, which says of each what it does."""

    @property
    def is_there(self) -> bool: ...  # noqa: D102
    def ask(self, question: bytes) -> bytes: ...  # noqa: D102
    def end(self) -> tuple[int, bytes]: ...  # noqa: D102
    def kill(self) -> None: ...  # noqa: D102


START = f"import os; os.nice({NICENESS}); from {__name__} import main; main()"
"""What the child runs: it gives way before it imports anything else."""
START_FOR_EDITOR = START.replace("main()", "main(for_editor=True)")


def _start(program: str = START) -> Child:
    return Child((sys.executable, "-P", "-c", program))


def start_for_editor() -> Child:
    """A child that also checks the stated moves."""
    return _start(START_FOR_EDITOR)


class Reviewer:
    """At most one child, and one question at a time. All but the waiting for an answer happens in
    the caller's thread.
    """

    def __init__(
        self,
        root: Path,
        wake: Callable[[], None] = lambda: None,
        start: Callable[[], Asked] = _start,
    ) -> None:
        """`wake` is called from another thread when there is something to poll."""
        self._root, self._wake, self._start = root, wake, start
        self._child: Asked | None = None
        self._settings: Settings | None = None
        self._waiting: Thread | None = None
        self._found: SimpleQueue[tuple[Reviewed, bool]] = SimpleQueue()
        """An answer, and whether the child is still to be ended."""
        self._due_at: float | None = None

    @property
    def is_busy(self) -> bool:
        """Whether an answer is still to be polled."""
        return self._waiting is not None

    @property
    def next_due(self) -> float | None:
        """When the child is to be ended by `poll`, by `time.monotonic`; None: not at all."""
        return self._due_at

    def ask(self, day: dt.date, settings: Settings, mark: Mark) -> None:
        """Begin a review of that day, where the caller's index stands at `mark`. Not while it is
        busy.
        """
        if self._child is not None and not (self._child.is_there and settings == self._settings):
            self.close()
        if self._child is None:
            self._child, self._settings = self._start(), settings
        question = message(self._root, settings, mark, day, None)
        self._due_at = time.monotonic() + LATE
        self._waiting = Thread(target=self._wait_for, args=(self._child, question), daemon=True)
        self._waiting.start()

    def _wait_for(self, child: Asked, question: bytes) -> None:
        said = child.ask(question)
        found = msgpack.decode(said[LENGTH:], type=Reviewed) if said else _ended(child)
        self._found.put((found, bool(said)))
        self._wake()

    def poll(self) -> Reviewed | None:
        """The answer, once; a child that is late, or that nobody has needed for long, is ended."""
        try:
            found, is_there = self._found.get_nowait()
        except Empty:
            if self._child is not None and time.monotonic() >= (self._due_at or math.inf):
                self._due_at = None
                self._child.kill()
                if not self.is_busy:
                    self.close()
            return None
        self._waiting = self._due_at = None
        if is_there:
            self.stay()
        else:
            self._child = None
        return found

    def stay(self) -> None:
        """Keep the child for another while, for there may be a save soon."""
        if self._child is not None and not self.is_busy:
            self._due_at = time.monotonic() + REST

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
        if self._child is not None:
            self._child.end()
        self._child = self._due_at = None


def _ended(child: Asked) -> Reviewed:
    """Why there is no answer."""
    code, said = child.end()
    if code == -signal.SIGKILL:
        return Reviewed(fault="it was stopped: it took too long, or another program ended it")
    return Reviewed(fault=why_ended(code, said))


def make(view: View) -> Reviewed:
    """The reviews, which are kept in the index."""
    from thesisvault.actions.update import Update  # an editor's child does without

    workspace, day = view.workspace, view.as_of
    reviews = review(workspace, day), Update(workspace, day).figures()
    return Reviewed(*reviews, workspace.prices_left_out)


def make_for_editor(view: View) -> Reviewed:
    """The review and the stated moves, with the contents of the notes that they cite."""
    workspace = view.workspace
    report = review(workspace, view.as_of)
    moves = registry.answer_to(view, "claims", claims.Ask())
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
    """Make reviews, until nobody asks for any."""
    found = make_for_editor if for_editor else make
    answering(lambda view, _: found(view), in_advance=True)
