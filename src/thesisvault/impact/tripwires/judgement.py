"""Whether a condition holds on a day: true, false or unknown, and how far from true.

Three-valued as Kleene (1938) has it: `false and unknown` is false, `true or unknown` is true. Of
several comparisons the one that decides lends its values: for `and` the farthest from holding,
for `or` the nearest.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from math import inf
from operator import ge, gt, le, lt
from typing import Literal

from msgspec import Struct

from thesisvault.impact.tripwires.figures import Figures
from thesisvault.impact.tripwires.printer import show
from thesisvault.impact.tripwires.syntax import And, Comparison, Condition, Not, Or, Relation
from thesisvault.impact.tripwires.tracks import NoFigure
from thesisvault.impact.tripwires.units import in_fractions, is_constant
from thesisvault.model.tripwires import Nearness

_TESTS = {"<": lt, "<=": le, ">": gt, ">=": ge}
_OPPOSITE: dict[Relation, Relation] = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}


class Judgement(Struct, frozen=True):
    """A condition on one day, with the values of the comparison that decides."""

    holds: bool | None
    comparison: Comparison
    left: float | None = None
    right: float | None = None
    distance: float | None = None
    distance_in: Literal["share", "points"] = "share"
    ratio: float = inf
    """The distance over that which still is near: up to 1 is near, 0 holds."""
    reason: str = ""

    @property
    def shown(self) -> str:
        """`NVDA close < 150 (149.20 and 150.00)`."""
        if self.left is None or self.right is None:
            return show(self.comparison)
        return f"{show(self.comparison)} ({self._spell(self.left)} and {self._spell(self.right)})"

    def _spell(self, value: float) -> str:
        if in_fractions(self.comparison):
            return f"{value:+.2%}"
        return f"{value:.2f}" if abs(value) >= 1 else f"{value:.4f}"


def judge(
    condition: Condition, figures: Figures, day: dt.date, near: Nearness, *, turned: bool = False
) -> Judgement:
    """The condition on `day`; `turned`: its opposite."""
    match condition:
        case Comparison():
            return _compare(_turn(condition) if turned else condition, figures, day, near)
        case Not(operand=operand):
            return judge(operand, figures, day, near, turned=not turned)
        case And(operands=operands) | Or(operands=operands):
            parts = [judge(item, figures, day, near, turned=turned) for item in operands]
            every = isinstance(condition, And) is not turned  # De Morgan
            return _all(parts) if every else _any(parts)


def comparisons(condition: Condition) -> Iterator[Comparison]:
    """All comparisons of a condition, from left to right."""
    match condition:
        case Comparison():
            yield condition
        case Not(operand=operand):
            yield from comparisons(operand)
        case And(operands=operands) | Or(operands=operands):
            for item in operands:
                yield from comparisons(item)


def _all(parts: list[Judgement]) -> Judgement:
    false = [part for part in parts if part.holds is False]
    if false:
        return max(false, key=lambda part: part.ratio)
    return next((part for part in parts if part.holds is None), parts[0])


def _any(parts: list[Judgement]) -> Judgement:
    for wanted in (True, None):
        for part in parts:
            if part.holds is wanted:
                return part
    return min(parts, key=lambda part: part.ratio)


def _compare(comparison: Comparison, figures: Figures, day: dt.date, near: Nearness) -> Judgement:
    fractions = in_fractions(comparison)
    try:
        left = figures.value(comparison.left, day, fractions)
        right = figures.value(comparison.right, day, fractions)
    except NoFigure as missing:
        return Judgement(None, comparison, reason=str(missing))
    gap = 0.0 if _TESTS[comparison.relation](left, right) else abs(left - right)
    threshold = abs(left if is_constant(comparison.left) else right)
    points = fractions or threshold == 0
    bound = near.points if fractions else near.share * threshold
    return Judgement(
        _TESTS[comparison.relation](left, right),
        comparison,
        left,
        right,
        gap if points else gap / threshold,
        "points" if points else "share",
        0.0 if gap == 0 else gap / bound if bound else inf,
    )


def _turn(comparison: Comparison) -> Comparison:
    return Comparison(comparison.left, _OPPOSITE[comparison.relation], comparison.right)
