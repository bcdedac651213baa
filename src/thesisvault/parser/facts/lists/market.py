"""Items of a note on the market: impacts on theses, flows between groups."""

from __future__ import annotations

import re

from thesisvault.model.facts import (
    Flow,
    Reference,
    StatedImpact,
    StatedMove,
)
from thesisvault.model.note import Link
from thesisvault.parser.body.passages import Passage, plain
from thesisvault.parser.facts.identity import (
    PICTURES,
    is_symbol,
    symbol_listed,
    symbol_named,
    without_exchanges,
)
from thesisvault.parser.facts.lists.reading import (
    Reader,
    link_name,
    named_in,
    words_of,
)
from thesisvault.parser.facts.phrases import is_near_horizon, read_impact
from thesisvault.parser.facts.quantities import read_quantity
from thesisvault.parser.facts.references import AMOUNT
from thesisvault.parser.facts.sides import side_of_name


def read_impacts(reader: Reader, passage: Passage) -> None:
    """`- [[Long NVDA]]: pressured near-term`; `- Out: semis, software`."""
    if not passage.is_item:
        return
    text = PICTURES.sub(" ", words_of(passage)[1]).strip()
    head, colon, said = text.partition(":")
    if not colon:
        head, colon, said = text.partition("：")
    direction = reader.words.named("flows", head) if colon else None
    if direction is not None:
        _flow(reader, passage, said, 1 if direction == "into" else -1)
        return
    link = (
        passage.links[0] if passage.links and head.strip() == link_name(passage.links[0]) else None
    )
    if not colon or (link is None and len(passage.links) == 1):
        link, said = _said_of_link(reader, passage, text) or (link, said if colon else "")
    if not said.strip():
        return
    labels = read_impact(said, reader.words)
    if link is None and not labels:
        return
    # `Near-term: supportive` and `Gold: pressured` are about no thesis that anyone named.
    is_named = link is not None or side_of_name(head.strip()) is not None
    if not labels or not is_named or is_near_horizon(said, labels, reader.words):
        reader.facts.tell("impact", said.strip(), passage.span)
    if not is_named:
        return
    if link is not None:
        thesis = Reference(link.target, linked=True, span=link.span)
    else:
        thesis = Reference(head.strip(), linked=False, span=passage.span)
    impact = StatedImpact(
        thesis, said.strip(), labels, reader.date, span=passage.span, rule=reader.rule(passage)
    )
    reader.facts.add("stated_impacts", impact)


_APART = " \t-–—→>,"
_FOR = re.compile(r"(?i)\s+(?:for|to|on)(?:\s+the)?\Z")
_SAID = ("supports", "pressures", "intact", "neutral", "mixed")
_DEGREES = ("mild", "strong")


def _said_of_link(reader: Reader, passage: Passage, text: str) -> tuple[Link, str] | None:
    """The only thesis that an item links, with the impact that is all the rest of it:
    `[[Long NVDA]] — hurts near-term`, `bad for [[Long NVDA]] (rates)`.
    """
    if len(passage.links) != 1:
        return None
    link = passage.links[0]
    before, name, after = text.partition(link_name(link))
    if not name:
        return None
    if not before.strip():
        said = after.strip(_APART)
        is_apart = after.strip()[:1] in set("-–—→")
        is_said = _is_impact(said, reader) if is_apart else _is_only_impact(said, reader)
        return (link, said) if is_said else None
    said, reason = _FOR.sub("", before.strip()), after.strip()
    is_last = not reason or reason[0] in "(-–—,;.:"
    return (link, said) if is_last and _is_only_impact(said, reader) else None


def _is_only_impact(said: str, reader: Reader) -> bool:
    """Whether a phrase is an impact with its degree and its horizon, and nothing else."""
    finder, rest = reader.words.finder, said
    for name in reader.words.sections["horizons"]:
        rest = finder("horizons", name).sub("", rest)
    for name in _DEGREES:
        rest = finder("impact", name).sub("", rest)
    rest = rest.strip(" ,()")
    is_word = any(finder("impact", name).fullmatch(rest) for name in _SAID)
    return (is_word or not rest) and bool(read_impact(said, reader.words))


def _is_impact(said: str, reader: Reader) -> bool:
    """Whether a phrase begins with a word for an impact, or a degree of one, and is one."""
    begins = any(reader.words.finder("impact", name).match(said) for name in (*_SAID, *_DEGREES))
    return begins and bool(read_impact(said, reader.words))


_MOVE = re.compile(
    r"(?P<name>[^%:：+−]{1,60}?)\s*(?:[:：]|[-–—](?=\s))?\s*\(?(?P<sign>[+\-−▲▼↑↓])\s?(?P<far>\d[\d.,]*\s?%)\)?"
    r"(?P<rest>(?:[\s,;:(—–].*)?)",
    re.DOTALL,
)
"""`NVDA: +4.2%, best day of May`, `**TSLA** (-3%) — recall`."""
_BESIDE = re.compile(r"\s+[/|·]\s+|,\s+(?=[^\s,]{1,12}:? \(?[+\-−])")
"""`SNDK -14.2% / MU -8.9%`: several on one line."""
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
    return StatedMove(
        subject, quantity, rest.strip(" ,;:—–-"), reader.date,
        span=passage.span, rule=reader.rule(passage),
    )  # fmt: skip


def read_flows(reader: Reader, passage: Passage) -> None:
    """`Out of: software, semis` on a line of its own, or in an item."""
    for line in words_of(passage)[1].split("\n") if passage.is_item else passage.text.split("\n"):
        said = plain(line)
        head, _, named = (said if ":" in said else said.replace("：", ":", 1)).partition(":")
        direction = reader.words.named("flows", head) if named.strip() else None
        is_property = passage.section.holds_labels and reader.words.property(head) is not None
        if direction is not None and not is_property:
            _flow(reader, passage, named.strip(), 1 if direction == "into" else -1)


def read_into(reader: Reader, passage: Passage) -> None:
    """What money enters."""
    if passage.is_item:
        _flow(reader, passage, words_of(passage)[1], 1)


def read_out(reader: Reader, passage: Passage) -> None:
    """What money leaves."""
    if passage.is_item:
        _flow(reader, passage, words_of(passage)[1], -1)


_FLOWS = ("into", "out_of")
_REASONS = frozenset({"rationale", "reason", "reasoning", "why", "note", "notes", "thesis"})


def _flow(reader: Reader, passage: Passage, text: str, direction: int) -> None:
    label = next(passage.labels(), None)
    known = reader.words.property(label.key) if label else None
    if label and (known not in (None, *_FLOWS) or label.key.casefold() in _REASONS):
        return  # of a position among the winners
    for reference in named_in(passage, text):
        if AMOUNT.match(reference.name):
            reader.facts.tell("item", text, passage.span)
            continue
        flow = Flow(reference, direction, reader.date, span=passage.span, rule=reader.rule(passage))
        reader.facts.add("flows", flow)
