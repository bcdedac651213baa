"""Metrics tables as series: one name, one kind of figure, by date.

A condition names a metric (`terminal rate`), where need be of something (`P/E of Small caps`),
with its basis or universe after a comma (`"P/E of S&P 500, forward"`). Figures of different
entities, bases, universes or units are never taken for one series.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from thesisvault.impact.tripwires.readings import MetricPoint, MetricSeries
from thesisvault.impact.tripwires.tracks import NoFigure
from thesisvault.model.facts import Interval, Metric
from thesisvault.parser.facts.quantities import as_written

_PARTS = {"%": 100, "bp": 10_000, "bps": 10_000}


def metric_series(
    metrics: Iterable[tuple[Metric, dt.date | None]], name: str, day: dt.date
) -> MetricSeries:
    """What is recorded under `name` up to `day`; each metric comes with its note's date.

    The order of `metrics` changes nothing. A metric without any date was always known.
    """
    known = [(metric, _known_from(metric.as_of, noted)) for metric, noted in metrics]
    found = [(metric, date) for metric, date in known if date <= day and _answers(metric, name)]
    if not found:
        return MetricSeries(reason="no such metric is recorded")
    kinds = sorted({_kind(metric) for metric, _ in found})
    if len(kinds) > 1:
        unlike = "; ".join(", ".join(part for part in kind if part) for kind in kinds)
        return MetricSeries(reason=f"recorded of unlike things, name one: {unlike}")
    points = sorted({_point(metric, date) for metric, date in found}, key=_order)
    units = sorted({point.unit for point in points if point.value is not None})
    if len(units) > 1:
        written = ", ".join(f"“{point.text}”" for point in points)
        return MetricSeries(reason=f"recorded in different units: {written}")
    return MetricSeries(tuple(_one_a_day(points)))


def figure_on(
    points: Sequence[MetricPoint], name: str, day: dt.date, why: str, *, fractions: bool
) -> float:
    """The latest figure up to `day`: as written, or as a fraction where it is in percent.

    Raises `NoFigure` where there is none; `why` is the reason for an empty series.
    """
    place = bisect_right([point.date for point in points], day) - 1
    if place < 0:
        raise NoFigure(f"{name}: {why or f'nothing recorded up to {day}'}")
    point = points[place]
    if point.value is None:
        raise NoFigure(f"{name}: “{point.text}”, of {point.date}, is no single figure")
    if not fractions:
        return point.value
    if point.unit not in _PARTS:
        raise NoFigure(f"{name}: “{point.text}”, of {point.date}, is not in percent")
    return point.value / _PARTS[point.unit]


def _answers(metric: Metric, name: str) -> bool:
    asked, own = fold_name(name), fold_name(metric.name)
    if asked == own:
        return True
    if not asked.startswith(f"{own} of "):
        return False
    parts = {fold_name(metric.entity), fold_name(metric.basis), fold_name(metric.universe)}
    rest = asked.removeprefix(f"{own} of ")
    return fold_name(metric.entity) == rest or all(
        fold_name(part) in parts for part in rest.split(",")
    )


def _kind(metric: Metric) -> tuple[str, str, str]:
    told = (fold_name(part) for part in (metric.entity, metric.basis, metric.universe))
    entity, basis, universe = ("" if part == "not given" else part for part in told)
    return entity, basis, universe


def fold_name(text: str) -> str:
    """The form in which names of metrics are compared."""
    return " ".join(text.casefold().split())


def _known_from(as_of: Interval | None, noted: dt.date | None) -> dt.date:
    """A figure of `late 2025` in a note of 12 December was known on the 12th, else at its end."""
    if as_of is None:
        return noted or dt.date.min
    if noted is None:
        return as_of.end
    return min(max(noted, as_of.start), as_of.end)


def _point(metric: Metric, date: dt.date) -> MetricPoint:
    value, unit = as_written(metric.quantity) or (None, "")
    return MetricPoint(date, value, unit, metric.quantity.text)


def _order(point: MetricPoint) -> tuple[dt.date, str]:
    return point.date, point.text


def _one_a_day(points: list[MetricPoint]) -> Iterator[MetricPoint]:
    """Of several figures of one day, one if they agree; else none, with all their words.

    `points` come by date.
    """
    for date, found in groupby(points, key=lambda point: point.date):
        same = list(found)
        if len({point.value for point in same}) == 1:
            yield same[0]
        else:
            yield MetricPoint(date, None, "", " / ".join(point.text for point in same))
