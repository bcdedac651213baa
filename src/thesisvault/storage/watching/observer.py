"""watchdog over one vault: started, asked whether it lives, and stopped, whatever it does."""

from __future__ import annotations

import contextlib
import errno
import importlib
import logging
import sys
import threading
import warnings
from collections.abc import Callable

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver

from thesisvault.storage.watching.hints import LISTENED

_STOP_WITHIN = 0.8
"""Seconds; after that its threads, which are daemons, are left to themselves."""
_PAIR_WITHIN = 0.02
"""Seconds. watchdog holds back all events for 0.5 s after a file left the vault, in case it comes
back under another name. We report both ends anyway, so a moment is enough."""
_PAIRING = (
    ("watchdog.observers.inotify_move_event_grouper", "InotifyMoveEventGrouper"),  # from 7.0
    ("watchdog.observers.inotify_buffer", "InotifyBuffer"),
)


class Observing:
    """One run of watchdog over a folder and all below it."""

    def __init__(
        self, root: str, tell: Callable[[FileSystemEvent], None], overflowed: Callable[[], None]
    ) -> None:
        """Watch from now on. `tell` and `overflowed` are called in other threads.

        Raises `OSError`, with ENOSPC or EMFILE where a limit of the system is reached, and
        `RuntimeError` where no thread can be started.
        """
        self._root = root
        self._log = _Log(overflowed)
        _tame()
        self._observer = Observer()
        self._observer.schedule(_Handler(tell), root, recursive=True, event_filter=LISTENED)
        logging.getLogger("watchdog").addHandler(self._log)
        try:
            self._observer.start()
            if self._limited():
                raise OSError(errno.ENOSPC, "inotify watch limit reached")
        except BaseException:
            self.stop()
            raise

    @property
    def alive(self) -> bool:
        """Whether its threads run. What they see is another question."""
        emitters = self._observer.emitters
        return self._observer.is_alive() and all(emitter.is_alive() for emitter in emitters)

    def _limited(self) -> bool:
        """Whether not one folder more could be watched: then some may not be, and nobody tells.

        watchdog 7 passes over folders for which the kernel has no room.
        """
        if sys.platform != "linux":
            return False
        with contextlib.ExitStack() as ending:
            try:
                probe = Observer()
                ending.callback(_stop, probe)
                probe.schedule(FileSystemEventHandler(), self._root, event_filter=LISTENED)
                probe.start()
            except OSError as error:
                return error.errno == errno.ENOSPC
        return False

    def stop(self) -> None:
        """End it, and wait for its threads, but not for ever: it may be what hangs."""
        _stop(self._observer)
        logging.getLogger("watchdog").removeHandler(self._log)


def _stop(observer: BaseObserver) -> None:
    ending = threading.Thread(target=_end, args=(observer,), daemon=True)
    ending.start()
    ending.join(_STOP_WITHIN)


def _end(observer: BaseObserver) -> None:
    with contextlib.suppress(Exception):
        observer.stop()
        observer.join()


class _Handler(FileSystemEventHandler):
    """Passes events on. It reads nothing and raises nothing: that would end watchdog's thread."""

    def __init__(self, tell: Callable[[FileSystemEvent], None]) -> None:
        self._tell = tell

    def dispatch(self, event: FileSystemEvent) -> None:
        self._tell(event)


class _Log(logging.Handler):
    """Hears what watchdog 7 only logs: the kernel's queue was full, and events are lost.

    It also keeps that off the terminal, where Python writes what nobody else takes.
    """

    def __init__(self, overflowed: Callable[[], None]) -> None:
        super().__init__(logging.WARNING)
        self._overflowed = overflowed

    def emit(self, record: logging.LogRecord) -> None:
        if "overflow" in record.getMessage():
            self._overflowed()


def _tame() -> None:
    # It warns wherever a folder and one inside it come at once, and then does the right thing.
    warnings.filterwarnings("ignore", "Callback with id", RuntimeWarning)
    if sys.platform == "linux":
        for module, name in _PAIRING:
            with contextlib.suppress(ImportError, AttributeError):
                grouper = getattr(importlib.import_module(module), name)
                grouper.delay = min(grouper.delay, _PAIR_WITHIN)
