"""Days on which groups part: a dispersion by hand, a rotation that was put in, and none."""

from __future__ import annotations

from math import sqrt
from random import Random
from statistics import stdev

import pytest

from benchmarks.alarms import alarms, drawn
from impact.prices import DAYS, MARKET, ZERO, noise, series, with_t
from thesisvault.market.detection import detect, unlike
from thesisvault.market.dispersion import PricedGroup, dispersion_by_day
from thesisvault.market.event_study import study_event
from thesisvault.market.frame import Estimation
from thesisvault.model.market import AdjustedSeries, Detection

EVENT = DAYS[ZERO]
SPY = series("SPY", MARKET, last=EVENT)
NAMES = tuple("ABCDEF")
SHORT = Estimation(sessions=60, minimum=5, gap=1)
"""With it, 266 sessions are history enough to rank a day among 250."""


def group(name: str, found: AdjustedSeries) -> PricedGroup:
    return PricedGroup(name, (found,), {found.symbol: 1.0})


def groups(**ts: float) -> list[PricedGroup]:
    """Noise around the market; those with a t move by it on the day of the event."""
    quiet = {
        name: [m + e for m, e in zip(MARKET, noise(name, 0.01), strict=True)] for name in NAMES
    }
    for name, returns in quiet.items():
        returns[ZERO - 1] = ts.get(name, 0.0) * 0.01 + MARKET[ZERO - 1]
    return [group(name, series(name, returns, last=EVENT)) for name, returns in quiet.items()]


def on_the_day(found: list[PricedGroup], estimation: Estimation = SHORT) -> Detection:
    (day,) = detect(found, SPY, EVENT, estimation, 0.1)
    return day


def test_the_dispersion_is_the_spread_of_what_event_studies_say() -> None:
    ts = {"A": 1.0, "B": -2.0, "C": 3.0}
    found = [group(name, series(name, with_t(t, name), last=EVENT)) for name, t in ts.items()]
    scaled = []
    for one in found:
        study = study_event(one.name, one.members, SPY, EVENT).abnormal
        assert study.car is not None and study.sigma is not None
        scaled.append(study.car / study.sigma)
    last = dispersion_by_day(found, SPY, Estimation())[-1]
    assert last == pytest.approx(stdev(scaled), rel=1e-9)
    # t has the error of the fit in it, the dispersion has not: nearly the spread of t.
    assert last == pytest.approx(stdev(ts.values()) * sqrt(1 + 1 / 250), rel=0.02)


def test_a_day_is_fitted_on_what_came_before_it_alone() -> None:
    known = dispersion_by_day(groups(), SPY, SHORT)
    later = dispersion_by_day(groups(A=9.0), SPY, SHORT)
    assert known[:-1] == later[:-1] and known[-1] != later[-1]


def test_a_rotation_that_was_put_in_is_found_both_ways() -> None:
    day = on_the_day(groups(A=6.0, B=-6.0))
    assert (day.verdict, day.date, day.days) == ("rotation", EVENT, 250)
    assert day.rank is not None and day.rank >= 0.95
    assert ([m.name for m in day.into], [m.name for m in day.out]) == (["A"], ["B"])
    assert all(m.sessions == 1 and m.significant for m in (*day.into, *day.out))
    assert len(day.moves) == 3 * len(NAMES)


def test_one_way_is_none_and_so_is_a_quiet_day() -> None:
    assert on_the_day(groups(A=6.0, B=6.0)).verdict == "none"
    quiet = on_the_day(groups())
    assert (quiet.verdict, quiet.into, quiet.out, quiet.reason) == ("none", (), (), "")


def test_too_little_history_or_too_few_groups_cannot_tell() -> None:
    short = on_the_day(groups(A=6.0, B=-6.0), Estimation())
    assert short.verdict == "cannot tell" and short.rank is None
    assert short.reason == f"{short.days} of 250 days" and 0 < short.days < 250
    two = on_the_day(groups(A=6.0, B=-6.0)[:2])
    assert two.reason == "2 of 3 groups with prices"


def test_the_same_basket_counts_once_and_the_benchmark_not() -> None:
    a = series("A", with_t(1.0, "A"), last=EVENT)
    found = unlike([group("First", a), group("Second", a), group("Market", SPY)], SPY)
    assert [one.name for one in found] == ["First"]


def test_days_drawn_anew_keep_groups_together_and_seldom_alarm() -> None:
    market = groups(), SPY
    again, benchmark = drawn(market, 20, 300, Random(7))
    assert len(benchmark.dates) == 300 and again == drawn(market, 20, 300, Random(7))[0]
    count, days = alarms(drawn(market, 1, 500, Random(7)))
    assert days == 100 and count <= 5
