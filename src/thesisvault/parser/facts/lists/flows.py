"""Lines that say which groups money leaves, and which it enters."""

from __future__ import annotations

import re

from thesisvault.model.facts import Flow
from thesisvault.parser.body.passages import Passage, plain
from thesisvault.parser.facts.lists.reading import Reader, named_in, words_of
from thesisvault.parser.facts.phrases import SAID
from thesisvault.parser.facts.references import AMOUNT


def read_flows(reader: Reader, passage: Passage) -> None:
    """`Out of: software, semis` on a line of its own, or in an item."""
    for said in _lines(passage):
        head, _, named = (said if ":" in said else said.replace("：", ":", 1)).partition(":")
        direction = reader.words.named("flows", head) if named.strip() else None
        is_property = passage.section.holds_labels and reader.words.property(head) is not None
        if direction is not None and not is_property:
            add_flow(reader, passage, named.strip(), 1 if direction == "into" else -1)
        elif _add_swap(reader, passage, said):
            continue
        elif amount := _MONEY.fullmatch(said):
            add_flow(reader, passage, amount["group"], -1 if amount["sign"] in "-−–" else 1)


_NAME = r"(?:[^\W\d_][\w&/-]*)(?: [\w&/-]+){0,2}"
_NAMES = rf"{_NAME}(?:(?:, | and | & |[、，和]){_NAME}){{0,5}}"
_SWAP = re.compile(
    rf"(?i)(?:(?:rotation )?(?:out of|from) )?(?P<out>{_NAMES})\s*(?:[→➡⟶⇒]\ufe0f?|[-=]>)\s*"
    rf"(?:(?:in)?to )?(?P<into>{_NAMES})"
)
"""`Tech → Energy`, `Out of mega-cap tech → into energy, materials`."""
_MONEY = re.compile(
    rf"(?P<group>{_NAME})\s*:?\s*(?P<sign>[+\-−–])\s?[$€£¥]?\d[\d.,]*\s?(?:[mb]n?|million|billion)\b\.?"
)
"""`Energy +$1.2bn`: what entered it, or left it."""


def _lines(passage: Passage) -> list[str]:
    """What a reader sees of each line; of an item, on one."""
    return [words_of(passage)[1]] if passage.is_item else list(map(plain, passage.text.split("\n")))


def _add_swap(reader: Reader, passage: Passage, said: str) -> bool:
    """File what an arrow leads from and to; False where it tells no flow."""
    swap = _SWAP.fullmatch(said.strip(" .。"))
    if swap is None or not _are_groups(swap[0], reader):
        return False
    add_flow(reader, passage, swap["out"], -1)
    add_flow(reader, passage, swap["into"], 1)
    return True


def _are_groups(said: str, reader: Reader) -> bool:
    """Whether none of its words says that one thing causes another: `Rate cuts → small caps`."""
    causes = reader.words.finder("prose", "causes").search(said)
    return not causes and not any(reader.words.finder("impact", it).search(said) for it in SAID)


def read_called(reader: Reader, passage: Passage) -> None:
    """What lines say that they tell of flows: `Rotation: software → energy`, `流出：软件`."""
    for line in _lines(passage):
        key, _, said = line.replace("：", ":", 1).partition(":")
        if reader.words.heading(key) == "flows" and _add_swap(reader, passage, said):
            continue
        is_plain = len(key) > _LEAST or not key.isascii()
        direction = reader.words.named("flows", key) if is_plain else None
        if direction is not None and said.strip() and reader.words.property(key) is None:
            add_flow(reader, passage, said.strip(), 1 if direction == "into" else -1)


_LEAST = 4
"""Letters of a word for a flow that means nothing else: `Out: back on Monday`."""


def read_into(reader: Reader, passage: Passage) -> None:
    """What money enters."""
    if passage.is_item:
        add_flow(reader, passage, words_of(passage)[1], 1)


def read_out(reader: Reader, passage: Passage) -> None:
    """What money leaves."""
    if passage.is_item:
        add_flow(reader, passage, words_of(passage)[1], -1)


_FLOWS = ("into", "out_of")
_REASONS = frozenset({"rationale", "reason", "reasoning", "why", "note", "notes", "thesis"})


def add_flow(reader: Reader, passage: Passage, text: str, direction: int) -> None:
    """File what a text names as entered, or as left where `direction` is -1."""
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
