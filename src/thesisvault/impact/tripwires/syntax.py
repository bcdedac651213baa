"""The tree that a condition is: what `parse` gives, `show` prints and `watch` holds against prices.

Columns are not kept, so that two conditions that say the same are equal.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from msgspec import Struct

Role = Literal["symbol", "basket", "benchmark"]
PriceKind = Literal["close", "open", "high", "low", "average"]
Sign = Literal["+", "-", "*", "/"]
Relation = Literal["<", "<=", ">", ">="]

WINDOWED = ("high", "low", "average", "return", "volatility")
"""Functions that take a number of sessions in parentheses."""
PLAIN = ("close", "open")
FUNCTIONS = (*WINDOWED, *PLAIN)
RESERVED = ("and", "or", "not")
LONGEST_WINDOW = 2520
"""Sessions: ten years."""


class Subject(Struct, frozen=True):
    """Whose prices: a symbol's, the thesis' own basket's, or the benchmark's."""

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
    """A level, in the quote currency; `sessions` is None for `close` and `open`."""

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
    """Two figures held against each other: true, false, or unknown."""

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
