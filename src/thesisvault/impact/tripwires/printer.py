"""A tree to its text: the one spelling that reads back as the same tree, and says whose prices."""

from __future__ import annotations

import re
from decimal import Decimal

from thesisvault.impact.tripwires.syntax import (
    FUNCTIONS,
    PERIODS,
    RESERVED,
    And,
    Arithmetic,
    Comparison,
    Condition,
    Expression,
    Metric,
    Minus,
    Not,
    Number,
    Or,
    Price,
    Return,
    Subject,
    Volatility,
)

_KEYWORDS = {*FUNCTIONS, *RESERVED, "since", "opened", "relative", "basket", "benchmark"}
_SYMBOL = re.compile(r"\^?[A-Z][A-Z0-9]*(?:[.-][A-Z]+)?|[0-9]+\.[A-Z]+")
_WORD = re.compile(r"[A-Za-z]+")
_OR, _AND, _NOT, _COMPARISON, _SUM, _PRODUCT, _FACTOR, _ATOM = range(8)


def show(tree: Condition | Expression) -> str:
    """The canonical text: `parse(show(condition)) == condition`."""
    return _show(tree, _OR)


def _show(tree: Condition | Expression, least: int) -> str:
    """In parentheses where `tree` binds more loosely than `least`."""
    strength, text = _spell(tree)
    return text if strength >= least else f"({text})"


def _spell(tree: Condition | Expression) -> tuple[int, str]:
    match tree:
        case Or(operands=operands):
            return _OR, " or ".join(_show(item, _AND) for item in operands)
        case And(operands=operands):
            return _AND, " and ".join(_show(item, _NOT) for item in operands)
        case Not(operand=operand):
            return _NOT, f"not {_show(operand, _NOT)}"
        case Comparison(left=left, relation=relation, right=right):
            return _COMPARISON, f"{_show(left, _SUM)} {relation} {_show(right, _SUM)}"
        case Arithmetic(left=left, sign=sign, right=right):
            strength = _SUM if sign in "+-" else _PRODUCT
            return strength, f"{_show(left, strength)} {sign} {_show(right, strength + 1)}"
        case Minus(operand=operand):
            return _FACTOR, f"-{_show(operand, _ATOM)}"
        case _:
            return _ATOM, _spell_atom(tree)


def _spell_atom(tree: Number | Price | Return | Volatility | Metric) -> str:
    match tree:
        case Number(value=value, percent=percent):
            return spell_number(value) + "%" * percent
        case Price(subject=subject, kind=kind, sessions=sessions):
            window = "" if sessions is None else f"({sessions})"
            return f"{spell_subject(subject)} {kind}{window}"
        case Return(subject=subject, sessions=sessions, relative=relative):
            owner = "" if subject.role == "basket" else f"{spell_subject(subject)} "
            window = " since opened" if sessions is None else f"({sessions})"
            return f"{owner}{'relative ' * relative}return{window}"
        case Volatility(subject=subject, sessions=sessions):
            owner = "" if subject.role == "basket" else f"{spell_subject(subject)} "
            return f"{owner}volatility({sessions})"
        case Metric(name=name):
            words = name.split(" ")
            plain = all(_WORD.fullmatch(word) for word in words)
            return name if plain and not _keyword(words) else f'"{name}"'


def spell_number(value: float) -> str:
    """A number without exponent, as short as it can be: `3.4`, `150`."""
    text = format(Decimal(repr(value)), "f")
    return text.removesuffix(".0")


def spell_subject(subject: Subject) -> str:
    """`NVDA`, `"7203"`, `basket` or `benchmark`."""
    if subject.role != "symbol":
        return subject.role
    plain = _SYMBOL.fullmatch(subject.symbol) and not _keyword([subject.symbol])
    plain = plain and subject.symbol.casefold() not in PERIODS
    return subject.symbol if plain else f'"{subject.symbol}"'


def _keyword(words: list[str]) -> bool:
    return any(word.casefold() in _KEYWORDS for word in words)
