"""Mean pairwise correlation of a set of names, and how many independent ones they amount to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import fsum, sqrt

from thesisvault.market.returns import align
from thesisvault.model.market import AdjustedSeries, CorrelationPoint

_NO_VARIATION = 1e-12


def mean_pairwise_correlation(columns: Sequence[Sequence[float | None]]) -> float | None:
    """The mean of the N (N - 1) / 2 correlations between columns of equal length.

    Taken over the rows in which every column has a value. None for fewer than two columns that
    vary, or fewer than three such rows; columns that do not vary are left out.
    """
    rows = [row for row in zip(*columns, strict=True) if None not in row]
    if len(rows) < 3:
        return None
    complete = [[v for v in column if v is not None] for column in zip(*rows, strict=True)]
    scores: list[list[float]] = []
    for column in complete:
        mean = fsum(column) / len(column)
        spread = sqrt(fsum((v - mean) ** 2 for v in column) / len(column))
        if spread > _NO_VARIATION:
            scores.append([(v - mean) / spread for v in column])
    names = len(scores)
    if names < 2:
        return None
    # The variance of a sum of z-scores is N + N (N - 1) r: one pass instead of all pairs.
    variance = fsum(fsum(row) ** 2 for row in zip(*scores, strict=True)) / len(rows)
    return (variance - names) / (names * (names - 1))


def effective_names(names: int, correlation: float) -> float | None:
    """N / (1 + (N - 1) r): independent names whose mean would vary as much as these N's.

    None where the correlation leaves the mean no variance at all (r <= -1 / (N - 1)).
    """
    denominator = 1.0 + (names - 1) * correlation
    return names / denominator if denominator > _NO_VARIATION else None


def mean_correlation_history(
    members: Sequence[AdjustedSeries],
    sessions: Sequence[date],
    *,
    window: int = 63,
    length: int = 252,
) -> tuple[CorrelationPoint, ...]:
    """Mean pairwise correlation of daily returns over `window` sessions, at each session.

    At most `length` points, oldest first, the last at the last session. A name counts at a
    session if it has a return on each of the window's sessions. Raises ValueError for a window
    of fewer than three sessions.
    """
    if window < 3:
        raise ValueError(f"a correlation needs three sessions or more, not {window}")
    shown = sessions[max(0, len(sessions) - window - length) :]
    returns = [align(member, shown) for member in members]
    points = []
    for end in range(window, len(shown)):
        places = range(end - window + 1, end + 1)
        whole = [
            [name.returns[place] for place in places]
            for name in returns
            if all(name.spans[place] == 1 for place in places)
        ]
        points.append(CorrelationPoint(shown[end], mean_pairwise_correlation(whole), len(whole)))
    return tuple(points)
