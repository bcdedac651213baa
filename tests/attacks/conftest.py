"""The command line in this process, as the tests of commands have it; a vault that is at rest."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from actions.keeping import CLOCK
from cli.conftest import thesis

__all__ = ["at_rest", "memory", "thesis"]


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one: flushing it takes no time."""
    shared = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(dir=shared if shared.is_dir() else tmp_path))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def at_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is waited for, and time passes as those who wait ask it to."""
    monkeypatch.setattr("thesisvault.workspace.writing.IDLE", 0.0)
    CLOCK.start()
    for module in ("storage.writing.idle", "actions.watch", "actions.filling"):
        monkeypatch.setattr(f"thesisvault.{module}.time", CLOCK)
