"""Two processes read what one reads."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from sizes import share
from storage.index import texts
from storage.index.vaults import put
from thesisvault.model.note import Note
from thesisvault.parser.facts.vocabulary import default_vocabulary
from thesisvault.parser.note import parse_note
from thesisvault.storage.index import reading, recording
from thesisvault.storage.index.reading import Done, read_records
from thesisvault.storage.index.record import FileKind, Record, Refused, Task

NOTES = share(60, 200)


@pytest.fixture
def root(memory: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(reading, "MANY", NOTES * 3 // 4)
    for number in range(NOTES):
        put(memory, f"{number:03}.md", texts.note(number))
    put(memory, "metrics/rate.csv", texts.series(1))
    return memory


TASKS: list[Task] = [
    *((f"{number:03}.md", FileKind.NOTE) for number in range(NOTES)),
    *(("gone.md", FileKind.NOTE), ("metrics", FileKind.NOTE)),
    ("metrics/rate.csv", FileKind.SERIES),
]


def records(root: Path, steps: list[tuple[int, int]]) -> dict[str, Record | Refused]:
    def progress(done: int, of: int) -> None:
        steps.append((done, of))

    found = read_records(root, TASKS, default_vocabulary, progress)
    return {
        record.path: replace(record, checked=0) if isinstance(record, Record) else record
        for record in found
    }


@pytest.mark.parametrize("may_fork", [True, False])
def test_all_that_can_be_read(root: Path, may_fork: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    forked: list[bool] = []
    real = reading._forked
    monkeypatch.setattr(reading, "_may_fork", lambda: may_fork)

    def counted(*given: Any) -> Iterator[Done]:
        forked.append(True)
        return real(*given)

    monkeypatch.setattr(reading, "_forked", counted)
    steps: list[tuple[int, int]] = []
    found = records(root, steps)
    assert forked == [True] * may_fork
    assert found.keys() == {path for path, _ in TASKS}
    refused = [record for record in found.values() if isinstance(record, Refused)]
    assert refused == [Refused("gone.md"), Refused("metrics")]
    assert steps == [(number, len(TASKS)) for number in range(1, len(TASKS) + 1)]
    monkeypatch.setattr(reading, "_may_fork", lambda: False)
    assert found == records(root, [])


def test_a_process_that_is_killed_costs_time_alone(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parent, real = os.getpid(), recording.read_record

    def killed(root: Path, path: str, *given: Any) -> Record | Refused:
        if path == TASKS[40][0] and os.getpid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(root, path, *given)

    whole = records(root, [])
    monkeypatch.setattr(recording, "read_record", killed)
    monkeypatch.setattr(reading, "_may_fork", lambda: True)
    assert records(root, []) == whole


def test_a_process_with_threads_has_them_read_by_another(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = records(root, [])
    monkeypatch.setattr(reading, "_may_fork", lambda: False)
    monkeypatch.setattr(reading, "MANY_MORE", reading.MANY)

    def never(*_: object) -> Record | Refused:
        raise AssertionError

    real = recording.read_record
    monkeypatch.setattr(recording, "read_record", never)
    steps: list[tuple[int, int]] = []
    assert records(root, steps) == whole
    assert steps == [(number, len(TASKS)) for number in range(1, len(TASKS) + 1)]

    monkeypatch.setattr(recording, "read_record", real)
    monkeypatch.setattr("sys.executable", "/bin/false")  # it ends without a word
    assert records(root, []) == whole


def test_few_are_read_by_one(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(reading, "_forked", never)
    few = TASKS[: reading.MANY - 1]
    assert len(list(read_records(root, few, default_vocabulary, lambda done, of: None))) == len(few)


def test_when_it_is_read_is_before_it_is_read(root: Path) -> None:
    (record,) = read_records(root, TASKS[:1], default_vocabulary, lambda done, of: None)
    put(root, "000.md", "x")
    (later,) = read_records(root, TASKS[:1], default_vocabulary, lambda done, of: None)
    assert isinstance(record, Record) and isinstance(later, Record)
    assert record.checked < later.checked
    assert record.digest != later.digest


def test_a_note_that_a_fault_of_ours_keeps_from_being_read_keeps_nothing_else(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(path: str, *given: Any, **more: Any) -> Note:
        if path == "003.md":
            raise RecursionError("too deep")
        return parse_note(path, *given, **more)

    whole = records(root, [])
    monkeypatch.setattr(recording, "parse_note", failing)
    why = "of a bug in thesisvault (RecursionError: too deep): please report it"
    assert records(root, []) == {**whole, "003.md": Refused("003.md", why)}
