"""Vaults to edit, and editors that have them open."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from lsp.client import EDITORS, Client
from lsp.desks import InThread
from thesisvault.lsp import following

SAMPLE = Path(__file__).parents[2] / "vault"


@pytest.fixture(scope="session", autouse=True)
def reviews_in_threads() -> Iterator[None]:
    """Reviews without a process each, where the server has none either."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(following, "start_for_editor", InThread)
        yield


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
