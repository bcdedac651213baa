"""Many tests at once: Benjamini and Hochberg's false discovery rate (1995)."""

from __future__ import annotations

from collections.abc import Sequence


def benjamini_hochberg(p_values: Sequence[float | None]) -> tuple[float | None, ...]:
    """Adjusted p-values in the order given; a test that was not made stays None and is not counted.

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
