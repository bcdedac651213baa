"""Items of a note on the market: impacts on theses, flows between groups."""

from __future__ import annotations

from thesisvault.model.facts import (
    Flow,
    Reference,
    StatedImpact,
)
from thesisvault.parser.body.passages import Passage
from thesisvault.parser.facts.lists.reading import Reader, link_name, named_in, words_of
from thesisvault.parser.facts.phrases import is_near_horizon, read_impact


def read_impacts(reader: Reader, passage: Passage) -> None:
    """`- [[Long NVDA]]: pressured near-term`; `- Out: semis, software`."""
    if not passage.is_item:
        return
    _, text = words_of(passage)
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
    if not colon or not said.strip():
        return
    labels = read_impact(said, reader.words)
    if link is None and not labels:
        return
    if not labels or is_near_horizon(said, labels, reader.words):
        reader.facts.tell("impact", said.strip(), passage.span)
    if link is not None:
        thesis = Reference(link.target, linked=True, span=link.span)
    else:
        thesis = Reference(head.strip(), linked=False, span=passage.span)
    impact = StatedImpact(
        thesis, said.strip(), labels, reader.date, span=passage.span, rule=reader.rule(passage)
    )
    reader.facts.add("stated_impacts", impact)


def read_into(reader: Reader, passage: Passage) -> None:
    """What money enters."""
    if passage.is_item:
        _flow(reader, passage, words_of(passage)[1], 1)


def read_out(reader: Reader, passage: Passage) -> None:
    """What money leaves."""
    if passage.is_item:
        _flow(reader, passage, words_of(passage)[1], -1)


def _flow(reader: Reader, passage: Passage, text: str, direction: int) -> None:
    for reference in named_in(passage, text):
        flow = Flow(reference, direction, reader.date, span=passage.span, rule=reader.rule(passage))
        reader.facts.add("flows", flow)
