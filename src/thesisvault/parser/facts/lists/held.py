"""Items that say what is held, or belongs to a group."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from thesisvault.model.facts import (
    Exposure,
    Holding,
    Reference,
    RelationKind,
    Side,
    StatedRelation,
)
from thesisvault.model.note import Heading
from thesisvault.parser.body.passages import Passage, may_state
from thesisvault.parser.facts.headings import is_past, symbol_in
from thesisvault.parser.facts.identity import is_symbol, symbol_listed, symbol_named
from thesisvault.parser.facts.lists.reading import (
    SEVERAL,
    Reader,
    link_name,
    securities_in,
    shown,
    words_of,
)
from thesisvault.parser.facts.periods import period_of_stop
from thesisvault.parser.facts.sides import LEG, legs_of, side_of_headings
from thesisvault.parser.facts.weights import Written, percent_in, read_weights


def read_members(reader: Reader, passage: Passage) -> None:
    """What belongs to a group."""
    if passage.is_item:
        members = list(securities_in(passage, reader.words))
    elif " | " in passage.text:  # links on one line, separated by bars
        members = [Reference(link.target, linked=True, span=link.span) for link in passage.links]
    else:
        return
    for member in members:
        relation = StatedRelation(
            RelationKind.MEMBER_OF,
            member,
            inverse=True,
            span=passage.span,
            rule=reader.rule(passage),
        )
        reader.facts.add("relations", relation)


def read_exposures(reader: Reader, passage: Passage) -> None:
    """What a thesis holds, with its share where one is written."""
    _, text = words_of(passage)
    if _read_legs(reader, passage, text) or not passage.is_item:
        return
    said = reader.words.side(text)
    side = Side(said) if said else _side_above(passage.section.trail)
    share = percent_in(text)
    for held in securities_in(passage, reader.words):
        reader.weights.append(Written(share[0] if share else "", passage.span))
        exposure = Exposure(held, 1.0, side, span=passage.span, rule=reader.rule(passage))
        reader.facts.add("exposures", exposure)


def _side_above(trail: Sequence[Heading]) -> Side | None:
    return side_of_headings(heading.text for heading in reversed(trail))


def _read_legs(reader: Reader, passage: Passage, text: str) -> bool:
    """What one line holds on both sides, if it names nothing else: `Long XLE / short NVDA`."""
    legs = legs_of(text)
    if len(legs) < _BOTH:
        return False
    linked = {link_name(link): link for link in passage.links}
    named: list[tuple[Side, Reference]] = []
    for side, held in legs:
        for name in SEVERAL.split(held):
            if link := linked.get(name):
                named.append((side, Reference(link.target, linked=True, span=link.span)))
            elif (symbol := symbol_named(name)) and is_symbol(symbol):
                named.append((side, Reference(symbol, False, passage.span, is_symbol=True)))
            else:
                return False
    for side, reference in named:
        reader.weights.append(Written("", passage.span))
        exposure = Exposure(reference, 1.0, side, span=passage.span, rule=reader.rule(passage))
        reader.facts.add("exposures", exposure)
    return True


_BOTH = 2
"""Legs of a pair."""


def read_watched(reader: Reader, passage: Passage) -> None:
    """What is on a watchlist: `- ASML (below 600)`, `- [[Costco]] — too expensive`."""
    if not passage.is_item or any(
        is_past(shown(heading.text), reader.words) for heading in passage.section.trail
    ):
        return
    for watched in securities_in(passage, reader.words):
        name = watched.name
        if watched.linked or symbol_listed(name) or symbol_in(f"{name}:"):  # no indicator
            holding = Holding(
                watched, reader.date, is_watched=True, span=passage.span, rule=reader.rule(passage)
            )
            reader.facts.add("holdings", holding)
    if may_state(passage.text, reader.words):
        reader.facts.tell("item", words_of(passage)[1], passage.span)  # its levels are not read


AMOUNTS = {"shares": "shares", "cost": "cost", "entry": "cost", "target": "target", "stop": "stop"}
"""The properties of a position that are figures, each with the field that it fills."""


def fields_of(field: str, text: str, value: float) -> dict[str, Any]:
    """What a figure fills of a holding: a stop, also of which closes it speaks."""
    return {field: value} | ({"stop_period": period_of_stop(text)} if field == "stop" else {})


def read_positions(reader: Reader, passage: Passage) -> None:
    """In a thesis, what it holds below `Longs`, `Short leg` or `Positions`."""
    if _side_above(passage.section.trail) or LEG.match(words_of(passage)[1]):
        read_exposures(reader, passage)


def weigh(reader: Reader) -> None:
    """Give what the lists hold its weights, all of them at once."""
    if held := reader.facts.found.get("exposures"):
        weights, told = read_weights(reader.weights, reader.words)
        reader.facts.diagnostics += told
        reader.facts.found["exposures"] = [
            replace(item, weight=None if weight is None else item.weight * weight)
            for item, weight in zip(held, weights, strict=True)
        ]
