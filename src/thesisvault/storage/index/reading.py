"""Files to records, by two processes where there are many."""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from thesisvault.storage.index.record import FileKind, Record

if TYPE_CHECKING:
    from thesisvault.parser.facts.vocabulary import Vocabulary

MANY = 150
"""Files from which on a second process pays for its start."""
_LARGEST_CHUNK = 128
_CHUNKS_EACH = 4
"""Handing over costs time, and so does waiting for the last chunk of another process."""
_READERS = 2
_AHEAD = 2 * _READERS
"""Chunks that are under way: what is read must not pile up where it waits to be kept."""

Task: TypeAlias = tuple[str, FileKind]
_Reader: TypeAlias = Callable[[Task], Record | None]
Progress: TypeAlias = Callable[[int, int], None]
"""Told how many files have been read, of how many."""


def read_records(
    root: Path, tasks: Sequence[Task], words: Callable[[], Vocabulary], progress: Progress
) -> Iterator[Record]:
    """The records of files, in any order; those that cannot be read are left out."""
    # Only now, since most commands have nothing to read; and here, for what is forked to share.
    from thesisvault.storage.index.recording import read_record

    def read(task: Task) -> Record | None:
        return read_record(root, *task, known)

    known = words()
    many = len(tasks) >= MANY and _may_fork()
    for done, record in enumerate(_forked(read, tasks) if many else map(read, tasks), 1):
        progress(done, len(tasks))
        if record is not None:
            yield record


def _may_fork() -> bool:
    # A fork copies no threads, and may copy a lock that one of them holds.
    return sys.platform == "linux" and threading.active_count() == 1 and (os.cpu_count() or 1) > 1


def _forked(read: _Reader, tasks: Sequence[Task]) -> Iterator[Record | None]:
    import multiprocessing
    from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
    from concurrent.futures.process import BrokenProcessPool

    size = min(_LARGEST_CHUNK, len(tasks) // (_READERS * _CHUNKS_EACH))
    left = [tasks[at : at + size] for at in range(0, len(tasks), size)]
    running: dict[Future[list[Record | None]], Sequence[Task]] = {}
    fork = multiprocessing.get_context("fork")
    try:
        with ProcessPoolExecutor(_READERS, fork, _begin, (read,)) as pool:
            while left or running:
                while left and len(running) < _AHEAD:
                    chunk = left[-1]
                    running[pool.submit(_read_chunk, chunk)] = chunk
                    left.pop()
                for done in wait(running, return_when=FIRST_COMPLETED).done:
                    yield from done.result()
                    del running[done]
    except BrokenProcessPool:  # one was ended from outside, for want of memory perhaps
        for chunk in (*running.values(), *left):
            yield from map(read, chunk)


_read: _Reader | None = None


def _begin(read: _Reader) -> None:
    global _read
    _read = read
    # Handlers were forked along; and Ctrl-C, which all hear, is for the one who waits for these.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(50_000)  # what parsing leaves behind is let go of by its count alone


def _read_chunk(tasks: Iterable[Task]) -> list[Record | None]:
    assert _read is not None
    return [_read(task) for task in tasks]
