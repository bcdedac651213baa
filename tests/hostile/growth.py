"""How steeply a cost grows with the size of what it is spent on: the one way in which we time,
and the one in which we count."""

from __future__ import annotations

import gc
import math
import sys
import time
from collections.abc import Callable
from functools import partial
from itertools import count
from typing import TypeVar

T = TypeVar("T")

STEEPEST = 1.3
"""Exponent up to which growth counts as linear: 2 is quadratic; the rest is noise and caches."""
MEASURABLE = 0.002
"""Seconds of the middle size from which a clock says something about growth."""
LARGEST = 25_000
"""Of the smallest size: what is instant at that has no growth to speak of."""
LONG = 0.05
_TRIES = 5


def seconds(work: Callable[[], object]) -> float:
    """Time of the processor, ours alone; the best of three, since noise only ever adds to it."""
    best = _once(work)
    for _ in range(2):
        if best < LONG:  # a long run has little noise, and three of them take long
            best = min(best, _once(work))
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
    """How steeply the time grows between n, 4n and 16n: the steeper of the two steps.

    n is `smallest`, or as much more as it takes to be measured.
    """
    while smallest <= LARGEST:
        sizes = [build(times * smallest) for times in (1, 4)]
        small, middle = (seconds(partial(work, item)) for item in sizes)
        if middle >= MEASURABLE:
            break
        smallest *= 2
    else:
        return 0.0
    large = seconds(partial(work, build(16 * smallest)))
    # The first step is the clock's and the caches'; growth shows in the second, and over both.
    return max(math.log(large / middle, 4), math.log(large / max(small, 1e-6), 16))


def assert_linear(build: Callable[[int], T], work: Callable[[T], object], smallest: int) -> None:
    """On a busy machine a bad figure is tried again; what is quadratic fails each time."""
    found: list[float] = []
    while len(found) < _TRIES and not (found and min(found) < STEEPEST):
        found.append(exponent(build, work, smallest))
    assert min(found) < STEEPEST, found


def calls(work: Callable[[], object]) -> int:
    """How many functions it calls, Python's and C's: the same on every machine."""
    counter = count()

    def profile(frame: object, event: str, argument: object) -> None:
        if event in ("call", "c_call"):
            next(counter)

    sys.setprofile(profile)
    try:
        work()
    finally:
        sys.setprofile(None)
    return next(counter)


def assert_calls_are_linear(
    build: Callable[[int], T], work: Callable[[T], object], smallest: int
) -> None:
    """Twice the size takes about twice the calls: what is quadratic takes four times as many."""
    small, large = (build(times * smallest) for times in (1, 2))
    work(small)  # caches are filled
    few, many = calls(partial(work, small)), calls(partial(work, large))
    assert many < 2.3 * few, (few, many)


def repeat(pattern: str) -> Callable[[int], str]:
    """A text of about that many characters."""
    return lambda size: pattern * max(size // len(pattern), 1)
