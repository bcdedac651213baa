"""How steeply a cost grows with the size of what it is spent on.

The suite counts steps of Python: lines and calls, the same on every machine. What a single call
does inside (a regular expression, a copy) is no step: `make soak` takes the time instead.
"""

from __future__ import annotations

import gc
import math
import sys
import time
from collections.abc import Callable
from functools import partial
from types import FrameType
from typing import Any, TypeVar

from sizes import WHOLE

T = TypeVar("T")

STEEPEST = 1.3
"""Exponent up to which growth counts as linear: 2 is quadratic; the rest is noise and caches."""
MEASURABLE = 0.002 if WHOLE else 1000
"""Cost of the middle size from which it says something about growth."""
LARGEST = 25_000
"""Of the smallest size: what is instant at that has no growth to speak of."""
LONG = 0.05
TIMES = 4 if WHOLE else 2
"""By how much one size is larger than the one before."""
_TRIES = 5 if WHOLE else 1


def steps(work: Callable[[], object]) -> float:
    """Lines of Python run, and calls into C made: always the same for the same work."""
    count = 0

    def traced(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal count
        count += 1
        return traced

    def profiled(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal count
        count += event == "c_call"

    before = sys.gettrace(), sys.getprofile()
    sys.setprofile(profiled)
    sys.settrace(traced)
    try:
        work()
    finally:
        sys.settrace(before[0])
        sys.setprofile(before[1])
    return count


def calls(work: Callable[[], object]) -> int:
    """Functions called, Python's and C's: coarser than `steps`, and far quicker to count."""
    count = 0

    def profiled(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(profiled)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def seconds(build: Callable[[], T], work: Callable[[T], object]) -> float:
    """Time of the processor, ours alone; the best of three, since noise only ever adds to it.

    Each is given something new: what has been asked before may know the answer.
    """
    best = _once(partial(work, build()))
    for _ in range(2):
        if best < LONG:  # a long run has little noise, and three of them take long
            best = min(best, _once(partial(work, build())))
    return best


def _once(work: Callable[[], object]) -> float:
    gc.disable()
    try:
        started = time.process_time()
        work()
        return time.process_time() - started
    finally:
        gc.enable()


def exponent(build: Callable[[int], T], work: Callable[[T], object], smallest: int) -> float:
    """How steeply the cost grows over three sizes, n and `TIMES` as much: the steeper of two steps.

    n is `smallest`, or as much more as it takes to be measured.
    """

    def cost(size: int) -> float:
        if WHOLE:
            return seconds(partial(build, size), work)
        return steps(partial(work, build(size)))

    while smallest <= LARGEST:
        small, middle = cost(smallest), cost(TIMES * smallest)
        if middle >= MEASURABLE:
            break
        smallest *= 2
    else:
        return 0.0
    large = cost(TIMES**2 * smallest)
    # The first step is the clock's and the caches'; growth shows in the second, and over both.
    return max(math.log(large / middle, TIMES), math.log(large / max(small, 1e-6), TIMES**2))


def assert_linear(build: Callable[[int], T], work: Callable[[T], object], smallest: int) -> None:
    """On a busy machine a bad figure is tried again; what is quadratic fails each time."""
    found: list[float] = []
    while len(found) < _TRIES and not (found and min(found) < STEEPEST):
        found.append(exponent(build, work, smallest))
    assert min(found) < STEEPEST, found


def repeat(pattern: str) -> Callable[[int], str]:
    """A text of about that many characters."""
    return lambda size: pattern * max(size // len(pattern), 1)
