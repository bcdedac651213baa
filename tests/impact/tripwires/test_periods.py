"""Closes of weeks and months: over with their last session, and none before the condition was."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from thesisvault.impact.tripwires.history import watch
from thesisvault.impact.tripwires.parser import parse
from thesisvault.model.market import Bar
from thesisvault.model.review import Standing, TripwireState

from .builders import MONDAY, Hand, levels, priced, series, stand

FRIDAY = 4
"""The weekday of the first week that is its last."""


def on(days: Sequence[dt.date], closes: Sequence[float]) -> Hand:
    bars = [Bar(day, close=close) for day, close in zip(days, closes, strict=True)]
    return Hand({"X": series("X", bars, "yes")}, benchmark=levels([100.0] * 60))


def held(condition: str, readings: Hand, day: dt.date) -> TripwireState:
    return watch(parse(condition), readings, day)


def test_only_the_last_close_of_a_week_breaks_it() -> None:
    readings = priced([100, 89, 88, 87, 91, 92, 93, 94, 95, 89])
    wednesday = stand("NVDA weekly close < 90", readings, 2)
    assert (wednesday.state, wednesday.holds) == (Standing.NEAR, False)
    assert (wednesday.value_left, wednesday.value_right) == (88, 90)
    assert wednesday.reason.startswith("On the close of 2024-01-03 it would hold")
    assert stand("NVDA weekly close < 90", readings, FRIDAY).broke_on is None
    broken = stand("NVDA weekly close < 90", readings, FRIDAY + 5)
    assert (broken.broke_on, broken.value_left) == (dt.date(2024, 1, 12), 89)
    assert stand("NVDA close < 90", readings, 1).broke_on == dt.date(2024, 1, 2)


def test_in_a_new_week_the_close_of_the_last_one_still_holds() -> None:
    readings = priced([100, 100, 100, 100, 89, 95, 96])
    state = stand("NVDA weekly close < 90", readings, 6)
    assert (state.state, state.holds, state.value_left) == (Standing.BROKEN, True, 89)


def test_after_a_holiday_the_week_is_over_with_the_first_close_of_the_next() -> None:
    days = [MONDAY + dt.timedelta(days=at) for at in (0, 1, 2, 3, 7, 8, 9, 10, 11)]
    readings = on(days, [100, 99, 98, 89, 95, 96, 97, 98, 99])
    assert held("X weekly close < 90", readings, days[3]).broke_on is None
    assert held("X weekly close < 90", readings, days[3] + dt.timedelta(days=1)).broke_on is None
    assert held("X weekly close < 90", readings, days[4]).broke_on == days[4]


def test_prices_that_end_within_a_week_do_not_end_it() -> None:
    readings = priced([100, 99, 98, 97, 96, 89, 88])
    sunday = dt.date(2024, 1, 14)
    state = watch(parse("NVDA weekly close < 90"), readings, sunday)
    assert state.state is not Standing.BROKEN


def test_a_coin_trades_to_sunday_and_elsewhere_a_week_begins_on_it() -> None:
    days = [MONDAY + dt.timedelta(days=at) for at in range(14)]
    coin = on(days, [100, 99, 98, 97, 95, 95, 95, 95, 95, 95, 95, 89, 95, 89])
    assert held("X weekly close < 90", coin, days[11]).state is Standing.NEAR
    assert held("X weekly close < 90", coin, days[13]).broke_on == days[13]
    open_on = [day for day in days if day.weekday() not in (4, 5)]
    gulf = on(open_on, [99, 99, 99, 99, 95, 95, 95, 95, 89, 95])
    assert open_on[8].strftime("%a") == "Thu"
    assert held("X weekly close < 90", gulf, open_on[7]).broke_on is None
    assert held("X weekly close < 90", gulf, open_on[8]).broke_on == open_on[8]


def test_a_month_is_over_with_its_last_session() -> None:
    closes = [100.0] * 22 + [89.0] + [95.0] * 5
    assert stand("NVDA monthly close < 90", priced(closes), 22).broke_on == dt.date(2024, 1, 31)
    closes[21], closes[22] = 89.0, 95.0
    assert stand("NVDA monthly close < 90", priced(closes), 27).broke_on is None


def test_a_close_of_before_the_stop_was_set_does_not_count() -> None:
    readings = priced([95, 95, 95, 95, 95, 105, 106, 107, 108, 109])
    wednesday = MONDAY + dt.timedelta(days=9)
    raised = parse("NVDA weekly close < 100")
    assert watch(raised, readings, wednesday).broke_on == dt.date(2024, 1, 5)
    state = watch(raised, readings, wednesday, stated=wednesday)
    assert (state.state, state.value_left) == (Standing.UNTOUCHED, 107)
    later = replace(readings, opened=wednesday)
    assert watch(raised, later, dt.date(2024, 1, 12)).state is Standing.UNTOUCHED


def test_the_opposite_waits_for_the_week_too() -> None:
    readings = priced([100, 89, 88, 87, 89])
    assert stand("not NVDA weekly close >= 90", readings, 3).broke_on is None
    assert stand("not NVDA weekly close >= 90", readings, 4).broke_on == dt.date(2024, 1, 5)
    assert stand("NVDA weekly close > 85 and NVDA close < 90", readings, 3).broke_on is None


def test_without_prices_it_is_unknown() -> None:
    state = stand("Y weekly close < 90", priced([100.0]), 0)
    assert (state.state, state.holds) == (Standing.UNKNOWN, None)
    assert "no prices" in state.reason


@pytest.mark.parametrize("written", ["nvda WEEKLY Close < 90", "NVDA weekly close<90"])
def test_spelling(written: str) -> None:
    assert parse(written) == parse("NVDA weekly close < 90")
