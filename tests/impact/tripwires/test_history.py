"""A condition day by day: when it broke, how it stands, and that nobody looks ahead."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from thesisvault.impact.tripwires.history import watch
from thesisvault.impact.tripwires.parser import parse
from thesisvault.model.review import Nearness, Standing

from .builders import Hand, bars, levels, priced, series, stand, weekday

FALL = [200.0, 180.0, 149.0, 160.0, 200.0, 155.0]


def test_broken_stays_broken_from_the_first_day() -> None:
    state = stand("NVDA close < 150", priced(FALL), 4)
    assert (state.state, state.broke_on) == (Standing.BROKEN, weekday(2))
    assert state.holds is False
    assert (state.value_left, state.value_right) == (200, 150)
    assert state.comparison == "NVDA close < 150"
    assert state.reason == f"It broke on {weekday(2)}: NVDA close < 150 (149.00 and 150.00)."


def test_broken_and_holding() -> None:
    state = stand("NVDA close < 150", priced(FALL), 2)
    assert (state.state, state.holds, state.distance) == (Standing.BROKEN, True, 0)


def test_untouched_with_its_distance() -> None:
    state = stand("NVDA close < 150", priced(FALL), 1)
    assert (state.state, state.broke_on, state.holds) == (Standing.UNTOUCHED, None, False)
    assert state.distance == pytest.approx(0.2)
    assert state.distance_in == "share"
    assert (state.judged_from, state.judged_on) == (weekday(0), weekday(1))
    assert state.reason == ""


@pytest.mark.parametrize(
    ("close", "expected"), [(157.5, "near"), (157.51, "untouched"), (150.0, "near")]
)
def test_near_is_within_five_percent_of_the_threshold(close: float, expected: str) -> None:
    assert stand("NVDA close < 150", priced([close]), 0).state == expected


@pytest.mark.parametrize(("close", "expected"), [(87.0, "near"), (87.1, "untouched")])
def test_near_for_returns_is_two_points(close: float, expected: str) -> None:
    state = stand("NVDA return since opened < -15%", priced([100.0, close]), 1)
    assert state.state == expected
    assert state.distance_in == "points"
    assert state.distance == pytest.approx(close / 100 - 0.85)


def test_near_is_a_parameter() -> None:
    condition, readings = parse("NVDA close < 150"), priced([164.0])
    assert watch(condition, readings, weekday(0)).state is Standing.UNTOUCHED
    assert watch(condition, readings, weekday(0), Nearness(share=0.1)).state is Standing.NEAR


def test_a_stop_that_was_raised_is_tried_from_then_on() -> None:
    condition, readings = parse("NVDA close < 150"), priced(FALL)
    raised = watch(condition, readings, weekday(4), stated=weekday(3))
    assert (raised.state, raised.judged_from) == (Standing.UNTOUCHED, weekday(3))
    assert watch(condition, readings, weekday(4), stated=weekday(2)).broke_on == weekday(2)
    earlier = weekday(0) - dt.timedelta(days=9)
    assert watch(condition, readings, weekday(4), stated=earlier).broke_on == weekday(2)
    unopened = watch(condition, replace(readings, opened=None), weekday(2), stated=weekday(1))
    assert (unopened.state, unopened.reason.count("opened")) == (Standing.BROKEN, 0)


def test_held_already_at_the_opening() -> None:
    state = stand("NVDA close < 150", priced([140.0, 160.0]), 1)
    assert state.broke_on == weekday(0)
    assert "already true when the thesis was opened" in state.reason


def test_before_the_opening_nothing_counts() -> None:
    readings = replace(priced(FALL), opened=weekday(3))
    assert stand("NVDA close < 150", readings, 5).state is Standing.NEAR
    assert stand("NVDA close < 150", readings, 2).reason == (
        f"the thesis is not opened until {weekday(3)}"
    )


def test_without_an_opening_it_is_broken_since_it_holds() -> None:
    readings = replace(priced(FALL), opened=None)
    assert stand("NVDA close < 150", readings, 4).state is Standing.UNTOUCHED
    assert stand("NVDA close < 150", readings, 2).state is Standing.BROKEN
    assert "not known: add `opened:" in stand("NVDA close < 150", readings, 4).reason
    low = replace(priced([160.0, 140.0, 160.0, 149.0, 148.0, 147.0]), opened=None)
    broken = stand("NVDA close < 150", low, 5)
    assert (broken.broke_on, broken.judged_from) == (weekday(3), weekday(3))
    assert f"It has been true since {weekday(3)}: NVDA close < 150 (149.00" in broken.reason
    state = stand("NVDA return since opened < 0.1", readings, 4)
    assert (state.state, state.reason) == (Standing.UNKNOWN, "the thesis has no `opened` date")


def test_no_prices_is_unknown() -> None:
    state = stand("AMD close < 150", priced(FALL), 4)
    assert (state.state, state.holds, state.reason) == (Standing.UNKNOWN, None, "AMD: no prices")
    assert state.judged_on is None


def test_days_before_the_prices_are_said() -> None:
    readings = priced(FALL[3:], first=3)
    state = stand("NVDA close < 150", readings, 4)
    assert state.state is Standing.UNTOUCHED
    assert state.judged_from == weekday(3)
    assert state.reason == (
        f"Not checked before {weekday(3)}: NVDA: prices begin on {weekday(3)}, after {weekday(0)}."
    )


def test_stale_prices_are_unknown() -> None:
    readings = replace(priced(FALL), benchmark=levels([100.0] * 30))
    assert stand("NVDA close < 100", readings, 8).state is Standing.UNTOUCHED
    state = stand("NVDA close < 100", readings, 9)
    assert (state.state, state.holds) == (Standing.UNKNOWN, None)
    assert state.reason == f"NVDA: prices end on {weekday(5)}"


def test_broken_before_the_prices_ended_stays_broken() -> None:
    readings = replace(priced(FALL), benchmark=levels([100.0] * 30))
    state = stand("NVDA close < 150", readings, 20)
    assert (state.state, state.broke_on, state.holds) == (Standing.BROKEN, weekday(2), None)
    assert state.judged_on == weekday(2)
    assert "Whether it holds now is unknown" in state.reason


def test_a_gap_is_said() -> None:
    given = [*bars([200.0, 190.0]), *bars([200.0], first=8)]
    readings = Hand({"NVDA": series("NVDA", given, "yes")}, benchmark=levels([100.0] * 9))
    state = stand("NVDA close < 150", readings, 8)
    assert state.state is Standing.UNTOUCHED
    assert state.reason.startswith(f"Not checked on 3 days, the first {weekday(5)}: NVDA")


def test_a_window_needs_all_its_sessions() -> None:
    state = stand("NVDA close < 0.8 * high(5)", priced(FALL), 3)
    assert state.state is Standing.UNKNOWN
    assert state.reason == (
        f"NVDA: high(5) needs 5 sessions, there are 4 sessions up to {weekday(3)}"
    )
    assert stand("NVDA close < 0.8 * high(5)", priced(FALL), 5).broke_on == weekday(5)


def test_windows_reach_back_before_the_opening() -> None:
    readings = replace(priced(FALL), opened=weekday(5))
    state = stand("NVDA low(4) < 150", readings, 5)
    assert state.broke_on == weekday(5)
    assert state.value_left == pytest.approx(149)


@pytest.mark.parametrize(
    ("figure", "value"),
    [
        ("NVDA close", 155),
        ("NVDA high(3)", 200),
        ("NVDA low(3)", 155),
        ("NVDA average(2)", 177.5),
        ("NVDA close / NVDA high(3)", 0.775),
        ("-NVDA close + 2 * 100", 45),
        ("benchmark close", 105),
        ("close", 110),
        ("100 * return(1)", 10),
        ("100 * return since opened", 10),
        ("100 * relative return since opened", 5),
        ("100 * NVDA relative return(2)", -3.125 - 5),
        ("100 * benchmark return(1)", 5),
    ],
)
def test_values(figure: str, value: float) -> None:
    readings = replace(
        priced(FALL),
        basket=levels([100, 100, 100, 100, 100, 110]),
        benchmark=levels([100, 100, 100, 100, 100, 105]),
    )
    state = stand(f"{figure} > 100000", readings, 5)
    assert state.value_left == pytest.approx(value)


def test_volatility_is_a_year_s() -> None:
    state = stand("NVDA volatility(3) > 9", priced([100, 110, 99, 108.9]), 3)
    # Returns of +10 %, -10 %, +10 %: a sample deviation of 0.11547.
    assert state.value_left == pytest.approx(0.1154700538 * 252**0.5)


def test_a_division_by_zero_is_unknown() -> None:
    state = stand("NVDA close / (NVDA close - NVDA close) > 1", priced(FALL), 1)
    assert (state.state, state.reason) == (Standing.UNKNOWN, "a division by zero")


@given(
    st.lists(st.floats(50, 250), min_size=2, max_size=12),
    st.integers(0, 10),
    st.sampled_from(
        [
            "NVDA close < 150",
            "NVDA close < 0.85 * high(3)",
            "return since opened < -0.1 or NVDA close > 200",
            "not NVDA relative return(2) > -20%",
            "NVDA volatility(2) > 0.5 and terminal rate > 3",
        ]
    ),
)
def test_nothing_after_the_day_matters(closes: list[float], cut: int, condition: str) -> None:
    """Whether a jump is believed is the prices' to say, as they are known on the day of a review:
    those of `adjust` with `as_of`, which see nothing after it."""
    day = min(cut, len(closes) - 2)

    def doubted(count: int) -> list[dt.date]:
        found = series("NVDA", bars(closes[:count]), "yes").quarantined
        return [date for date in found if date <= weekday(day)]

    assume(doubted(day + 1) == doubted(len(closes)))

    def readings(count: int) -> Hand:
        track = bars(closes[:count])
        return Hand(
            {"NVDA": series("NVDA", track, "yes")},
            levels(closes[:count]),
            levels([100.0 + at for at in range(count)]),
        )

    assert stand(condition, readings(day + 1), day) == stand(condition, readings(len(closes)), day)


def test_the_first_break_never_moves() -> None:
    readings = priced(FALL)
    dates = {stand("NVDA close < 165", readings, day).broke_on for day in range(2, 6)}
    assert dates == {weekday(2)}


def test_a_day_without_a_session() -> None:
    saturday = weekday(4) + dt.timedelta(days=1)
    state = watch(parse("NVDA close < 150"), priced(FALL), saturday)
    assert (state.judged_on, state.value_left) == (saturday, 200)
