"""What became of past moves, held against the event study made day by day."""

from __future__ import annotations

import datetime as dt
from random import Random

import pytest

from thesisvault.market.base_rates import AHEAD, LEAST_T, base_rate
from thesisvault.market.event_study import study_event
from thesisvault.market.frame import Estimation
from thesisvault.model.market import AbnormalReturn, AdjustedSeries

DAYS = tuple(dt.date(2020, 1, 1) + dt.timedelta(days=place) for place in range(420))
ESTIMATION = Estimation(100, 60)
LAST = DAYS[-1] + dt.timedelta(days=1)


def series(
    symbol: str, jumps: dict[int, float] | None = None, sigma: float = 0.01
) -> AdjustedSeries:
    source, closes = Random(symbol), [100.0]
    for place in range(1, len(DAYS)):
        closes.append(closes[-1] * (1 + source.gauss(0, sigma) + (jumps or {}).get(place, 0.0)))
    return AdjustedSeries(symbol, DAYS, tuple(closes), ())


MARKET = series("SPY")
JUMPS = {place: sign * 0.06 for place, sign in ((150, 1), (160, -1), (200, -1), (260, 1), (410, 1))}


def study(
    member: AdjustedSeries, day: dt.date, window: tuple[int, int], side: int
) -> AbnormalReturn:
    found = study_event("x", [member], MARKET, day, window, side=side, estimation=ESTIMATION)
    return found.abnormal


def by_hand(member: AdjustedSeries, side: int = 1) -> tuple[int, int, int]:
    """Days found, counted and gone on, each day a study of its own."""
    days = counted = went_on = free = 0
    for place, day in enumerate(DAYS[:-AHEAD]):
        first = study(member, day, (0, 0), side)
        if first.t is None or abs(first.t) < LEAST_T:
            continue
        days += 1
        if place >= free:
            free, counted = place + AHEAD + 1, counted + 1
            after = study(member, day, (1, AHEAD), side)
            went_on += (after.car or 0.0) * (first.car or 0.0) > 0
    return days, counted, went_on


@pytest.mark.parametrize("side", [1, -1])
def test_each_past_day_is_tested_as_an_event_is(side: int) -> None:
    member = series("AAA", JUMPS)
    found = base_rate([member], MARKET, {"AAA": 1.0}, side, ESTIMATION, LAST)
    assert (found.days, found.counted, found.went_on) == by_hand(member, side)
    assert found.days > found.counted >= 3
    assert found.share == found.went_on / found.counted
    assert found.low is not None and found.high is not None
    assert found.low < found.share < found.high


def test_nothing_of_the_day_or_later_is_seen() -> None:
    member = series("AAA", JUMPS)
    known = base_rate([member], MARKET, {"AAA": 1.0}, 1, ESTIMATION, DAYS[230])
    later = series("AAA", {place: jump for place, jump in JUMPS.items() if place < 230})
    assert known == base_rate([later], MARKET, {"AAA": 1.0}, 1, ESTIMATION, DAYS[230])
    assert (
        0 < known.counted < base_rate([member], MARKET, {"AAA": 1.0}, 1, ESTIMATION, LAST).counted
    )


def test_no_move_far_out_is_said_and_is_no_share() -> None:
    found = base_rate([series("AAA")], MARKET, {"AAA": 1.0}, 1, ESTIMATION, DAYS[65])
    assert (found.share, found.counted) == (None, 0)
    assert found.reason == "none of 0 past days had |t| >= 2.5 and 20 sessions after it"
