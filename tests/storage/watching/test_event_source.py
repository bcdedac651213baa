"""Events that stop, threads that die, limits that are reached: the loop goes on, and says so."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from watchdog.events import FileSystemEvent
from watchdog.observers.api import EventEmitter

from thesisvault.storage.watching import Batch, Watch
from thesisvault.storage.watching.event_source import GIVEN_UP, LIMITS, RESTARTED
from thesisvault.storage.watching.heartbeat import Heartbeat
from thesisvault.storage.watching.observer import Observing
from thesisvault.storage.writing.writer import Writer

from .gathered import PATIENCE, Gathered

NOTE = "theses/Note.md"


class Blind:
    """An observer that starts and never tells anything."""

    started = 0

    def __init__(self, root: str, tell: object, overflowed: object) -> None:
        type(self).started += 1

    alive = True

    def stop(self) -> None:
        pass


def use(monkeypatch: pytest.MonkeyPatch, observing: object) -> None:
    monkeypatch.setattr("thesisvault.storage.watching.event_source.Observing", observing)


def hurry(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    monkeypatch.setattr("thesisvault.storage.watching.event_source.BACK_WITHIN", seconds)


def failing(number: int) -> Callable[..., Observing]:
    def start(*_: object) -> Observing:
        raise OSError(number, os.strerror(number))

    return start


def test_a_blind_observer_is_started_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blind = [True]

    def start(
        root: str, tell: Callable[[FileSystemEvent], None], overflowed: Callable[[], None]
    ) -> Observing:
        return Observing(root, (lambda _: None) if blind and blind.pop() else tell, overflowed)

    use(monkeypatch, start)
    hurry(monkeypatch, 0.3)
    with Watch(root, heartbeat_every=0.1) as watch:
        seen = Gathered(watch)
        seen.until_rescan()
        assert seen.batches == [Batch(frozenset(), True, (RESTARTED,))]
        (root / NOTE).write_text("new")
        seen.until_paths(NOTE)


@pytest.mark.usefixtures("quick_polls")
def test_an_observer_that_stays_blind_is_given_up(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Counted(Blind):
        started = 0

    use(monkeypatch, Counted)
    hurry(monkeypatch, 0.02)
    with Watch(root, heartbeat_every=0.02) as watch:
        seen = Gathered(watch)
        seen.until(lambda: GIVEN_UP in seen.notices)
        assert seen.notices == [RESTARTED, GIVEN_UP]
        assert all(batch.rescan for batch in seen.batches)
        assert Counted.started == 4
        assert watch.next(PATIENCE) == Batch(frozenset(), True, ())  # it polls


# The exception is the point: Python reports it, as it should, and the loop goes on.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_thread_that_dies_is_started_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Watch(root, heartbeat_every=0.1) as watch:
        emitters = [item for item in threading.enumerate() if isinstance(item, EventEmitter)]

        def fail(timeout: float) -> None:
            raise RuntimeError("a bug in a thread")

        for emitter in emitters:
            monkeypatch.setattr(emitter, "queue_events", fail)
        (root / NOTE).write_text("new")
        seen = Gathered(watch)
        seen.until(lambda: RESTARTED in seen.notices)
        (root / "sources" / "A.md").write_text("new")
        seen.until_paths("sources/A.md")


@pytest.mark.usefixtures("quick_polls")
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EMFILE])
def test_a_limit_is_named_once(root: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    use(monkeypatch, failing(number))
    with Watch(root) as watch:
        assert watch.next(PATIENCE) == Batch(frozenset(), True, (LIMITS[number],))
        assert watch.next(PATIENCE) == Batch(frozenset(), True, ())


def test_another_failure_to_start(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, failing(errno.ENOSYS))
    with Watch(root) as watch:
        assert watch.next(PATIENCE) == Batch(frozenset(), True, (GIVEN_UP,))


def test_a_limit_reached_later(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Watch(root) as watch:
        monkeypatch.setattr(Observing, "_limited", lambda _: True)
        (root / "more").mkdir()
        seen = Gathered(watch)
        seen.until(lambda: seen.notices == [LIMITS[errno.ENOSPC]])
        assert seen.batches[-1].rescan


REAL = """
import sys
from pathlib import Path
from thesisvault.storage.watching import Watch
with Watch(Path(sys.argv[1])) as watch:
    batch = watch.next(60.0)
    assert batch is not None
    print(batch.notices[0])
"""


@pytest.mark.skipif(sys.platform != "linux", reason="inotify is Linux's")
def test_the_systems_own_limit(root: Path) -> None:
    # In a name space of its own, so that no other program feels the limit.
    lower = 'echo 4 > /proc/sys/user/max_inotify_watches && exec "$@"'
    command = ["unshare", "-Ur", "sh", "-c", lower, "sh"]
    try:
        subprocess.run([*command, "true"], check=True, capture_output=True, timeout=60)
    except (OSError, subprocess.SubprocessError):
        pytest.skip("name spaces cannot be made here")
    for number in range(8):
        (root / f"folder {number}").mkdir()
    ran = subprocess.run(
        [*command, sys.executable, "-c", REAL, str(root)],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ran.stdout.strip() == LIMITS[errno.ENOSPC], ran.stderr
    assert ran.stderr == ""


def test_without_a_folder_of_ours_nothing_is_made(tmp_path: Path) -> None:
    with Watch(tmp_path, heartbeat_every=0.05) as watch:
        seen = Gathered(watch)
        assert seen.settle(tmp_path) == set()
        assert watch.next(0.2) is None
        assert seen.notices == []
        assert os.listdir(tmp_path) == ["Marker.md"]


def test_no_beat_behind_a_link(tmp_path: Path) -> None:
    (tmp_path / "vault").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "vault" / ".thesis").symlink_to(tmp_path / "elsewhere")
    assert not Heartbeat(str(tmp_path / "vault")).beat()
    assert os.listdir(tmp_path / "elsewhere") == []


def test_the_writer_clears_a_beat_that_was_left(root: Path) -> None:
    heartbeat = Heartbeat(str(root))
    assert heartbeat.beat()
    assert (root / heartbeat.path).exists()
    with Writer(root):
        assert not (root / heartbeat.path).exists()
        assert heartbeat.beat()
    heartbeat.remove()
    assert os.listdir(root / ".thesis" / "tmp") == []
