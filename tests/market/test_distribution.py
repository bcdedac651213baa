from math import atan, cos, fsum, pi, prod, sin, sqrt, tan

import pytest

from thesisvault.market.distribution import normal_two_sided, student_two_sided


def tail_by_series(t: float, df: int) -> float:
    """P(|T| > t) as a finite trigonometric sum (Abramowitz and Stegun 26.7.3 and 26.7.4)."""
    angle = atan(t / sqrt(df))
    if df == 1:
        return 1 - 2 * angle / pi
    odd = df % 2
    terms = [
        prod((2 * i if odd else 2 * i - 1) / (2 * i + 1 if odd else 2 * i) for i in range(1, k + 1))
        * cos(angle) ** (2 * k + odd)
        for k in range((df - 2 - odd) // 2 + 1)
    ]
    inside = sin(angle) * fsum(terms)
    return 1 - (2 / pi * (angle + inside) if odd else inside)


@pytest.mark.parametrize("df", [1, 2, 3, 4, 5, 9, 10, 30, 59, 118, 119, 238, 248, 1000])
def test_two_sided_tail_agrees_with_the_finite_sum(df: int) -> None:
    for t in (0.01, 0.3, 1.0, 1.65, 1.96, 2.5, 4.0, 7.09):
        assert student_two_sided(t, df) == pytest.approx(tail_by_series(t, df), abs=1e-12), t
        assert student_two_sided(-t, df) == student_two_sided(t, df), t


@pytest.mark.parametrize(
    ("probability", "df", "printed"),
    [
        (0.975, 1, tan(pi * 0.475)),
        (0.975, 2, sqrt(1.805 / 0.0975)),
        (0.975, 10, 2.2281388519649385),
        (0.995, 60, 2.6602830288550377),
        (0.975, 120, 1.9799304050824413),
    ],
)
def test_tails_at_the_quantiles_of_tables(probability: float, df: int, printed: float) -> None:
    assert student_two_sided(printed, df) == pytest.approx(2 * (1 - probability), abs=1e-11)


def test_far_tails_keep_their_digits() -> None:
    # df = 2: P(|T| > t) = 1 - t / sqrt(2 + t^2) = 2 / (s (s + t)), s = sqrt(2 + t^2)
    s = sqrt(2 + 1e10)
    assert student_two_sided(1e5, 2) == pytest.approx(2 / (s * (s + 1e5)), rel=1e-12)
    assert student_two_sided(float("inf"), 5) == 0.0


def test_many_degrees_of_freedom_are_the_normal() -> None:
    assert student_two_sided(1.96, 1e9) == pytest.approx(normal_two_sided(1.96), abs=1e-9)
    assert student_two_sided(1.96, float("inf")) == normal_two_sided(1.96)
    assert normal_two_sided(1.959963984540054) == pytest.approx(0.05, abs=1e-14)


def test_what_has_no_answer_is_refused() -> None:
    with pytest.raises(ValueError):
        student_two_sided(1.0, 0)
