"""The readings of a condition: prices, returns, volatility, recorded metrics.

A run of words is one reading. Its last words say which; what stands before them says whose.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from thesisvault.impact.tripwires.cursor import Cursor
from thesisvault.impact.tripwires.fault import ConditionFault
from thesisvault.impact.tripwires.lexer import Token
from thesisvault.impact.tripwires.syntax import (
    BASKET,
    BENCHMARK,
    LONGEST_WINDOW,
    PLAIN,
    RESERVED,
    WINDOWED,
    Metric,
    Price,
    PriceKind,
    Reading,
    Return,
    Subject,
    Volatility,
)

_ROLES = {"basket": BASKET, "benchmark": BENCHMARK}


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
        return Price(_priced(run[:-1], run[-1], named), cast(PriceKind, last))
    if last in WINDOWED:
        message = (
            f"Expected the number of sessions after `{run[-1].text}`, such as "
            f"`{last}(63)`. Put the name of a metric that ends so between quotes."
        )
        raise ConditionFault(message, run[-1].column)
    if len(run) == 1 and run[0].text[0].isdigit() and run[0].kind == "word":
        message = f"`{run[0].text}` is no number. Write it without its unit; only `%` is read."
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
        message = "The benchmark's return less its own is always 0."
        raise ConditionFault(message, before[-1].column)
    return Return(subject, sessions, relative)


def _priced(before: list[Token], function: Token, named: list[Subject]) -> Subject:
    """Whose level: levels of different things are not held against each other unsaid."""
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
