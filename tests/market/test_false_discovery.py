import pytest
from hypothesis import given
from hypothesis import strategies as st

from thesisvault.market.distribution import benjamini_hochberg


def test_adjusted_values_of_a_small_review() -> None:
    found = benjamini_hochberg([0.01, 0.04, 0.03, 0.005])
    assert found == pytest.approx((0.02, 0.04, 0.04, 0.02))


def test_the_fifteen_p_values_of_benjamini_and_hochberg_1995() -> None:
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459]
    p += [0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000]
    adjusted = benjamini_hochberg(p)
    # Their example rejects the four smallest at a rate of 5 %.
    assert [q is not None and q <= 0.05 for q in adjusted] == [True] * 4 + [False] * 11


def test_tests_not_made_are_not_counted() -> None:
    assert benjamini_hochberg([None, 0.04, None]) == (None, 0.04, None)
    assert benjamini_hochberg([]) == ()


def test_what_is_no_probability_is_refused() -> None:
    with pytest.raises(ValueError):
        benjamini_hochberg([0.5, 1.5])


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_order_does_not_matter_and_nothing_shrinks(p: list[float]) -> None:
    adjusted = benjamini_hochberg(p)
    assert all(q is not None and one <= q <= 1 for one, q in zip(p, adjusted, strict=True))
    turned = benjamini_hochberg(p[::-1])
    assert turned[::-1] == adjusted
