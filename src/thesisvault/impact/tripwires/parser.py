"""A condition's tokens to its tree, by recursive descent; the grammar is in docs/tripwires.md.

One method a level, the loosest first. A parenthesis may hold a condition or a figure, so every
level may give either, and an operator says what it needs on its sides. A run of words is one
reading: its last words say which, what stands before them says whose.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias, cast

from thesisvault.impact.tripwires.lexer import LONGEST_NUMBER, Cursor, Token, tokenise
from thesisvault.impact.tripwires.syntax import (
    BASKET,
    BENCHMARK,
    LONGEST_WINDOW,
    PERIODS,
    PLAIN,
    RESERVED,
    WINDOWED,
    And,
    Arithmetic,
    Comparison,
    Condition,
    ConditionFault,
    Expression,
    Metric,
    Minus,
    Not,
    Number,
    Or,
    Price,
    PriceKind,
    Reading,
    Relation,
    Return,
    Sign,
    Subject,
    Volatility,
    check_units,
)

_ROLES = {"basket": BASKET, "benchmark": BENCHMARK}
_Tree: TypeAlias = Condition | Expression
_FIGURE = "a figure: a number, a price such as `NVDA close`, a return, or a metric's name"
_RELATIONS = ("<", "<=", ">", ">=")


def read_name(cursor: Cursor, named: list[Subject]) -> Reading:
    """The reading that begins at the cursor. Raises `ConditionFault`.

    `named` holds whose prices the comparison has spoken of so far, and is added to: a price
    without a name is of the same thing (`NVDA close < 0.85 * high(63)`), else of the basket.
    """
    run = _run(cursor)
    words = [token.folded for token in run]
    if words[-3:] == ["return", "since", "opened"]:
        return _return(run[:-3], None)
    last = words[-1]
    if cursor.token.text == "(" and cursor.token.kind == "sign":
        return _windowed(cursor, run, named)
    if last in PLAIN:
        period = words[-2] if words[-2:-1] and last == "close" else ""
        if period in PERIODS:
            return Price(_priced(run[:-2], run[-1], named), cast(PriceKind, f"{period} close"))
        return Price(_priced(run[:-1], run[-1], named), cast(PriceKind, last))
    if last in WINDOWED:
        message = (
            f"Expected the number of sessions after `{run[-1].text}`, such as "
            f"`{last}(63)`. Put the name of a metric that ends so between quotes."
        )
        raise ConditionFault(message, run[-1].column)
    if len(run) == 1 and run[0].text[0].isdigit() and run[0].kind == "word":
        message = f"`{run[0].text}` is not a number. Write it without its unit; only `%` is read."
        raise ConditionFault(message, run[0].column)
    return Metric(" ".join(token.text for token in run))


def _run(cursor: Cursor) -> list[Token]:
    run = [cursor.take()]
    while cursor.token.kind in ("word", "quoted", "number"):
        token = cursor.token
        whole = token.kind != "number" or token.text.isdigit()
        if token.folded in RESERVED or not whole:
            break
        run.append(cursor.take())
    return run


def _windowed(cursor: Cursor, run: list[Token], named: list[Subject]) -> Reading:
    function = run[-1]
    if function.folded not in WINDOWED:
        known = ", ".join(f"`{name}(n)`" for name in WINDOWED)
        message = f"`{function.text}` takes no parentheses. These do: {known}."
        raise ConditionFault(message, function.column)
    cursor.take()
    sessions = _sessions(cursor, least=2 if function.folded == "volatility" else 1)
    cursor.close("the number of sessions")
    if function.folded == "return":
        return _return(run[:-1], sessions)
    if function.folded == "volatility":
        return Volatility(_subject(run[:-1]) or BASKET, sessions)
    subject = _priced(run[:-1], function, named)
    return Price(subject, cast(PriceKind, function.folded), sessions)


def _sessions(cursor: Cursor, least: int) -> int:
    token = cursor.token
    if token.kind != "number" or not token.text.isdecimal():
        cursor.expected("a whole number of sessions, such as 63 for a quarter")
    sessions = int(token.text)
    if not least <= sessions <= LONGEST_WINDOW:
        message = f"A window has {least} to {LONGEST_WINDOW} sessions."
        raise ConditionFault(message, token.column)
    cursor.take()
    return sessions


def _return(before: list[Token], sessions: int | None) -> Return:
    relative = bool(before) and before[-1].folded == "relative"
    subject = _subject(before[:-1] if relative else before) or BASKET
    if relative and subject == BENCHMARK:
        message = "The benchmark's return minus itself is always 0."
        raise ConditionFault(message, before[-1].column)
    return Return(subject, sessions, relative)


def _priced(before: list[Token], function: Token, named: list[Subject]) -> Subject:
    """Whose level: levels of different things are not compared with each other unsaid."""
    subject = _subject(before)
    if subject is None:
        if len(set(named)) > 1:
            example = named[-1].symbol or named[-1].role
            message = f"Say whose `{function.text}` is meant, such as `{example} {function.text}`."
            raise ConditionFault(message, function.column)
        subject = named[-1] if named else BASKET
    named.append(subject)
    return subject


def _subject(before: Sequence[Token]) -> Subject | None:
    if not before:
        return None
    first = before[0]
    if len(before) > 1:
        message = "A symbol is one word. Put a name of several words between quotes."
        raise ConditionFault(message, before[1].column)
    if first.kind == "quoted":
        return Subject("symbol", first.text)
    return _ROLES.get(first.folded) or Subject("symbol", first.text.upper())


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
            cursor.close("the part in parentheses")
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
            message = "Expected a figure; found a condition, which is true or false."
            raise ConditionFault(message, column)
        return tree
