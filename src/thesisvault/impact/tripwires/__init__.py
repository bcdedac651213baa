"""Tripwires: conditions that would prove a thesis wrong, read and held against what happened.

Text goes through `lexer` and `parser` to the tree of `syntax`; `printer` is the way back.
`history` tries a tree day by day on `readings`, with the values of `figures`; `thesis` makes
readings of a vault and its prices. Pure, and without `eval`.
"""

from thesisvault.impact.tripwires.history import ReadTripwire, read_tripwires, state_of, watch
from thesisvault.impact.tripwires.parser import parse
from thesisvault.impact.tripwires.printer import show
from thesisvault.impact.tripwires.readings import (
    Levels,
    MetricPoint,
    MetricSeries,
    Readings,
    basket_levels,
    series_levels,
)
from thesisvault.impact.tripwires.syntax import Condition, ConditionFault
from thesisvault.impact.tripwires.thesis import RecordedFigures, ThesisReadings, metric_series
from thesisvault.model.review import Nearness, Standing, TripwireState

__all__ = [
    "Condition",
    "ConditionFault",
    "Levels",
    "MetricPoint",
    "MetricSeries",
    "Nearness",
    "ReadTripwire",
    "Readings",
    "RecordedFigures",
    "Standing",
    "ThesisReadings",
    "TripwireState",
    "basket_levels",
    "metric_series",
    "parse",
    "read_tripwires",
    "series_levels",
    "show",
    "state_of",
    "watch",
]
