"""The loop's side: batches, time-outs, waking, our own writes, stopping."""

from __future__ import annotations

import logging
import os
import signal
import threading
from pathlib import Path

import pytest

from thesisvault.storage.watching import Batch, Watch

from .gathered import PATIENCE, Gathered

NOTE = "theses/Note.md"


def test_none_after_the_timeout(seen: Gathered) -> None:
    assert seen.watch.next(0.0) is None
    assert seen.watch.next(0.05) is None


def test_many_files_at_once_come_in_few_batches(root: Path) -> None:
    with Watch(root, quiet=0.05, longest=0.5) as watch:
        seen = Gathered(watch)
        names = [f"N{number}.md" for number in range(300)]
        for name in names:
            (root / name).write_text("x")
        seen.until_paths(*names)
        assert len(seen.batches) < 30


def test_a_stream_of_saves_holds_no_batch_back(root: Path) -> None:
    stop = threading.Event()

    def save() -> None:
        while not stop.wait(0.002):
            (root / NOTE).write_text("x")

    saving = threading.Thread(target=save)
    with Watch(root, quiet=5.0, longest=0.1) as watch:
        saving.start()
        try:
            seen = Gathered(watch)
            seen.until(lambda: len(seen.batches) >= 3)
        finally:
            stop.set()
            saving.join()


def test_wake_from_a_signal(seen: Gathered) -> None:
    given_up: list[bool] = []

    def give_up() -> None:
        given_up.append(True)
        seen.watch.wake()

    before = signal.signal(signal.SIGUSR1, lambda *_: seen.watch.wake())
    try:
        timer = threading.Timer(0.05, lambda: os.kill(os.getpid(), signal.SIGUSR1))
        hung = threading.Timer(PATIENCE, give_up)
        timer.start()
        hung.start()
        assert seen.watch.next() is None
        hung.cancel()
        timer.join()
        assert not given_up, "the signal woke nobody"
    finally:
        signal.signal(signal.SIGUSR1, before)


def test_waking_loses_nothing(root: Path, seen: Gathered) -> None:
    (root / NOTE).write_text("new")
    seen.watch.wake()
    assert seen.watch.next(PATIENCE) is None
    seen.until_paths(NOTE)


def test_a_rescan_now_and_then(root: Path) -> None:
    with Watch(root, rescan_every=0.05) as watch:
        for _ in range(2):
            assert watch.next(PATIENCE) == Batch(frozenset(), True, ())


@pytest.mark.usefixtures("quick_polls")
def test_polling_asks_for_rescans_and_sees_no_events(root: Path) -> None:
    threads = threading.active_count()
    with Watch(root, poll=True) as watch:
        assert threading.active_count() == threads
        (root / NOTE).write_text("new")
        assert watch.next(PATIENCE) == Batch(frozenset(), True, ())


def test_two_watches_of_one_vault(root: Path) -> None:
    with Watch(root) as one, Watch(root) as two:
        (root / NOTE).write_text("new")
        Gathered(one).until_paths(NOTE)
        Gathered(two).until_paths(NOTE)


def test_it_stops_while_events_stream(root: Path) -> None:
    threads = set(threading.enumerate())
    stop = threading.Event()

    def save() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            (root / f"{number % 50}.md").write_text("x")
            os.replace(root / f"{number % 50}.md", root / NOTE)

    saving = threading.Thread(target=save)
    with Watch(root) as watch:
        saving.start()
        Gathered(watch).until_paths(NOTE)
        hung = threading.Timer(PATIENCE, stop.set)
        hung.start()
    hung.cancel()
    assert not stop.is_set(), "it did not stop until the events did"
    stop.set()
    saving.join()
    hung.join()
    assert set(threading.enumerate()) <= threads


def test_nothing_is_left_in_the_vault(root: Path) -> None:
    with Watch(root) as watch:
        assert watch.next(0.1) is None
        assert len(list((root / ".thesis" / "tmp").iterdir())) == 1
    assert list((root / ".thesis" / "tmp").iterdir()) == []


def test_a_lost_event_that_watchdog_tells_of_is_a_rescan(seen: Gathered) -> None:
    lost = "Inotify queue overflowed; filesystem events were lost"
    logging.getLogger("watchdog.observers.inotify_c").warning(lost)
    seen.until_rescan()
    assert seen.notices == []
