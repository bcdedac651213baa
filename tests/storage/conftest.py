"""Time that passes at once where a writer waits."""

from __future__ import annotations

import time

import pytest


class Passing:
    """The system's time, ahead by what was slept: nobody waits."""

    def __init__(self) -> None:
        self.slept = 0.0

    def time(self) -> float:
        return time.time() + self.slept

    def sleep(self, seconds: float) -> None:
        self.slept += seconds


@pytest.fixture
def time_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody else writes meanwhile, a writer's wait for late saves is over at once."""
    monkeypatch.setattr("thesisvault.storage.writing.idle.time", Passing())
