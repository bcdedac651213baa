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

from thesisvault.storage.index.record import FileKind, Record, read_record

if TYPE_CHECKING:
    from thesisvault.parser.facts.vocabulary import Vocabulary

MANY = 150
"""Files from which on a second process pays for its start."""
_CHUNK = 32
_READERS = 2

Task: TypeAlias = tuple[str, FileKind]
Progress: TypeAlias = Callable[[int, int], None]
"""Told how many files have been read, of how many."""


def read_records(
    root: Path, tasks: Sequence[Task], words: Callable[[], Vocabulary], progress: Progress
) -> Iterator[Record]:
    """The records of files, in any order; those that cannot be read are left out."""
    # Importing it here, once, is work that forked processes then share.
    import thesisvault.parser.note  # noqa: F401

    read = _Reader(root, words())
    many = len(tasks) >= MANY and _may_fork()
    for done, record in enumerate(_forked(read, tasks) if many else map(read.one, tasks), 1):
        progress(done, len(tasks))
        if record is not None:
            yield record


def _may_fork() -> bool:
    # A fork copies no threads, and may copy a lock that one of them holds.
    return sys.platform == "linux" and threading.active_count() == 1 and (os.cpu_count() or 1) > 1


def _forked(read: _Reader, tasks: Sequence[Task]) -> Iterator[Record | None]:
    import multiprocessing

    chunks = [tasks[at : at + _CHUNK] for at in range(0, len(tasks), _CHUNK)]
    with multiprocessing.get_context("fork").Pool(_READERS, _begin, (read,)) as pool:
        for records in pool.imap_unordered(_read_chunk, chunks):
            yield from records


class _Reader:
    def __init__(self, root: Path, words: Vocabulary) -> None:
        self._root, self._words = root, words

    def one(self, task: Task) -> Record | None:
        return read_record(self._root, *task, self._words)


_reader: _Reader | None = None


def _begin(reader: _Reader) -> None:
    global _reader
    _reader = reader
    # The pool ends its processes by a signal, which a handler that was forked along would keep.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    gc.set_threshold(50_000)  # what parsing leaves behind is let go of by its count alone


def _read_chunk(tasks: Iterable[Task]) -> list[Record | None]:
    assert _reader is not None
    return [_reader.one(task) for task in tasks]
