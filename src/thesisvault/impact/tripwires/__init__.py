"""Tripwires: conditions that would prove a thesis wrong, read and held against what happened.

Text goes through `lexer`, `parser` (with `cursor` and `names`) and `units` to the tree of
`syntax`; `printer` is the way back. `watch` tries a tree day by day on `Readings`, with
`judgement` for truth, `figures` for values and `tracks` for prices. `thesis` makes readings of
a vault and its prices, with `levels` for baskets and `metrics` for metrics tables. Pure, and
without `eval`.
"""

from thesisvault.impact.tripwires.fault import ConditionFault
from thesisvault.impact.tripwires.history import watch
from thesisvault.impact.tripwires.levels import basket_levels, series_levels
from thesisvault.impact.tripwires.metrics import metric_series
from thesisvault.impact.tripwires.parser import parse
from thesisvault.impact.tripwires.printer import show
from thesisvault.impact.tripwires.reading import ReadTripwire, read_tripwires, state_of
from thesisvault.impact.tripwires.readings import Levels, MetricPoint, MetricSeries, Readings
from thesisvault.impact.tripwires.syntax import Condition
from thesisvault.impact.tripwires.thesis import RecordedFigures, ThesisReadings
from thesisvault.model.tripwires import Nearness, Standing, TripwireState

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
