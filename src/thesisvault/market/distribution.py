"""Tails and quantiles of Student's t and the normal, without scipy; many tests at once.

The tail of t is a regularised incomplete beta: P(|T| > t) = I_x(df/2, 1/2), x = df / (df + t^2)
(Abramowitz and Stegun 26.7.1 and 26.5.8), evaluated by the modified Lentz method (Thompson and
Barnett 1986). Tested against closed forms and tables to 1e-10.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

_TINY = 1e-300
_EPSILON = 1e-16
_MAX_TERMS = 10_000
_STIRLING_FROM = 50.0
_Z95 = 1.959963984540054


def normal_two_sided(z: float) -> float:
    """P(|Z| > |z|) of a standard normal Z."""
    return math.erfc(abs(z) / math.sqrt(2.0))


def student_two_sided(t: float, df: float) -> float:
    """P(|T| > |t|) of Student's t with `df` > 0 degrees of freedom.

    Raises ValueError when `df` is not positive.
    """
    if not df > 0:
        raise ValueError(f"degrees of freedom must be positive, not {df}")
    if math.isinf(df):
        return normal_two_sided(t)
    if math.isinf(t):
        return 0.0
    square = t * t
    return _incomplete_beta(df / 2.0, 0.5, df / (df + square), square / (df + square))


def _incomplete_beta(a: float, b: float, x: float, complement: float) -> float:
    # `complement` is 1 - x, passed so that a caller who knows it exactly loses no digits.
    if x <= 0.0:
        return 0.0
    if complement <= 0.0:
        return 1.0
    front = math.exp(a * _log(x, complement) + b * _log(complement, x) - _log_beta(a, b))
    # The fraction converges fast only on this side of the mean; the other side by symmetry.
    if x < (a + 1.0) / (a + b + 2.0):
        return front * _continued_fraction(a, b, x) / a
    return 1.0 - front * _continued_fraction(b, a, complement) / b


def _log(x: float, complement: float) -> float:
    # Near 1 only the complement still holds the digits.
    return math.log(x) if x < 0.5 else math.log1p(-complement)


def _continued_fraction(a: float, b: float, x: float) -> float:
    c = 1.0
    d = 1.0 / _away_from_zero(1.0 - (a + b) * x / (a + 1.0))
    value = d
    for m in range(1, _MAX_TERMS):
        even = m * (b - m) * x / ((a + 2 * m - 1.0) * (a + 2 * m))
        d = 1.0 / _away_from_zero(1.0 + even * d)
        c = _away_from_zero(1.0 + even / c)
        value *= c * d
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1.0))
        d = 1.0 / _away_from_zero(1.0 + odd * d)
        c = _away_from_zero(1.0 + odd / c)
        factor = c * d
        value *= factor
        if abs(factor - 1.0) <= _EPSILON:
            break
    return value


def _away_from_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY


def _log_beta(a: float, b: float) -> float:
    small, large = min(a, b), max(a, b)
    if large < _STIRLING_FROM:
        return math.lgamma(small) + math.lgamma(large) - math.lgamma(small + large)
    # lgamma(large) - lgamma(large + small) cancels to nothing for many degrees of freedom, so
    # the difference of the two Stirling series is taken term by term.
    return (
        math.lgamma(small)
        - (large - 0.5) * math.log1p(small / large)
        - small * math.log(large + small)
        + small
        + _stirling(large)
        - _stirling(large + small)
    )


def _stirling(x: float) -> float:
    inverse = 1.0 / (x * x)
    return (1.0 / 12 - inverse * (1.0 / 360 - inverse * (1.0 / 1260 - inverse / 1680))) / x


def wilson(came: int, n: int) -> tuple[float, float]:
    """The 95 % range of a share of which `came` in `n` (at least 1) were seen (Wilson 1927)."""
    share, z2 = came / n, _Z95 * _Z95
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    reach = _Z95 * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    # Rounding must not keep 0 of 3 out of its own range.
    return max(0.0, round(middle - reach, 12)), min(1.0, round(middle + reach, 12))


def benjamini_hochberg(p_values: Sequence[float | None]) -> tuple[float | None, ...]:
    """P-values adjusted for the false discovery rate, in order; a test not made is not counted.

    Benjamini and Hochberg (1995); a test that was not made stays None.
    Adjusted p of the i-th smallest of m: the least of p_j * m / j over j >= i, at most 1.
    Raises ValueError for a p-value outside 0..1.
    """
    known = [(p, place) for place, p in enumerate(p_values) if p is not None]
    for p, _ in known:
        if not 0.0 <= p <= 1.0:
            raise ValueError(f"a p-value lies between 0 and 1, not {p}")
    adjusted: list[float | None] = [None] * len(p_values)
    least = 1.0
    for rank, (p, place) in zip(range(len(known), 0, -1), sorted(known, reverse=True), strict=True):
        # The quotient first: it is exactly 1 for the largest, so rounding never shrinks a p.
        least = min(least, p * (len(known) / rank))
        adjusted[place] = least
    return tuple(adjusted)
