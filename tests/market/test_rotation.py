from collections.abc import Callable
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from thesisvault.market.adjust import absent
from thesisvault.market.rotation import (
    PERIODS_NEEDED,
    group_levels,
    measure_rotation,
    quadrant,
    rs_points,
)
from thesisvault.model.market import AdjustedSeries

Held = dict[str, AdjustedSeries]
Build = Callable[..., AdjustedSeries]
Weekdays = Callable[[int], list[date]]


def test_quadrants() -> None:
    assert quadrant(101, 101) == "leading"
    assert quadrant(101, 99) == "weakening"
    assert quadrant(99, 99) == "lagging"
    assert quadrant(99, 101) == "improving"
    assert quadrant(100, 100) == "leading"


def test_points_agree_with_arrays(november: Held) -> None:
    held, index = november["BAC"], november["SP500"]
    points = rs_points(held.dates, held.closes, index.closes)
    rs = 100 * np.array(held.closes) / np.array(index.closes)

    def score(window: np.ndarray) -> float:
        return float(100 + (window[-1] - window.mean()) / window.std())

    ratios = np.array([score(rs[end - 14 : end]) for end in range(14, len(rs) + 1)])
    changes = np.diff(ratios)
    assert points[-1].rs == pytest.approx(rs[-1])
    assert points[-1].ratio == pytest.approx(ratios[-1])
    assert points[-1].momentum == pytest.approx(score(changes[-14:]))
    assert [point.ratio is None for point in points[:15]] == [True] * 13 + [False] * 2
    first = next(place for place, point in enumerate(points) if point.quadrant is not None)
    assert first + 1 == PERIODS_NEEDED


levels = st.lists(st.floats(50, 150), min_size=30, max_size=40)


@given(levels, st.floats(0.01, 100), st.floats(0.01, 100))
def test_the_quadrant_does_not_depend_on_the_level(
    held: list[float], scale: float, other: float
) -> None:
    days = [date.fromordinal(738000 + place) for place in range(len(held))]
    index = [100.0 + place % 7 for place in range(len(held))]
    plain = rs_points(days, held, index)[-1]
    scaled = rs_points(days, [scale * p for p in held], [other * b for b in index])[-1]
    if plain.ratio is not None and scaled.ratio is not None:
        assert scaled.ratio == pytest.approx(plain.ratio, abs=1e-4)


def test_a_group_that_moves_like_the_benchmark_has_no_quadrant(november: Held) -> None:
    index = november["SP500"]
    (found,) = measure_rotation({"index": [replace(index, symbol="SPY")]}, index)
    assert found.quadrant is None
    assert found.reason is not None and "move exactly as" in found.reason


def test_the_november_rotation_puts_banks_ahead_of_software(november: Held) -> None:
    groups = {"banks": [november["BAC"], november["JPM"]], "software": [november["MSFT"]]}
    banks, software = measure_rotation(groups, november["SP500"])
    assert (banks.name, banks.symbols, banks.period) == ("banks", ("BAC", "JPM"), "weekly")
    before, after = date(2020, 11, 6), date(2020, 11, 13)
    at = {point.date: point.quadrant for point in banks.points}
    assert (at[before], at[after], banks.quadrant) == ("lagging", "leading", "weakening")
    at = {point.date: point.quadrant for point in software.points}
    assert (at[before], at[after], software.quadrant) == ("leading", "lagging", "improving")
    assert len(banks.points) == 12
    assert banks.points[-1].date == date(2020, 11, 30)
    # Weekly points are the last sessions of their weeks: Friday after Thanksgiving.
    assert banks.points[-2].date == date(2020, 11, 27)
    (daily,) = measure_rotation({"banks": groups["banks"]}, november["SP500"], period="daily")
    assert daily.points[-2].date == date(2020, 11, 27)
    assert daily.points[-3].date == date(2020, 11, 25)


def test_only_the_history_needed_is_used_and_all_of_it_changes_nothing(november: Held) -> None:
    groups = {"banks": [november["BAC"], november["JPM"]]}
    (short,) = measure_rotation(groups, november["SP500"], length=2)
    (long,) = measure_rotation(groups, november["SP500"], length=200)
    for one, two in zip(short.points, long.points[-2:], strict=True):
        assert one.ratio == pytest.approx(two.ratio)
        assert one.momentum == pytest.approx(two.momentum)


def test_too_little_history_is_said(november: Held) -> None:
    index = november["SP500"]
    cut = replace(index, dates=index.dates[:40], closes=index.closes[:40], bars=index.bars[:40])
    held = november["BAC"]
    short = replace(held, dates=held.dates[:40], closes=held.closes[:40], bars=held.bars[:40])
    (found,) = measure_rotation({"banks": [short]}, cut)
    assert found.quadrant is None
    assert found.reason is not None and "9 weeks of prices; a quadrant needs 28" in found.reason


def test_names_that_cannot_take_part_are_named(november: Held) -> None:
    held = november["JPM"]
    stale = replace(held, dates=held.dates[:-4], closes=held.closes[:-4], bars=held.bars[:-4])
    euro = replace(november["KO"], currency="EUR")
    groups = {"g": [november["BAC"], stale, absent("NOC"), euro], "none": [absent("LMT")]}
    some, none = measure_rotation(groups, november["SP500"])
    assert some.symbols == ("BAC",)
    assert [one.symbol for one in some.excluded] == ["JPM", "NOC", "KO"]
    assert "stale: last price 2020-11-23" in some.excluded[0].reason
    assert (none.quadrant, none.reason) == (
        None,
        "no name with usable prices: LMT (no prices)",
    )
    (without,) = measure_rotation({"g": [november["BAC"]]}, absent("SPX"))
    assert without.reason == "SPX: no prices"


def test_group_levels_are_equal_weights_over_the_names_present(
    from_returns: Build, weekdays: Weekdays
) -> None:
    one, two = from_returns("A", [0.10, 0.10]), from_returns("B", [0.20, 0.20])
    late = replace(two, dates=two.dates[1:], closes=two.closes[1:], bars=two.bars[1:])
    days = weekdays(3)
    assert group_levels([one, two], days) == pytest.approx((100.0, 115.0, 132.25))
    assert group_levels([one, late], days) == pytest.approx((100.0, 110.0, 126.5))
    assert group_levels([late], days) == pytest.approx((None, 100.0, 120.0))


def test_levels_must_be_positive() -> None:
    with pytest.raises(ValueError):
        rs_points([date(2024, 1, 1)], [0.0], [1.0])
