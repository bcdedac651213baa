"""Where each group stands against the benchmark: the RS quadrant.

RS = 100 * group level / benchmark level, both rebased to the first period for which both are
held: a fixed point, however many periods are asked for. Ratio = 100 + z-score of RS over 14
periods; momentum = 100 + z-score over 14 periods of the ratio's change from one period to the
next. Each z-score is of the latest value among the 14 that end with it,
with the population standard deviation; the quadrant, which is the sign of both, is the same with
the sample's. Daily, or weekly on the last session of each ISO week (of the running week: its
latest session).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from math import fsum, sqrt

from thesisvault.market.frame import foreign
from thesisvault.market.returns import STALE_AFTER, align, doubts, pace
from thesisvault.market.sessions import week_ends
from thesisvault.model.market import (
    AdjustedSeries,
    Excluded,
    GroupRotation,
    Period,
    Quadrant,
    RSPoint,
)

WINDOW = 14
PERIODS_NEEDED = 2 * WINDOW
"""Levels needed for one quadrant: a window of ratios' changes, each on a window of levels."""


def quadrant(ratio: float, momentum: float) -> Quadrant:
    """Leading, weakening, lagging or improving; 100 counts as strong."""
    if ratio >= 100.0:
        return "leading" if momentum >= 100.0 else "weakening"
    return "improving" if momentum >= 100.0 else "lagging"


def rs_points(
    dates: Sequence[date], levels: Sequence[float], benchmark: Sequence[float]
) -> tuple[RSPoint, ...]:
    """One point a period, oldest first; ratio, momentum and quadrant None until there is history.

    `levels` and `benchmark` are positive and of the length of `dates`, else ValueError. A ratio
    needs 14 levels that differ, momentum 14 changes of it that differ.
    """
    if any(not value > 0.0 for series in (levels, benchmark) for value in series):
        raise ValueError("levels must be positive")
    rs = [100.0 * p / b for p, b in zip(levels, benchmark, strict=True)]
    ratios = [_score(rs, end) for end in range(len(rs))]
    changes = [
        None if now is None or before is None else now - before
        for before, now in zip([None, *ratios[:-1]], ratios, strict=True)
    ]
    points: list[RSPoint] = []
    for end, day in enumerate(dates):
        ratio, momentum = ratios[end], _score(changes, end)
        place = None if ratio is None or momentum is None else quadrant(ratio, momentum)
        points.append(RSPoint(day, rs[end], ratio, momentum, place))
    return tuple(points)


def group_levels(
    members: Sequence[AdjustedSeries],
    sessions: Sequence[date],
    weights: Mapping[str, float] | None = None,
) -> tuple[float | None, ...]:
    """A group's level on `sessions`, daily, over the names present; first 100.

    `weights` by symbol, any scale, negative for names held short; default equal. None before the
    first session on which some name has a price; a later session on which no name has a return
    keeps the level before it, since the move comes with the next price.
    """
    returns = [align(member, sessions) for member in members]
    levels: list[float | None] = []
    level: float | None = None
    firsts = {member.dates[0] for member in members if member.dates}
    for place, day in enumerate(sessions):
        present = [
            (1.0 if weights is None else weights[name.symbol], value)
            for name in returns
            if (value := name.returns[place]) is not None
        ]
        if level is None:
            level = 100.0 if day in firsts or any(first < day for first in firsts) else None
        elif present:
            level *= 1.0 + fsum(w * r for w, r in present) / fsum(abs(w) for w, _ in present)
        levels.append(level)
    return tuple(levels)


def measure_rotation(
    groups: Mapping[str, Sequence[AdjustedSeries]],
    benchmark: AdjustedSeries,
    *,
    period: Period = "weekly",
    length: int = 12,
    weights: Mapping[str, Mapping[str, float]] | None = None,
) -> tuple[GroupRotation, ...]:
    """Each group's RS quadrant at the benchmark's last session, with up to `length` points.

    Groups come back in the order given. `weights`: by group and symbol, for groups that are not
    their names in equal parts. A name without prices, with a last price more than
    three sessions old, with a move that is not believed, or in another currency than the benchmark
    is left out and named. What has a price every few sessions is measured in weeks alone, by the
    sessions that have one.
    """
    return tuple(
        _measure_group(name, members, benchmark, period, length, (weights or {}).get(name))
        for name, members in groups.items()
    )


def _measure_group(
    name: str,
    members: Sequence[AdjustedSeries],
    benchmark: AdjustedSeries,
    period: Period,
    length: int,
    weights: Mapping[str, float] | None,
) -> GroupRotation:
    usable: list[AdjustedSeries] = []
    excluded: list[Excluded] = []
    sessions: Sequence[date] = benchmark.dates
    for member in members:
        if why := _why_left_out(member, benchmark):
            excluded.append(Excluded(member.symbol, why))
        else:
            usable.append(member)
    symbols = tuple(member.symbol for member in usable)

    def without(reason: str) -> GroupRotation:
        return GroupRotation(name, symbols, period, (), tuple(excluded), reason)

    if not benchmark.dates:
        return without(f"{benchmark.symbol}: {benchmark.refused or 'no prices'}")
    if not usable:
        names = "; ".join(f"{one.symbol} ({one.reason})" for one in excluded)
        return without("no name with usable prices" + (f": {names}" if names else ""))
    first = max(min(member.dates[0] for member in usable), sessions[0])
    if doubt := next(doubts(benchmark, sessions, first, sessions[-1]), None):
        return without(f"benchmark {benchmark.symbol}: {doubt.reason}")
    for member in usable:
        often = pace(member, sessions)
        if often > 1 and period == "daily":
            return without(
                f"{member.symbol} is priced only every {often} sessions, so it has no daily figure"
            )
        if often > 1:
            # Between its prices its level is not known: it counts on the days that have one.
            sessions = sorted({*sessions}.intersection(member.dates))
    if not sessions:
        return without("no day on which all have a price")
    closes = dict(zip(benchmark.dates, benchmark.closes, strict=True))
    levels = group_levels(usable, sessions, weights)
    ends = week_ends(sessions) if period == "weekly" else tuple(range(len(sessions)))
    known = [(end, level) for end in ends if (level := levels[end]) is not None]
    if any(level <= 0.0 for _, level in known):
        return without("its level fell to zero: a short position has doubled")
    base = closes[sessions[known[0][0]]] / known[0][1] if known else 1.0
    # More periods than these change none of the points.
    used = known[-(PERIODS_NEEDED + length + 1) :]
    points = rs_points(
        [sessions[end] for end, _ in used],
        [level for _, level in used],
        [closes[sessions[end]] / base for end, _ in used],
    )[-length:]
    has_quadrant = bool(points) and points[-1].quadrant is not None
    reason = None if has_quadrant else _why_no_quadrant(len(known), period)
    return GroupRotation(name, symbols, period, points, tuple(excluded), reason)


def _why_no_quadrant(count: int, period: Period) -> str:
    if count >= PERIODS_NEEDED:
        return "its prices move exactly as the benchmark's"
    unit = {"weekly": "week", "daily": "day"}[period]
    return (
        f"{count} {unit if count == 1 else unit + 's'} of prices; a quadrant needs {PERIODS_NEEDED}"
    )


def _why_left_out(member: AdjustedSeries, benchmark: AdjustedSeries) -> str | None:
    """Why a name has no part in its group's level, or None where it has."""
    if not member.dates:
        return member.refused or "no prices"
    if other := foreign(member, benchmark):
        return other.reason
    recent = benchmark.dates[-STALE_AFTER * pace(member, benchmark.dates) - 1 :]
    if recent and member.dates[-1] < recent[0]:
        return f"stale: last price {member.dates[-1]}"
    if not recent:
        return None
    found = next(doubts(member, benchmark.dates, benchmark.dates[0], benchmark.dates[-1]), None)
    return found.reason if found else None


def _score(values: Sequence[float | None], end: int) -> float | None:
    window = [v for v in values[max(0, end - WINDOW + 1) : end + 1] if v is not None]
    if len(window) < WINDOW:
        return None
    mean = fsum(window) / WINDOW
    spread = sqrt(fsum((v - mean) ** 2 for v in window) / WINDOW)
    # Rounding alone must not put a group into a quadrant.
    return 100.0 + (window[-1] - mean) / spread if spread > 1e-12 * max(1.0, abs(mean)) else None
