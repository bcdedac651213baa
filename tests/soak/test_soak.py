"""The long sweeps of the writer's promise; their counts are printed."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from soak.kills import kill_often
from soak.races import in_place, race


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one: more races a second than on a disk."""
    shared = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(dir=shared if shared.is_dir() else tmp_path))
    yield folder
    shutil.rmtree(folder)


def _print(capsys: pytest.CaptureFixture[str], text: str) -> None:
    with capsys.disabled():
        print(f"\n  {text}", end=" ")


@pytest.mark.parametrize("fall_back", [False, True], ids=["exchange", "fall-back"])
def test_a_thousand_kills(
    tmp_path: Path, fall_back: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    kills = kill_often(tmp_path, 1000 if not fall_back else 300, 1, fall_back=fall_back, pause=0.06)
    _print(capsys, f"{kills}; no note mixed or missing, no version before lost")


@pytest.mark.parametrize(("place", "pause"), [("memory", 0.002), ("tmp_path", 0.02)])
def test_three_thousand_racing_saves(
    place: str, pause: float, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    counts = race(request.getfixturevalue(place), 3000, 2, pause=pause)
    _print(capsys, f"exchange, {place}: {dict(counts)}")
    assert counts["saves"] == 3000
    assert counts["lost"] == 0


def test_where_files_cannot_change_places(memory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    counts = race(memory, 1000, 3, "fall-back", (in_place,))
    _print(capsys, f"fall-back, saves in place: {dict(counts)}")
    assert counts["lost"] == 0


@pytest.mark.parametrize("how", ["fall-back", "naive"])
def test_what_others_would_lose(memory: Path, how: str, capsys: pytest.CaptureFixture[str]) -> None:
    """No promise here: the fall-back has a small window, and the naive way shows the race bites."""
    counts = race(memory, 300, 4, how)
    _print(capsys, f"{how}, all styles: {dict(counts)}")
    assert counts["saves"] == 300
