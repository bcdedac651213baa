"""A review in a child process: it is polled, ended when it is late, and left in the index."""

from __future__ import annotations

import shutil
import signal
from pathlib import Path
from queue import SimpleQueue

import pytest
from msgspec import msgpack

from actions.keeping import CLOCK, DAY
from thesisvault.actions import reviewer
from thesisvault.actions.reviewer import LATE, Reviewed, Reviewer
from thesisvault.model.review import Figures, StatusReport
from thesisvault.model.settings import Settings
from thesisvault.reports.aside import LENGTH
from thesisvault.reports.reviews import review
from thesisvault.storage.index.changes import Mark
from thesisvault.storage.memory import REST
from thesisvault.workspace.open import open_workspace

VAULT = Path(__file__).parents[2] / "vault"
REPORT = StatusReport(DAY, (), (), ())
FOUND = Reviewed(REPORT, Figures(REPORT))
MARK = Mark("", 0)


class FakeChild:
    """A child that answers, or ends, when it is told to."""

    def __init__(self) -> None:
        self.asked: list[bytes] = []
        self.code: int | None = None
        self.said = b""
        self.was_ended = 0
        self._told: SimpleQueue[bytes] = SimpleQueue()

    @property
    def is_there(self) -> bool:
        return self.code is None

    def ask(self, question: bytes) -> bytes:
        self.asked.append(question[LENGTH:])
        return self._told.get()

    def answers(self) -> None:
        self._told.put(bytes(LENGTH) + msgpack.encode(FOUND))

    def dies(self, code: int, said: bytes = b"") -> None:
        self.code, self.said = code, said
        self._told.put(b"")

    def end(self) -> tuple[int, bytes]:
        self.was_ended += 1
        assert self.code is not None
        return self.code, self.said

    def kill(self) -> None:
        if self.is_there:
            self.dies(-signal.SIGKILL)


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
    office.reviewer.ask(DAY, Settings(), MARK)
    assert office.reviewer.is_busy
    assert office.reviewer.poll() is None
    assert office.woken == []
    office.children[0].answers()
    office.reviewer.wait()
    assert office.woken == [True]
    root, _, _, day, _ = msgpack.decode(office.children[0].asked[0])
    assert (Path(root).name, day) == ("v", DAY.isoformat())
    assert office.reviewer.poll() == FOUND
    assert not office.reviewer.is_busy
    assert office.reviewer.poll() is None


def answered(office: Office, settings: Settings | None = None) -> FakeChild:
    """Who has answered one question more."""
    office.reviewer.ask(DAY, settings or Settings(), MARK)
    office.children[-1].answers()
    office.reviewer.wait()
    assert office.reviewer.poll() == FOUND
    return office.children[-1]


def test_a_child_stays_for_the_next_question_and_for_no_other_settings(office: Office) -> None:
    first = answered(office)
    assert answered(office) is first
    assert answered(office, Settings(as_of=DAY)) is not first
    assert (first.code, first.was_ended) == (-signal.SIGKILL, 1)


def test_a_child_that_nobody_needs_is_ended(office: Office) -> None:
    first = answered(office)
    assert office.reviewer.next_due == CLOCK.monotonic() + REST
    CLOCK.sleep(REST / 2)
    office.reviewer.stay()
    CLOCK.sleep(REST / 2)
    assert office.reviewer.poll() is None
    assert first.is_there
    CLOCK.sleep(REST / 2)
    assert office.reviewer.poll() is None
    assert (first.code, first.was_ended) == (-signal.SIGKILL, 1)
    assert not office.reviewer.is_busy
    assert office.reviewer.next_due is None
    assert answered(office) is not first


def test_a_child_that_has_gone_between_two_questions_costs_no_review(office: Office) -> None:
    first = answered(office)
    first.code = -signal.SIGKILL
    assert answered(office) is not first
    assert first.was_ended == 1


def test_a_child_that_is_late_is_ended(office: Office) -> None:
    office.reviewer.ask(DAY, Settings(), MARK)
    assert office.reviewer.next_due == CLOCK.monotonic() + LATE
    office.reviewer.stay()
    CLOCK.sleep(LATE)
    assert office.reviewer.poll() is None
    office.reviewer.wait()
    assert office.children[0].code == -signal.SIGKILL
    assert office.woken == [True]
    found = office.reviewer.poll()
    assert found is not None and "took too long" in found.fault
    assert answered(office) is office.children[1]
    office.reviewer.close()


def test_a_fault_of_the_child_is_told(office: Office) -> None:
    office.reviewer.ask(DAY, Settings(), MARK)
    office.children[0].dies(1, b"Traceback\n  somewhere\nKeyError: 'x'\n")
    office.reviewer.wait()
    assert office.reviewer.poll() == Reviewed(fault="KeyError: 'x'")
    assert office.children[0].was_ended == 1


def test_closing_ends_it(office: Office) -> None:
    office.reviewer.close()
    office.reviewer.ask(DAY, Settings(), MARK)
    office.reviewer.close()
    assert (office.children[0].code, office.children[0].was_ended) == (-signal.SIGKILL, 1)
    assert not office.reviewer.is_busy
    office.reviewer.ask(DAY, Settings(), MARK)
    office.children[1].answers()
    office.reviewer.wait()
    office.reviewer.close()  # what it found is polled by nobody
    assert (office.children[1].code, office.children[1].was_ended) == (-signal.SIGKILL, 1)


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
    asked.ask(DAY, settings, MARK)
    asked.wait()
    found = asked.poll()
    asked.close()
    assert found is not None and found.fault == ""

    def made(*_: object) -> None:
        raise AssertionError("it was made anew")

    monkeypatch.setattr("thesisvault.reports.reviews.assess_anew", made)
    workspace = open_workspace(root)
    assert review(workspace, DAY) == found.report
    assert found.figures is not None
    assert review(workspace, found.figures.report.as_of) == found.figures.report
    workspace.close()


@pytest.mark.parametrize("start", [reviewer.START, reviewer.START_FOR_EDITOR])
def test_a_child_seldom_looks_for_circles(start: str) -> None:
    """It holds many notes that are none: looking took a third of its time."""
    told = "lambda *_: reviewer.Reviewed(fault=str(gc.get_threshold()[0]))"
    program = (
        "import gc; from unittest.mock import Mock; "
        "from thesisvault.actions import reviewer; from thesisvault.reports import aside; "
        f"aside.Resident = Mock(); reviewer.make = reviewer.make_for_editor = {told}; {start}"
    )
    asked = Reviewer(Path("v"), start=lambda: reviewer._start(program))
    asked.ask(DAY, Settings(), MARK)
    asked.wait()
    found = asked.poll()
    asked.close()
    assert found is not None and int(found.fault) >= 100_000
