"""A condition's tokens to its tree, by recursive descent; the grammar is in docs/tripwires.md.

One method a level, the loosest first. A parenthesis may hold a condition or a figure, so every
level may give either, and an operator says what it needs on its sides.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias, cast

from thesisvault.impact.tripwires.cursor import Cursor
from thesisvault.impact.tripwires.fault import ConditionFault
from thesisvault.impact.tripwires.lexer import LONGEST_NUMBER, tokenise
from thesisvault.impact.tripwires.syntax import (
    RESERVED,
    And,
    Arithmetic,
    Comparison,
    Condition,
    Expression,
    Minus,
    Not,
    Number,
    Or,
    Relation,
    Sign,
    Subject,
)
from thesisvault.impact.tripwires.terms import read_name
from thesisvault.impact.tripwires.units import check_units

_Tree: TypeAlias = Condition | Expression

_FIGURE = "a figure: a number, a price such as `NVDA close`, a return, or a metric's name"
_RELATIONS = ("<", "<=", ">", ">=")


def parse(text: str) -> Condition:
    """The condition that `text` is as a whole. Raises `ConditionFault`, and nothing else."""
    parser = _Parser(Cursor(tokenise(text)))
    return parser.whole()


class _Parser:
    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor
        self._named: list[Subject] = []
        """Whose prices the comparison being read has spoken of."""

    def whole(self) -> Condition:
        condition = self._condition(self._disjunction())
        if self._cursor.token.kind != "end":
            self._cursor.expected("`and`, `or` or the end")
        return condition

    def _disjunction(self) -> _Tree:
        return self._joined("or", self._conjunction, Or)

    def _conjunction(self) -> _Tree:
        return self._joined("and", self._negation, And)

    def _joined(self, word: str, operand: Callable[[], _Tree], join: type[And] | type[Or]) -> _Tree:
        first = operand()
        if self._cursor.token.folded != word:
            return first
        operands = [self._condition(first)]
        while self._cursor.take_word(word):
            operands.append(self._condition(operand()))
        return join(tuple(operands))

    def _negation(self) -> _Tree:
        if not self._cursor.take_word("not"):
            return self._comparison()
        with self._cursor.deeper():
            return Not(self._condition(self._negation()))

    def _comparison(self) -> _Tree:
        start, outer = self._cursor.token.column, len(self._named)
        left = self._sum()
        column = self._cursor.token.column
        sign = self._cursor.take_sign(*_RELATIONS)
        if sign is None:
            return left  # a figure inside a comparison, or a condition in parentheses
        right_start = self._cursor.token.column
        right = self._figure(self._sum(), right_start)
        comparison = Comparison(self._figure(left, start), cast(Relation, sign), right)
        if self._cursor.token.text in _RELATIONS:
            message = "A comparison has two sides. Join two comparisons with `and`."
            raise ConditionFault(message, self._cursor.token.column)
        check_units(comparison, column)
        del self._named[outer:]
        return comparison

    def _sum(self) -> _Tree:
        return self._chain(("+", "-"), self._product)

    def _product(self) -> _Tree:
        return self._chain(("*", "/"), self._factor)

    def _chain(self, signs: tuple[str, ...], operand: Callable[[], _Tree]) -> _Tree:
        start = self._cursor.token.column
        tree = operand()
        while sign := self._cursor.take_sign(*signs):
            right_start = self._cursor.token.column
            right = self._figure(operand(), right_start)
            tree = Arithmetic(self._figure(tree, start), cast(Sign, sign), right)
        return tree

    def _factor(self) -> _Tree:
        cursor = self._cursor
        if cursor.take_sign("-"):
            with cursor.deeper():
                start = cursor.token.column
                return Minus(self._figure(self._factor(), start))
        if cursor.take_sign("("):
            with cursor.deeper():
                tree = self._disjunction()
            cursor.close("what stands in parentheses")
            return tree
        if cursor.ahead(1).kind == "number":
            cursor.take_sign("+")  # `> +5%`
        if cursor.token.kind == "number":
            return self._number()
        if cursor.token.kind in ("word", "quoted") and cursor.token.folded not in RESERVED:
            return read_name(cursor, self._named)
        cursor.expected(_FIGURE)

    def _number(self) -> Number:
        token = self._cursor.take()
        if len(token.text) > LONGEST_NUMBER:
            message = f"A number has at most {LONGEST_NUMBER} digits."
            raise ConditionFault(message, token.column)
        return Number(float(token.text), percent=self._cursor.take_sign("%") is not None)

    def _condition(self, tree: _Tree) -> Condition:
        """`tree`, just read, where a comparison is needed."""
        if isinstance(tree, Comparison | Not | And | Or):
            return tree
        self._cursor.expected("`<`, `<=`, `>` or `>=`")

    def _figure(self, tree: _Tree, column: int) -> Expression:
        """`tree`, read from `column` on, where a figure is needed."""
        if isinstance(tree, Comparison | Not | And | Or):
            message = "Expected a figure; here stands a condition, which is true or false."
            raise ConditionFault(message, column)
        return tree
