"""Splits, dividends and moves that are not believed."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from thesisvault.model.market import Bar
from thesisvault.model.review import Standing

from .builders import Hand, bars, levels, series, stand, weekday


def held(*given: Bar) -> Hand:
    return Hand({"X": series("X", given)}, benchmark=levels([100.0] * len(given)))


def test_a_later_dividend_does_not_lower_a_close() -> None:
    dividend = Bar(weekday(2), close=148.0, dividend=4.0)
    before = held(*bars([151.0, 152.0]))
    after = held(*bars([151.0, 152.0]), dividend)
    assert stand("X close < 150", before, 1).state is Standing.NEAR
    assert stand("X close < 150", after, 2).broke_on == weekday(2)
    assert after.prices["X"].closes[0] < 150  # what a plain adjusted close would have said


def test_windows_count_dividends() -> None:
    readings = held(*bars([100.0]), Bar(weekday(1), close=90.0, dividend=10.0))
    assert stand("X close < 0.95 * high(2)", readings, 1).state is not Standing.BROKEN
    assert stand("X return since opened < -5%", readings, 1).value_left == pytest.approx(0)


def test_levels_are_in_present_shares() -> None:
    readings = held(*bars([400.0]), Bar(weekday(1), close=101.0, open=99.0, split=4.0))
    state = stand("X close < 99", readings, 1)
    assert state.state is Standing.NEAR
    assert state.broke_on is None
    assert state.reason == f"X was split 4 for 1 on {weekday(1)}: levels are adjusted for it."
    assert stand("X open < 99", readings, 1).value_left == pytest.approx(99)
    # Written for the old shares it breaks at once, and the reason says why.
    old = stand("X close < 350", readings, 1)
    assert (old.broke_on, old.value_left) == (weekday(0), 101)
    assert "adjusted for it" in old.reason


def test_a_split_matters_to_written_levels_only() -> None:
    readings = held(*bars([396.0, 400.0]), Bar(weekday(2), close=101.0, split=4.0))
    readings.opened = weekday(1)
    assert stand("X close < 0.5 * high(2)", readings, 2).reason == ""
    assert "split" in stand("X close < 50", readings, 2).reason


def test_closes_that_are_adjusted_for_splits_already() -> None:
    given = [
        Bar(weekday(0), close=100.0, adjusted_close=98.0),
        Bar(weekday(1), close=101.0, adjusted_close=101.0, split=4.0),
    ]
    readings = Hand({"X": series("X", given)}, benchmark=levels([100.0, 100.0]))
    assert stand("X close < 99", readings, 0).value_left == pytest.approx(100)
    assert stand("X close < 99", readings, 1).broke_on is None


def test_a_move_that_is_not_believed_is_unknown() -> None:
    readings = held(*bars([400.0, 404.0, 101.0, 102.0]))
    state = stand("X close < 150", readings, 3)
    assert state.state is Standing.UNKNOWN
    assert state.reason == f"X: the move on {weekday(2)} is not used: it may be a split"
    assert stand("X return(1) > 0.5%", readings, 3).broke_on == weekday(1)
    opened_after = replace(readings, opened=weekday(2))
    assert stand("X close < 150", opened_after, 3).broke_on == weekday(2)


def test_no_opening_price() -> None:
    state = stand("X open < 150", held(*bars([400.0])), 0)
    assert state.reason == f"X: no opening price on {weekday(0)}"
