"""The price lines of a Beancount ledger.

Source: beancount's grammar: ``2026-1-7 price HOOL 1,170 / 2 USD``. Months and days may have one
digit, and a number may be a sum in brackets.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation

from thesisvault.market.readers.cells import PriceFormatError, PriceRow
from thesisvault.model.market import Bar

ENDINGS = (".beancount", ".bean")
_DAY = r"\d{4}[-/]\d{1,2}[-/]\d{1,2}"
# Anything but a price of its own: a word, a flag of a transaction, or its text without one.
_DIRECTIVE = re.compile(
    rf"""\s*({_DAY}\s+([a-z]+\s|[*!&\#?%]\s|")"""
    r"|(option|plugin|include|pushtag|poptag|pushmeta|popmeta)\s)"
)
_MEANT = re.compile(r"\s*(\d[-/.\d]*\s+)?price\s", re.IGNORECASE)
"""A line that must be read, or be an error."""
_NAME = r"/?[A-Z][A-Z0-9'._/-]*"
_PRICE = re.compile(rf"({_DAY})\s+price\s+({_NAME})\s+([-+*/().,\d\s]+?)\s*({_NAME})")
_TOKEN = re.compile(r"\s*((?:\d{1,3}(?:,\d\d)*,\d{3}|\d+)(?![\d,])\.?\d*|\.\d+|[-+*/()])")
"""Beancount itself reads `580,50` as 58050; whoever writes that means a decimal comma."""
_LONGEST = 300
"""Characters of a price: brackets in brackets must not go deeper than we can."""


def is_ledger(line: str) -> bool:
    """True for a first line that only a ledger has."""
    return _DIRECTIVE.match(line) is not None


def ledger_rows(lines: Iterable[str], first_line: int) -> Iterator[PriceRow]:
    """The prices of a ledger; all other directives are passed over.

    Raises `PriceFormatError` for a line that means to be a price and is not understood.
    """
    for number, line in enumerate(lines, start=first_line):
        if _MEANT.match(line) is None:
            continue
        try:
            yield _price(line)
        except (ValueError, ArithmeticError):
            shown = f"`{line.strip()[:_LONGEST]}` is not a price"
            message = f"{shown}: write it as `2026-01-08 price NVDA 185.04 USD`"
            raise PriceFormatError(number, message) from None


def _price(line: str) -> PriceRow:
    text = line.partition(";")[0].strip()
    match = _PRICE.fullmatch(text) if len(text) <= _LONGEST else None
    if match is None:
        raise ValueError(line)
    year, month, day = map(int, re.split("[-/]", match[1]))
    close = float(_Sum(match[3]).value())
    return PriceRow(match[2], Bar(dt.date(year, month, day), close=close), match[4])


class _Sum:
    """A number, or a sum of numbers with ``+ - * /`` and brackets."""

    def __init__(self, text: str) -> None:
        if _TOKEN.sub("", text).strip():
            raise ValueError(text)
        self._tokens = [*_TOKEN.findall(text), ""]

    def value(self) -> Decimal:
        """What it comes to. Raises `ValueError` and `ArithmeticError`."""
        found = self._terms()
        if self._tokens != [""]:
            raise ValueError(self._tokens)
        return found

    def _terms(self) -> Decimal:
        found = self._product()
        while self._tokens[0] in ("+", "-"):
            plus = self._tokens.pop(0) == "+"
            other = self._product()
            found = found + other if plus else found - other
        return found

    def _product(self) -> Decimal:
        found = self._number()
        while self._tokens[0] in ("*", "/"):
            times = self._tokens.pop(0) == "*"
            other = self._number()
            found = found * other if times else found / other
        return found

    def _number(self) -> Decimal:
        token = self._tokens.pop(0)
        if token in ("+", "-"):
            return self._number() if token == "+" else -self._number()
        if token == "(":
            found = self._terms()
            if self._tokens.pop(0) != ")":
                raise ValueError(token)
            return found
        try:
            return Decimal(token.replace(",", ""))
        except InvalidOperation:
            raise ValueError(token) from None
