"""A few figures as a line of small bars: what a sentence has room for."""

from __future__ import annotations

from collections.abc import Sequence

BARS = "▁▂▃▄▅▆▇█"
GAP = "·"
"""The sign of an unknown figure: it is not the lowest one."""


def sparkline(
    values: Sequence[float | None], low: float | None = None, high: float | None = None
) -> str:
    """One bar a value between `low` and `high`, or between the least and the greatest value.

    Values beyond the bounds get the lowest or the highest bar; equal ones a bar of half height.
    """
    known = [value for value in values if value is not None]
    if not known:
        return GAP * len(values)
    least = min(known) if low is None else low
    span = (max(known) if high is None else high) - least
    return "".join(GAP if value is None else _bar(value - least, span) for value in values)


def _bar(above: float, span: float) -> str:
    share = above / span if span > 0 else 0.5
    return BARS[min(max(int(share * len(BARS)), 0), len(BARS) - 1)]
