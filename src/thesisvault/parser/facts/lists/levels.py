"""Lines that are a level and nothing else: `Stop loss @ 170`, `PT 260`, `Entry: $198 (2026-01-12)`.

A level in a sentence is not one: what stands behind its figure must end the line, or set a remark
off from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from thesisvault.model.facts import Side
from thesisvault.parser.body.passages import Passage, plain
from thesisvault.parser.facts.currencies import AFTER, BEFORE
from thesisvault.parser.facts.position import PRICES, is_of_one
from thesisvault.parser.facts.prices import price_of, range_of, target_of
from thesisvault.parser.facts.vocabulary import Vocabulary

_FIGURE = rf"[~≈]?\s?(?:{BEFORE})?\s?\d"
_KEYED = re.compile(
    r"(?P<key>[^\W\d_][^\d:：=@|]{0,30}?(?:(?<=[^\W\d_])\d|\s\d(?=\s*[:：]))?)"
    r"(?:\s*(?P<colon>[:：])\s*|\s*(?:[@=→]|->)\s*|\s+(?:at|[-–—])\s+|\s+)"
    rf"(?:(?:at|below|under|above|@)\s+)?(?P<value>{_FIGURE}.*)"
)
_BEFORE_KEY = re.compile(r"\A[^\w$€£¥₹~≈]+")
"""A picture, or a mark: `🛑 Stop: 170`."""
_SHARES = re.compile(
    r"(?P<shares>\d[\d,]*(?:\.\d+)?)(?:\s+(?:shares|sh|stück|stk|acciones)\b|\s*[股株주])(?:\s+(?:@|at)\s+(?P<price>[$€£¥₹]?\d.*))?",
    re.I,
)
_NUMBER = re.compile(rf"{_FIGURE}[\d,.']*(?:[kK]\b)?(?:\s?(?:{AFTER})(?!\w))?")
_REMARK = re.compile(
    r"(?i)[.\s]*\Z|\s*[()\[;—–|·•]|\s+-\s|,\s|\s+on\s+\d|\s+(?:on\s+)?(?:a\s+)?"
    r"(?:(?:hard|mental|gtc|daily|weekly|closing|close|basis|shares?|avg|average)\b[\s.,]*){1,3}\Z"
)
_DISTANCE = re.compile(r"(?i)[(\[]\s?(?:pips?|points?|ticks?|cents?|atrs?|r(?!:))\b")
"""A figure from which a level has to be worked out: `5 (points)`."""
_MONEY = re.compile(r"[$€£¥₹]|USD|EUR|GBP|CHF")
_YEAR = re.compile(r"(?:19|20)\d\d\b(?![.,]\d)")
_PARTS = re.compile(r"\s+[|·•/]\s+|[,;]\s+(?=[^\W\d_])")


class Level(Struct, frozen=True):
    """A property with its figure, as one line states it."""

    name: str
    """By the vocabulary's name: ``stop``, ``target``, ``entry``, ``buy``, ``cost``, ``shares`` …"""
    text: str
    value: float
    is_label: bool
    """Whether a colon sets the figure off."""
    is_numbered: bool = False
    """Whether it is one of several: `TP2`."""


_LABEL = re.compile(r"[^\W\d_][^:：|]{0,38}[:：](?:\s|\Z)")
_NAMES = frozenset({*PRICES, "shares", "exit"})
_RANGED = ("target", "entry", "buy")
"""Levels that may be a range: `Buy zone: 190-210`."""


def levels_of(line: str, words: Vocabulary, side: Side = Side.LONG) -> tuple[Level, ...]:
    """The levels that a line of plain text consists of; none where any part is something else.

    Of a range, the end counts that comes first for who has such a `side`.
    """
    if combined := _combined(line, words):
        return combined
    found: list[Level] = []
    for part in _PARTS.split(line):
        if (level := _level(part, words, side)) is not None:
            found.append(level)
        elif bought := _SHARES.fullmatch(part.strip()):
            found += _bought(bought)
        else:
            whole = _level(line, words, side)  # a remark may hold what parts levels elsewhere
            return (whole,) if whole is not None and not found[1:] else ()
    return tuple(found)


def _combined(line: str, words: Vocabulary) -> tuple[Level, ...]:
    """`Entry/Stop/Target: 110/95/150`: as many levels as names."""
    head, _, said = line.replace("：", ":").partition(":") if "/" in line else ("", "", "")
    keys, values = ([it.strip(" *_") for it in text.split("/")] for text in (head, said))
    if len(keys) < _LEAST_NAMES or len(keys) != len(values):
        return ()
    names = [words.property(key) for key in keys]
    prices = list(map(price_of, values))
    if not all(name in _NAMES for name in names):
        return ()
    return tuple(
        Level(str(name), value, price, False)
        for name, value, price in zip(names, values, prices, strict=True)
        if price is not None and price > 0
    )


_LEAST_NAMES = 2


def _bought(match: re.Match[str]) -> list[Level]:
    shares = float(match["shares"].replace(",", ""))
    found = [Level("shares", match["shares"], shares, False)]
    price = price_of(match["price"] or "")
    if price is not None:
        found.append(Level("cost", match["price"], price, False))
    return found


def shares_in(text: str) -> float | None:
    """How many shares a heading says are held: `NVDA (258 shares)`."""
    match = _SHARES.search(text)
    return float(match["shares"].replace(",", "")) if match else None


def _level(text: str, words: Vocabulary, side: Side) -> Level | None:
    match = _KEYED.fullmatch(_BEFORE_KEY.sub("", text, count=1).strip())
    key = match["key"].rstrip(" -–—") if match else ""
    name = words.property(key)
    if match is None or name not in _NAMES or (name == "cost" and not is_of_one(key)):
        return None
    value = match["value"].strip()
    is_label, is_numbered = match["colon"] is not None, match["key"][-1].isdigit()
    if name in _RANGED and range_of(value):
        name = "target" if name == "target" else "buy"  # it is not entered yet
        end = target_of(value, side, falls=name == "buy")
        return Level(name, value, end, is_label, is_numbered) if end else None
    number = _NUMBER.match(value)
    price = price_of(value)
    behind = value[number.end() :] if number else ""
    is_plain = number is not None and _REMARK.match(behind) is not None
    is_plain = is_plain or (name == "shares" and behind.lstrip()[:1] == "@")
    if price is None or price <= 0 or not is_plain or _DISTANCE.search(value):
        return None
    if _YEAR.match(value) and name != "shares":
        return None  # `Target 2031`
    if name == "shares" and number is not None and _MONEY.search(number[0]):
        return None  # `Quantity: 50€`
    return Level(str(name), value, price, is_label, is_numbered)


_PAIR = re.compile(
    rf"(?P<key>[^\W\d_][^\d:：=@|]{{0,30}}?)\s*[:：@=]?\s*{_FIGURE}[\d,.]*\s?/\s?(?:{BEFORE})?\s?\d[\d,.]*"
)


def pair_in(line: str, words: Vocabulary) -> bool:
    """Whether a line is a stop or a target with two figures: `stop: $171/$169`."""
    match = _PAIR.fullmatch(line.rstrip(" .*_"))
    return match is not None and words.property(match["key"].strip("*_ ")) in ("stop", "target")


def levels_in(
    passage: Passage, words: Vocabulary, side: Side = Side.LONG
) -> Iterator[tuple[Level, int, int]]:
    """The levels of a passage with their places; none where one of its lines is prose."""
    start = passage.task()[1]
    found: list[tuple[Level, int, int]] = []
    lines = passage.text[start:].split("\n")
    for line in lines:
        text = plain(line)
        levels = levels_of(text, words, side)
        is_label = _LABEL.match(text) is not None
        if text and not levels and not (is_label and len(lines) > 1):
            return
        for level in levels:
            at = line.find(level.text)
            begin, width = (at, len(level.text)) if at >= 0 else (0, len(line))
            found.append((level, start + begin, start + begin + width))
        start += len(line) + 1
    yield from found
