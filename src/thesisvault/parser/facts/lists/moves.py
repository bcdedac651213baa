"""Items that say how far something moved on the day of their note."""

from __future__ import annotations

import re

from thesisvault.model.facts import Reference, StatedMove
from thesisvault.parser.body.passages import Passage
from thesisvault.parser.facts.dates import find_days_of
from thesisvault.parser.facts.identity import (
    is_symbol,
    symbol_listed,
    symbol_named,
    without_exchanges,
)
from thesisvault.parser.facts.lists.reading import Reader, link_name, shown, words_of
from thesisvault.parser.facts.quantities import read_quantity

_MOVE = re.compile(
    r"(?P<name>[^%:：+−]{1,60}?)\s*(?:[:：]|[-–—](?=\s))?\s*\(?(?P<sign>[+\-−▲▼↑↓])\s?(?P<far>\d[\d.,]*\s?%)\)?"
    r"(?P<rest>(?:[\s,;:(—–].*)?)",
    re.DOTALL,
)
"""`NVDA: +4.2%, best day of May`, `**TSLA** (-3%) — recall`."""
_BESIDE = re.compile(
    r"\s+[/|·]\s+|(?:[,;]\s+(?:and\s+)?|\s+(?:and|&)\s+)(?=[^\s,;]{1,12}:? \(?[+\-−▲▼↑↓]\s?\d)"
)
"""`SNDK -14.2% / MU -8.9%`, `XLE +1%, XOM +2% and CVX -1%`: several on one line."""
_CLAUSE_END = re.compile(r"[,;—–]|\s-\s")
_UP = "+▲↑"
_MOST_WORDS = 4
"""Of a name: more are a sentence."""


def read_moves(reader: Reader, passage: Passage) -> None:
    """`- NVDA -4% on export rules`: how far something moved on the day of the note."""
    if not passage.is_item or reader.date is None:
        return
    text = without_exchanges(words_of(passage)[1])
    whole = list(map(_MOVE.fullmatch, _BESIDE.split(text)))
    if not all(whole):
        # `Energy again: XLE +3.3%, XOM +2%`: what leads to them names none of them.
        led = list(map(_MOVE.fullmatch, _BESIDE.split(text.partition(": ")[2])))
        are_named = all(match and is_symbol(match["name"].strip(" *$")) for match in led)
        whole = led if are_named else [_MOVE.fullmatch(text)]
    for match in whole:
        move = _move(reader, passage, match) if match else None
        if move is not None:
            reader.facts.add("stated_moves", move)


def _move(reader: Reader, passage: Passage, match: re.Match[str]) -> StatedMove | None:
    """The move; None where it is a sentence, or took another time than that day."""
    name, rest, finder = match["name"].strip(" *$"), match["rest"], reader.words.finder
    told = f"{name} {_CLAUSE_END.split(rest, maxsplit=1)[0]}"
    is_other = finder("prose", "spans").search(told) or finder("figures", "other_day").search(told)
    is_prose = finder("prose", "falls").search(name) or finder("prose", "rises").search(name)
    if is_other or is_prose or len(name.split()) > _MOST_WORDS:
        return None
    sign = "+" if match["sign"] in _UP else "-"
    quantity = read_quantity(f"{sign}{match['far']}", reader.words)
    link = next((link for link in passage.links if link_name(link) == name), None)
    if link is not None:
        subject = Reference(link.target, linked=True, span=link.span)
    else:
        symbol = symbol_listed(name) or (symbol_named(name) if not name.isalpha() else None)
        symbol = symbol or (name if is_symbol(name) else None)
        subject = Reference(symbol or name, False, passage.span, is_symbol=symbol is not None)
    if quantity.low is None:
        return None
    above = (shown(heading.text) for heading in reversed(passage.section.trail))
    day, since = find_days_of(above, reader.date) or (reader.date, None)
    return StatedMove(
        subject, quantity, rest.strip(" ,;:—–-"), day,
        since=since, span=passage.span, rule=reader.rule(passage),
    )  # fmt: skip
