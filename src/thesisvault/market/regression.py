"""Ordinary least squares by Householder's reflections, without numpy.

The triangle R of X = Q R gives all that is asked: the coefficients, their errors, and
x'(X'X)⁻¹x = |R⁻ᵀx|², the error that they bring to a sum with regressors x.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import copysign, fsum, sqrt

from msgspec import Struct

_NO_VARIATION = 1e-10
"""A column that leaves less than this share of itself is a sum of those before it."""


class Fit(Struct, frozen=True):
    """y = X b + e with n - k degrees of freedom."""

    coefficients: tuple[float, ...]
    sigma: float
    """sqrt(e'e / (n - k))."""
    n: int
    triangle: tuple[tuple[float, ...], ...]
    """The k rows of R, zeros included."""

    @property
    def df(self) -> int:
        """n - k."""
        return self.n - len(self.coefficients)

    def leverage(self, x: Sequence[float]) -> float:
        """x'(X'X)⁻¹x."""
        found: list[float] = []
        for place, value in enumerate(x):
            known = fsum(self.triangle[row][place] * found[row] for row in range(place))
            found.append((value - known) / self.triangle[place][place])
        return fsum(value * value for value in found)

    def error(self, place: int) -> float:
        """The standard error of one coefficient."""
        unit = [float(other == place) for other in range(len(self.coefficients))]
        return self.sigma * sqrt(self.leverage(unit))


def least_squares(rows: Sequence[Sequence[float]], ys: Sequence[float]) -> Fit | None:
    """The fit of `ys` on `rows`, a constant being a column of ones like another.

    None where a column is a sum of others, or fewer rows than columns and one more.
    """
    size = len(rows[0]) if rows else 0
    if len(rows) <= size or not size:
        return None
    columns = [list(column) for column in zip(*rows, strict=True)]
    lengths = [sqrt(fsum(value * value for value in column)) for column in columns]
    columns.append(list(ys))
    for place in range(size):
        length = sqrt(fsum(value * value for value in columns[place][place:]))
        if length <= _NO_VARIATION * lengths[place]:
            return None
        _reflect(columns, place, length)
    triangle = tuple(tuple(columns[c][row] if c >= row else 0.0 for c in range(size))
                     for row in range(size))  # fmt: skip
    *_, right = columns
    found = [0.0] * size
    for row in reversed(range(size)):
        known = fsum(triangle[row][c] * found[c] for c in range(row + 1, size))
        found[row] = (right[row] - known) / triangle[row][row]
    left = fsum(
        (y - fsum(b * x for b, x in zip(found, row, strict=True))) ** 2
        for row, y in zip(rows, ys, strict=True)
    )
    sigma = sqrt(left / (len(rows) - size))
    return Fit(tuple(found), sigma, len(rows), triangle)


def _reflect(columns: list[list[float]], place: int, length: float) -> None:
    """Turn a column's part from `place` on into its first axis, and all others with it."""
    mirror = columns[place][place:]
    mirror[0] += copysign(length, mirror[0])
    square = fsum(value * value for value in mirror)
    for column in columns[place:]:
        share = 2 * fsum(m * c for m, c in zip(mirror, column[place:], strict=True)) / square
        column[place:] = [c - share * m for m, c in zip(mirror, column[place:], strict=True)]
