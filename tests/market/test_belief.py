"""Which prices are believed, and what becomes of the others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from msgspec.structs import replace

from thesisvault.market.adjust import adjust
from thesisvault.market.claims import check_claim
from thesisvault.market.event_study import study_event
from thesisvault.market.frame import Estimation
from thesisvault.market.holding import Held, hold
from thesisvault.market.market_model import fit_market_model
from thesisvault.market.returns import doubts, pace
from thesisvault.market.rotation import measure_rotation
from thesisvault.model.market import AdjustedSeries, Bar, Claim, PriceSeries

Weekdays = Callable[[int], list[date]]
Build = Callable[..., AdjustedSeries]


def of(
    days: list[date], closes: list[float], confirmed: tuple[date, ...] = (), **last: float
) -> AdjustedSeries:
    """A series as traded; `last` is what stands on its last bar beside the close."""
    bars = [Bar(day, close=close) for day, close in zip(days, closes, strict=True)]
    bars[-1] = replace(bars[-1], **last)
    return adjust(PriceSeries("X", tuple(bars), "USD", "no"), confirmed_jumps=confirmed)


@pytest.mark.parametrize("ratio", [35.0, 1 / 35, 200.0, 8.8, 0.44, 2.3, 0.54, 1.85])
def test_a_jump_that_no_action_explains_is_not_believed(weekdays: Weekdays, ratio: float) -> None:
    days = weekdays(4)
    closes = [100.0, 101.0, 101.0 * ratio, 101.0 * ratio]
    assert of(days, closes).quarantined == (days[2],)
    assert of(days, closes).problems[0].code == "split-like-jump"
    assert of(days, closes, (days[2],)).quarantined == ()


def test_a_collapse_of_several_days_is_no_split(weekdays: Weekdays) -> None:
    days = weekdays(6)
    assert of(days, [100.0, 101.0, 45.0, 18.0, 6.0, 6.1]).quarantined == ()
    # There and back is somebody's mistake.
    assert of(days, [100.0, 101.0, 20200.0, 101.0, 100.0, 99.0]).quarantined == tuple(days[2:4])


@pytest.mark.parametrize("volume", [0.0, None])
def test_a_close_carried_forward_is_no_price(weekdays: Weekdays, volume: float | None) -> None:
    days = weekdays(5)
    bars = tuple(
        Bar(day, close=close, volume=traded)
        for day, close, traded in zip(
            days, [10, 11, 11, 11, 12], [5.0, 5.0, volume, 5.0, 5.0], strict=True
        )
    )
    held = adjust(PriceSeries("X", bars, "USD", "yes"))
    assert (held.dates, held.carried) == ((days[0], days[1], days[3], days[4]), (days[2],))
    assert [one.code for one in held.problems] == ["carried-forward"]
    index = tuple(replace(bar, volume=volume) for bar in bars)
    assert adjust(PriceSeries("I", index, "USD", "yes")).carried == (), "nothing has volume"


def test_a_move_over_a_gap_is_left_out_unless_confirmed(weekdays: Weekdays) -> None:
    days = weekdays(20)
    kept = [*days[:8], *days[13:]]
    held = of(kept, [100.0] * 8 + [70.0] * 7)
    (doubt,) = doubts(held, days, days[0], days[-1])
    assert (doubt.before, doubt.day, doubt.missing) == (days[7], days[13], 5)
    study = study_event("X", [held], None, days[3], (0, 14))
    assert study.move.simple_return == pytest.approx(-0.3), "alone it is its own calendar"
    index = replace(of(days, [50.0] * 20), symbol="I")
    study = study_event("X", [held], index, days[3], (0, 14))
    assert (study.move.simple_return, study.abnormal.t) == (None, None)
    assert "spans 5 sessions without a price" in (study.abnormal.reason or "")
    assert isinstance(hold(held, days, days[3]), str)
    (group,) = measure_rotation({"g": [held]}, index)
    assert "spans 5 sessions" in group.excluded[0].reason
    sure = of(kept, [100.0] * 8 + [70.0] * 7, (days[13],))
    study = study_event("X", [sure], index, days[3], (0, 14))
    assert study.move.simple_return == pytest.approx(-0.3)
    found = hold(sure, days, days[3])
    assert isinstance(found, Held) and found.value == pytest.approx(-0.3)


def test_what_is_no_longer_quoted_is_held_at_its_last_close(weekdays: Weekdays) -> None:
    days = weekdays(20)
    found = hold(of(days[:9], [100.0] * 8 + [80.0]), days, days[2])
    assert isinstance(found, Held)
    assert (found.last, found.is_stale) == (days[8], True)
    assert found.value == pytest.approx(-0.2)
    assert hold(of(days[2:], [1.0] * 18), days, days[2]) == f"prices begin on {days[2]}"
    assert hold(of(days[:2], [1.0, 1.0]), days, days[2]) == f"stale: last price {days[1]}"


@pytest.mark.parametrize(("left", "value"), [(-0.55, -0.64), (-1.0, -1.0)])
def test_a_delisting_is_the_last_return(weekdays: Weekdays, left: float, value: float) -> None:
    days = weekdays(20)
    bars = (*(Bar(day, close=100.0) for day in days[:8]), Bar(days[8], close=80.0))
    rows = (*bars, Bar(days[14], delisting=left))
    held = adjust(PriceSeries("X", rows, "USD", "no"))
    found = hold(held, days, days[2])
    assert isinstance(found, Held) and found.value == pytest.approx(value)
    assert held.quarantined == ()
    later = adjust(PriceSeries("X", (*rows, Bar(days[15], close=3.0)), "USD", "no"))
    assert [one.code for one in later.problems if one.code != "flat-closes"] == ["bad-action"]


@pytest.mark.parametrize(
    ("paid", "value"),
    [
        ({"dividend": 30.0}, 0.02),
        ({"spin_off": 30.0}, 0.02),
        ({"stock_dividend": 0.25}, -0.1),
        ({"dividend": 30.0, "split": 2.0}, 1.04),
    ],
)
def test_a_distribution_is_in_the_return_of_its_day(
    weekdays: Weekdays, paid: dict[str, float], value: float
) -> None:
    held = of(weekdays(2), [100.0, 72.0], tuple(weekdays(2)), **paid)
    assert held.closes[1] / held.closes[0] - 1 == pytest.approx(value)


def test_a_claim_on_an_ex_day_may_mean_either_return(weekdays: Weekdays) -> None:
    days = weekdays(2)
    held = of(days, [100.0, 98.5], dividend=2.0)

    def checked(stated: float) -> tuple[str, float | None, str]:
        found = check_claim(Claim("change", days[1], stated, step=0.001), held)
        return found.verdict, found.measured, found.reason

    verdict, measured, reason = checked(-0.015)
    assert verdict == "holds" and measured == pytest.approx(-0.015)
    assert reason.endswith("with the dividend +0.50%")
    verdict, measured, reason = checked(0.005)
    assert verdict == "holds" and measured == pytest.approx(0.005)
    assert reason.startswith("with the dividend +0.50%")
    verdict, measured, _ = checked(0.01)
    assert verdict == "fails" and measured == pytest.approx(-0.015)
    for streak in (1, -1):
        assert check_claim(Claim("streak", days[1], streak=streak), held).verdict == "holds"


def test_a_vendors_adjusted_closes_tell_the_ex_day(weekdays: Weekdays) -> None:
    days = weekdays(2)
    bars = (
        Bar(days[0], close=100.0, adjusted_close=98.0),
        Bar(days[1], close=98.5, adjusted_close=98.5),
    )
    held = adjust(PriceSeries("X", bars, "USD"))
    ((day, traded),) = held.without_dividend
    assert day == days[1] and traded == pytest.approx(-0.015)


def test_what_is_priced_each_week_has_quadrants_and_no_daily_figure(weekdays: Weekdays) -> None:
    days = weekdays(200)
    index = replace(of(days, [100 + at * 0.1 + at % 3 for at in range(200)]), symbol="I")
    fund = of(days[4::5], [50 + (at % 7) + at * 0.2 for at in range(40)])
    assert (pace(fund, days), pace(index, days)) == (5, 1)
    (weekly,) = measure_rotation({"g": [fund]}, index)
    first, last = days[4], weekly.points[-1].date
    at = fund.dates.index(last)
    ratio = index.closes[days.index(last)] / index.closes[days.index(first)]
    assert weekly.points[-1].rs == pytest.approx(100 * fund.closes[at] / fund.closes[0] / ratio)
    assert weekly.quadrant is not None
    (daily,) = measure_rotation({"g": [fund]}, index, period="daily")
    assert daily.reason == "X is priced only every 5 sessions, so it has no daily figure"


def test_a_beta_of_few_sessions_is_drawn_towards_the_prior() -> None:
    market = [0.01 * ((at * 7) % 5 - 2) for at in range(80)]
    own = [2.2 * m + 0.02 * ((at * 3) % 7 - 3) for at, m in enumerate(market)]
    plain, drawn = fit_market_model(own, market), fit_market_model(own, market, prior=1.0)
    assert plain is not None and drawn is not None
    # Vasicek (1973): the mean of both, each by one over its variance.
    variance = plain.sigma**2 / plain.market_square
    weights = (1 / variance, 1 / 0.25)
    wanted = (plain.beta * weights[0] + 1.0 * weights[1]) / sum(weights)
    assert drawn.beta == pytest.approx(wanted)
    assert 1.0 < drawn.beta < plain.beta


def test_an_estimation_that_was_asked_for_is_fitted_on_what_is_there(from_returns: Build) -> None:
    market = [0.01 * ((at * 7) % 5 - 2) for at in range(119)]
    index = from_returns("I", market)
    held = from_returns("X", [2.2 * m for m in market])
    gone = held.dates[50]
    bars = tuple(bar for bar in held.bars if bar.date != gone)
    holed = adjust(PriceSeries("X", bars, None, "yes"))
    asked = Estimation(100, 100, is_asked=True)
    found = study_event("X", [holed], index, held.dates[-1], estimation=asked).abnormal
    assert (found.n, found.method) == (98, "market-model")
    assert found.beta == pytest.approx(2.2, abs=0.01)
    rule = study_event("X", [holed], index, held.dates[-1], estimation=Estimation(100)).abnormal
    assert (rule.method, rule.beta) == ("market-adjusted", 1.0)


@pytest.mark.parametrize(
    ("symbol", "weekdays_held", "is_said"),
    [
        ("7203", (6, 0, 1, 2, 3), True),  # each a day early
        ("7203", (0, 1, 2, 3, 4), False),
        ("TEVA.TA", (6, 0, 1, 2, 3), False),
        ("BTC-USD", (0, 1, 2, 3, 4, 5, 6), False),
    ],
)
def test_bars_on_weekends_are_said(
    symbol: str, weekdays_held: tuple[int, ...], is_said: bool
) -> None:
    days = [date(2024, 1, at) for at in range(1, 29)]
    bars = tuple(
        Bar(day, close=100.0 + day.day, volume=1.0)
        for day in days
        if day.weekday() in weekdays_held
    )
    found = adjust(PriceSeries(symbol, bars, "USD", "no"))
    wanted = [("weekend-bars", date(2024, 1, 7))] if is_said else []
    assert [(one.code, one.date) for one in found.problems] == wanted
