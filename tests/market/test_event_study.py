"""The event of 2020-11-09 to its printed digits, and the rules of basket, window and method."""

from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from thesisvault.market.event_study import study_event, study_windows
from thesisvault.market.frame import WINDOWS, Estimation
from thesisvault.model.market import AbnormalReturn, AdjustedSeries

Held = dict[str, AdjustedSeries]
Build = Callable[..., AdjustedSeries]
Weekdays = Callable[[int], list[date]]

VACCINE = date(2020, 11, 9)
N240 = Estimation(sessions=240)


def members(held: Held, *symbols: str) -> list[AdjustedSeries]:
    return [held[symbol] for symbol in symbols]


def test_financials_on_the_vaccine_news(november: Held) -> None:
    study = study_event(
        "financials", members(november, "BAC", "JPM"), november["SP500"], VACCINE, estimation=N240
    )
    found = study.abnormal
    assert study.move.simple_return is not None and found.car is not None
    assert f"{study.move.simple_return:.2%}" == "13.87%"
    assert f"{100 * found.car:.2f} {found.t:.2f}" == "12.42 7.09"
    assert (found.method, found.n, found.df, found.reason) == ("market-model", 240, 238, None)
    assert (study.move.start, study.move.end, study.day_zero) == (VACCINE, VACCINE, VACCINE)
    assert (study.coverage, study.benchmark, found.sessions) == (1.0, "SP500", 1)
    assert found.p is not None and 0 < found.p < 1e-10


def test_energy_on_the_vaccine_news(november: Held) -> None:
    study = study_event(
        "energy",
        members(november, "CVX", "RRC", "XOM"),
        november["SP500"],
        VACCINE,
        estimation=N240,
    )
    assert study.abnormal.car is not None
    assert f"{100 * study.abnormal.car:.2f} {study.abnormal.t:.2f}" == "8.80 3.49"


@pytest.mark.parametrize("window", [(0, 0), (-1, 1), (0, 4), (-5, -2)])
def test_any_window_agrees_with_matrix_least_squares(
    november: Held, window: tuple[int, int]
) -> None:
    names = ("BAC", "JPM", "GE")
    closes = np.array([november[name].closes for name in names])
    index = np.array(november["SP500"].closes)
    y = 0.5 * (closes[:, 1:] / closes[:, :-1] - 1)[0] + 0.25 * (
        (closes[:, 1:] / closes[:, :-1] - 1)[1:].sum(axis=0)
    )
    m = index[1:] / index[:-1] - 1
    zero = november["SP500"].dates.index(VACCINE) - 1
    past = slice(zero - 10 - 239, zero - 9)
    now = slice(zero + window[0], zero + window[1] + 1)
    design = np.column_stack([np.ones(len(m)), m])
    coefficients, *_ = np.linalg.lstsq(design[past], y[past], rcond=None)
    residuals = y[past] - design[past] @ coefficients
    total = design[now].sum(axis=0)
    spread = total @ np.linalg.inv(design[past].T @ design[past]) @ total
    s2 = residuals @ residuals / 238
    car = (y[now] - design[now] @ coefficients).sum()
    t = car / np.sqrt(s2 * (window[1] - window[0] + 1 + spread))

    found = study_event(
        "three",
        members(november, *names),
        november["SP500"],
        VACCINE,
        window,
        weights={"BAC": 2.0, "JPM": 1.0, "GE": 1.0},
        estimation=N240,
    )
    assert found.abnormal.car == pytest.approx(car, rel=1e-9)
    assert found.abnormal.t == pytest.approx(t, rel=1e-9)
    assert found.move.simple_return == pytest.approx(np.prod(1 + y[now]) - 1, rel=1e-9)


def test_one_name_over_a_week_is_close_to_close(november: Held) -> None:
    study = study_event("JPM", [november["JPM"]], november["SP500"], VACCINE, (0, 4))
    held = november["JPM"]
    before, last = held.dates.index(VACCINE) - 1, held.dates.index(VACCINE) + 4
    assert study.move.simple_return == pytest.approx(held.closes[last] / held.closes[before] - 1)
    assert (study.move.end, study.abnormal.sessions) == (date(2020, 11, 13), 5)


def test_weekend_event_is_mondays(november: Held) -> None:
    on_saturday = study_event("JPM", [november["JPM"]], november["SP500"], date(2020, 11, 7))
    on_monday = study_event("JPM", [november["JPM"]], november["SP500"], VACCINE)
    assert on_saturday.day_zero == VACCINE
    assert on_saturday.abnormal == on_monday.abnormal


def test_after_hours_event_is_the_next_sessions(november: Held) -> None:
    late = study_event(
        "JPM", [november["JPM"]], november["SP500"], date(2020, 11, 6), after_hours=True
    )
    assert late.day_zero == VACCINE


def test_short_is_long_turned_round(november: Held) -> None:
    names = members(november, "CVX", "XOM")
    long = study_event("oil", names, november["SP500"], VACCINE)
    short = study_event("oil", names, november["SP500"], VACCINE, side=-1)
    negative = study_event(
        "oil", names, november["SP500"], VACCINE, weights={"CVX": -1.0, "XOM": -1.0}
    )
    assert long.abnormal.t is not None and long.abnormal.car is not None
    assert short.abnormal.t == pytest.approx(-long.abnormal.t)
    assert short.abnormal.car == pytest.approx(-long.abnormal.car)
    assert negative.abnormal == short.abnormal


def test_weights_count_in_proportion_only(november: Held) -> None:
    names = members(november, "BAC", "JPM")
    one = study_event("f", names, november["SP500"], VACCINE, weights={"BAC": 0.3, "JPM": 0.6})
    two = study_event("f", names[::-1], november["SP500"], VACCINE, weights={"BAC": 1, "JPM": 2})
    assert one.abnormal.t == pytest.approx(two.abnormal.t)


def test_all_windows_are_measured(november: Held) -> None:
    studies = study_windows("f", members(november, "BAC", "JPM"), november["SP500"], VACCINE)
    assert tuple(study.abnormal.window for study in studies) == WINDOWS
    assert [study.abnormal.sessions for study in studies] == [1, 3, 5, 15]
    assert studies[-1].move.end == date(2020, 11, 30)
    assert all(study.abnormal.t is not None for study in studies)


def quiet(count: int) -> tuple[list[float], list[float]]:
    """Returns of a market, and of a name with beta 2 and some noise."""
    market = [0.01 * ((7 * k) % 5 - 2) for k in range(count)]
    name = [2 * m + 0.002 * ((3 * k) % 7 - 3) for k, m in enumerate(market)]
    return market, name


def study_of(
    history: int, from_returns: Build, weekdays: Weekdays, side: int = 1, weight: float = 1.0
) -> AbnormalReturn:
    market, name = quiet(history + 9)
    return study_event(
        "NOC",
        [from_returns("NOC", [*name, 0.05])],
        from_returns("SPX", [*market, 0.01]),
        weekdays(history + 11)[-1],
        side=side,
        weights={"NOC": weight},
    ).abnormal


@pytest.mark.parametrize(
    ("history", "method", "df"),
    [
        (250, "market-model", 248),
        (120, "market-model", 118),
        (119, "market-adjusted", 118),
        (60, "market-adjusted", 59),
        (59, "relative", None),
        (0, "relative", None),
    ],
)
def test_history_decides_the_method(
    history: int, method: str, df: int | None, from_returns: Build, weekdays: Weekdays
) -> None:
    found = study_of(history, from_returns, weekdays)
    assert (found.method, found.df, found.n) == (method, df, history)


def test_more_history_than_asked_for_is_not_used(from_returns: Build, weekdays: Weekdays) -> None:
    assert study_of(300, from_returns, weekdays).n == 250


def test_market_adjusted_takes_beta_as_one(from_returns: Build, weekdays: Weekdays) -> None:
    found = study_of(80, from_returns, weekdays)
    market, name = quiet(89)
    differences = np.array(name)[:80] - np.array(market)[:80]
    assert found.car == pytest.approx(0.04)
    assert found.t == pytest.approx(0.04 / differences.std(ddof=1))
    assert found.reason is not None and "only 80 sessions of history" in found.reason


@pytest.mark.parametrize("history", [80, 5])
def test_a_short_basket_is_adjusted_by_minus_the_market(
    history: int, from_returns: Build, weekdays: Weekdays
) -> None:
    assert study_of(history, from_returns, weekdays, side=-1).car == pytest.approx(-0.04)
    assert study_of(history, from_returns, weekdays, weight=-3.0).car == pytest.approx(-0.04)


def test_ten_sessions_of_history_give_a_relative_return_and_the_reason(
    from_returns: Build, weekdays: Weekdays
) -> None:
    market, name = quiet(10)
    study = study_event(
        "NOC",
        [from_returns("NOC", [*name, 0.05])],
        from_returns("SPX", [*market, 0.01]),
        weekdays(12)[-1],
    )
    assert study.abnormal.method == "relative"
    assert study.abnormal.car == pytest.approx(0.04)
    assert (study.abnormal.t, study.abnormal.df, study.abnormal.p) == (None, None, None)
    assert study.abnormal.reason == ("only 1 session of history (a test needs 60)")


def test_the_estimation_window_ends_the_gap_before_day_zero(
    from_returns: Build, weekdays: Weekdays
) -> None:
    # A wild day 10 sessions before day 0 is the last one in it; 9 before is outside.
    market, name = quiet(150)
    spread: list[float | None] = []
    for back in (9, 10):
        wild = [r + (0.3 if place == 149 - back + 1 else 0.0) for place, r in enumerate(name)]
        study = study_event(
            "NOC",
            [from_returns("NOC", [*wild, 0.05])],
            from_returns("SPX", [*market, 0.01]),
            weekdays(152)[-1],
        )
        spread.append(study.abnormal.sigma)
    assert spread[0] is not None and spread[1] is not None
    assert spread[1] > 4 * spread[0]


def test_the_estimation_window_keeps_clear_of_an_early_window(november: Held) -> None:
    jpm, index = november["JPM"], november["SP500"]
    start = index.dates[index.dates.index(VACCINE) - 40]
    early = study_event("JPM", [jpm], index, VACCINE, (-40, -31)).abnormal
    # The same sessions seen from an event on their first, right before which estimation ends.
    same = study_event("JPM", [jpm], index, start, (0, 9), estimation=Estimation(gap=1)).abnormal
    assert (early.n, early.t) == (same.n, same.t)


def test_days_with_less_than_half_of_the_basket_are_no_history(november: Held) -> None:
    held = november["BAC"]
    young = replace(held, dates=held.dates[150:], closes=held.closes[150:], bars=held.bars[150:])
    names, index = [november["JPM"], young], november["SP500"]
    even = study_event("f", names, index, VACCINE)
    light = study_event("f", names, index, VACCINE, weights={"JPM": 0.4, "BAC": 0.6})
    assert (even.abnormal.n, even.abnormal.method) == (250, "market-model")
    # BAC's returns begin at 151; day 0 is 270, so 151..260 are left.
    assert index.dates.index(VACCINE) == 270
    assert (light.abnormal.n, light.abnormal.method) == (110, "market-adjusted")


@given(st.integers(1, 400))
def test_shifting_all_dates_changes_nothing_but_dates(november: Held, weeks: int) -> None:
    shift = timedelta(weeks=weeks)
    plain = study_event("JPM", [november["JPM"]], november["SP500"], VACCINE).abnormal
    moved = {
        name: replace(november[name], dates=tuple(day + shift for day in november[name].dates))
        for name in ("JPM", "SP500")
    }
    found = study_event("JPM", [moved["JPM"]], moved["SP500"], VACCINE + shift).abnormal
    assert found == plain
