"""A review in a child process: it is polled, ended when it is late, and left in the index."""

from __future__ import annotations

import shutil
import signal
from pathlib import Path
from threading import Event

import pytest
from msgspec import msgpack

from actions.keeping import CLOCK, DAY
from thesisvault.actions import reviewer
from thesisvault.actions.reviewer import LATE, Reviewed, Reviewer, _read
from thesisvault.model.review import Figures, StatusReport
from thesisvault.model.settings import Settings
from thesisvault.reports.reviews import review
from thesisvault.workspace.open import open_workspace

VAULT = Path(__file__).parents[2] / "vault"
REPORT = StatusReport(DAY, (), (), ())


class FakeChild:
    """A child that ends when it is told to."""

    returncode: int | None = None

    def __init__(self) -> None:
        self.asked = b""
        self.answer, self.said = msgpack.encode(Reviewed(REPORT, Figures(REPORT))), b""
        self._ended = Event()

    def communicate(self, input: bytes) -> tuple[bytes, bytes]:
        self.asked = input
        self._ended.wait()
        return self.answer, self.said

    def end(self, code: int, said: bytes = b"") -> None:
        self.returncode, self.said = code, said
        self._ended.set()

    def kill(self) -> None:
        self.end(-signal.SIGKILL)


class Office:
    """A reviewer with children that are not real, and how often it woke us."""

    def __init__(self) -> None:
        self.children: list[FakeChild] = []
        self.woken: list[bool] = []
        self.reviewer = Reviewer(Path("v"), lambda: self.woken.append(True), self._start)

    def _start(self) -> FakeChild:
        self.children.append(FakeChild())
        return self.children[-1]


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr(reviewer, "time", CLOCK)
    return Office()


def test_an_answer_is_polled_once(office: Office) -> None:
    office.reviewer.ask(DAY, Settings())
    assert office.reviewer.is_busy
    assert office.reviewer.poll() is None
    assert office.woken == []
    office.children[0].end(0)
    office.reviewer.wait()
    assert office.woken == [True]
    assert msgpack.decode(office.children[0].asked)[:2] == ["v", DAY.isoformat()]
    assert office.reviewer.poll() == Reviewed(REPORT, Figures(REPORT))
    assert not office.reviewer.is_busy
    assert (office.reviewer.poll(), office.reviewer.next_due) == (None, None)


def test_a_child_that_is_late_is_ended(office: Office) -> None:
    office.reviewer.ask(DAY, Settings())
    assert office.reviewer.next_due == CLOCK.monotonic() + LATE
    CLOCK.sleep(LATE)
    assert office.reviewer.poll() is None
    office.reviewer.wait()
    assert office.children[0].returncode == -signal.SIGKILL
    assert office.woken == [True]
    found = office.reviewer.poll()
    assert found is not None and "took too long" in found.fault
    office.reviewer.ask(DAY, Settings())
    office.reviewer.close()


def test_a_fault_of_the_child_is_told(office: Office) -> None:
    office.reviewer.ask(DAY, Settings())
    office.children[0].end(1, b"Traceback\n  somewhere\nKeyError: 'x'\n")
    office.reviewer.wait()
    assert office.reviewer.poll() == Reviewed(fault="KeyError: 'x'")


def test_closing_ends_it(office: Office) -> None:
    office.reviewer.close()
    office.reviewer.ask(DAY, Settings())
    office.reviewer.close()
    assert office.children[0].returncode == -signal.SIGKILL
    assert not office.reviewer.is_busy


def test_a_child_leaves_its_review_in_the_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "vault"
    shutil.copytree(VAULT, root)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    asked = Reviewer(root)
    workspace = open_workspace(root)
    settings = workspace.settings
    workspace.close()
    asked.ask(DAY, settings)
    asked.wait()
    found = asked.poll()
    assert found is not None and found.fault == ""

    def made(*_: object) -> None:
        raise AssertionError("it was made anew")

    monkeypatch.setattr("thesisvault.reports.reviews.assess_anew", made)
    workspace = open_workspace(root)
    assert review(workspace, DAY) == found.report
    assert found.figures is not None
    assert review(workspace, found.figures.report.as_of) == found.figures.report
    workspace.close()


def test_an_answer_that_is_cut_short_is_a_fault_and_no_thread_dies_of_it() -> None:
    whole = msgpack.encode(Reviewed(fault="a fault of some length"))
    assert _read(whole, b"", 0).fault == "a fault of some length"
    assert _read(whole[:-3], b"", 0).fault == "its answer was cut short"


@pytest.mark.parametrize("start", [reviewer.START, reviewer.START_FOR_EDITOR])
def test_a_child_seldom_looks_for_circles(start: str) -> None:
    """It ends soon, and holds many notes that are none: looking took a third of its time."""
    told = "lambda *_: reviewer.Reviewed(fault=str(gc.get_threshold()[0]))"
    program = (
        "import gc; from thesisvault.actions import reviewer; "
        f"reviewer.make = reviewer.make_for_editor = {told}; {start}"
    )
    child = reviewer._start(program)
    answer, said = child.communicate(msgpack.encode(("v", DAY, Settings())))
    assert int(_read(answer, said, child.returncode).fault) >= 100_000
