"""A folder in memory, where there is one: much is tried hundreds of times. An indexed vault."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.index.spoiled import Indexed
from storage.index.vaults import CACHE


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Path]:
    shared = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(dir=shared if shared.is_dir() else tmp_path))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def vault(memory: Path, monkeypatch: pytest.MonkeyPatch) -> Indexed:
    monkeypatch.setenv(CACHE, str(memory / "cache"))
    return Indexed(memory)
