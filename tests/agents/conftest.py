"""A small vault, and one server over it for all tests of a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from agents import small
from agents.talking import Talk, talk

pytest.importorskip("mcp", reason="the extra `mcp` is not installed")


@pytest.fixture(scope="module", autouse=True)
def _notes_are_parsed_once(remembered: None) -> None: ...


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A vault with theses, prices and a rotation."""
    return small.make(tmp_path_factory.mktemp("agents") / "vault")


@pytest.fixture(scope="module")
def talking(vault: Path) -> Iterator[Talk]:
    """A conversation about it, with proposals, at the newest revision."""
    with talk(vault, proposing=True) as found:
        yield found
