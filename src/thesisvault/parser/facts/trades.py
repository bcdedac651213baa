"""Headings that are entries of a journal of trades: `2026-05-04 — BUY 100 NVDA @ 171.20`."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection

from msgspec import Struct

from thesisvault.model.note import Heading
from thesisvault.parser.body.passages import plain
from thesisvault.parser.facts.dates import find_days
from thesisvault.parser.facts.identity import is_symbol
from thesisvault.parser.facts.vocabulary import Vocabulary

TRADED = "heading of a trade"
OVER = ("exit", "closed", "result")
"""Properties of a trade that is over."""
_BETWEEN = " \t:-–—|,.()[]"
_TRADED = re.compile(
    r"[\s:–—-]*(?:(?P<shares>\d[\d,]*(?:\.\d+)?)\s*(?:x|shares?|sh|stück|stk|股|주|株)?\s+(?:of\s+)?)?"
    r"(?:\$?(?P<symbol>[A-Z][A-Z0-9]{0,5}(?:[.-][A-Z]{1,3})?)(?![\w-]))?"
)
_NOT_DONE = re.compile(
    r"(?i)\b(?:orders?|limit|pending|planned|plan|idea|candidate|if|when|wait|watch|rules?|why|how)\b"
)
"""What makes a purchase one that is only meant."""


class Trade(Struct, frozen=True):
    """What one heading says was done."""

    heading: Heading
    symbol: str
    """Empty where it names none: then it is of what the note is about."""
    day: dt.date | None
    is_sale: bool
    title: str
    """The heading without its day."""


def read_trades(headings: Collection[Heading], words: Vocabulary) -> tuple[Trade, ...]:
    """The trades among these headings; none that is only meant."""
    bought, sold = (words.finder("trades", name) for name in ("bought", "sold"))
    text = "\n".join(heading.text for heading in headings)
    if not (bought.search(text) or sold.search(text)):  # most notes tell no trade
        return ()
    found = (trade_of(heading, words) for heading in headings)
    return tuple(trade for trade in found if trade is not None)


def trade_of(heading: Heading, words: Vocabulary) -> Trade | None:
    """The trade that a heading tells: it begins, but for its day, with a word for buying or
    selling, and what follows is a number, a security, a day, or nothing.
    """
    bought, sold = (words.finder("trades", name) for name in ("bought", "sold"))
    if not (bought.search(heading.text) or sold.search(heading.text)):
        return None
    text = plain(heading.text)
    days = find_days(text)
    if len(days) > 1 or _NOT_DONE.search(text):
        return None
    day = days[0][2] if days else None
    bare = f"{text[: days[0][0]]} {text[days[0][1] :]}" if days else text
    bare = " ".join(bare.split()).strip(_BETWEEN)
    sale = sold.match(bare)
    verb = sale or bought.match(bare)
    if verb is None:
        return None
    said = _TRADED.match(bare, verb.end())
    symbol = said["symbol"] if said and said["symbol"] else ""
    if not (is_symbol(symbol) if symbol else day):
        return None
    return Trade(heading, symbol, day, sale is not None, bare)
