"""``thesis watch``."""

from __future__ import annotations

import contextlib
import gc
import signal
import time
from collections.abc import Iterable, Iterator
from types import FrameType

import click

from thesisvault.actions.filling import Left, Wrote
from thesisvault.actions.reviewer import Reviewer
from thesisvault.actions.watch import Happening, Keeper
from thesisvault.cli.session import Session, day_of, pass_session
from thesisvault.cli.streams import is_heard
from thesisvault.cli.text import Counter, say, warn
from thesisvault.impact.changes import Change as Turn
from thesisvault.model.review import Citation, Evidence
from thesisvault.render.lines import plural
from thesisvault.render.text.verdicts import turn
from thesisvault.storage.watching import Watch

_ENDS = (signal.SIGINT, signal.SIGTERM)
_CIRCLES_EVERY = 700
"""New values after which Python looks for circles, as it does by itself: a vault is one, made anew
at a save, and what a command leaves for its end would be half as much again as the vault.
"""
_PATIENCE = 1.0
"""Seconds for which what is due may wait while saves stream in."""


@click.command("watch")
@click.option("--poll", is_flag=True, help="Compare files every second: for network file systems.")
@pass_session
def command(session: Session, poll: bool) -> None:
    """Refresh backlinks, moves and impacts at every save, until Ctrl-C.

    Blocks that a save affects are refreshed as by `thesis update`: notes that you are editing are
    left alone until they have not changed for two seconds. Prints a line for each note that was
    written, and for each thesis whose verdict changed.
    """
    gc.set_threshold(_CIRCLES_EVERY)
    root = session.root()
    with session.writing():
        pass  # what was interrupted is fixed before anything is watched
    counter = Counter("Reading notes")
    with (
        Watch(root, poll=poll) as watch,  # before the first look, so that nothing falls between
        _until_told(watch) as told,
        contextlib.suppress(_Ended),
    ):

        def show(done: int, whole: int) -> None:
            told.check()
            counter.show(done, whole)

        reviewer = Reviewer(root, watch.wake)
        keeping = Keeper(root, day_of, warn, show, reviewer, lambda: watch.waiting)
        with contextlib.closing(keeping) as keeper:
            with counter:
                _say(keeper.start(), told)
            while keeper.is_starting:
                told.check()
                _follow(watch, keeper, told, counter)
            told.check()
            warn(f"Watching {plural(keeper.count, 'note')} in {root}. Ctrl-C stops.")
            while True:
                told.check()
                _follow(watch, keeper, told, counter)
    warn("Ended.")


class _Ended(BaseException):
    """Somebody asked to end: no fault, and nothing that handles faults may keep it."""


class _Told:
    """Whether a signal has come that asks to end."""

    def __init__(self) -> None:
        self.signals = 0

    def check(self) -> None:
        """Raises `_Ended` where one has: called where nothing is half done."""
        if self.is_over:
            raise _Ended

    @property
    def is_over(self) -> bool:
        """Also where nobody can hear of it any more."""
        return self.signals > 0 or not is_heard()


def _follow(watch: Watch, keeper: Keeper, told: _Told, counter: Counter) -> None:
    """Wait for something to happen, and follow it up."""
    due = keeper.next_due
    batch = watch.next(None if due is None else max(0.0, due - time.monotonic()))
    with counter:
        if batch is not None:
            _say(keeper.on_batch(batch), told)
        # Saves go first, but not for ever.
        if batch is None or _is_overdue(keeper):
            _say(keeper.on_timer(), told)


def _is_overdue(keeper: Keeper) -> bool:
    due = keeper.next_due
    return due is not None and time.monotonic() - due > _PATIENCE


@contextlib.contextmanager
def _until_told(watch: Watch) -> Iterator[_Told]:
    """Signals that ask to end are heeded between two steps; a second one ends at once."""
    told = _Told()

    def end(number: int, frame: FrameType | None) -> None:
        told.signals += 1
        if told.signals > 1:
            raise KeyboardInterrupt
        watch.wake()

    kept = {number: signal.signal(number, end) for number in _ENDS}
    try:
        yield told
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)


def _say(happenings: Iterable[Happening], told: _Told) -> None:
    for item in happenings:
        match item:
            case Wrote(path):
                say(("updated ", "dim"), path)
            case Left(path, reasons):
                warn(f"left {path}")
                for reason in reasons:
                    warn(f"    {reason}")
            case Turn():
                say((item.thesis, "bold"), f": {_turn(item)}")
        if told.is_over:
            break


def _turn(item: Turn) -> str:
    cited = _cited(item)
    where = ""
    if cited is not None:
        where = f" ({cited.note.rpartition('/')[2].removesuffix('.md')}:{cited.line})"
    return f"{turn(item)}{where}"


def _cited(item: Turn) -> Citation | None:
    """The line that turned it: of what came, else of what went; not of what only moved."""
    went = {_told(found) for found in item.went}
    came = {_told(found) for found in item.came}
    new = [found for found in item.came if _told(found) not in went]
    old = [found for found in item.went if _told(found) not in came]
    return next((found.citation for found in (*new, *old, *item.came, *item.went)), None)


def _told(found: Evidence) -> tuple[object, ...]:
    return found.kind, found.sign, found.horizon, found.citation.note, found.citation.text
