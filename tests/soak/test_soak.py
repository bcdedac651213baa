"""The long sweeps of the writer's promise; their counts are printed."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from sizes import part
from soak.conftest import Tell
from soak.kills import kill_often
from soak.races import in_place, race


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one: more races a second than on a disk."""
    shared = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(dir=shared if shared.is_dir() else tmp_path))
    yield folder
    shutil.rmtree(folder)


@pytest.mark.parametrize("fall_back", [False, True], ids=["exchange", "fall-back"])
def test_a_thousand_kills(tmp_path: Path, fall_back: bool, tell: Tell) -> None:
    """A writing process is killed: no note is mixed or missing, no version before is lost."""
    times = part(300 if fall_back else 1000)
    tell(str(kill_often(tmp_path, times, 1, fall_back=fall_back, pause=0.06)))


@pytest.mark.parametrize(("place", "pause"), [("memory", 0.002), ("tmp_path", 0.02)])
def test_three_thousand_racing_saves(
    place: str, pause: float, request: pytest.FixtureRequest, tell: Tell
) -> None:
    """An editor saves while we write: no save is lost."""
    counts = race(request.getfixturevalue(place), part(3000), 2, pause=pause)
    tell(_shown(counts))
    assert counts["saves"] == part(3000)
    assert counts["lost"] == 0


def test_where_files_cannot_change_places(memory: Path, tell: Tell) -> None:
    """The same by the fall-back, with saves in place."""
    counts = race(memory, part(1000), 3, "fall-back", (in_place,))
    tell(_shown(counts))
    assert counts["lost"] == 0


@pytest.mark.parametrize("how", ["fall-back", "naive"])
def test_what_others_would_lose(memory: Path, how: str, tell: Tell) -> None:
    """Without a promise, to show that the race bites.

    The fall-back has a small window where editors rename.
    """
    counts = race(memory, part(300), 4, how)
    tell(_shown(counts))
    assert counts["saves"] == part(300)


def _shown(counts: Counter[str]) -> str:
    return ", ".join(f"{counts[name]:,} {name}" for name in ("saves", "written", "lost"))
