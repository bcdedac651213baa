"""What kind of figure each side of a comparison is: prices, fractions, or plain numbers.

Only terms decide: what a term is multiplied with scales it (`0.85 * high(63)` is a price), and
one thing divided by another is a plain number.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from thesisvault.impact.tripwires.fault import ConditionFault
from thesisvault.impact.tripwires.syntax import (
    Arithmetic,
    Comparison,
    Expression,
    Metric,
    Minus,
    Number,
    Price,
    Reading,
    Return,
    Volatility,
)

Unit = Literal["price", "fraction", "metric", "plain"]


def in_fractions(comparison: Comparison) -> bool:
    """Whether it speaks of returns or percentages, which are fractions: `-15%` is -0.15.

    A metric recorded in percent is read as a fraction there, and as written elsewhere.
    """
    return "fraction" in _units(comparison)


def check_units(comparison: Comparison, column: int) -> None:
    """Raise `ConditionFault` at `column` for what can never be meant."""
    if not any(True for _ in readings(comparison)):
        message = "Both sides are plain numbers. Name a price, a return or a metric."
        raise ConditionFault(message, column)
    if {"price", "fraction"} <= _units(comparison):
        message = (
            "This compares a price with a return or a percentage. "
            "Write `close < 0.85 * high(63)` or `return(63) < -15%`."
        )
        raise ConditionFault(message, column)


def readings(tree: Comparison | Expression) -> Iterator[Reading]:
    """All that a comparison or a figure looks up, from left to right."""
    if isinstance(tree, Comparison | Arithmetic):
        yield from readings(tree.left)
        yield from readings(tree.right)
    elif isinstance(tree, Minus):
        yield from readings(tree.operand)
    elif not isinstance(tree, Number):
        yield tree


def is_constant(expression: Expression) -> bool:
    """Whether it is the same on every day."""
    return next(readings(expression), None) is None


def _units(comparison: Comparison) -> set[Unit]:
    return {*_terms(comparison.left), *_terms(comparison.right)}


def _terms(expression: Expression) -> Iterator[Unit]:
    match expression:
        case Number(percent=percent):
            yield "fraction" if percent else "plain"
        case Price():
            yield "price"
        case Return() | Volatility():
            yield "fraction"
        case Metric():
            yield "metric"
        case Minus(operand=operand):
            yield from _terms(operand)
        case Arithmetic(left=left, sign="+" | "-", right=right):
            yield from _terms(left)
            yield from _terms(right)
        case Arithmetic(left=left, sign=sign, right=right):
            if is_constant(left) and is_constant(right):
                yield from _terms(left)
                yield from _terms(right)
            elif is_constant(right):
                yield from _terms(left)
            elif is_constant(left) and sign == "*":
                yield from _terms(right)
            else:
                yield "plain"
