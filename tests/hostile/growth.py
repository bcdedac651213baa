"""How steeply a cost grows with the size of what it is spent on: the one way in which we time."""

from __future__ import annotations

import gc
import math
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

STEEPEST = 1.3
"""Exponent up to which growth counts as linear: 2 is quadratic; the rest is noise and caches."""
MEASURABLE = 0.002
"""Seconds of the middle size from which a clock says something about growth."""
LARGEST = 100_000
"""Of the middle size: what is instant at that has no growth to speak of."""
_TRIES = 5


def seconds(work: Callable[[], object]) -> float:
    """Time of the processor, ours alone; the best of three, since noise only ever adds."""
    return min(_once(work) for _ in range(3))


def _once(work: Callable[[], object]) -> float:
    gc.disable()
    try:
        started = time.process_time()
        work()
        return time.process_time() - started
    finally:
        gc.enable()


def exponent(build: Callable[[int], T], work: Callable[[T], object], smallest: int) -> float:
    """How steeply the time grows between n, 4n and 16n: the steeper of the two steps.

    n is `smallest`, or as much more as it takes to be measured.
    """
    middle = build(4 * smallest)
    while seconds(lambda: work(middle)) < MEASURABLE:
        if 4 * smallest > LARGEST:
            return 0.0
        smallest *= 2
        middle = build(4 * smallest)
    small, large = build(smallest), build(16 * smallest)
    took = [max(seconds(lambda: work(item)), 1e-6) for item in (small, middle, large)]  # noqa: B023
    # The first step is the clock's and the caches'; growth shows in the second, and over both.
    return max(math.log(took[2] / took[1], 4), math.log(took[2] / took[0], 16))


def assert_linear(build: Callable[[int], T], work: Callable[[T], object], smallest: int) -> None:
    """On a busy machine a bad figure is tried again; what is quadratic fails each time."""
    found: list[float] = []
    while len(found) < _TRIES and not (found and min(found) < STEEPEST):
        found.append(exponent(build, work, smallest))
    assert min(found) < STEEPEST, found


def repeat(pattern: str) -> Callable[[int], str]:
    """A text of about that many characters."""
    return lambda size: pattern * max(size // len(pattern), 1)
