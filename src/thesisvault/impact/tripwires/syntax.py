"""The tree that a condition is: what `parse` gives, `show` prints and `watch` holds against prices.

Columns are not kept, so that two conditions that say the same are equal. What kind of figure a
side of a comparison is, its terms decide: what a term is multiplied with scales it (`0.85 *
high(63)` is a price), and one thing divided by another is a plain number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal, TypeAlias

from msgspec import Struct

Role = Literal["symbol", "basket", "benchmark"]
PriceKind = Literal["close", "open", "high", "low", "average", "weekly close", "monthly close"]
Sign = Literal["+", "-", "*", "/"]
Relation = Literal["<", "<=", ">", ">="]

WINDOWED = ("high", "low", "average", "return", "volatility")
"""Functions that take a number of sessions in parentheses."""
PLAIN = ("close", "open")
PERIODS = ("weekly", "monthly")
"""Words before `close` for the last close of a week or a month that is over."""
FUNCTIONS = (*WINDOWED, *PLAIN)
RESERVED = ("and", "or", "not")
LONGEST_WINDOW = 2520
"""Sessions: ten years."""
Unit = Literal["price", "fraction", "metric", "plain"]


class Subject(Struct, frozen=True):
    """Whose prices: a symbol's, the thesis's own basket's, or the benchmark's."""

    role: Role
    symbol: str = ""
    """Only where `role` is ``symbol``."""


BASKET = Subject("basket")
BENCHMARK = Subject("benchmark")


class Number(Struct, frozen=True):
    """A number as written, never negative: `3.4%` has the value 3.4."""

    value: float
    percent: bool = False


class Price(Struct, frozen=True):
    """A level, in the quote currency; `sessions` is None for `open` and each kind of close."""

    subject: Subject
    kind: PriceKind
    sessions: int | None = None


class Return(Struct, frozen=True):
    """A simple return as a fraction; `sessions` is None for `since opened`."""

    subject: Subject
    sessions: int | None
    relative: bool = False
    """Less the benchmark's return over the same time."""


class Volatility(Struct, frozen=True):
    """Standard deviation of the daily returns, a year's worth, as a fraction."""

    subject: Subject
    sessions: int


class Metric(Struct, frozen=True):
    """The latest recorded figure of that name."""

    name: str


class Minus(Struct, frozen=True):
    """The figure with its sign turned."""

    operand: Expression


class Arithmetic(Struct, frozen=True):
    """Two figures added, subtracted, multiplied or divided."""

    left: Expression
    sign: Sign
    right: Expression


class Comparison(Struct, frozen=True):
    """Two figures compared with each other: true, false, or unknown."""

    left: Expression
    relation: Relation
    right: Expression


class Not(Struct, frozen=True):
    """True where its operand is false."""

    operand: Condition


class And(Struct, frozen=True):
    """True where all are true; two operands or more."""

    operands: tuple[Condition, ...]


class Or(Struct, frozen=True):
    """True where one is true; two operands or more."""

    operands: tuple[Condition, ...]


Reading: TypeAlias = Price | Return | Volatility | Metric
"""What is looked up, and changes from day to day."""
Expression: TypeAlias = Number | Reading | Minus | Arithmetic
Condition: TypeAlias = Comparison | Not | And | Or


class ConditionFault(ValueError):
    """A condition that cannot be read; the only error that reading one raises."""

    def __init__(self, message: str, column: int) -> None:
        """`column` counts code points from the condition's start, from 0; its end is allowed."""
        super().__init__(message)
        self.message = message
        self.column = column

    def pointed(self, text: str) -> str:
        """The condition with a caret under the column, on three lines with the message."""
        return f"{text}\n{' ' * self.column}^\n{self.message}"


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


def each_reading(tree: Expression, change: Callable[[Reading], Expression]) -> Expression:
    """The same figure with each of its readings changed."""
    match tree:
        case Arithmetic(left=left, sign=sign, right=right):
            return Arithmetic(each_reading(left, change), sign, each_reading(right, change))
        case Minus(operand=operand):
            return Minus(each_reading(operand, change))
        case Number():
            return tree
        case _:
            return change(tree)


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
