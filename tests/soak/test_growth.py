"""No pattern makes a command take more than its share of time: those known, and those of chance."""

from __future__ import annotations

import time
from collections.abc import Iterable
from itertools import islice

import pytest

from sizes import part, spread
from soak import growing
from soak.conftest import Tell
from soak.patterns import KNOWN, units, work

_SMALL, _LARGE = 3_000, 24_000
_WIDE = (16_000, 1_000_000)
_SEED = 14


@pytest.mark.parametrize("name", spread(list(growing.NAMED)))
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


def _slope(unit: str, times: int, sizes: tuple[int, int]) -> float:
    small, large = (min(_cost(unit, size) for _ in range(times)) for size in sizes)
    return growing.exponent(small, large, sizes[1] / sizes[0])


def _steep(patterns: Iterable[str], sizes: tuple[int, int]) -> dict[str, float]:
    steep = {}
    for unit in patterns:
        # Noise only ever adds: what looks steep is measured again.
        if _slope(unit, 1, sizes) > growing.STEEPEST:
            slope = _slope(unit, 3, sizes)
            if slope > growing.STEEPEST:
                steep[unit] = round(slope, 2)
    return steep


_PIECES = 4
"""Into so many tests the random patterns are split: what is drawn by each has a seed of its own."""


@pytest.mark.parametrize("piece", range(_PIECES))
def test_patterns_of_chance(piece: int, tell: Tell) -> None:
    """Random patterns through reader, index, checks, fixes, moves and blocks, to 24 KB."""
    seen = part(10_000 // _PIECES)
    tell(f"{seen:,} patterns")
    assert _steep(islice(units(_SEED + piece), seen), (_SMALL, _LARGE)) == {}


def test_patterns_to_a_megabyte(tell: Tell) -> None:
    """Known patterns, and some of chance, from 16 KB to 1 MB through all that touches a note."""
    known, drawn = spread(KNOWN), part(50)
    tell(f"{len(known)} known patterns, {drawn} of chance")
    assert _steep((*known, *islice(units(_SEED + _PIECES), drawn)), _WIDE) == {}
