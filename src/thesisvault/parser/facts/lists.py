"""What lists and lines state under the headings that the vocabulary knows.

A heading opts in, as a table's header does: nothing is read under any other one.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from thesisvault.model.diagnostics import Diagnostic
from thesisvault.model.facts import (
    CatalystDate,
    Criterion,
    Exposure,
    Figure,
    Flow,
    Holding,
    LogLine,
    Point,
    Reference,
    RelationKind,
    Side,
    StatedImpact,
    StatedRelation,
)
from thesisvault.model.note import Heading, Kind, Link, Unread
from thesisvault.model.text import Span
from thesisvault.parser.body.passages import Label, Passage, Section, plain
from thesisvault.parser.facts.closing import hour_unread, read_after_close, split_hour
from thesisvault.parser.facts.dates import find_day, find_window
from thesisvault.parser.facts.identity import DOLLAR, LISTED, is_symbol, read_symbol, symbol_named
from thesisvault.parser.facts.log import is_forecast, looks_forecast, read_entry
from thesisvault.parser.facts.phrases import is_near_horizon, read_impact
from thesisvault.parser.facts.prices import price_of
from thesisvault.parser.facts.slips import is_broken_box, is_broken_item, is_near
from thesisvault.parser.facts.vocabulary import Vocabulary
from thesisvault.parser.facts.weights import Written, percent_in, read_weights

_THESES = (Kind.THESIS, Kind.STOCK)
_MARKETS = (Kind.ROTATION, Kind.MARKET)
_KEPT = (Kind.PORTFOLIO,)
_DATED = (*_THESES, Kind.SECTOR, Kind.CATALYST, Kind.MARKET, Kind.PORTFOLIO, Kind.WATCHLIST)

_STOP = re.compile(
    r"(?:hard |trailing )?(?:stopp?(?:[- ]loss|kurs)?|sl)\s*"
    r"(?:at|@|:|=|below|above|bei|unter|über)?\s*(?=\S*\d)",
    re.I,
)
"""`Stop: 88`, `SL 88`."""
_LEVEL = re.compile(
    r"(?:[<>≤≥]=?|\b(?:below|under|above|over|unter|über|stopp?|exit|out at)\b)"
    r"(?:\s(?:at|the|its|bei))?\s?(?:[A-Z]{1,3})?[$€£¥₹]?\s?\d",
    re.I,
)
"""`below 190`, `NVDA < 190`: what makes a paragraph beside a list of criteria one of them."""
_SIDE = re.compile(r"(?:long|short)\s+(?=\S)", re.I)
_RAISES = re.compile(r"[→\s]*(?:high|higher|raise|upgrade|add|increase|buy more)\s+if\b", re.I)
"""What would make a thesis surer stands among such criteria too."""
_ITEM_END = re.compile(r"\s+[-–—→|]+\s|\s*[:：(（]|\s*;\s|[.]\s")
"""What follows the name that a list item begins with."""
_SEVERAL = re.compile(r"\s*(?:,(?![0-9]{1,2}(?!\d))|[;、])\s*|\s+and\s+")
"""A comma before a digit is a figure's own: `NVDA 2,5 %`."""
_SEPARATORS = " \t:：-–—|,;.→()（）[]*_"
_LINK = re.compile(r"!?\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]|\[([^\[\]]*)\]\([^()\s]*\)")
_WIKILINK = re.compile(r"\[\[([^\[\]|#]+)")
_NO_NAME = re.compile(
    r"(?:for|as|but|so|while|because|since|until|if|when|near|after|before|with|on|at|in)\b"
)
"""What a remark behind a comma begins with."""
_SYMBOL = re.compile(r"\$?[A-Z][A-Z0-9]{0,5}(?:[.-][A-Z]{1,3})?|\d{4,6}(?:\.[A-Z]{1,4})?")


class ListFacts(Struct):
    """What one note's lists state, by the name their `Facts` field has."""

    found: dict[str, list[Any]] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)

    count: int = 0
    """Of all facts, and of what was reported."""

    def add(self, name: str, fact: object) -> None:
        """File one fact."""
        self.found.setdefault(name, []).append(fact)
        self.count += 1

    def tell(self, code: str, text: str, span: Span) -> None:
        """File what was not understood."""
        self.unread.append(Unread(code, text, span))
        self.count += 1


class _Reader(Struct, frozen=True):
    """What the readers of passages share."""

    path: str
    kind: Kind
    date: dt.date | None
    words: Vocabulary
    facts: ListFacts
    logged: set[Span] = field(default_factory=set)
    """The dated headings of a log that were met."""
    weights: list[Written] = field(default_factory=list)
    """Of what the lists hold, in their order."""

    def rule(self, passage: Passage) -> str:
        """`bullet under Kill criteria`."""
        what = "bullet" if passage.is_item else "line"
        return f"{what} under {passage.section.name.strip('*_:： ')}"

    def own(self, span: Span) -> Reference:
        """The note itself."""
        return Reference(self.path, linked=True, span=span)


def read_lists(
    passages: Iterable[Passage],
    kind: Kind,
    path: str,
    date: dt.date | None,
    words: Vocabulary,
    tabled: Iterable[Section] = (),
) -> ListFacts:
    """The facts of all passages under known headings; `date` is the note's.

    `tabled` are the sections that hold tables.
    """
    facts = ListFacts()
    reader = _Reader(path, kind, date, words, facts)
    known = list(passages)
    listed = set(tabled) | {passage.section for passage in known if passage.is_item}
    for passage in known:
        kinds, read = _READERS.get(passage.section.role, ((), None))
        # Beside a list or a table, a paragraph says something about it.
        is_aside = not passage.is_item and passage.section in listed
        if is_aside and read is _criteria and not _states_level(reader, passage):
            if _nearly_states_level(passage):
                facts.tell("item", shown(passage.text), passage.span)
            continue
        if kind in kinds and read is not None:
            before = facts.count
            read(reader, passage)
            if facts.count == before and _should_state(passage):
                facts.tell("item", shown(passage.text), passage.span)
            _tell_broken(reader, passage)
    _weigh(reader)
    return facts


def _states_level(reader: _Reader, passage: Passage) -> bool:
    """Whether a paragraph beside a list or a table of criteria states a stop, or another level."""
    is_stop = any(reader.words.property(label.key) == "stop" for label in passage.labels())
    text = _words_of(passage)[1]
    return is_stop or _STOP.match(text) is not None or _LEVEL.search(text) is not None


_LEVEL_WORDS = ("below", "above", "under", "stop loss")


def _nearly_states_level(passage: Passage) -> bool:
    """Whether a paragraph has a figure, and one slip parts a word from one that begins a level."""
    has_figure = any(map(str.isdecimal, passage.text))
    return has_figure and is_near(passage.text, _LEVEL_WORDS)


_OUTERMOST = 4
"""Where the text of an item begins at most that is in no other one."""


def _should_state(passage: Passage) -> bool:
    """Whether a passage of a list is not a detail of the item above it."""
    return passage.is_item and passage.span.column < _OUTERMOST and bool(passage.text.strip())


def _tell_broken(reader: _Reader, passage: Passage) -> None:
    """Tell of lines that were meant to be items of their own."""
    start = 0
    for number, line in enumerate(passage.text.split("\n")):
        if (number or not passage.is_item) and is_broken_item(line):
            span = passage.places.span(start, start + len(line))
            reader.facts.tell("item", line.strip(), span)
        start += len(line) + 1


def shown(text: str) -> str:
    """What a reader sees of a passage, on one line: links by their text, no emphasis."""
    return plain(_LINK.sub(lambda match: match[1] or match[2] or "", text))


def _words_of(passage: Passage) -> tuple[str, str]:
    """The mark in its checkbox, and what a reader sees behind it."""
    mark, start = passage.task()
    return mark, shown(passage.text[start:])


def _criteria(reader: _Reader, passage: Passage) -> None:
    for label in passage.labels():
        price = price_of(label.value)
        if reader.words.property(label.key) == "stop" and price is not None:
            _stop(reader, passage, label.value, price, label.span)
            return
    _, text = _words_of(passage)
    if text == plain(passage.section.name):
        return  # a bold line that opens the section
    match = _STOP.match(text)
    if match and (price := price_of(text[match.end() :])) is not None:
        _stop(reader, passage, text[match.end() :], price, passage.span)
    elif text and not ((text.endswith((":", "：")) and not passage.is_item) or _RAISES.match(text)):
        criterion = Criterion(text, find_window(text), span=passage.span, rule=reader.rule(passage))
        reader.facts.add("criteria", criterion)


def _stop(reader: _Reader, passage: Passage, text: str, price: float, span: Span) -> None:
    rule = reader.rule(passage)
    reader.facts.add("figures", Figure("stop", text.strip(), price, span=span, rule=rule))


def _catalysts(reader: _Reader, passage: Passage) -> None:
    if not passage.is_item:
        return
    mark, text = _words_of(passage)
    if not mark and is_broken_box(passage.text):
        reader.facts.tell("item", text, passage.span)
    window = find_window(text)
    if window is None:
        if text:
            reader.facts.tell("undated", text, passage.span)
        return
    title, expected = _around(text, window.text)
    link = passage.links[0] if passage.links and text.startswith(_name(passage.links[0])) else None
    if link is not None:
        subject = Reference(link.target, linked=True, span=link.span)
    else:
        subject = Reference(title or text, linked=False, span=passage.span)
    done = reader.words.is_done(mark) if mark.strip() else "✅" in text
    hour = _hour(text, window.text, reader.words)
    is_late = read_after_close(hour, reader.words, window.start) if hour else False
    if is_late is None:
        said = Diagnostic("date-unparsed", hour_unread(hour), passage.span)
        reader.facts.diagnostics.append(said)
    reader.facts.add(
        "catalysts",
        CatalystDate(
            subject,
            window,
            window.text,
            expected,
            "done" if done else "",
            asks_outcome=bool(mark),
            after_close=bool(is_late),
            span=passage.span,
            rule=reader.rule(passage),
        ),
    )


def _name(link: Link) -> str:
    return link.display or link.target


def _hour(text: str, date: str, words: Vocabulary) -> str:
    """The hour behind a date, with what stands as its zone; else the one that ends the text."""
    if hour := split_hour(date, words)[1]:
        zone = re.match(r" [A-Z]{2,4}\b", text[text.find(date) + len(date) :])
        return hour + (zone[0] if zone else "")
    return split_hour(text, words)[1]


def _without(text: str, date: str) -> str:
    """A text without the date that it begins or ends with, and what sets it off."""
    at = text.find(date)
    before, after = text[:at].strip(_SEPARATORS), text[at + len(date) :].strip(_SEPARATORS)
    if not before or not after:
        return before or after
    return text


def _around(text: str, date: str) -> tuple[str, str]:
    """What stands before a date, else behind it; and what is behind it then."""
    at = text.find(date)
    before, after = text[:at].strip(_SEPARATORS), text[at + len(date) :].strip(_SEPARATORS)
    if before.count("(") > before.count(")"):
        before = before.rpartition("(")[0].strip(_SEPARATORS)
    if 0 <= after.find(")") < (after.find("(") % (len(after) + 1)):
        after = after.replace(")", "", 1)  # `2031-02-03 (round 4) — …`
    return (before, after) if before else (after, "")


def _log(reader: _Reader, passage: Passage) -> None:
    """An entry: a list item that begins with a date, or a heading with one and what follows it."""
    entry = read_entry(passage.text, passage.span) if passage.is_item else None
    if entry is not None:
        text = shown(entry.text)
        rule = reader.rule(passage)
        reader.facts.add("log", LogLine(entry.date, text, span=passage.span, rule=rule))
        _impact_in(reader, passage, entry.date, rule)
        if entry.problem or looks_forecast(entry):
            reader.facts.tell("forecast", text, passage.span)
        return
    for heading in reversed(passage.section.headings[1:]):
        day = find_day(heading.text)
        if day is None:
            continue
        rule = f"heading under {passage.section.name}"
        if heading.span not in reader.logged:
            reader.logged.add(heading.span)
            interval = find_window(heading.text)
            title = _without(shown(heading.text), interval.text if interval else "")
            reader.facts.add("log", LogLine(day, title, span=heading.span, rule=rule))
        if passage.is_item and is_forecast(text := shown(passage.text)):
            rule = reader.rule(passage)
            reader.facts.add("log", LogLine(day, text, span=passage.span, rule=rule))
        for label in passage.labels():
            _dated_label(reader, label, day, f"label {label.key}")
        return


def _dated_label(reader: _Reader, label: Label, day: dt.date, rule: str) -> None:
    """What a label within a log entry says of its thesis on that day."""
    name = reader.words.property(label.key)
    if name == "impact":
        _own_impact(reader, label.value, label.span, day, rule)
    elif name == "conviction":
        figure = Figure("conviction", label.value, None, day, span=label.span, rule=rule)
        reader.facts.add("figures", figure)


def _impact_in(reader: _Reader, passage: Passage, day: dt.date, rule: str) -> None:
    """`Thesis impact: weakens` within an entry of one line."""
    for key in reader.words.words("properties", "impact"):
        at = passage.text.casefold().find(f"{key}:")
        before = passage.text[at - 1] if at > 0 else " "
        if at >= 0 and not before.isalnum():
            start = at + len(key) + 1
            said = re.split(r"[.;|]", passage.text[start:], maxsplit=1)[0]
            lead = len(said) - len(said.lstrip(" *_"))
            span = passage.places.span(start + lead, start + len(said.rstrip()))
            _own_impact(reader, said.strip(" *_"), span, day, rule)
            return
    head, colon, said = passage.text.rpartition(":")
    if colon and is_near(head[-40:], reader.words.words("properties", "impact")):
        reader.facts.tell("impact", said.strip(), passage.span)


def _own_impact(reader: _Reader, text: str, span: Span, day: dt.date | None, rule: str) -> None:
    if reader.kind not in _THESES:
        return
    labels = read_impact(text, reader.words)
    if not labels:
        reader.facts.tell("impact", text, span)
        return
    if is_near_horizon(text, labels, reader.words):
        reader.facts.tell("impact", text, span)
    impact = StatedImpact(reader.own(span), text, labels, day, span=span, rule=rule)
    reader.facts.add("stated_impacts", impact)


def _impacts(reader: _Reader, passage: Passage) -> None:
    """`- [[Long NVDA]]: pressured near-term`; `- Out: semis, software`."""
    if not passage.is_item:
        return
    _, text = _words_of(passage)
    head, colon, said = text.partition(":")
    if not colon:
        head, colon, said = text.partition("：")
    direction = reader.words.named("flows", head) if colon else None
    if direction is not None:
        _flow(reader, passage, said, 1 if direction == "into" else -1)
        return
    link = passage.links[0] if passage.links and head.strip() == _name(passage.links[0]) else None
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


def _into(reader: _Reader, passage: Passage) -> None:
    if passage.is_item:
        _flow(reader, passage, _words_of(passage)[1], 1)


def _out(reader: _Reader, passage: Passage) -> None:
    if passage.is_item:
        _flow(reader, passage, _words_of(passage)[1], -1)


def _flow(reader: _Reader, passage: Passage, text: str, direction: int) -> None:
    for reference in _named(passage, text):
        flow = Flow(reference, direction, reader.date, span=passage.span, rule=reader.rule(passage))
        reader.facts.add("flows", flow)


def _named(passage: Passage, text: str) -> Iterator[Reference]:
    """What a text names up to its first reason: its links, else its words separated by commas."""
    head = _ITEM_END.split(text, maxsplit=1)[0]
    linked = [link for link in passage.links if _name(link) in head]
    if linked:
        for link in linked:
            yield Reference(link.target, linked=True, span=link.span)
        return
    for name in _SEVERAL.split(head):
        stripped = name.strip(_SEPARATORS)
        if stripped and not _NO_NAME.match(stripped):
            yield Reference(stripped, linked=False, span=passage.span)


def _securities(passage: Passage) -> Iterator[Reference]:
    """The security that a list item begins with: a link, a symbol, a name with its exchange."""
    _, text = _words_of(passage)
    if match := LISTED.search(text) or DOLLAR.search(text):
        yield Reference(match["symbol"], linked=False, span=passage.span, is_symbol=True)
        return
    if passage.links and text.lstrip("$").startswith(_name(passage.links[0]).lstrip("$")):
        link = passage.links[0]
        yield Reference(link.target, linked=True, span=link.span)
        return
    for name in _SEVERAL.split(_ITEM_END.split(text, maxsplit=1)[0]):
        share = percent_in(name)
        words = _SIDE.sub("", (share[1] if share else name).strip(_SEPARATORS))
        if _SYMBOL.fullmatch(words) and (symbol := read_symbol(words)):
            yield Reference(symbol, linked=False, span=passage.span, is_symbol=True)


def _members(reader: _Reader, passage: Passage) -> None:
    if passage.is_item:
        members = list(_securities(passage))
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


def _exposures(reader: _Reader, passage: Passage) -> None:
    if not passage.is_item:
        return
    _, text = _words_of(passage)
    side = reader.words.side(text)
    share = percent_in(text)
    for held in _securities(passage):
        reader.weights.append(Written(share[0] if share else "", passage.span))
        exposure = Exposure(
            held, 1.0, Side(side) if side else None, span=passage.span, rule=reader.rule(passage)
        )
        reader.facts.add("exposures", exposure)


_AMOUNTS = {"shares": "shares", "cost": "cost", "entry": "cost", "target": "target", "stop": "stop"}
"""The properties of a position that are figures, each with the field that it fills."""


def _position(reader: _Reader, passage: Passage) -> None:
    """A heading that names a security, below `Longs`, and the labels of what is held of it:

    `### [[NVIDIA]] (NVDA)`, then `- Entry price: 88`.
    """
    headings = passage.section.headings
    named = _named_by(headings[-1]) if len(headings) > 1 else None
    if named is None:
        return
    said = dict(_said_of_position(reader, passage))
    rows = reader.facts.found.get("holdings", [])
    if not rows or rows[-1].span != headings[-1].span:
        if not said:
            return  # a heading with prose below it says nothing of a position
        side = reader.words.side(headings[0].text.strip("*_:： ").removesuffix("s"))
        rule = f"heading under {passage.section.name}"
        side_of_all = Side(side) if side else None
        row = Holding(named, reader.date, side=side_of_all, span=headings[-1].span, rule=rule)
        reader.facts.add("holdings", row)
        rows = reader.facts.found["holdings"]
    said.pop("entered", None)
    rows[-1] = replace(rows[-1], **said)


def _said_of_position(reader: _Reader, passage: Passage) -> Iterator[tuple[str, Any]]:
    """The fields of a holding that labels fill; ``entered`` where one says when it was bought."""
    for label in passage.labels():
        name = reader.words.property(label.key) or ""
        if name in ("entered", "opened"):
            yield "entered", label.value
        elif name == "status" and reader.words.status(label.value) == "closed":
            yield "shares", 0.0
        elif name == "side" and (side := reader.words.side(label.value)):
            yield "side", Side(side)
        elif name == "weight" and (share := percent_in(label.value)):
            yield "weight", read_weights([Written(share[0], label.span)], reader.words)[0][0]
        elif name in _AMOUNTS:
            if (amount := price_of(label.value)) is not None:
                yield _AMOUNTS[name], amount
            elif label.value:
                reader.facts.tell("cell", f"{label.key}: {label.value}", label.span)


def _named_by(heading: Heading) -> Reference | None:
    """The security that a heading names: by its symbol, else by its only link."""
    text = shown(heading.text)
    if (symbol := symbol_named(text)) is not None and is_symbol(symbol):
        return Reference(symbol, linked=False, span=heading.span, is_symbol=True)
    links = _WIKILINK.findall(heading.text)
    return Reference(links[0], linked=True, span=heading.span) if len(links) == 1 else None


def _weigh(reader: _Reader) -> None:
    """Give what the lists hold its weights, all of them at once."""
    if held := reader.facts.found.get("exposures"):
        weights, told = read_weights(reader.weights, reader.words)
        reader.facts.diagnostics += told
        reader.facts.found["exposures"] = [
            replace(item, weight=None if weight is None else item.weight * weight)
            for item, weight in zip(held, weights, strict=True)
        ]


def _points(side: str) -> Callable[[_Reader, Passage], None]:
    def read(reader: _Reader, passage: Passage) -> None:
        _, text = _words_of(passage)
        if passage.is_item and text:
            rule = reader.rule(passage)
            reader.facts.add("points", Point(side, text, span=passage.span, rule=rule))

    return read


def near_heading(heading: Heading, kind: Kind, words: Vocabulary) -> Diagnostic | None:
    """Say that a heading is one slip from one under which lists of such a note are read."""
    known = words.near_heading(heading.text)
    if kind not in _READERS.get(words.heading(known), ((), None))[0]:
        return None
    said = f"Nothing is read under `{plain(heading.text)}`: did you mean `{known.capitalize()}`?"
    return Diagnostic("heading-near", said, heading.span)


_READERS: Mapping[str, tuple[tuple[Kind, ...], Callable[[_Reader, Passage], None] | None]] = {
    "criteria": (_THESES, _criteria),
    "catalysts": (_DATED, _catalysts),
    "log": ((*_THESES, Kind.CATALYST), _log),
    "impacts": (_MARKETS, _impacts),
    "into": (_MARKETS, _into),
    "out": (_MARKETS, _out),
    "members": ((Kind.SECTOR,), _members),
    "exposures": ((Kind.THESIS,), _exposures),
    "positions": (_KEPT, _position),
    "bull": (_THESES, _points("bull")),
    "bear": (_THESES, _points("bear")),
    "risk": (_THESES, _points("risk")),
    "pillar": (_THESES, _points("pillar")),
}
"""What each kind of section states, and in which kinds of notes."""
