"""No pattern makes a command take more than its share of time: those known, and those of chance."""

from __future__ import annotations

import time
from itertools import islice

import pytest

from sizes import part
from soak import growing
from soak.conftest import Tell
from soak.patterns import units, work

_SMALL, _LARGE = 6_000, 48_000
_SEED = 14


@pytest.mark.parametrize("name", list(growing.NAMED)[: part(len(growing.NAMED))])
def test_commands(name: str, tell: Tell) -> None:
    """Every command over a named pattern, from 16 KB to 256 KB, in time of the processor."""
    growing.load()
    rows = list(growing.rows_of(name, growing.SIZES, growing.starts()))
    dearest = max(rows, key=lambda row: row.costs[1].seconds)
    tell(f"{len(rows)} commands; at 64 KB the dearest is {dearest}".replace("|", "·"))
    assert [str(row) for row in rows if row.is_odd] == []


def _cost(unit: str, size: int) -> float:
    text = unit * (size // len(unit))
    started = time.process_time()
    work(text)
    return time.process_time() - started


def _slope(unit: str, times: int) -> float:
    small, large = (min(_cost(unit, size) for _ in range(times)) for size in (_SMALL, _LARGE))
    return growing.exponent(small, large, _LARGE / _SMALL)


def test_patterns_of_chance(tell: Tell) -> None:
    """Random patterns through reader, index, checks, fixes, moves and blocks."""
    steep, seen = {}, part(10_000)
    for unit in islice(units(_SEED), seen):
        # Noise only ever adds: what looks steep is measured again.
        if _slope(unit, 1) > growing.STEEPEST and (slope := _slope(unit, 3)) > growing.STEEPEST:
            steep[unit] = round(slope, 2)
    tell(f"{seen:,} patterns")
    assert steep == {}
