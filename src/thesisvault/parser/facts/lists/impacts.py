"""Items that say what a rotation, or the market, does to a thesis."""

from __future__ import annotations

import re

from thesisvault.model.facts import Label, Reference, Side, StatedImpact
from thesisvault.model.note import Kind, Link
from thesisvault.parser.body.passages import Passage
from thesisvault.parser.facts.identity import PICTURES
from thesisvault.parser.facts.lists.flows import add_flow, read_called, read_flows
from thesisvault.parser.facts.lists.reading import Reader, link_name, words_of
from thesisvault.parser.facts.phrases import (
    PLAIN,
    SAID,
    STRONG,
    is_near_horizon,
    read_impact,
    read_sign,
)
from thesisvault.parser.facts.sides import side_of_name


def read_impacts(reader: Reader, passage: Passage) -> None:
    """`- [[Long NVDA]]: pressured near-term`; `- Out: semis, software`."""
    if not passage.is_item:
        return
    shown = words_of(passage)[1]
    text = PICTURES.sub(" ", shown).strip()
    if said := _said_of_all(reader, passage, text):
        for each in passage.links:
            _add_impact(reader, passage, _named(each), said, read_impact(said, reader.words))
        return
    head, colon, said = text.partition(":")
    if not colon:
        head, colon, said = text.partition("：")
    direction = reader.words.named("flows", head) if colon else None
    if direction is not None:
        add_flow(reader, passage, said, 1 if direction == "into" else -1)
        return
    link = (
        passage.links[0] if passage.links and head.strip() == link_name(passage.links[0]) else None
    )
    if not colon or (link is None and len(passage.links) == 1):
        link, said = _said_of_link(reader, passage, text) or (link, said if colon else "")
    labels = read_impact(said, reader.words)
    if not labels and (marked := _mark_of_link(passage, shown)):
        link, said, labels = marked
    if not said.strip() or (link is None and not labels):
        return
    # `Near-term: supportive` and `Gold: pressured` are about no thesis that anyone named.
    is_named = link is not None or side_of_name(head.strip()) is not None
    if not labels or not is_named or is_near_horizon(said, labels, reader.words):
        reader.facts.tell("impact", said.strip(), passage.span)
    if not is_named:
        return
    thesis = _named(link) if link else Reference(head.strip(), linked=False, span=passage.span)
    _add_impact(reader, passage, thesis, said.strip(), labels)


_APART = " \t-–—→>,=("
_FOR = re.compile(r"(?i)\s+(?:for|to|on)(?:\s+the)?\Z")
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
        said = after.strip(f"{_APART})")
        is_apart = after.strip()[:1] in set("-–—→=")
        is_said = _is_impact(said, reader) if is_apart else _is_only_impact(said, reader)
        if not is_said and (done := _DONE_TO.match(said)):
            is_said = _is_only_impact(done["done"], reader) and bool(
                read_impact(said, reader.words)
            )
        return (link, said) if is_said else None
    said, reason = _FOR.sub("", before.strip()), after.strip()
    if reason and reason[0] not in "(-–—,;.:":
        return None
    said = _FACT_BEFORE.sub("", said)
    return (link, said) if _is_only_impact(said, reader) else None


_FACT_BEFORE = re.compile(r".*[:;]\s+", re.DOTALL)
"""`The strike goes on: good for [[Long salt]]`: what it follows from."""
_DONE_TO = re.compile(r"(?i)(?:(?:is|are|gets?|being)\s+)?(?P<done>\w+)\s+(?:by|from)\s")
"""`benefits from higher oil`, `gets hurt by capex cuts`."""
_BETWEEN = re.compile(r"(?i)[\s,;&+]|\band\b")


def _said_of_all(reader: Reader, passage: Passage, text: str) -> str:
    """What an item says of all notes that it links, and nothing else: `Hurts: [[A]], [[B]]`."""
    names = sorted(map(link_name, passage.links), key=len, reverse=True)
    first = min((text.find(name) for name in names), default=-1)
    rest = text[first:]
    for name in names:
        rest = rest.replace(name, "", 1)
    said = _FOR.sub("", text[: max(first, 0)].strip(" :："))
    return said if not _BETWEEN.sub("", rest) and _is_only_impact(said, reader) else ""


_SIGN = {
    **dict.fromkeys(("🟢", "✅", "👍", "+"), PLAIN),
    **dict.fromkeys(("🔴", "❌", "👎", "−"), -PLAIN),
    **dict.fromkeys(("++", "+++"), STRONG),
    **dict.fromkeys(("--", "−−"), -STRONG),
}
"""A single dash counts nothing: people write one where they have nothing to say."""
_COLOURS = ("🟢", "🔴")
_MARK = r"(?P<mark>[🟢✅👍🔴❌👎]|\+{1,3})\ufe0f?"
_MARKED_BEHIND = re.compile(rf"\s*(?:[:：]\s*(?P<minus>--|−{{1,2}})(?!\S)|[:：]?\s*{_MARK})")


def _mark_of_link(passage: Passage, shown: str) -> tuple[Link, str, tuple[Label, ...]] | None:
    """The only thesis that an item links, with the mark before or behind it: `🔴 [[Long NVDA]]`,
    `[[Long XLE]]: ++`, `[[Long NVDA]] ↓`.
    """
    if len(passage.links) != 1:
        return None
    link = passage.links[0]
    before, _, after = shown.partition(link_name(link))
    if before.strip():
        match = re.fullmatch(rf"\s*{_MARK}\s*", before)
        mark = match["mark"] if match else ""
    else:
        match = _MARKED_BEHIND.match(after)
        mark = (match["minus"] or match["mark"]) if match else ""
    side = side_of_name(link.target.rpartition("/")[2])
    if mark in _COLOURS and side is Side.SHORT:
        return None  # red may be the price, which is what it waits for
    if mark:
        said = f"{mark} {after.strip(f'{_APART}:' + mark)}".strip()
        return link, said, (Label(mark, (_SIGN[mark],), ""),)
    arrow = read_sign(after.lstrip(" :"), side)
    return (link, after.strip(" :"), arrow) if arrow and not before.strip() else None


def _is_only_impact(said: str, reader: Reader) -> bool:
    """Whether a phrase is an impact with its degree and its horizon, and nothing else."""
    finder, rest = reader.words.finder, said
    for name in reader.words.sections["horizons"]:
        rest = finder("horizons", name).sub("", rest)
    for name in _DEGREES:
        rest = finder("impact", name).sub("", rest)
    rest = rest.strip(" ,()")
    is_word = any(finder("impact", name).fullmatch(rest) for name in SAID)
    return (is_word or not rest) and bool(read_impact(said, reader.words))


def _is_impact(said: str, reader: Reader) -> bool:
    """Whether a phrase begins with a word for an impact, or a degree of one, and is one."""
    begins = any(reader.words.finder("impact", name).match(said) for name in (*SAID, *_DEGREES))
    return begins and bool(read_impact(said, reader.words))


def read_top(reader: Reader, passage: Passage) -> None:
    """What stands before the first section: flows, in the note of a rotation, and impacts that are
    nothing else: `- [[Long semis]] 🔴 under pressure`.
    """
    if reader.kind is Kind.ROTATION:
        read_flows(reader, passage)
    else:
        read_called(reader, passage)
    link = next(iter(passage.links), None)
    if not passage.is_item or link is None:
        return
    shown = words_of(passage)[1]
    text = PICTURES.sub(" ", shown).strip()
    if not text.startswith(link_name(link)):
        return
    said = " ".join(text.removeprefix(link_name(link)).strip(f"{_APART}:").split())
    labels, marked = read_impact(said, reader.words), _mark_of_link(passage, shown)
    if _is_only_impact(said, reader):
        _add_impact(reader, passage, _named(link), said, labels)
    elif marked and marked[1][:1] in _COLOURS and len(said.split()) <= _MOST_WORDS:
        _, said, labels = marked
        _add_impact(reader, passage, _named(link), said, labels)


_MOST_WORDS = 4
"""Behind a mark: more are a sentence."""


def _named(link: Link) -> Reference:
    return Reference(link.target, linked=True, span=link.span)


def _add_impact(
    reader: Reader, passage: Passage, thesis: Reference, said: str, labels: tuple[Label, ...]
) -> None:
    impact = StatedImpact(
        thesis, said, labels, reader.date, span=passage.span, rule=reader.rule(passage)
    )
    reader.facts.add("stated_impacts", impact)
