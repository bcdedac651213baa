"""Whether a rotation may have begun: groups that part more than on nearly all days, both ways.

A day is one where the dispersion of the groups is in the top 5 % of the 250 days before it, and
where, over the last 1, 5 or 20 sessions, one group has gained and one has lost against the
benchmark by more than chance allows: Benjamini-Hochberg over groups and windows.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date

from thesisvault.market.dispersion import (
    LEAST_GROUPS,
    PricedGroup,
    dispersion_by_day,
    share_below,
)
from thesisvault.market.distribution import benjamini_hochberg
from thesisvault.market.event_study import study_event
from thesisvault.market.frame import Estimation, Window
from thesisvault.model.market import (
    AdjustedSeries,
    Detection,
    DetectionVerdict,
    EventStudy,
    GroupMove,
)

DAYS = 250
"""Days before that a dispersion is ranked among."""
TOP = 0.05
"""The share of days with as much of it that is allowed."""
WINDOWS: tuple[Window, ...] = ((0, 0), (-4, 0), (-19, 0))
"""The last session, the last 5, the last 20."""


def detect(
    groups: Sequence[PricedGroup],
    benchmark: AdjustedSeries,
    first: date,
    estimation: Estimation,
    rate: float,
    *,
    all_figures: bool = True,
) -> Iterator[Detection]:
    """What prices tell of each session from `first` on, oldest first.

    `all_figures`: also the groups' moves on a day whose dispersion is nothing out of the way.
    """
    known = unlike(groups, benchmark)
    spread = dispersion_by_day(known, benchmark, estimation)
    for place in range(bisect_left(benchmark.dates, first), len(benchmark.dates)):
        day, value = benchmark.dates[place], spread[place]
        before = [item for item in spread[:place] if item is not None][-DAYS:]
        rank = share_below(before, value) if value is not None and len(before) == DAYS else None
        is_wide = rank is not None and rank >= 1 - TOP
        moves: tuple[GroupMove, ...] = ()
        if is_wide or all_figures:
            moves = _moves(known, benchmark, day, estimation, rate)
        yield _told(day, value, rank, len(before), moves, known)


def unlike(groups: Sequence[PricedGroup], benchmark: AdjustedSeries) -> list[PricedGroup]:
    """The groups that are not the benchmark itself, each basket once, under its first name."""
    found: dict[object, PricedGroup] = {}
    for group in groups:
        symbols = {member.symbol for member in group.members if member.dates}
        if symbols and symbols != {benchmark.symbol}:
            found.setdefault(frozenset(group.weights.items()), group)
    return list(found.values())


def _told(
    day: date,
    dispersion: float | None,
    rank: float | None,
    days: int,
    moves: tuple[GroupMove, ...],
    groups: Sequence[PricedGroup],
) -> Detection:
    into, out = _strongest(moves, 1), _strongest(moves, -1)
    has_begun = rank is not None and rank >= 1 - TOP and bool(into) and bool(out)
    reason = ""
    if len(groups) < LEAST_GROUPS:
        reason = f"{len(groups)} of {LEAST_GROUPS} groups with prices"
    elif days < DAYS:
        reason = f"{days} of {DAYS} days"
    elif dispersion is None:
        reason = f"fewer than {LEAST_GROUPS} groups have a price on {day}"
    verdict: DetectionVerdict
    verdict = "cannot tell" if reason else "rotation" if has_begun else "none"
    return Detection(day, verdict, dispersion, rank, days, moves, into, out, reason)


def _strongest(moves: Sequence[GroupMove], sign: int) -> tuple[GroupMove, ...]:
    """Of each group that moved beyond chance its surest move, if that has this sign."""
    surest: dict[str, GroupMove] = {}
    for move in moves:
        known = surest.get(move.name)
        if move.significant and (known is None or abs(move.t or 0.0) > abs(known.t or 0.0)):
            surest[move.name] = move
    found = (move for move in surest.values() if (move.t or 0.0) * sign > 0)
    return tuple(sorted(found, key=lambda move: -abs(move.t or 0.0)))


def _moves(
    groups: Sequence[PricedGroup],
    benchmark: AdjustedSeries,
    day: date,
    estimation: Estimation,
    rate: float,
) -> tuple[GroupMove, ...]:
    studies = [
        study_event(
            group.name, group.members, benchmark, day, window,
            weights=group.weights, estimation=estimation,
        )
        for group in groups
        for window in WINDOWS
    ]  # fmt: skip
    adjusted = benjamini_hochberg([study.abnormal.p for study in studies])
    return tuple(_move(study, p, rate) for study, p in zip(studies, adjusted, strict=True))


def _move(study: EventStudy, adjusted: float | None, rate: float) -> GroupMove:
    found = study.abnormal
    return GroupMove(
        study.move.name, study.move.symbols, 1 - found.window[0], study.move.simple_return,
        found.car, found.t, found.p, adjusted, adjusted is not None and adjusted <= rate,
        found.reason or "",
    )  # fmt: skip
