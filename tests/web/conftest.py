from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("starlette", reason="the extra `web` is not installed")

from web.serving import Client, served

SAMPLE = Path(__file__).parents[2] / "vault"


@pytest.fixture(scope="module", autouse=True)
def _notes_are_parsed_once(remembered: None) -> None: ...


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(SAMPLE, tmp_path_factory.mktemp("served") / "sample"))


@pytest.fixture(scope="session")
def client(sample: Path) -> Iterator[Client]:
    with served(sample) as found:
        yield found


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    root = tmp_path_factory.mktemp("empty")
    (root / ".thesis").mkdir()
    with served(root) as found:
        yield found
