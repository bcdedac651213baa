"""The tree that a condition is: what `parse` gives, `show` prints and `watch` holds against prices.

Columns are not kept, so that two conditions that say the same are equal.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

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


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose prices: a symbol's, the thesis' own basket's, or the benchmark's."""

    role: Role
    symbol: str = ""
    """Only where `role` is ``symbol``."""


BASKET = Subject("basket")
BENCHMARK = Subject("benchmark")


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written, never negative: `3.4%` has the value 3.4."""

    value: float
    percent: bool = False


@dataclass(frozen=True, slots=True)
class Price:
    """A level, in the quote currency; `sessions` is None for `close` and `open`."""

    subject: Subject
    kind: PriceKind
    sessions: int | None = None


@dataclass(frozen=True, slots=True)
class Return:
    """A simple return as a fraction; `sessions` is None for `since opened`."""

    subject: Subject
    sessions: int | None
    relative: bool = False
    """Less the benchmark's return over the same time."""


@dataclass(frozen=True, slots=True)
class Volatility:
    """Standard deviation of the daily returns, a year's worth, as a fraction."""

    subject: Subject
    sessions: int


@dataclass(frozen=True, slots=True)
class Metric:
    """The latest recorded figure of that name."""

    name: str


@dataclass(frozen=True, slots=True)
class Minus:
    """The figure with its sign turned."""

    operand: Expression


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Two figures added, subtracted, multiplied or divided."""

    left: Expression
    sign: Sign
    right: Expression


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two figures held against each other: true, false, or unknown."""

    left: Expression
    relation: Relation
    right: Expression


@dataclass(frozen=True, slots=True)
class Not:
    """True where its operand is false."""

    operand: Condition


@dataclass(frozen=True, slots=True)
class And:
    """True where all are true; two operands or more."""

    operands: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """True where one is true; two operands or more."""

    operands: tuple[Condition, ...]


Reading: TypeAlias = Price | Return | Volatility | Metric
"""What is looked up, and changes from day to day."""
Expression: TypeAlias = Number | Reading | Minus | Arithmetic
Condition: TypeAlias = Comparison | Not | And | Or
