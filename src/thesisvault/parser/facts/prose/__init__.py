"""Proposals out of prose: rows of known tables that its author may accept.

Nothing here is a fact. The same text gives the same proposals, and takes time in proportion to
its length.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from functools import cached_property

from msgspec.structs import replace

from thesisvault.parser.body.markdown import read_blocks
from thesisvault.parser.decoding import decode
from thesisvault.parser.facts.identity import DOLLAR, LISTED
from thesisvault.parser.facts.phrases import read_impact
from thesisvault.parser.facts.prose.effects import Forms, find_statements
from thesisvault.parser.facts.prose.events import announces, find_events, find_watched
from thesisvault.parser.facts.prose.figures import Figures, Found
from thesisvault.parser.facts.prose.groups import (
    GROUP,
    Group,
    Names,
    find_groups,
    find_names,
    group_of,
    reduced,
    separated,
)
from thesisvault.parser.facts.prose.moves import find_moves
from thesisvault.parser.facts.prose.row import Proposal, quoted
from thesisvault.parser.facts.prose.text import Passage, Sentence, passages
from thesisvault.parser.facts.vocabulary import Vocabulary
from thesisvault.parser.frontmatter import read_front_matter

_CALLED = re.compile(
    r"(?P<name>[A-Z][\w'’&.-]*(?: [A-Z][\w'’&.-]*){0,4}) \((?P<symbol>[A-Z]{2,5})\)"
)
_SIDE = re.compile(
    rf"(?i:\b(?:(?:I|we) (?:am|are|stay|remain)|I['’]m|we['’]re)(?: still| now)?) "
    rf"(?P<side>long|short) (?:the )?(?P<held>{GROUP}|\$?[A-Z]{{2,6}}\b)"
)
_ASIDE = re.compile(r" [(（][^()（）]{1,24}[)）]")
_DIGIT = re.compile(r"\d")
UNNAMED = ""
"""The table of a figure of which the sentence does not say what it measures: no row."""
OUTLOOK = {"favoured": "Rationale", "at_risk": "Risk"}


def read_prose(
    data: bytes, words: Vocabulary, names: Names, date: dt.date | None = None
) -> list[Proposal]:
    """The proposals in the bytes of a note, in the order of its lines, each row once.

    `date` is the note's: what was over then is not ahead, and a bare month is the next one.
    """
    text, _ = decode(data)
    front = read_front_matter(text)
    body = text.split("\n")[front.body_line :]
    reader = _Reader(words, names, date)
    found: dict[tuple[str, tuple[str, ...]], Proposal] = {}
    for passage in passages(read_blocks(body).found, body, front.body_line):
        for proposal in reader.read(passage):
            cells = [cell.casefold() for cell in proposal.cells.values()]
            key = proposal.table, tuple(cells[:1] if proposal.table == "mentions" else cells)
            if key not in found or (found[key].hint and not proposal.hint):
                found[key] = proposal
            elif proposal.table == "mentions" and not found[key].cells["Exchange"]:
                found[key] = replace(found[key], cells=proposal.cells)
    return sorted(found.values(), key=lambda proposal: proposal.span)


class _Reader:
    def __init__(self, words: Vocabulary, names: Names, date: dt.date | None) -> None:
        self._words, self._names, self._date = words, names, date
        self._told = False

    @cached_property
    def _symbols(self) -> frozenset[str]:
        return frozenset(name.symbol for held in self._names.values() for name in held)

    @cached_property
    def _theses(self) -> frozenset[str]:
        every = (name for held in self._names.values() for name in held)
        return frozenset(name.text for name in every if name.is_thesis)

    def _abbreviates(self, before: str, symbol: str) -> bool:
        """Whether capitals in brackets are common ones, or only the first letters of the words
        before them.
        """
        initials = "".join(word[0] for word in re.split(r"[\s-]+", before) if word[:1].isupper())
        common = self._words.sets("prose", "abbreviations")
        return symbol.casefold() in common or initials.endswith(symbol)

    @property
    def _plain(self) -> frozenset[str]:
        return self._words.sets("prose", "plain")

    @cached_property
    def _forms(self) -> Forms:
        return Forms(self._words)

    def read(self, passage: Passage) -> Iterator[Proposal]:
        """The proposals of one passage."""
        before = ""
        self._told = self._told and bool(passage.text.strip())
        for sentence in passage.sentences():
            if self._says_nothing(sentence.text):
                continue
            sentence = Sentence(separated(sentence.text, self._words), sentence.start, passage)
            groups = find_groups(sentence.text, self._words, self._names)
            yield from self._mentions(sentence)
            moved, moves = self._moves(sentence)
            yield from moves
            figures = [
                found
                for found in self._figures(sentence.text, groups, before)
                if not any(start <= found.start < end for start, end in moved)
            ]
            yield from (self._figure(sentence, found) for found in figures)
            yield from self._statements(sentence, groups)
            yield from self._events(sentence)
            yield from self._watched(sentence, {found.metric.casefold() for found in figures})
            yield from self._criteria(sentence)
            yield from self._sides(sentence, groups)
            before = sentence.text
        self._told = False

    def _says_nothing(self, text: str) -> bool:
        """Whether a sentence asks, or says that its figure is not known."""
        return text.endswith("?") or text.rstrip(". ").casefold().endswith(self._absent)

    @cached_property
    def _absent(self) -> tuple[str, ...]:
        return tuple(f": {word}" for word in self._words.words("figures", "absent") if word)

    def _figures(self, text: str, groups: list[Group], before: str) -> list[Found]:
        if not _DIGIT.search(text):
            return []
        return list(Figures(text, groups, self._words, before).find())

    def _mentions(self, sentence: Sentence) -> Iterator[Proposal]:
        text = sentence.text
        for pattern in (LISTED, DOLLAR):
            for match in pattern.finditer(text):
                if match["symbol"].strip("XYN"):  # `$XX` stands for any
                    exchange = match.groupdict().get("exchange") or ""
                    yield self._mention(sentence, match.span(), match["symbol"], exchange)
        for match in _CALLED.finditer(text):
            symbol = match["symbol"]
            if symbol in self._symbols:
                yield self._mention(sentence, match.span(), symbol)
            elif not self._abbreviates(text[: match.start("symbol")][-80:], symbol):
                hint = f"no note of the vault has the symbol {symbol}"
                yield self._mention(sentence, match.span(), symbol, hint=hint)
        for start, end, name in find_names(text, self._names):
            if name.symbol and not _ASIDE.match(text, end):
                yield self._mention(sentence, (start, end), name.text)

    def _mention(
        self,
        sentence: Sentence,
        place: tuple[int, int],
        symbol: str,
        exchange: str = "",
        hint: str = "",
    ) -> Proposal:
        cells = {"Mentioned": symbol, "Exchange": exchange}
        return self._proposal("mentions", cells, sentence, *place, hint=hint)

    def _moves(self, sentence: Sentence) -> tuple[list[tuple[int, int]], list[Proposal]]:
        """Where prices' moves of the note's day stand, and the rows that say them."""
        if not _DIGIT.search(sentence.text):
            return [], []
        names = {end: name.text for _, end, name in find_names(sentence.text, self._names)}
        found = list(find_moves(sentence.text, names, self._words))
        rows = []
        for item in found:
            known = item.subject in self._symbols or item.subject in names.values()
            hint = "" if known else f"no note of the vault has the symbol {item.subject}"
            if self._date is None:
                hint = "the note has no date: the move is of no day"
            cells = {"Stock": item.subject, "Move": item.move}
            rows.append(self._proposal("moves", cells, sentence, item.start, item.end, hint))
        return [(item.start, item.end) for item in found], rows

    def _figure(self, sentence: Sentence, found: Found) -> Proposal:
        cells = {
            "Metric": found.metric,
            "Entity": found.entity,
            "Value": found.value,
            "Basis": found.basis,
            "As of": found.as_of,
        }
        if not found.metric:
            cells = {"Value": found.value}
        table = "metrics" if found.metric else UNNAMED
        return self._proposal(table, cells, sentence, found.start, found.end)

    def _statements(self, sentence: Sentence, groups: list[Group]) -> Iterator[Proposal]:
        for said in find_statements(sentence.text, groups, self._words, self._forms):
            known = [name for name in said.groups if name.casefold() not in self._plain]
            names = ", ".join(dict.fromkeys(known))
            if not names:
                continue
            if said.table == "flows":
                cells = {"Flow": said.direction, "Detail": names}
            elif set(known) <= self._theses:  # a thesis is no group: it is helped or hurt itself
                impact = said.reason
                if not read_impact(impact, self._words):
                    impact = "supports" if said.table == "favoured" else "pressures"
                for name in dict.fromkeys(known):
                    cells = {"Thesis": name, "Impact": impact}
                    yield self._proposal("impacts", cells, sentence, said.start, said.end)
                continue
            else:
                cells = {"Group": names, OUTLOOK[said.table]: said.reason}
            yield self._proposal(said.table, cells, sentence, said.start, said.end)

    def _events(self, sentence: Sentence) -> Iterator[Proposal]:
        for event in find_events(sentence.text, self._words, self._date):
            cells = {"Catalyst": event.what, "Date": event.date}
            yield self._proposal("catalysts", cells, sentence, event.start, event.end)

    def _watched(self, sentence: Sentence, told: set[str]) -> Iterator[Proposal]:
        """What is to be watched, but for what has a level in the same sentence."""
        for watched in find_watched(sentence.text, self._words, told=self._told):
            if watched.what.casefold() in told:
                continue
            cells = {
                "Metric": watched.what,
                "Entity": "",
                "Value": "—",
                "Basis": "to watch",
                "As of": "",
            }
            yield self._proposal("metrics", cells, sentence, watched.start, watched.end)
        self._told = self._told or announces(sentence.text, self._words)

    def _criteria(self, sentence: Sentence) -> Iterator[Proposal]:
        if match := self._words.finder("mentions", "criterion").search(sentence.text):
            said = sentence.text[match.start() :].strip(" *_,)")
            cells = {"Criterion": said}
            end = match.start() + len(said)
            yield self._proposal("criteria", cells, sentence, match.start(), end)

    def _sides(self, sentence: Sentence, groups: list[Group]) -> Iterator[Proposal]:
        short, offsets = reduced(sentence.text, groups)
        for match in _SIDE.finditer(short):
            held = match["held"]
            names = group_of(held, groups).names if re.fullmatch(GROUP, held) else (held,)
            start, end = offsets[match.start()], offsets[match.end()]
            for name in names:
                cells = {"Exposure": name.removeprefix("$"), "Weight": "1", "Side": match["side"]}
                yield self._proposal("exposures", cells, sentence, start, end)

    def _proposal(
        self,
        table: str,
        cells: dict[str, str],
        sentence: Sentence,
        start: int,
        end: int,
        hint: str = "",
    ) -> Proposal:
        end = min(end, len(sentence.text))
        quote = quoted(sentence.text, start, end)
        return Proposal(table, cells, quote, sentence.span(start, end), hint)
