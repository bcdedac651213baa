"""Files to records, by two processes where there are many.

A process that has threads must not fork: it starts one that has none, which may. What parsing takes
in memory ends with those.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from thesisvault.storage.child import end_with_parent
from thesisvault.storage.index.record import Record, Refused, Task

if TYPE_CHECKING:
    from thesisvault.parser.facts.vocabulary import Vocabulary

MANY = 150
"""Files from which on a second process pays for its start."""
MANY_MORE = 1_000
"""Files from which on one that is not forked does."""
_LARGEST_CHUNK = 128
_CHUNKS_EACH = 4
"""Handing over costs time, and so does waiting for the last chunk of another process."""
_READERS = 2
_AHEAD = 2 * _READERS
"""Chunks that are under way: what is read must not pile up where it waits to be kept."""

Done: TypeAlias = tuple[Task, Record | Refused]
"""A file that was looked at."""
_Reader: TypeAlias = Callable[[Task], Done]
Progress: TypeAlias = Callable[[int, int], None]
"""Told how many files have been read, of how many."""


def read_records(
    root: Path, tasks: Sequence[Task], words: Callable[[], Vocabulary], progress: Progress
) -> Iterator[Record | Refused]:
    """The records of files, in any order."""
    is_apart = len(tasks) >= MANY_MORE and not _may_fork()
    found = _apart(root, tasks, words()) if is_apart else _here(root, tasks, words())
    for done, (_, record) in enumerate(found, 1):
        progress(done, len(tasks))
        yield record


def _here(root: Path, tasks: Sequence[Task], words: Vocabulary) -> Iterator[Done]:
    # Only now, since most commands have nothing to read; and here, for what is forked to share.
    from thesisvault.storage.index.recording import read_record

    def read(task: Task) -> Done:
        return task, read_record(root, *task, words)

    return _forked(read, tasks) if len(tasks) >= MANY and _may_fork() else map(read, tasks)


def _apart(root: Path, tasks: Sequence[Task], words: Vocabulary) -> Iterator[Done]:
    """The same by another process; what that one leaves when it ends is read here."""
    command = sys.executable, "-P", "-c", f"from {__name__} import main; main()"
    pipe, left = subprocess.PIPE, dict.fromkeys(tasks)
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL) as child:
        assert child.stdin is not None and child.stdout is not None
        try:
            with child.stdin:
                pickle.dump((root, tasks, words), child.stdin)
            while left:
                done: Done = pickle.load(child.stdout)
                del left[done[0]]
                yield done
        except (OSError, EOFError, pickle.UnpicklingError):
            pass  # it was ended from outside, for want of memory perhaps
        finally:
            child.kill()
    if left:  # else what parses would be imported for nothing, and stay
        yield from _here(root, list(left), words)


def main() -> None:
    """Read the files named on stdin, for `_apart`."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who waits
    gc.set_threshold(50_000)
    root, tasks, words = pickle.load(sys.stdin.buffer)
    for done in _here(root, tasks, words):
        pickle.dump(done, sys.stdout.buffer)
    sys.stdout.buffer.flush()


def _may_fork() -> bool:
    # A fork copies no threads, and may copy a lock that one of them holds.
    return sys.platform == "linux" and threading.active_count() == 1 and (os.cpu_count() or 1) > 1


def _forked(read: _Reader, tasks: Sequence[Task]) -> Iterator[Done]:
    import multiprocessing
    from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
    from concurrent.futures.process import BrokenProcessPool

    size = min(_LARGEST_CHUNK, len(tasks) // (_READERS * _CHUNKS_EACH))
    left = [tasks[at : at + size] for at in range(0, len(tasks), size)]
    running: dict[Future[list[Done]], Sequence[Task]] = {}
    fork = multiprocessing.get_context("fork")
    try:
        with ProcessPoolExecutor(_READERS, fork, _begin, (read, os.getpid())) as pool:
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


def _begin(read: _Reader, parent: int) -> None:
    global _read
    _read = read
    # Handlers were forked along; and Ctrl-C, which all hear, is for the one who waits for these.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(50_000)  # what parsing leaves behind is let go of by its count alone
    end_with_parent(parent)


def _read_chunk(tasks: Iterable[Task]) -> list[Done]:
    assert _read is not None
    return [_read(task) for task in tasks]
