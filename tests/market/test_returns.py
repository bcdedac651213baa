from collections.abc import Callable
from datetime import date

import pytest
from msgspec.structs import replace

from thesisvault.market.returns import align, combine, compound
from thesisvault.model.market import AdjustedSeries

Build = Callable[..., AdjustedSeries]
Weekdays = Callable[[int], list[date]]


def drop(series: AdjustedSeries, *days: date) -> AdjustedSeries:
    kept = [place for place, day in enumerate(series.dates) if day not in days]
    return replace(
        series,
        dates=tuple(series.dates[p] for p in kept),
        closes=tuple(series.closes[p] for p in kept),
        bars=tuple(series.bars[p] for p in kept),
    )


def test_a_missing_day_gives_one_return_over_both(from_returns: Build, weekdays: Weekdays) -> None:
    days = weekdays(4)
    held = align(drop(from_returns("NOC", [0.1, 0.2, 0.3]), days[1]), days)
    assert held.returns == pytest.approx((None, None, 1.1 * 1.2 - 1, 0.3))
    assert held.spans == (0, 0, 2, 1)


def test_a_halt_of_more_than_three_sessions_gives_no_return(
    from_returns: Build, weekdays: Weekdays
) -> None:
    days = weekdays(7)
    series = from_returns("NOC", [0.01] * 6)
    assert align(drop(series, *days[1:4]), days).spans == (0, 0, 0, 0, 4, 1, 1)
    assert align(drop(series, *days[1:5]), days).spans == (0, 0, 0, 0, 0, 0, 1)


def test_a_quarantined_day_is_in_no_return(from_returns: Build, weekdays: Weekdays) -> None:
    days = weekdays(5)
    series = from_returns("NOC", [0.01, -0.75, 0.01, 0.01])
    assert series.quarantined == (days[2],)
    assert align(series, days).spans == (0, 1, 0, 1, 1)
    assert align(drop(series, days[2]), days).spans == (0, 1, 0, 0, 1)


def test_prices_off_the_calendar_are_passed_over(from_returns: Build, weekdays: Weekdays) -> None:
    days = weekdays(4)
    held = align(from_returns("NOC", [0.1, 0.2, 0.3]), [days[0], days[2], days[3]])
    assert held.returns == pytest.approx((None, 1.1 * 1.2 - 1, 0.3))


def test_weights_are_rescaled_over_the_names_present(
    from_returns: Build, weekdays: Weekdays
) -> None:
    days = weekdays(4)
    members = [
        align(from_returns("A", [0.01, 0.02, 0.03]), days),
        align(drop(from_returns("B", [0.05, 0.05, 0.05]), days[2]), days),
    ]
    weights = {"A": 3.0, "B": 1.0}
    one = combine(members, weights, 1, range(1, 4), catch_up=False)
    assert one.returns == pytest.approx((0.75 * 0.01 + 0.25 * 0.05, 0.02, 0.03))
    assert one.coverage == pytest.approx((1.0, 0.75, 0.75))
    caught = combine(members, weights, -1, range(1, 4), catch_up=True)
    assert caught.returns[2] == pytest.approx(-(0.75 * 0.03 + 0.25 * (1.05**2 - 1)))


def test_a_return_from_before_the_window_is_not_caught_up(
    from_returns: Build, weekdays: Weekdays
) -> None:
    days = weekdays(4)
    member = align(drop(from_returns("A", [0.01, 0.02, 0.03]), days[1]), days)
    assert combine([member], {"A": 1.0}, 1, range(2, 4), catch_up=True).returns[0] is None
    inside = combine([member], {"A": 1.0}, 1, range(1, 4), catch_up=True)
    assert inside.returns == pytest.approx((None, 1.01 * 1.02 - 1, 0.03))
    assert inside.covered == (True, True, True)


def test_compounding() -> None:
    assert compound([0.1, -0.1]) == pytest.approx(-0.01)
    assert compound([]) == 0.0
