"""Simple returns of a series on the benchmark's dates, of a weighted basket, and their correlation.

simple_return: fraction, close to close, adjusted, in the quote currency (MacKinlay 1997).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from math import fsum, sqrt
from operator import mul

from msgspec import Struct

from thesisvault.model.market import AdjustedSeries, CorrelationPoint

STALE_AFTER = 3
"""A last price more than this many benchmark sessions old is not a price any more."""
_NO_VARIATION = 1e-12
_STEPS = 60
"""Steps between prices, up to the last one, that tell how often a symbol is priced."""


class AlignedReturns(Struct, frozen=True):
    """One symbol's returns, one for each of the sessions it was aligned on; the first is None."""

    symbol: str
    returns: tuple[float | None, ...]
    """None where there is no price, no recent price before it, or the move is quarantined."""
    spans: tuple[int, ...]
    """Sessions each return covers: 1, more after a halt or a missing day, 0 for None."""


def align(series: AdjustedSeries, sessions: Sequence[date]) -> AlignedReturns:
    """Returns on `sessions` (ascending); prices on other dates are passed over.

    After missing days the first price gives one return over all of them (trade to trade), as
    long as the price before is at most `STALE_AFTER` sessions older than the last missing day, or
    somebody confirms the move.
    """
    # A window is a small part of the years that a series holds.
    held = _within(series.dates, sessions)
    closes = dict(zip(series.dates[held], series.closes[held], strict=True))
    returns: list[float | None] = []
    spans: list[int] = []
    before: int | None = None
    quarantined = series.quarantined
    for place, day in enumerate(sessions):
        value, span = None, 0
        if (close := closes.get(day)) is not None:
            if before is not None and (
                place - before <= STALE_AFTER + 1 or day in series.confirmed
            ):
                start = sessions[before]
                # Few series have any: a generator for each day would take most of the time.
                if not quarantined or not any(start < odd <= day for odd in quarantined):
                    value, span = close / closes[start] - 1.0, place - before
            before = place
        returns.append(value)
        spans.append(span)
    return AlignedReturns(series.symbol, tuple(returns), tuple(spans))


def _within(dates: Sequence[date], sessions: Sequence[date]) -> slice:
    """The part of `dates` from the first session to the last one."""
    if not sessions:
        return slice(0, 0)
    return slice(bisect_left(dates, sessions[0]), bisect_right(dates, sessions[-1]))


def pace(series: AdjustedSeries, sessions: Sequence[date]) -> int:
    """Sessions from one price to the next, as a rule: 1 for a daily series, 5 for a weekly one."""
    places = [bisect_right(sessions, day) for day in series.dates[-_STEPS - 1 :]]
    steps = sorted(after - before for before, after in pairwise(places))
    return max(1, steps[len(steps) // 2]) if steps else 1


class Doubt(Struct, frozen=True):
    """A move from one price to the next that is not believed."""

    before: date
    day: date
    missing: int
    """Sessions between both."""
    reason: str


def doubts(
    series: AdjustedSeries, sessions: Sequence[date], after: date, until: date
) -> Iterator[Doubt]:
    """The moves that end after one day, and by another, and are not believed, with the reason.

    Quarantined ones, and those over more than `STALE_AFTER` sessions without a price (or as many
    prices of a series that has one every few sessions): nobody knows what happened meanwhile,
    until somebody confirms it.
    """
    first = max(1, bisect_right(series.dates, after))
    odd = frozenset(series.quarantined)
    longest = (STALE_AFTER + 1) * pace(series, sessions)
    for place in range(first, bisect_right(series.dates, until)):
        before, day = series.dates[place - 1], series.dates[place]
        if (day - before).days <= longest and day not in odd:
            continue  # too near for a gap
        missing = bisect_left(sessions, day) - bisect_right(sessions, before)
        is_odd = day in odd
        if is_odd or (missing >= longest and day not in series.confirmed):
            told = (one.message.partition(": ")[2] for one in series.problems if one.date == day)
            gap = _over_a_gap(before, day, missing)
            yield Doubt(before, day, missing, next(told, gap) if is_odd else gap)


def _over_a_gap(before: date, day: date, missing: int) -> str:
    gap = f"{missing} sessions" if missing > STALE_AFTER else f"{(day - before).days} days"
    return (
        f"the move from {before} to {day} spans {gap} without a price: "
        "add it to `confirmed_jumps` if it is real"
    )


def compound(returns: Sequence[float]) -> float:
    """The return of holding through all of `returns`, re-weighting at each."""
    level = 1.0
    for value in returns:
        level *= 1.0 + value
    return level - 1.0


class BasketReturns(Struct, frozen=True):
    """A signed weighted basket's returns on a run of sessions."""

    returns: tuple[float | None, ...]
    """y = d * sum(w r) / sum |w| over the names with a return; None where no name has one."""
    coverage: tuple[float, ...]
    """Share of the whole weight that had a return, 0..1."""
    covered: tuple[bool, ...]
    """Whether the session lies inside some return used, also as a missing day inside it."""


def combine(
    members: Sequence[AlignedReturns],
    weights: Mapping[str, float],
    side: int,
    places: range,
    *,
    catch_up: bool,
) -> BasketReturns:
    """The basket on `places`, weights rescaled each session over the names present.

    `catch_up` also takes returns over several sessions, where they begin inside `places` (the
    close before its first included): right for what a holder earned in a window, wrong for
    estimating one session's variance. Weights may be negative; `side` is +1 long, -1 short.
    """
    whole = fsum(abs(weights[member.symbol]) for member in members)
    returns: list[float | None] = []
    coverage: list[float] = []
    covered = [False] * len(places)
    for place in places:
        present: list[tuple[float, float]] = []
        for member in members:
            value, span = member.returns[place], member.spans[place]
            if value is None or (span > 1 and not (catch_up and place - span >= places.start - 1)):
                continue
            present.append((weights[member.symbol], value))
            for inside in range(place - span + 1, place + 1):
                covered[inside - places.start] = True
        weight = fsum(abs(w) for w, _ in present)
        returns.append(side * fsum(w * r for w, r in present) / weight if weight else None)
        coverage.append(weight / whole if whole else 0.0)
    return BasketReturns(tuple(returns), tuple(coverage), tuple(covered))


def equal_weights(members: Sequence[AdjustedSeries]) -> dict[str, float]:
    """One weight for all."""
    return {member.symbol: 1.0 / len(members) for member in members}


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
        centred = [v - mean for v in column]
        spread = sqrt(fsum(map(mul, centred, centred)) / len(column))
        if spread > _NO_VARIATION:
            scores.append([v / spread for v in centred])
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
