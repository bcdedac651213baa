from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thesisvault.market.adjust import absent, adjust, split_like
from thesisvault.market.aliases import join_renamed, present_name
from thesisvault.model.market import AdjustedSeries, Bar, PriceSeries


def series(*bars: Bar, adjusted: str = "no", symbol: str = "NOC") -> PriceSeries:
    assert adjusted in ("yes", "no", "unknown")
    return PriceSeries(symbol, bars, "USD", adjusted)  # type: ignore[arg-type]


def returns(held: AdjustedSeries) -> list[float]:
    return [after / before - 1 for before, after in pairwise(held.closes)]


def codes(held: AdjustedSeries) -> list[str]:
    return [problem.code for problem in held.problems]


D = [date(2024, 1, day) for day in (2, 3, 4, 5, 8, 9)]


def test_dividend() -> None:
    held = adjust(series(Bar(D[0], close=100.0), Bar(D[1], close=99.0, dividend=2.0)))
    assert held.closes == pytest.approx((100 * 99 / 101, 99))
    assert returns(held) == pytest.approx([0.01])


def test_split_with_its_action_row() -> None:
    held = adjust(
        series(Bar(D[0], close=400.0), Bar(D[1], close=101.0, split=4.0), Bar(D[2], close=102.0))
    )
    assert held.closes == (100.0, 101.0, 102.0)
    assert held.quarantined == ()


def test_dividend_and_split_on_one_day() -> None:
    # 1 a new share is 4 an old one: the holder of 400 has 4 shares at 99 and 4 in cash.
    held = adjust(series(Bar(D[0], close=400.0), Bar(D[1], close=99.0, dividend=1.0, split=4.0)))
    assert returns(held) == pytest.approx([0.0])


def test_action_on_a_day_without_a_close_counts_for_the_next() -> None:
    held = adjust(
        series(Bar(D[0], close=400.0), Bar(D[1], split=4.0, dividend=2.0), Bar(D[2], close=98.0))
    )
    assert returns(held) == pytest.approx([0.0])
    assert codes(held) == []


def test_closes_adjusted_by_the_source_are_taken_as_they_are() -> None:
    whole = adjust(
        series(
            Bar(D[0], close=400.0, adjusted_close=98.0),
            Bar(D[1], close=100.0, adjusted_close=100.0, split=4.0),
        )
    )
    assert whole.closes == (98.0, 100.0)
    stated = adjust(
        series(Bar(D[0], close=98.0), Bar(D[1], close=99.0, dividend=5), adjusted="yes")
    )
    assert stated.closes == (98.0, 99.0)


def test_adjusted_closes_on_some_days_only_are_not_mixed_in() -> None:
    held = adjust(series(Bar(D[0], close=100.0, adjusted_close=50.0), Bar(D[1], close=101.0)))
    assert held.closes == (100.0, 101.0)
    assert codes(held) == ["partly-adjusted"]


def test_split_without_action_row_is_quarantined() -> None:
    bars = (Bar(D[0], close=400.0), Bar(D[1], close=101.0), Bar(D[2], close=102.0))
    held = adjust(series(*bars))
    assert held.quarantined == (D[1],)
    assert held.problems[0].code == "split-like-jump"
    assert "4-for-1, no split recorded" in held.problems[0].message
    assert adjust(series(*bars), confirmed_jumps={D[1]}).quarantined == ()


def test_split_recorded_over_closes_already_adjusted_is_quarantined() -> None:
    held = adjust(series(Bar(D[0], close=100.0), Bar(D[1], close=101.0, split=4.0)))
    assert held.quarantined == (D[1],)
    assert "does not fit" in held.problems[0].message


@pytest.mark.parametrize(
    ("ratio", "split"),
    [(0.5, 2), (0.26, 4), (0.0985, 10), (0.66, 1.5), (10.2, 0.1), (20.0, 0.05)],
)
def test_ratios_that_look_like_a_split(ratio: float, split: float) -> None:
    found = split_like(ratio)
    assert found is not None
    assert float(found) == split


@pytest.mark.parametrize("ratio", [1.0, 0.93, 0.74, 0.80, 0.64, 1.25, 1.52, 0.42])
def test_ratios_of_bad_and_good_days(ratio: float) -> None:
    assert split_like(ratio) is None


def test_dividend_above_the_price_is_not_believed() -> None:
    held = adjust(series(Bar(D[0], close=10.0), Bar(D[1], close=9.0, dividend=12.0)))
    assert (held.quarantined, codes(held)) == ((D[1],), ["bad-action"])


def test_identical_duplicates_are_tolerated() -> None:
    bar = Bar(D[0], close=100.0, volume=5.0)
    held = adjust(series(bar, Bar(D[1], close=101.0), bar, Bar(D[0], close=100.0)))
    assert (held.dates, held.problems) == ((D[0], D[1]), ())
    assert held.bars[0].volume == 5.0


def test_conflicting_duplicates_refuse_the_series() -> None:
    held = adjust(series(Bar(D[0], close=100.0), Bar(D[0], close=100.5), Bar(D[1], close=101.0)))
    assert (held.dates, held.refused) == ((), f"two different bars on {D[0]}")
    assert codes(held) == ["duplicate-date"]


def test_future_rows_are_not_seen() -> None:
    # The split after as_of must not change the level before it either.
    bars = (Bar(D[0], close=400.0), Bar(D[1], close=404.0), Bar(D[2], close=101.0, split=4.0))
    held = adjust(series(*bars), as_of=D[1])
    assert (held.dates, held.closes) == ((D[0], D[1]), (400.0, 404.0))
    assert codes(held) == ["future-rows"]
    assert adjust(series(*bars), as_of=date(2023, 1, 1)).refused == "no prices"


def test_unusable_closes_are_named_and_left_out() -> None:
    held = adjust(
        series(Bar(D[0], close=100.0), Bar(D[1]), Bar(D[2], close=0.0), Bar(D[3], close=101.0))
    )
    assert held.dates == (D[0], D[3])
    assert [(p.code, p.date) for p in held.problems] == [
        ("unusable-close", D[1]),
        ("unusable-close", D[2]),
    ]
    assert adjust(series(Bar(D[0], close=float("nan")))).refused == "no prices"


def test_no_data_has_a_reason() -> None:
    assert adjust(series()).refused == "no prices"
    assert absent("NOC").refused == "no prices"


prices = st.lists(st.floats(50, 70), min_size=2, max_size=6)


@given(prices, st.floats(0.01, 1000))
def test_scaling_the_prices_scales_nothing_else(closes: list[float], scale: float) -> None:
    plain = adjust(series(*(Bar(d, close=c) for d, c in zip(D, closes, strict=False))))
    scaled = adjust(series(*(Bar(d, close=c * scale) for d, c in zip(D, closes, strict=False))))
    assert returns(scaled) == pytest.approx(returns(plain), abs=1e-12)


@given(prices, st.randoms(use_true_random=False))
def test_order_of_rows_does_not_matter(closes: list[float], random: object) -> None:
    bars = [Bar(d, close=c, dividend=0.5) for d, c in zip(D, closes, strict=False)]
    shuffled = list(bars)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert adjust(series(*shuffled)) == adjust(series(*bars))


@given(prices, st.integers(2, 20))
def test_a_split_that_is_recorded_changes_no_return(closes: list[float], split: int) -> None:
    plain = adjust(series(*(Bar(d, close=c) for d, c in zip(D, closes, strict=False))))
    bars = [Bar(D[0], close=closes[0] * split)]
    bars += [
        Bar(d, close=c, split=float(split) if d == D[1] else None)
        for d, c in zip(D[1:], closes[1:], strict=False)
    ]
    assert returns(adjust(series(*bars))) == pytest.approx(returns(plain), abs=1e-12)


def test_renamed_ticker_joins_its_history() -> None:
    old = series(Bar(D[0], close=100.0), Bar(D[1], close=101.0), symbol="FB")
    new = series(Bar(D[1], close=101.0), Bar(D[2], close=102.0), symbol="META")
    joined = join_renamed([old, new], {"FB": "META"})
    assert list(joined) == ["META"]
    assert adjust(joined["META"]).closes == (100.0, 101.0, 102.0)
    assert join_renamed([old], {"FB": "META"})["META"].symbol == "META"


def test_alias_chains_are_followed_and_circles_refused() -> None:
    assert present_name("A", {"A": "B", "B": "C"}) == "C"
    assert present_name("A", {"A": "A"}) == "A"
    with pytest.raises(ValueError, match="loop"):
        present_name("A", {"A": "B", "B": "A"})


def test_a_name_in_another_currency_is_no_rename() -> None:
    old = PriceSeries("OLD", (Bar(D[0], close=1.0),), "EUR")
    new = PriceSeries("NEW", (Bar(D[1], close=1.0),), "USD")
    with pytest.raises(ValueError, match="EUR, USD"):
        join_renamed([old, new], {"OLD": "NEW"})
