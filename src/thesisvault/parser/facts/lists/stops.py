"""Items that say what would prove a thesis wrong, stops among them."""

from __future__ import annotations

import re

from thesisvault.model.facts import (
    Figure,
    Point,
)
from thesisvault.model.text import Span
from thesisvault.parser.body.passages import Passage, Section, plain
from thesisvault.parser.facts.criteria import criterion_of
from thesisvault.parser.facts.currencies import BEFORE
from thesisvault.parser.facts.lists.reading import Reader, words_of
from thesisvault.parser.facts.prices import price_of
from thesisvault.parser.facts.slips import is_near

_STOP = re.compile(
    r"(?:hard |trailing )?(?:stopp?(?:[- ]loss|kurs)?|sl)\s*"
    r"(?:at|@|:|=|below|above|bei|unter|über)?\s*(?=\S*\d)",
    re.I,
)
"""`Stop: 88`, `SL 88`."""
_LEVEL = re.compile(
    r"(?:[<>≤≥]=?|\b(?:below|under|above|over|unter|über|stopp?|exit|out at)\b)"
    rf"(?:\s(?:at|the|its|bei))?\s?(?:{BEFORE})?\s?\d",
    re.I,
)
"""`below 190`, `NVDA < 190`: what makes a paragraph beside a list of criteria one of them."""
_RAISES = re.compile(r"[→\s]*(?:high|higher|raise|upgrade|add|increase|buy more)\s+if\b", re.I)
"""What would make a thesis surer stands among such criteria too."""


_RAISING = re.compile(r"(?i)\b(?:bull(?:ish)?|upgrade|upside|add|buy more|raise|strengthens?)\b")
_LOWERING = re.compile(r"(?i)\b(?:bear(?:ish)?|downgrade|reduce|exit|invalidat\w*|breaks?|wrong)\b")


def states_level(reader: Reader, passage: Passage) -> bool:
    """Whether a paragraph beside a list or a table of criteria states a stop, or another level."""
    is_stop = any(reader.words.property(label.key) == "stop" for label in passage.labels())
    text = words_of(passage)[1]
    return is_stop or _STOP.match(text) is not None or _LEVEL.search(text) is not None


_LEVEL_WORDS = ("below", "above", "under", "stop loss")


def nearly_states_level(passage: Passage) -> bool:
    """Whether a paragraph has a figure, and one slip parts a word from one that begins a level."""
    has_figure = any(map(str.isdecimal, passage.text))
    return has_figure and is_near(passage.text, _LEVEL_WORDS)


_OUTERMOST = 4
"""Where the text of an item begins at most that is in no other one."""


def should_state(passage: Passage) -> bool:
    """Whether a passage of a list is not a detail of the item above it."""
    # Below an item that opens a section, what is one step deeper is in no other one.
    outermost = passage.section.column + _OUTERMOST + bool(passage.section.column)
    return passage.is_item and passage.span.column < outermost and bool(passage.text.strip())


def read_criteria(reader: Reader, passage: Passage) -> None:
    """What would prove a thesis wrong; a level is a tripwire."""
    for label in passage.labels():
        price = price_of(label.value)
        if reader.words.property(label.key) == "stop" and price is not None:
            _stop(reader, passage, label.value, price, label.span)
            return
    mark, text = words_of(passage)
    if mark == "-" or not text:
        reader.facts.pass_over()  # as a task that is cancelled
        return
    if _is_of_raising(reader, passage.section):
        return
    if _disproves_the_other(reader, passage.section):
        if is_criterion(passage, text):
            point = Point("validation", text, span=passage.span, rule=reader.rule(passage))
            reader.facts.add("points", point)
        return
    match = _STOP.match(text)
    if match and (price := price_of(text[match.end() :])) is not None:
        _stop(reader, passage, text[match.end() :], price, passage.span)
    elif is_criterion(passage, text):
        criterion = criterion_of(text, passage.span, reader.rule(passage), reader.words)
        reader.facts.add("criteria", criterion)


def is_criterion(passage: Passage, text: str) -> bool:
    """Whether a passage among criteria is one: no line that opens or leads to them, and nothing
    that would make a thesis surer.
    """
    if text in (plain(heading.text) for heading in passage.section.headings):
        return False  # a bold line that opens the section
    leads = text.endswith((":", "：")) and not passage.is_item
    return bool(text) and not leads and _RAISES.match(text) is None


def _is_of_raising(reader: Reader, section: Section) -> bool:
    """Whether a heading within criteria leads to what would make a long surer: `Bull triggers`."""
    return not reader.is_short and any(
        _RAISING.search(heading.text) and not _LOWERING.search(heading.text)
        for heading in section.headings[1:]
    )


_DISPROOF = re.compile(r"(?i)\b(?:disconfirm|disprov)")


def _disproves_the_other(reader: Reader, section: Section) -> bool:
    """Whether what disproves it stands below the case against the thesis: that speaks for it."""
    against = "bull" if reader.is_short else "bear"
    return bool(_DISPROOF.search(section.name)) and any(
        reader.words.heading(plain(heading.text)) == against for heading in section.above
    )


def _stop(reader: Reader, passage: Passage, text: str, price: float, span: Span) -> None:
    rule = reader.rule(passage)
    reader.facts.add("figures", Figure("stop", text.strip(), price, span=span, rule=rule))
