"""What lists and lines state under the headings that the vocabulary knows.

A heading opts in, as a table's header does. Under any other one a line is read only where it is a
level, a criterion or a task with a day, and nothing else.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence

from thesisvault.model.diagnostics import Diagnostic
from thesisvault.model.facts import Point
from thesisvault.model.note import ACCOUNTS, MARKETS, THESES, Heading, Kind, Table
from thesisvault.parser.body.passages import LEVELS, Passage, Section, plain
from thesisvault.parser.facts.dates import has_two_orders, two_orders
from thesisvault.parser.facts.lists.anywhere import read_line, tell_level
from thesisvault.parser.facts.lists.dated import read_catalysts, read_log, read_validation
from thesisvault.parser.facts.lists.flows import read_flows, read_into, read_out
from thesisvault.parser.facts.lists.headed import Plans, add_plans, read_card, read_plan
from thesisvault.parser.facts.lists.held import (
    read_exposures,
    read_members,
    read_positions,
    read_watched,
    weigh,
)
from thesisvault.parser.facts.lists.impacts import read_impacts, read_top
from thesisvault.parser.facts.lists.moves import read_moves
from thesisvault.parser.facts.lists.reading import ListFacts, Reader, shown, words_of
from thesisvault.parser.facts.lists.stops import (
    nearly_states_level,
    read_criteria,
    should_state,
    states_level,
)
from thesisvault.parser.facts.slips import is_broken_item
from thesisvault.parser.facts.trades import Trade
from thesisvault.parser.facts.vocabulary import Vocabulary

_PLAIN = (Kind.NOTE, *ACCOUNTS)
"""Kinds of notes whose headings may name what is held or watched."""
_DATED_OR_CRITERIA = ("criteria", "log")
"""Sections that read each of their lines themselves."""
_NOT_YET = ("tbd", "tba", "todo")
"""Items that are not filled in."""
_LONGEST_BLANK = 40
"""Characters of such an item, with its marks."""
_KEPT = (Kind.PORTFOLIO,)
_DATED = (*THESES, Kind.SECTOR, Kind.CATALYST, Kind.MARKET, *ACCOUNTS)


def read_lists(
    passages: Iterable[Passage],
    kind: Kind,
    path: str,
    date: dt.date | None,
    words: Vocabulary,
    tables: Sequence[tuple[Table, Section]] = (),
    symbol: str = "",
    trades: Sequence[Trade] = (),
    is_short: bool = False,
) -> ListFacts:
    """The facts of all passages; `date`, `symbol` and the side are the note's.

    A card in one of the `tables` says what a line would.
    """
    facts = ListFacts()
    reader = Reader(path, kind, date, words, facts, is_short, trades)
    known = list(passages)
    listed = {section for _, section in tables}
    listed |= {passage.section for passage in known if passage.is_item}
    plans: Plans = {}
    is_of_one = kind in THESES or (kind is Kind.TRADE and symbol != "")
    may_plan = kind in _PLAIN or (kind is Kind.TRADE and not is_of_one)
    for passage in known:
        if passage.section.role == "sources":
            continue  # what others wrote, with the days on which they did
        if _is_blank(passage, words):
            continue
        kinds, read = _READERS.get(passage.section.role, ((), None))
        is_planned = may_plan and read_plan(reader, passage, plans)
        is_free = is_of_one and passage.section.role not in _DATED_OR_CRITERIA
        if is_free and read_line(reader, passage, symbol):
            continue
        # Beside a list or a table, a paragraph says something about it.
        is_aside = not passage.is_item and passage.section in listed
        if is_aside and read is read_criteria and not states_level(reader, passage):
            if nearly_states_level(passage):
                facts.tell("item", shown(passage.text), passage.span)
            continue
        if kind in kinds and read is not None:
            if read in (read_watched, read_positions) and is_planned:
                continue
            before = facts.count
            read(reader, passage)
            # What else stands there is about a rotation.
            is_told = read not in (read_flows, read_top, tell_level)
            if is_told and facts.count == before and should_state(passage):
                facts.tell("item", shown(passage.text), passage.span)
            if read in _READS_DATES and (written := has_two_orders(passage.text)):
                said = Diagnostic("date-unparsed", two_orders(written), passage.span)
                facts.diagnostics.append(said)
            _tell_broken(reader, passage)
    for table, section in tables if may_plan else ():
        read_card(reader, table, section, plans)
    add_plans(reader, plans)
    weigh(reader)
    return facts


def _is_blank(passage: Passage, words: Vocabulary) -> bool:
    """Whether a passage is not filled in; most are longer, and need no closer look."""
    if len(passage.text) > _LONGEST_BLANK and any(map(str.isalnum, passage.text)):
        return False
    text = words_of(passage)[1]
    return words.is_absent(text) or text.casefold() in _NOT_YET


def _tell_broken(reader: Reader, passage: Passage) -> None:
    """Tell of lines that were meant to be items of their own."""
    for start, line in passage.lines():
        if (start or not passage.is_item) and is_broken_item(line):
            span = passage.places.span(start, start + len(line))
            reader.facts.tell("item", line.strip(), span)


def _points(side: str) -> Callable[[Reader, Passage], None]:
    def read(reader: Reader, passage: Passage) -> None:
        _, text = words_of(passage)
        if passage.is_item and text:
            rule = reader.rule(passage)
            reader.facts.add("points", Point(side, text, span=passage.span, rule=rule))

    return read


_READS_DATES = (read_catalysts, read_log)


def near_heading(heading: Heading, kind: Kind, words: Vocabulary) -> Diagnostic | None:
    """Say that a heading is one slip from one under which lists of such a note are read."""
    known = words.near_heading(heading.text)
    if kind not in _READERS.get(words.heading(known), ((), None))[0]:
        return None
    said = f"Nothing is read under `{plain(heading.text)}`: did you mean `{known.capitalize()}`?"
    return Diagnostic("heading-near", said, heading.span)


_READERS: Mapping[str, tuple[tuple[Kind, ...], Callable[[Reader, Passage], None] | None]] = {
    "criteria": ((*THESES, Kind.TRADE), read_criteria),
    LEVELS: ((*THESES, Kind.TRADE), tell_level),
    "catalysts": (_DATED, read_catalysts),
    "log": ((*THESES, Kind.CATALYST), read_log),
    "impacts": (MARKETS, read_impacts),
    "into": (MARKETS, read_into),
    "flows": (MARKETS, read_flows),
    "": (MARKETS, read_top),
    "moves": (MARKETS, read_moves),
    "out": (MARKETS, read_out),
    "members": ((Kind.SECTOR,), read_members),
    "exposures": ((Kind.THESIS,), read_exposures),
    "positions": ((Kind.THESIS,), read_positions),
    "watched": ((*_KEPT, Kind.WATCHLIST), read_watched),
    "bull": (THESES, _points("bull")),
    "bear": (THESES, _points("bear")),
    "risk": (THESES, _points("risk")),
    "pillar": (THESES, _points("pillar")),
    "validation": (THESES, read_validation),
}
"""What each kind of section states, and in which kinds of notes."""
