"""Time that passes at once where a writer waits."""

from __future__ import annotations

import pytest

from passing import Passing


@pytest.fixture
def time_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody else writes meanwhile, a writer's wait for late saves is over at once."""
    monkeypatch.setattr("thesisvault.storage.writing.idle.time", Passing())
