"""Time that passes at once where somebody waits."""

from __future__ import annotations

import time


class Passing:
    """Stands for the module `time`: the system's, ahead by what was slept."""

    def __init__(self) -> None:
        self._slept = 0.0

    def time(self) -> float:
        return time.time() + self._slept

    def sleep(self, seconds: float) -> None:
        self._slept += seconds
