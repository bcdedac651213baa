"""Items of a note on the market: impacts on theses, flows between groups."""

from __future__ import annotations

import re

from thesisvault.model.facts import (
    Flow,
    Label,
    Reference,
    Side,
    StatedImpact,
    StatedMove,
)
from thesisvault.model.note import Kind, Link
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
from thesisvault.parser.facts.phrases import PLAIN, STRONG, is_near_horizon, read_impact, read_sign
from thesisvault.parser.facts.quantities import read_quantity
from thesisvault.parser.facts.references import AMOUNT
from thesisvault.parser.facts.sides import side_of_name


def read_impacts(reader: Reader, passage: Passage) -> None:
    """`- [[Long NVDA]]: pressured near-term`; `- Out: semis, software`."""
    if not passage.is_item:
        return
    shown = words_of(passage)[1]
    text = PICTURES.sub(" ", shown).strip()
    if said := _said_of_all(reader, passage, text):
        for each in passage.links:
            _add_impact(reader, passage, each, said, read_impact(said, reader.words))
        return
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
    if link is not None:
        thesis = Reference(link.target, linked=True, span=link.span)
    else:
        thesis = Reference(head.strip(), linked=False, span=passage.span)
    impact = StatedImpact(
        thesis, said.strip(), labels, reader.date, span=passage.span, rule=reader.rule(passage)
    )
    reader.facts.add("stated_impacts", impact)


_APART = " \t-–—→>,=("
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
    **dict.fromkeys(("🔴", "❌", "👎", "-", "−", "–"), -PLAIN),
    **dict.fromkeys(("++", "+++"), STRONG),
    **dict.fromkeys(("--", "---", "−−", "––"), -STRONG),
}
_COLOURS = ("🟢", "🔴")
_MARK = r"(?P<mark>[🟢✅👍🔴❌👎]|\+{1,3})\ufe0f?"
_MARKED_BEHIND = re.compile(rf"\s*(?:[:：]\s*(?P<minus>[-−–]{{1,3}})(?!\S)|[:：]?\s*{_MARK})")


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
        elif (swap := _SWAP.fullmatch(said.strip(" ."))) and _are_groups(swap[0], reader):
            for group, sign in ((swap["out"], -1), (swap["into"], 1)):
                _flow(reader, passage, group, sign)
        elif amount := _MONEY.fullmatch(said):
            _flow(reader, passage, amount["group"], -1 if amount["sign"] in "-−–" else 1)


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


def _are_groups(said: str, reader: Reader) -> bool:
    """Whether none of its words says that one thing causes another: `Rate cuts → small caps`."""
    causes = reader.words.finder("prose", "causes").search(said)
    return not causes and not any(reader.words.finder("impact", it).search(said) for it in _SAID)


def read_top(reader: Reader, passage: Passage) -> None:
    """What stands before the first section: flows, in the note of a rotation, and impacts that are
    nothing else: `- [[Long semis]] 🔴 under pressure`.
    """
    if reader.kind is Kind.ROTATION:
        read_flows(reader, passage)
    else:
        _read_called(reader, passage)
    text = PICTURES.sub(" ", words_of(passage)[1]).strip()
    link = next(iter(passage.links), None)
    if not passage.is_item or link is None or not text.startswith(link_name(link)):
        return
    said = " ".join(text.removeprefix(link_name(link)).strip(f"{_APART}:").split())
    marked = _mark_of_link(passage, words_of(passage)[1])
    if _is_only_impact(said, reader):
        _add_impact(reader, passage, link, said, read_impact(said, reader.words))
    elif marked and marked[1][:1] in _COLOURS and len(said.split()) <= _MOST_WORDS:
        _add_impact(reader, passage, *marked)


def _read_called(reader: Reader, passage: Passage) -> None:
    """What lines say that they tell of flows: `Rotation: software → energy`, `流出：软件`."""
    for line in words_of(passage)[1].split("\n") if passage.is_item else passage.text.split("\n"):
        key, _, said = plain(line).replace("：", ":", 1).partition(":")
        swap = _SWAP.fullmatch(said.strip(" .。")) if said.strip() else None
        direction = (
            reader.words.named("flows", key) if len(key) > _LEAST or not key.isascii() else None
        )
        if swap and reader.words.heading(key) == "flows" and _are_groups(swap[0], reader):
            for group, sign in ((swap["out"], -1), (swap["into"], 1)):
                _flow(reader, passage, group, sign)
        elif direction is not None and said.strip() and reader.words.property(key) is None:
            _flow(reader, passage, said.strip(), 1 if direction == "into" else -1)


_LEAST = 4
"""Letters of a word for a flow that means nothing else: `Out: back on Monday`."""


def _add_impact(
    reader: Reader, passage: Passage, link: Link, said: str, labels: tuple[Label, ...]
) -> None:
    thesis = Reference(link.target, linked=True, span=link.span)
    impact = StatedImpact(
        thesis, said, labels, reader.date, span=passage.span, rule=reader.rule(passage)
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
