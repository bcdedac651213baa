"""A condition day by day since the thesis was opened: whether it broke, and how it stands now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from msgspec.structs import replace

from thesisvault.impact.tripwires.figures import Figures
from thesisvault.impact.tripwires.judgement import Judgement, comparisons, judge
from thesisvault.impact.tripwires.readings import Readings
from thesisvault.impact.tripwires.syntax import Comparison, Condition, Metric, Price
from thesisvault.impact.tripwires.units import readings as readings_of
from thesisvault.model.tripwires import Nearness, Standing, TripwireState

_WITHIN = 1 + 1e-9
"""5 % of 150 away is near, whatever the last bit of the division says."""


def watch(
    condition: Condition, readings: Readings, day: dt.date, near: Nearness | None = None
) -> TripwireState:
    """How the condition stands on `day`, having been tried on each day since the opening.

    Broken stays broken: what was crossed once was crossed. Nothing dated after `day` counts.
    """
    if readings.opened is not None and readings.opened > day:
        reason = f"the thesis is opened on {readings.opened} only"
        return TripwireState(Standing.UNKNOWN, reason=reason)
    figures, chosen = Figures(readings, day), near or Nearness()
    days = _days(condition, figures, day)
    seen = [(date, judge(condition, figures, date, chosen)) for date in days]
    last = seen[-1][1]
    broke = next((item for item in seen if item[1].holds), None)
    remarks = [
        *_of_break(broke, days[0], figures),
        *_of_gaps(seen, broke),
        *_of_data(condition, figures),
    ]
    if broke is not None:
        standing = Standing.BROKEN
        if last.holds is None:
            remarks.append(f"Whether it holds now is unknown: {last.reason}.")
    elif last.holds is None:
        standing, remarks = Standing.UNKNOWN, [last.reason]
    else:
        standing = Standing.NEAR if last.ratio <= _WITHIN else Standing.UNTOUCHED
    start = next((date for date, found in seen if found.holds is not None), None)
    return replace(_state(standing, broke, last, day, " ".join(remarks)), judged_from=start)


def _state(
    standing: Standing,
    broke: tuple[dt.date, Judgement] | None,
    last: Judgement,
    day: dt.date,
    reason: str,
) -> TripwireState:
    shown = last if last.holds is not None or broke is None else broke[1]
    judged_on = day if last.holds is not None else broke[0] if broke else None
    return TripwireState(
        state=standing,
        broke_on=broke[0] if broke else None,
        holds=last.holds,
        judged_on=judged_on,
        comparison=Judgement(None, shown.comparison).shown,
        value_left=shown.left,
        value_right=shown.right,
        distance=shown.distance,
        distance_in=shown.distance_in,
        reason=reason,
    )


def _days(condition: Condition, figures: Figures, day: dt.date) -> list[dt.date]:
    """The day of opening, each day on which a reading may change, and `day`."""
    if figures.opened is None:
        return [day]
    found = {
        date
        for comparison in comparisons(condition)
        for reading in readings_of(comparison)
        for date in _between(figures.dates(reading), figures.opened, day)
    }
    return sorted(found | {figures.opened, day})


def _between(dates: Sequence[dt.date], start: dt.date, end: dt.date) -> Sequence[dt.date]:
    return [date for date in dates if start <= date <= end]


def _of_break(
    broke: tuple[dt.date, Judgement] | None, first: dt.date, figures: Figures
) -> list[str]:
    if broke is None:
        return []
    date, found = broke
    if date == first and figures.opened is not None:
        return [f"It held already when the thesis was opened, on {date}: {found.shown}."]
    return [f"It broke on {date}: {found.shown}."]


def _of_gaps(
    seen: Sequence[tuple[dt.date, Judgement]], broke: tuple[dt.date, Judgement] | None
) -> list[str]:
    """Which days before the break, or before today, could not be judged."""
    end = broke[0] if broke else seen[-1][0]
    missed = [(date, found) for date, found in seen if date < end and found.holds is None]
    if not missed:
        return []
    known = [date for date, found in seen if found.holds is not None]
    reason = missed[0][1].reason
    if not known or missed[-1][0] < known[0]:
        return [f"Not judged before {known[0] if known else end}: {reason}."]
    many = f"{len(missed)} days, the first {missed[0][0]}" if len(missed) > 1 else missed[0][0]
    return [f"Not judged on {many}: {reason}."]


def _of_data(condition: Condition, figures: Figures) -> list[str]:
    """Levels of a share that has been split since, and baskets that are priced in part."""
    remarks: dict[str, None] = {}
    for comparison in comparisons(condition):
        for reading in readings_of(comparison):
            if isinstance(reading, Metric):
                continue
            track = figures.track(reading.subject)
            if track.dates and track.reason:
                remarks[f"Of {track.name}: {track.reason}."] = None
            if isinstance(reading, Price) and _against_a_level(comparison):
                for date, ratio in track.splits:
                    if figures.opened is not None and date > figures.opened:
                        split = f"{track.name} was split {ratio:g} for 1 on {date}"
                        remarks[f"{split}: levels are in present shares."] = None
    return list(remarks)


def _against_a_level(comparison: Comparison) -> bool:
    """Whether a price stands on one side only, and so is held against a written level."""
    sides = [
        any(isinstance(item, Price) for item in readings_of(side))
        for side in (comparison.left, comparison.right)
    ]
    return sides[0] is not sides[1]
