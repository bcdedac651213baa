"""Beancount's price directives: ``2026-01-08 price NVDA 185.04 USD``."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator

from thesisvault.market.readers.decimals import read_number
from thesisvault.market.readers.rows import PriceFormatError, PriceRow
from thesisvault.model.market import Bar

_PRICE = re.compile(
    r"(\d{4}[-/]\d{2}[-/]\d{2})\s+price\s+([A-Z][A-Z0-9'._-]*)\s+([-\d.,]+)\s+([A-Z][A-Z0-9'._-]*)"
)
_DIRECTIVE = re.compile(r"\d{4}[-/]\d{2}[-/]\d{2}\s+[a-z]+\s|option\s|plugin\s|include\s")


def is_directive(line: str) -> bool:
    """True for a line of a Beancount ledger."""
    return _DIRECTIVE.match(line) is not None


def read_prices(lines: Iterable[str], first_line: int) -> Iterator[PriceRow]:
    """The price lines of a ledger; all other directives are passed over."""
    for number, line in enumerate(lines, start=first_line):
        match = _PRICE.match(line)
        if match is None:
            continue
        try:
            day = dt.date.fromisoformat(match[1].replace("/", "-"))
            close = read_number(match[3])
        except ValueError:
            raise PriceFormatError(number, f"`{line.strip()}` is no price") from None
        yield PriceRow(match[2], Bar(day, close=close), match[4])
