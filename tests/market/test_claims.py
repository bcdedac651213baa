"""The stated moves of the January 2026 note against the bars of those days."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from thesisvault.market.adjust import absent, adjust
from thesisvault.market.claim_windows import percent
from thesisvault.market.claims import check_claim, claim_of
from thesisvault.model.facts import Quantity, QuantityKind
from thesisvault.model.market import AdjustedSeries, Bar, Claim, ClaimCheck, PriceSeries

Held = dict[str, AdjustedSeries]
Build = Callable[..., AdjustedSeries]
Weekdays = Callable[[int], list[date]]

DAY = date(2026, 1, 8)


def stated(held: Held, symbol: str, value: float, on: date = DAY, step: float = 0.01) -> ClaimCheck:
    return check_claim(Claim("change", on, value, step=step), held[symbol])


@pytest.mark.parametrize(
    ("symbol", "value", "verdict", "measured"),
    [
        ("NVDA", -0.02, "holds", "-2.15%"),
        ("ORCL", -0.02, "holds", "-1.65%"),
        ("NET", -0.05, "fails", "-7.82%"),
        ("NOC", 0.08, "fails", "+2.39%"),
        ("LMT", 0.08, "fails", "+4.34%"),
        ("GD", 0.06, "fails", "+1.68%"),
    ],
)
def test_the_stated_moves_of_january(
    january: Held, symbol: str, value: float, verdict: str, measured: str
) -> None:
    found = stated(january, symbol, value)
    assert found.measured is not None
    assert (found.verdict, percent(found.measured)) == (verdict, measured)
    assert (found.start, found.end, found.tolerance) == (DAY, DAY, 0.005)
    assert bool(found.matches) == (verdict == "fails")


def test_northrop_lies_between_open_and_high(january: Held) -> None:
    found = stated(january, "NOC", 0.08)
    assert [match.kind for match in found.matches] == ["intraday-range"]
    assert found.reason == (
        "close to close +2.39% on 2026-01-08; matches between the day's open (+7.1%) and its "
        "high (+10.7%): intraday, not the close"
    )


def test_general_dynamics_matches_the_high(january: Held) -> None:
    found = stated(january, "GD", 0.06)
    assert [match.text for match in found.matches] == ["day's high: +6.37%"]


def test_cloudflare_names_windows_and_the_low_side(january: Held) -> None:
    found = stated(january, "NET", -0.05)
    assert [match.text for match in found.matches] == [
        "5 sessions = month to date = year to date: -5.17%",
        "4 sessions = week to date: -4.62%",
        "3 sessions: -5.41%",
        "between the day's open (-0.5%) and its low (-8.4%): intraday, not the close",
    ]


def test_apples_seven_falls_hold(january: Held) -> None:
    found = check_claim(Claim("streak", DAY, streak=-7), january["AAPL"])
    assert (found.verdict, found.streak) == ("holds", -7)
    assert found.measured == pytest.approx(-0.0537, abs=1e-4)
    assert (found.start, found.end) == (date(2025, 12, 30), DAY)
    assert found.reason == "7 falls in a row from 2025-12-30 to 2026-01-08, -5.37% together"


def test_russell_against_nasdaq_fails_and_matches_no_window(january: Held) -> None:
    found = check_claim(Claim("relative", DAY, 0.06), january["IWM"], january["QQQ"])
    assert (found.verdict, found.matches) == ("fails", ())
    assert found.measured == pytest.approx(0.0166, abs=1e-4)
    assert "close to close +1.66 points against QQQ" in found.reason
    assert "matches no window" in found.reason
    assert "year to date: +3.92 points" in found.reason


def test_eight_falls_fail_with_the_real_length(january: Held) -> None:
    found = check_claim(Claim("streak", DAY, streak=-8), january["AAPL"])
    assert (found.verdict, found.streak) == ("fails", -7)
    assert "7 falls in a row" in found.reason


def test_a_shorter_streak_holds_inside_a_longer_one(january: Held) -> None:
    found = check_claim(Claim("streak", DAY, streak=-5), january["AAPL"])
    assert (found.verdict, found.streak) == ("holds", -7)


def test_a_streak_that_ended_the_day_before_is_found(january: Held) -> None:
    found = check_claim(Claim("streak", date(2026, 1, 9), streak=-7), january["AAPL"])
    assert (found.verdict, found.streak) == ("fails", 0)
    assert found.matches[0].end == DAY
    assert "no run of falls ends on 2026-01-09: +0.13%" in found.reason


def test_rises_are_streaks_too(january: Held) -> None:
    found = check_claim(Claim("streak", date(2026, 1, 13), streak=3), january["AAPL"])
    assert (found.verdict, found.streak) == ("holds", 3)


def test_a_streak_longer_than_the_prices_is_unchecked(from_returns: Build) -> None:
    falling = from_returns("X", [-0.01] * 4)
    last = falling.dates[-1]
    assert check_claim(Claim("streak", last, streak=-5), falling).verdict == "unchecked"
    held = check_claim(Claim("streak", last, streak=-4), falling)
    assert (held.verdict, held.streak) == ("holds", -4)
    assert held.reason.startswith("at least 4 falls in a row")


def test_a_streak_of_a_name_with_a_hole_in_its_prices_is_unchecked(
    from_returns: Build, weekdays: Weekdays
) -> None:
    whole = from_returns("X", [-0.01] * 6)
    holed = replace(
        whole,
        dates=whole.dates[:3] + whole.dates[4:],
        closes=whole.closes[:3] + whole.closes[4:],
        bars=whole.bars[:3] + whole.bars[4:],
    )
    found = check_claim(Claim("streak", whole.dates[-1], streak=-5), holed, sessions=weekdays(7))
    assert found.verdict == "unchecked"


def test_a_note_of_the_weekend_speaks_of_friday(january: Held) -> None:
    friday = stated(january, "LMT", 0.047, date(2026, 1, 9))
    weekend = stated(january, "LMT", 0.047, date(2026, 1, 11))
    assert friday.verdict == "holds"
    assert (weekend.start, weekend.measured) == (friday.start, friday.measured)


def test_the_day_before_and_after_are_named(january: Held) -> None:
    found = stated(january, "NOC", -0.055)
    assert [match.kind for match in found.matches] == ["previous-day"]
    found = stated(january, "NET", -0.0224, step=0.0001)
    assert "next-day" in [match.kind for match in found.matches]


def test_tolerance_is_half_of_the_last_digit(january: Held) -> None:
    assert stated(january, "NET", -0.10).verdict == "fails"
    tens = stated(january, "NET", -0.10, step=0.1)
    assert (tens.verdict, tens.tolerance) == ("holds", 0.05)
    assert stated(january, "NVDA", -0.0250, step=0.001).tolerance == 0.0005
    assert stated(january, "NVDA", -0.0250, step=0.0001).tolerance == 0.0001


def test_the_edge_of_the_tolerance_holds(from_returns: Build) -> None:
    day = from_returns("X", [0.025])
    assert check_claim(Claim("change", day.dates[-1], 0.02), day).verdict == "holds"
    past = from_returns("X", [0.0251])
    assert check_claim(Claim("change", past.dates[-1], 0.02), past).verdict == "fails"


def test_a_range_holds_anywhere_inside(january: Held) -> None:
    inside = Claim("change", DAY, -0.09, -0.06)
    assert check_claim(inside, january["NET"]).verdict == "holds"
    assert check_claim(replace(inside, low=-0.06, high=-0.09), january["NET"]).verdict == "holds"
    outside = Claim("change", DAY, 0.01, 0.02)
    assert check_claim(outside, january["NET"]).verdict == "fails"


def test_flat_is_a_claim(from_returns: Build) -> None:
    day = from_returns("X", [0.004])
    assert check_claim(Claim("change", day.dates[-1], 0.0), day).verdict == "holds"


def test_what_cannot_be_checked_says_why(january: Held) -> None:
    noc = january["NOC"]
    for found, why in (
        (check_claim(Claim("change", None, 0.08), noc), "no date"),
        (check_claim(Claim("change", DAY, 0.08), absent("NOC")), "NOC: no prices"),
        (check_claim(Claim("relative", DAY, 0.06), noc), "no prices for what it is relative to"),
        (check_claim(Claim("relative", DAY, 0.06), noc, absent("QQQ")), "QQQ: no prices"),
        (stated(january, "NOC", 0.08, date(2026, 2, 2)), "no session for 2026-02-02"),
        (stated(january, "NOC", 0.08, date(2025, 12, 22)), "prices begin on 2025-12-22"),
    ):
        assert (found.verdict, found.measured) == ("unchecked", None)
        assert why in found.reason


def test_a_day_missing_from_the_name_is_unchecked(january: Held) -> None:
    noc = january["NOC"]
    kept = [place for place, day in enumerate(noc.dates) if day != DAY]
    halted = replace(
        noc,
        dates=tuple(noc.dates[p] for p in kept),
        closes=tuple(noc.closes[p] for p in kept),
        bars=tuple(noc.bars[p] for p in kept),
    )
    found = check_claim(Claim("change", DAY, 0.08), halted, sessions=january["SPY"].dates)
    assert (found.verdict, found.reason) == ("unchecked", "NOC: no close on 2026-01-08")


def test_a_hole_in_the_prices_is_not_bridged() -> None:
    bars = (Bar(date(2025, 11, 3), close=100.0), Bar(date(2026, 1, 6), close=101.0))
    held = adjust(PriceSeries("X", (*bars, Bar(date(2026, 1, 7), close=102.0)), None, "yes"))
    found = check_claim(Claim("change", date(2026, 1, 6), 0.01), held)
    assert (found.verdict, found.reason) == ("unchecked", "no prices in the week before 2026-01-06")
    later = check_claim(Claim("change", date(2026, 1, 7), 0.02), held)
    assert (later.verdict, later.figures) == ("fails", ())


def test_a_proxy_in_another_currency_is_no_benchmark(january: Held) -> None:
    euro = replace(january["QQQ"], currency="EUR")
    found = check_claim(Claim("relative", DAY, 0.06), january["IWM"], euro)
    assert found.verdict == "unchecked"
    assert "IWM is in USD, but QQQ in EUR" in found.reason


def test_a_quarantined_day_is_unchecked() -> None:
    days = [date(2026, 1, day) for day in (5, 6, 7)]
    bars = (Bar(days[0], close=100.0), Bar(days[1], close=25.0), Bar(days[2], close=25.5))
    split = adjust(PriceSeries("X", bars))
    found = check_claim(Claim("change", days[1], -0.75), split)
    assert found.verdict == "unchecked"
    assert "4-for-1, no split recorded" in found.reason


def test_open_high_and_low_follow_a_split() -> None:
    days = [date(2026, 1, day) for day in (5, 6)]
    bars = (
        Bar(days[0], close=400.0),
        Bar(days[1], open=104.0, high=110.0, low=99.0, close=101.0, split=4.0),
    )
    found = check_claim(Claim("change", days[1], 0.10), adjust(PriceSeries("X", bars)))
    assert found.measured == pytest.approx(0.01)
    assert [match.text for match in found.matches] == ["day's high: +10.00%"]


def test_nothing_after_the_day_is_seen_with_as_of(january: Held) -> None:
    then = adjust(PriceSeries("NOC", january["NOC"].bars, "USD", "yes"), as_of=DAY)
    found = check_claim(Claim("change", DAY, 0.047), then)
    assert "next-day" not in [figure.kind for figure in found.figures]


def test_a_claim_without_its_figure_is_the_callers_mistake(january: Held) -> None:
    for claim in (Claim("change", DAY), Claim("streak", DAY), Claim("streak", DAY, streak=0)):
        with pytest.raises(ValueError):
            check_claim(claim, january["NOC"])


def test_quantities_become_claims() -> None:
    change = Quantity(QuantityKind.CHANGE, "+8%", 0.08, 0.08, step=0.01)
    assert claim_of(change, DAY) == Claim("change", DAY, 0.08)
    spread = Quantity(QuantityKind.RELATIVE, "17-22% vs S&P", 0.17, 0.22, benchmark="S&P")
    assert claim_of(spread, DAY) == Claim("relative", DAY, 0.17, 0.22)
    streak = Quantity(QuantityKind.STREAK, "-7 days consecutive", -7.0, -7.0)
    assert claim_of(streak, DAY) == Claim("streak", DAY, streak=-7)
    assert claim_of(Quantity(QuantityKind.ABSENT, "—"), DAY) is None
    assert claim_of(Quantity(QuantityKind.AMOUNT, "$1.5T", 1.5e12, 1.5e12), DAY) is None


@given(st.floats(-0.3, 0.3).filter(lambda v: abs(v + 1 - 2 / 3) > 0.02), st.floats(-0.3, 0.3))
def test_the_verdict_is_the_distance(measured: float, value: float) -> None:
    bars = (Bar(date(2026, 1, 5), close=100.0), Bar(date(2026, 1, 6), close=100 * (1 + measured)))
    found = check_claim(
        Claim("change", date(2026, 1, 6), value), adjust(PriceSeries("X", bars, None, "yes"))
    )
    if abs(abs(measured - value) - 0.005) > 1e-9:
        assert (found.verdict == "holds") == (abs(measured - value) < 0.005)


def test_a_move_of_several_days_may_be_of_all_or_of_the_last(january: Held) -> None:
    nvidia, first = january["NVDA"], date(2026, 1, 6)
    base, last = (nvidia.dates.index(day) for day in (date(2026, 1, 5), DAY))
    whole = nvidia.closes[last] / nvidia.closes[base] - 1.0
    assert abs(whole + 0.0215) > 0.005  # else the day alone would do

    def found(value: float, since: date | None) -> ClaimCheck:
        return check_claim(Claim("change", DAY, value, step=0.0001, since=since), nvidia)

    of_all = found(round(whole, 4), first)
    assert (of_all.verdict, of_all.start, of_all.end) == ("holds", first, DAY)
    assert "over its days" in of_all.reason
    assert found(round(whole, 4), None).verdict == "fails"
    of_last = found(-0.0215, first)
    assert (of_last.verdict, of_last.start, of_last.end) == ("holds", DAY, DAY)
    neither = found(0.2, first)
    assert (neither.verdict, percent(neither.measured or 0.0)) == ("fails", percent(whole))
    early = found(0.2, date(1999, 1, 4))
    assert (early.verdict, early.start) == ("fails", DAY)
