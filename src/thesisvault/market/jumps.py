"""Tells a jump that looks like an unrecorded split from an ordinary bad or good day."""

from __future__ import annotations

from fractions import Fraction

_FORWARD = (2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 20, 25, 30, 40, 50, 100)
_TOLERANCE = 0.05
# Three for two is the one ratio below two that companies use and that rarely happens by
# itself. Five for four (-20 %) and four for three (-25 %) are left out: falls of that size
# after earnings are common, and a true fall must not be hidden. There is no reverse of it.
_THREE_FOR_TWO = Fraction(3, 2)
_THREE_FOR_TWO_TOLERANCE = 0.02
_ORDINARY = (0.69, 1.89)
"""Between these no ratio is near a split: 3-for-2 begins at 1.02 / 1.5, 1-for-2 at 0.95 * 2."""


def split_like(ratio: float) -> Fraction | None:
    """The split (new shares for one old) that a close-to-close ratio looks like, or None.

    `ratio` is close over the close before. What is left after undoing the split may be at most
    5 % (2 % for three for two), an ordinary day's move.
    """
    if _ORDINARY[0] < ratio < _ORDINARY[1]:
        return None
    for shares in _FORWARD:
        if abs(ratio * shares - 1.0) <= _TOLERANCE:
            return Fraction(shares)
        if abs(ratio / shares - 1.0) <= _TOLERANCE:
            return Fraction(1, shares)
    if abs(ratio * float(_THREE_FOR_TWO) - 1.0) <= _THREE_FOR_TWO_TOLERANCE:
        return _THREE_FOR_TWO
    return None


def split_name(split: Fraction) -> str:
    """`4-for-1`, `1-for-10`, `3-for-2`."""
    return f"{split.numerator}-for-{split.denominator}"
