"""Each awkward case by its name: what is missing is said, and never 0 %."""

from collections.abc import Callable
from datetime import date

import pytest
from msgspec.structs import replace

from thesisvault.market.adjust import absent, adjust
from thesisvault.market.event_study import study_event
from thesisvault.model.market import AdjustedSeries, Bar, PriceSeries

Held = dict[str, AdjustedSeries]
Build = Callable[..., AdjustedSeries]
Weekdays = Callable[[int], list[date]]

VACCINE = date(2020, 11, 9)


def drop(series: AdjustedSeries, gone: Callable[[date], bool]) -> AdjustedSeries:
    kept = [place for place, day in enumerate(series.dates) if not gone(day)]
    return replace(
        series,
        dates=tuple(series.dates[p] for p in kept),
        closes=tuple(series.closes[p] for p in kept),
        bars=tuple(series.bars[p] for p in kept),
    )


def test_no_data_is_absent_and_said(november: Held) -> None:
    study = study_event("NOC", [absent("NOC")], november["SP500"], VACCINE)
    assert study.abnormal.method == "none"
    assert study.move.simple_return is None and study.move.start is None
    assert (study.abnormal.car, study.abnormal.t, study.abnormal.df) == (None, None, None)
    assert study.abnormal.reason == "left out: NOC (no prices)"
    assert (study.move.symbols, study.coverage) == (("NOC",), 0.0)


def test_no_data_anywhere(november: Held) -> None:
    study = study_event("NOC", [absent("NOC")], absent("SPX"), VACCINE)
    assert study.abnormal.method == "none"
    assert study.abnormal.reason == "left out: NOC (no prices)"


def test_no_benchmark_leaves_the_return(november: Held) -> None:
    for benchmark in (None, absent("SPX")):
        study = study_event("JPM", [november["JPM"]], benchmark, VACCINE)
        assert study.move.simple_return == pytest.approx(0.1354, abs=1e-4)
        assert (study.abnormal.method, study.abnormal.car) == ("none", None)
        assert study.abnormal.reason is not None and "no abnormal" in study.abnormal.reason


def test_a_name_without_prices_is_named_and_weights_rescaled(november: Held) -> None:
    both = study_event("f", [november["JPM"], absent("NOC")], november["SP500"], VACCINE)
    alone = study_event("f", [november["JPM"]], november["SP500"], VACCINE)
    assert both.move == alone.move
    assert both.abnormal.t == alone.abnormal.t
    assert both.coverage == pytest.approx(0.5)
    assert both.abnormal.reason == "left out: NOC (no prices)"


def test_stale_price_is_excluded_and_named(november: Held) -> None:
    old = drop(november["JPM"], lambda day: day > date(2020, 11, 3))
    study = study_event("f", [old, november["BAC"]], november["SP500"], VACCINE)
    assert [one.symbol for one in study.excluded] == ["JPM"]
    assert study.excluded[0].reason == "stale: last price 2020-11-03"
    assert study.move.symbols == ("BAC",)


def test_a_price_three_sessions_old_is_not_stale_yet(november: Held) -> None:
    recent = drop(november["JPM"], lambda day: day > date(2020, 11, 9))
    study = study_event("JPM", [recent], november["SP500"], VACCINE, (0, 3))
    assert study.excluded == ()
    assert (study.move.end, study.abnormal.sessions) == (VACCINE, 1)
    assert study.abnormal.reason == "the window is not complete: 1 of 4 sessions"
    later = study_event("JPM", [recent], november["SP500"], VACCINE, (0, 4))
    assert later.abnormal.method == "none"


def test_halt_inside_the_window_counts_once_on_resumption(november: Held) -> None:
    halted = drop(november["JPM"], lambda day: day in (date(2020, 11, 10), date(2020, 11, 11)))
    whole = study_event("JPM", [november["JPM"]], november["SP500"], VACCINE, (0, 4))
    gap = study_event("JPM", [halted], november["SP500"], VACCINE, (0, 4))
    assert gap.move.simple_return == pytest.approx(whole.move.simple_return)
    assert gap.abnormal.sessions == 5
    assert gap.abnormal.car == pytest.approx(whole.abnormal.car, abs=2e-3)
    assert gap.coverage == pytest.approx(0.6)


def test_halt_on_the_day_is_no_return(november: Held) -> None:
    halted = drop(november["JPM"], lambda day: day == VACCINE)
    study = study_event("JPM", [halted], november["SP500"], VACCINE)
    assert study.abnormal.reason == (
        "left out: JPM (no price on 2020-11-09 or on the session before)"
    )
    assert study.move.simple_return is None


def test_missing_days_in_the_history_lower_n(november: Held) -> None:
    gone = {date(2020, 6, 1), date(2020, 8, 3), date(2020, 8, 4)}
    study = study_event(
        "JPM", [drop(november["JPM"], gone.__contains__)], november["SP500"], VACCINE
    )
    full = study_event("JPM", [november["JPM"]], november["SP500"], VACCINE)
    # Each hole also takes the day after it: that return is not one session's.
    assert study.abnormal.n == full.abnormal.n - 5


def test_split_without_action_row_is_quarantined_by_name(november: Held) -> None:
    # The day's own +13.5 % is taken out, as the ratio would not be near 4 otherwise.
    bars = tuple(
        replace(bar, close=(bar.close or 0.0) / (4 * 1.1354)) if bar.date >= VACCINE else bar
        for bar in november["JPM"].bars
    )
    split = adjust(PriceSeries("JPM", bars, "USD", "no"))
    study = study_event("f", [split, november["BAC"]], november["SP500"], VACCINE)
    assert study.move.symbols == ("BAC",)
    assert "looks like 4-for-1, no split recorded" in study.excluded[0].reason


def test_dividend_is_part_of_the_return(from_returns: Build, weekdays: Weekdays) -> None:
    days = weekdays(3)
    payer = adjust(
        PriceSeries(
            "T",
            (
                Bar(days[0], close=20.0),
                Bar(days[1], close=20.0),
                Bar(days[2], close=19.0, dividend=1.0),
            ),
            adjusted="no",
        )
    )
    study = study_event("T", [payer], from_returns("SPX", [0.0, 0.0]), days[2])
    assert study.move.simple_return == pytest.approx(0.0)


def test_currency_mismatch_refuses_the_comparison_but_not_the_return(november: Held) -> None:
    euro = replace(november["JPM"], currency="EUR")
    study = study_event("JPM", [euro], november["SP500"], VACCINE)
    assert study.move.simple_return == pytest.approx(0.1354, abs=1e-4)
    assert (study.abnormal.method, study.abnormal.car, study.abnormal.t) == ("none", None, None)
    assert study.abnormal.reason is not None
    assert "in EUR, but SP500 in USD: a local return needs" in study.abnormal.reason
    mixed = study_event("f", [euro, november["BAC"]], november["SP500"], VACCINE)
    assert (mixed.move.symbols, mixed.excluded[0].symbol) == (("BAC",), "JPM")
    assert mixed.abnormal.method == "market-model"


def test_currencies_are_not_mixed_without_a_benchmark_either(november: Held) -> None:
    euro = replace(november["JPM"], currency="EUR")
    study = study_event("f", [euro, november["BAC"]], None, VACCINE)
    assert study.move.simple_return is None
    assert (
        study.abnormal.reason is not None and "mixes currencies: EUR, USD" in study.abnormal.reason
    )


def test_an_unknown_currency_is_taken_for_the_benchmarks(november: Held) -> None:
    unknown = replace(november["JPM"], currency=None)
    study = study_event("JPM", [unknown], november["SP500"], VACCINE)
    assert study.abnormal.method == "market-model"


def test_earnings_inside_the_window_give_both_figures(november: Held) -> None:
    names = [november["JPM"], november["BAC"]]
    study = study_event(
        "f", names, november["SP500"], VACCINE, (-1, 1), earnings={"BAC": [date(2020, 11, 10)]}
    )
    alone = study_event("f", names[:1], november["SP500"], VACCINE, (-1, 1))
    assert study.move.symbols == ("JPM", "BAC")
    assert study.without_earnings == alone
    outside = study_event(
        "f", names, november["SP500"], VACCINE, (-1, 1), earnings={"BAC": [date(2020, 11, 11)]}
    )
    assert outside.without_earnings is None


def test_earnings_of_the_only_name_leave_out_the_day(november: Held) -> None:
    study = study_event(
        "JPM",
        [november["JPM"]],
        november["SP500"],
        VACCINE,
        (0, 1),
        earnings={"JPM": [date(2020, 11, 8)]},  # a Sunday: Monday's
    )
    without = study.without_earnings
    next_day = study_event("JPM", [november["JPM"]], november["SP500"], VACCINE, (1, 1))
    assert without is not None
    assert without.move.simple_return == pytest.approx(next_day.move.simple_return)
    assert without.abnormal.t == pytest.approx(next_day.abnormal.t)
    assert without.abnormal.reason == "without 2020-11-09"
    only = study_event(
        "JPM", [november["JPM"]], november["SP500"], VACCINE, earnings={"JPM": [VACCINE]}
    )
    assert only.without_earnings is not None
    assert only.without_earnings.abnormal.method == "none"


def test_zero_variance_of_a_name_gives_no_t(from_returns: Build, weekdays: Weekdays) -> None:
    market = [0.01 * ((7 * k) % 5 - 2) for k in range(160)]
    study = study_event(
        "PEG",
        [from_returns("PEG", [0.0] * 159 + [0.05])],
        from_returns("SPX", market),
        weekdays(161)[-1],
    )
    assert study.abnormal.car == pytest.approx(0.05)
    assert (study.abnormal.t, study.abnormal.df, study.abnormal.p) == (None, None, None)
    assert study.abnormal.reason == "zero variance in the estimation window: no t"


def test_the_benchmark_against_itself_is_no_test(november: Held) -> None:
    index = november["SP500"]
    study = study_event("index", [replace(index, symbol="SPY")], index, VACCINE)
    assert study.abnormal.car == pytest.approx(0.0, abs=1e-12)
    assert study.abnormal.t is None


def test_zero_variance_of_the_benchmark_gives_a_relative_return(
    from_returns: Build, weekdays: Weekdays
) -> None:
    name = [0.01 * ((7 * k) % 5 - 2) for k in range(160)]
    study = study_event(
        "NOC", [from_returns("NOC", name)], from_returns("FLAT", [0.0] * 160), weekdays(161)[-1]
    )
    assert (study.abnormal.method, study.abnormal.t) == ("relative", None)
    assert study.abnormal.reason is not None and "does not move" in study.abnormal.reason


def test_conflicting_duplicates_exclude_the_name_with_the_reason(november: Held) -> None:
    twice = adjust(PriceSeries("X", (Bar(VACCINE, close=1.0), Bar(VACCINE, close=2.0))))
    study = study_event("f", [twice, november["BAC"]], november["SP500"], VACCINE)
    assert study.excluded[0].reason == "two different bars on 2020-11-09"


def test_a_benchmark_with_conflicting_duplicates_says_so(november: Held) -> None:
    twice = adjust(PriceSeries("SPX", (Bar(VACCINE, close=1.0), Bar(VACCINE, close=2.0))))
    study = study_event("JPM", [november["JPM"]], twice, VACCINE)
    assert study.abnormal.reason is not None
    assert "benchmark SPX: two different bars on 2020-11-09" in study.abnormal.reason


def test_a_quarantined_benchmark_day_leaves_the_return_alone(november: Held) -> None:
    odd = replace(november["SP500"], quarantined=(VACCINE,))
    study = study_event("JPM", [november["JPM"]], odd, VACCINE)
    assert study.move.simple_return is not None
    assert (study.abnormal.method, study.abnormal.car, study.benchmark_return) == (
        "none",
        None,
        None,
    )


def test_future_rows_do_not_move_the_figures(november: Held) -> None:
    def seen(symbol: str) -> AdjustedSeries:
        bars = november[symbol].bars
        return adjust(PriceSeries(symbol, bars, "USD", "yes"), as_of=date(2020, 11, 10))

    then = study_event("JPM", [seen("JPM")], seen("SP500"), VACCINE, (0, 4))
    now = study_event("JPM", [november["JPM"]], november["SP500"], VACCINE, (0, 1))
    assert then.move == now.move
    assert then.abnormal.t == now.abnormal.t
    assert then.abnormal.reason == "the window is not complete: 2 of 5 sessions"
    ahead = study_event("JPM", [seen("JPM")], seen("SP500"), date(2020, 11, 12))
    assert ahead.abnormal.method == "none"
    assert ahead.abnormal.reason is not None and "no session on or after" in ahead.abnormal.reason


def test_prices_that_begin_inside_the_window(november: Held) -> None:
    young = drop(november["JPM"], lambda day: day < VACCINE)
    study = study_event("JPM", [young], november["SP500"], VACCINE)
    assert study.move.simple_return is None
    week = study_event("JPM", [young], november["SP500"], VACCINE, (0, 4))
    assert (week.move.start, week.abnormal.method, week.abnormal.n) == (
        date(2020, 11, 10),
        "relative",
        0,
    )


def test_the_first_session_of_all_has_no_move(november: Held) -> None:
    first = november["SP500"].dates[0]
    study = study_event("JPM", [november["JPM"]], november["SP500"], first)
    assert study.abnormal.reason == "no session of the window has prices, with one before it"


def test_callers_mistakes_are_errors(november: Held) -> None:
    jpm, index = november["JPM"], november["SP500"]
    with pytest.raises(ValueError, match="needs names"):
        study_event("f", [], index, VACCINE)
    with pytest.raises(ValueError, match="each once"):
        study_event("f", [jpm, jpm], index, VACCINE)
    with pytest.raises(ValueError, match="no weight for JPM"):
        study_event("f", [jpm], index, VACCINE, weights={"BAC": 1.0})
    with pytest.raises(ValueError, match="not zero"):
        study_event("f", [jpm], index, VACCINE, weights={"JPM": 0.0})
    with pytest.raises(ValueError, match="side"):
        study_event("f", [jpm], index, VACCINE, side=0)
    with pytest.raises(ValueError, match="window"):
        study_event("f", [jpm], index, VACCINE, (1, 0))
