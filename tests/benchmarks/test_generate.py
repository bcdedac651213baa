"""The generated vault: the same bytes every time, and of the shape that it promises."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from statistics import mean, median

import pytest

from benchmarks.generate import File, generate, write_vault
from benchmarks.vault.plan import AS_OF
from benchmarks.vault.traps import BROKEN, TRAPS
from thesisvault.model.diagnostics import Severity
from thesisvault.model.note import Note
from thesisvault.model.review import Outcome
from thesisvault.parser.note import parse_note
from thesisvault.reports.reviews import review
from thesisvault.workspace.open import open_workspace

COUNT = 1_200
READ = 300


@pytest.fixture(scope="module")
def files() -> list[File]:
    return list(generate(COUNT, seed=1))


@pytest.fixture(scope="module")
def notes(files: list[File]) -> list[Note]:
    return [parse_note(file.path, file.data) for file in files[:: COUNT // READ]]


def test_the_same_seed_gives_the_same_bytes() -> None:
    first, again, other = (list(generate(200, seed)) for seed in (1, 1, 2))
    assert first == again
    assert [file.data for file in first] != [file.data for file in other]


def test_every_note_has_a_path_of_its_own(files: list[File]) -> None:
    assert len({file.path.lower() for file in files}) == COUNT


def test_sizes_are_those_of_notes(files: list[File]) -> None:
    sizes = [len(file.data) for file in files]
    assert 1_300 < median(sizes) < 1_800
    assert 8_000 < max(sizes) < 52_000


def test_a_note_has_about_eight_links(notes: list[Note]) -> None:
    assert 7 < mean(len(note.links) for note in notes) < 10


def test_some_notes_end_in_markers(files: list[File]) -> None:
    assert 0.16 < mean(b"<!-- thesis:backlinks -->" in file.data for file in files) < 0.24


def test_some_notes_hold_a_trap(files: list[File]) -> None:
    found = {file.trap for file in files}
    assert len(found & set(TRAPS)) > len(TRAPS) / 2
    assert mean(file.trap is not None for file in files) < 0.06


def test_only_traps_are_errors(files: list[File]) -> None:
    for file in files[::4]:
        note = parse_note(file.path, file.data)
        wrong = [item for item in note.diagnostics if item.severity is Severity.ERROR]
        assert bool(wrong) == (file.trap == BROKEN), file.path


def test_no_note_is_dated_after_the_review(notes: list[Note]) -> None:
    days = [note.date for note in notes if note.date is not None]
    assert days and all(day <= AS_OF for day in days)


def test_it_is_a_vault_with_open_theses(tmp_path: Path) -> None:
    write_vault(tmp_path, 150)
    workspace = open_workspace(tmp_path)
    assert len(workspace.vault.notes.values()) == 150
    assert workspace.settings.as_of == AS_OF == dt.date(2026, 1, 9)
    report = review(workspace, AS_OF)
    assert {item.verdict.outcome for item in report.theses} - {Outcome.UNKNOWN}
