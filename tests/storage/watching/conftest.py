"""A vault that is watched."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from thesisvault.storage.watching import Watch

from .gathered import Gathered


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "vault"
    for folder in (".thesis", ".obsidian", ".git", ".trash", "theses", "sources"):
        (root / folder).mkdir(parents=True)
    (root / "theses" / "Note.md").write_text("old")
    return root


@pytest.fixture
def quick_polls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("thesisvault.storage.watching.watcher.POLL_EVERY", 0.05)


@pytest.fixture
def seen(root: Path) -> Iterator[Gathered]:
    with Watch(root) as watch:
        yield Gathered(watch)
