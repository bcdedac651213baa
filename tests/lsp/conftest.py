"""Vaults to edit, and editors that have them open."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from lsp.client import EDITORS, Client

SAMPLE = Path(__file__).parents[2] / "vault"


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sample vault that no test changes."""
    return shutil.copytree(SAMPLE, tmp_path_factory.mktemp("lsp") / "vault")


@pytest.fixture(scope="session", params=EDITORS)
def editor(request: pytest.FixtureRequest, sample: Path) -> Iterator[Client]:
    """Each editor in turn, with the sample vault; nothing is saved."""
    client = Client(sample, request.param)
    yield client
    client.stop()
