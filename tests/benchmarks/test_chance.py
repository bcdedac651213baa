"""How often chance gets a verdict, on prices out of thin air instead of skfolio's."""

from __future__ import annotations

import datetime as dt
from math import exp
from random import Random

from benchmarks.chance import BENCHMARK, BESIDE, HISTORY, Closes, simulate, table
from sizes import share

DAYS_DRAWN = share(4, 8)

DAYS = tuple(dt.date(2020, 1, 1) + dt.timedelta(days=place) for place in range(HISTORY + 8))


def closes(symbol: str, sigma: float, jump: float = 0.0) -> Closes:
    """A walk of its own, with a jump in either direction on each of the last eight days."""
    source, level, found = Random(symbol), 100.0, []
    for place in range(len(DAYS)):
        move = source.choice((-1, 1)) * jump if place >= HISTORY else 0.0
        level *= exp(source.gauss(0, sigma) + move)
        found.append(level)
    return Closes(symbol, DAYS, tuple(found))


def market(jump: float) -> list[Closes]:
    names = [closes(f"N{number:02}", 0.02, jump) for number in range(16)]
    return [*names, closes(BENCHMARK, 0.01)]


def test_days_without_dispersion_call_few_and_name_none() -> None:
    found = simulate(market(0.0), days=DAYS_DRAWN, baskets=6, seed=1)
    called = [
        one for one in found if one.verdicts["alone"].outcome.value in ("supported", "pressured")
    ]
    assert len(found) == 6 * DAYS_DRAWN
    assert len(called) <= len(found) / 4
    assert all(set(one.verdicts) == set(BESIDE) for one in found)


def test_wild_days_call_many_and_name_them() -> None:
    found = simulate(market(0.2), days=DAYS_DRAWN, baskets=6, seed=1)
    called = [
        one for one in found if one.verdicts["alone"].outcome.value in ("supported", "pressured")
    ]
    assert len(called) > len(found) * 5 / 8
    assert all(one.spread > 3 for one in found)
    assert sum(one.is_named for one in called) > len(called) / 2
    shown = table(found, DAYS_DRAWN)
    assert shown.startswith(f"{6 * DAYS_DRAWN} baskets on {DAYS_DRAWN} days")
    assert "shown for 100% of the baskets" in shown


def test_the_same_seed_draws_the_same() -> None:
    one, other = (table(simulate(market(0.1), 4, 3, seed=7), 4) for _ in range(2))
    assert one == other
