"""A first look at a vault: what was read of its notes, by which rule, and what was not."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Container, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from thesisvault.graph import Node
from thesisvault.impact.calendar import calendar
from thesisvault.impact.positions import all_positions
from thesisvault.impact.scope import (
    exposures,
    is_thesis,
    open_theses,
    side_of,
    stated_exposures,
)
from thesisvault.impact.tripwires.criteria import Watch, stops_in_words
from thesisvault.impact.tripwires.printer import show
from thesisvault.model.calendar import EventKind
from thesisvault.model.facts import Status
from thesisvault.model.note import (
    MARKETS,
    QUOTING,
    THESES,
    Head,
    Heading,
    Kind,
    Note,
    Table,
    Unread,
)
from thesisvault.model.review import InWords
from thesisvault.parser.facts.dates import day_of_name
from thesisvault.parser.facts.kinds import states_nothing
from thesisvault.parser.facts.mentions import Mention, names_by_word, skim
from thesisvault.parser.facts.position import FIGURES
from thesisvault.parser.facts.prices import price_of
from thesisvault.parser.facts.properties import key_of
from thesisvault.parser.facts.teaching import (
    Lesson,
    NearTable,
    as_metrics,
    config_lines,
    near_property,
    near_table,
    promise,
)
from thesisvault.reports.stated import told_of_days
from thesisvault.workspace.open import load_words

if TYPE_CHECKING:
    from thesisvault.workspace.view import View


class Ask(Struct, frozen=True):
    """No options: a survey covers the whole vault."""


class Rule(Struct, frozen=True):
    """What made notes of one kind."""

    rule: str
    """A property, a tag, a folder, a name; empty where nothing says what the note is about."""
    count: int


class Counted(Struct, frozen=True):
    """The notes of one kind."""

    kind: Kind
    count: int
    rules: tuple[Rule, ...]


class Place(Struct, frozen=True):
    """The place of something."""

    note: str
    line: int


class Line(Struct, frozen=True):
    """The text of a line."""

    text: str
    note: str
    line: int


class Read(Struct, frozen=True):
    """One fact, and what read it."""

    name: str
    text: str
    note: str
    line: int
    rule: str


class Thesis(Struct, frozen=True):
    """What was read of one thesis."""

    thesis: str
    note: str
    read: tuple[Read, ...]


class Theses(Struct, frozen=True):
    """The theses that have a note, and how many of them say what a review needs."""

    count: int
    closed: int
    with_side: int
    with_exposure: int
    with_tripwire: int
    with_catalyst: int
    with_log: int
    holding_nothing: tuple[str, ...]
    """Those that are not closed, and of which nothing says what they hold."""
    read: tuple[Thesis, ...]
    """Those of which something was read."""


class UnreadTable(Struct, frozen=True):
    """All tables with one header row that is not known."""

    header: str
    row: str
    """The first row of the first of them."""
    places: tuple[Place, ...]
    nearest: str | None
    """The known table that is most similar to it."""
    lacks: tuple[str, ...]
    """The required columns that no header names."""
    config: tuple[str, ...]
    """The lines of the config that would make it known; none where nothing is similar."""
    as_metrics: tuple[str, ...]
    """Where nothing is similar: the lines that would read it as recorded figures."""


class Other(Struct, frozen=True):
    """Something in a place that is read, but not understood."""

    code: str
    """``value``, ``impact``, ``undated`` for an event, ``log`` for an entry's date, ``forecast``,
    ``cell`` of a known table, ``item`` of a known list."""
    text: str
    count: int
    note: str
    line: int


class Property(Struct, frozen=True):
    """A key that looks meant for thesisvault."""

    key: str
    count: int
    value: str
    note: str
    line: int
    nearest: str
    config: tuple[str, ...]


class Untold(Struct, frozen=True):
    """Something in prose that looks like a fact."""

    reason: str
    """``ticker``, ``move``, ``stop``, ``criterion``, ``date`` or ``thesis``."""
    text: str
    line: int


class Silent(Struct, frozen=True):
    """A note with something like facts, of which none was read."""

    note: str
    kind: Kind
    holds: tuple[Untold, ...]
    lacks: tuple[str, ...]
    """Of a thesis: ``side`` where none is stated."""


class Answer(Struct, frozen=True):
    """What was read, then what was not."""

    as_of: dt.date
    notes: int
    kinds: tuple[Counted, ...]
    tags: tuple[Rule, ...]
    """The most common tags of notes of no kind."""
    nothing: tuple[str, ...]
    """Notes that state nothing, whatever they hold: templates, archives, pages about the vault."""
    theses: Theses
    criteria: tuple[Line, ...]
    """Criteria that are not conditions on figures, and stops of what is neither held nor in a
    thesis: they are not watched.
    """
    tables: tuple[UnreadTable, ...]
    silent: tuple[Silent, ...]
    headings: tuple[Line, ...]
    """Thesis headings in stock notes that are not theses: nothing shows that the stock is held."""
    keys: tuple[Property, ...]
    """Unknown keys that look meant for thesisvault."""
    unread: tuple[Other, ...]
    """Values, impacts and entries in places that are read, but not understood."""
    labels: tuple[Read, ...]
    """Symbols and levels that were read from labels and cards."""
    lessons: tuple[Lesson, ...]
    """The words that would add these tables and properties to the vocabulary."""
    config: tuple[str, ...]
    """The same as lines of the config."""


def report(view: View, ask: Ask) -> Answer:
    """Survey a vault as it was known on the day."""
    return _Survey(view).answer()


def count_not_understood(found: Answer) -> int:
    """How many places a survey lists that were not understood, each once."""
    return (
        sum(len(table.places) for table in found.tables)
        + sum(item.count for item in found.unread)
        + sum(item.count for item in found.keys)
        + len(found.silent)
        + len(found.headings)
    )


_MOST_TAGS = 4
_OF_INVESTMENTS = (*THESES, Kind.SECTOR, *MARKETS)
"""Kinds of notes whose figures may be worth recording."""
_OFTEN = 5
"""Notes or tables that make a habit."""
_WITH_PROPERTIES = (
    *(Kind.THESIS, Kind.STOCK, Kind.SECTOR, Kind.CATALYST, Kind.ROTATION, Kind.NOTE),
)
"""Kinds in which a property may state something of a market."""


def _in_words(item: InWords) -> Line:
    return Line(item.criterion.text, item.note, item.criterion.span.shown_line)


class _Survey:
    """One walk over the notes."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._words = load_words(view.settings)

    def answer(self) -> Answer:
        tables, properties = tuple(self._tables()), tuple(self._properties())
        taught = {lesson for _, lessons in (*tables, *properties) for lesson in lessons}
        return Answer(
            self._view.as_of,
            len(self._notes) + len(self._nothing),
            tuple(self._kinds()),
            self._common(),
            self._nothing,
            self._told(),
            tuple(self._criteria()),
            tuple(table for table, _ in tables),
            tuple(self._silent()),
            tuple(self._headings()),
            tuple(key for key, _ in properties),
            tuple(self._unread()),
            tuple(self._labels()),
            tuple(sorted(taught)),
            tuple(config_lines(tuple(taught))),
        )

    @cached_property
    def _every(self) -> tuple[Note, ...]:
        return tuple(self._view.vault.notes.values())

    @cached_property
    def _notes(self) -> tuple[Note, ...]:
        """The notes that may state something."""
        silent = frozenset(self._nothing)
        return tuple(note for note in self._every if note.path not in silent)

    @cached_property
    def _nothing(self) -> tuple[str, ...]:
        return tuple(note.path for note in self._every if states_nothing(note.path, self._words))

    def _kinds(self) -> Iterator[Counted]:
        by_kind: dict[Kind, Counter[str]] = {}
        for note in self._notes:
            by_kind.setdefault(note.kind, Counter())[note.kind_rule] += 1
        for kind in Kind:
            if kind in by_kind:
                rules = tuple(Rule(rule, count) for rule, count in by_kind[kind].most_common())
                yield Counted(kind, by_kind[kind].total(), rules)

    def _common(self) -> tuple[Rule, ...]:
        """The tags that most of the notes of no kind have."""
        plain = [note for note in self._notes if note.kind is Kind.NOTE]
        tags = Counter(tag for note in plain for tag in {tag.name.casefold() for tag in note.tags})
        common = tags.most_common(_MOST_TAGS)
        return tuple(Rule(tag, count) for tag, count in common if count >= _OFTEN)

    @cached_property
    def _theses(self) -> tuple[tuple[Node, Note], ...]:
        nodes = self._view.vault.nodes
        found = ((nodes[note.path], note) for note in self._notes)
        return tuple((node, note) for node, note in found if is_thesis(node))

    def _told(self) -> Theses:
        with_catalyst = self._with_catalyst
        read = [
            Thesis(node.name, note.path, told)
            for node, note in self._theses
            if (told := tuple(self._read(node, note)))
        ]
        facts = [note.facts for _, note in self._theses]
        return Theses(
            len(facts),
            sum(item.closed is not None or item.status is Status.CLOSED for item in facts),
            sum(side_of(node) is not None for node, _ in self._theses),
            sum(bool(stated_exposures(self._view.vault, node)) for node, _ in self._theses),
            sum(any(self._watched(node)) for node, _ in self._theses),
            sum(node.id in with_catalyst for node, _ in self._theses),
            sum(bool(item.log) for item in facts),
            tuple(node.name for node, note in self._theses if self._holds_nothing(node, note)),
            tuple(read),
        )

    def _holds_nothing(self, node: Node, note: Note) -> bool:
        facts = note.facts
        is_over = facts.closed is not None or facts.status is Status.CLOSED
        return not is_over and not stated_exposures(self._view.vault, node)

    @cached_property
    def _with_catalyst(self) -> frozenset[str]:
        """The theses that list a catalyst, or that the calendar has one for."""
        events = calendar(self._view.vault, self._view.as_of)
        dated = {name for item in events if item.kind is EventKind.CATALYST for name in item.theses}
        return frozenset(
            node.id for node, note in self._theses if note.facts.catalysts or node.name in dated
        )

    @cached_property
    def _watch(self) -> Watch:
        return Watch(self._view.vault, self._view.prices.symbols())

    def _watched(self, node: Node) -> Iterator[Read]:
        for read in self._watch.tripwires(node):
            if read.condition is not None:
                wire = read.tripwire
                line = wire.span.shown_line
                yield Read("tripwire", show(read.condition), node.id, line, wire.rule)

    def _read(self, node: Node, note: Note) -> Iterator[Read]:
        """What a review needs of a thesis, in that order."""
        facts, path = note.facts, note.path
        side = next((item for item in facts.figures if item.name == "side"), None)
        if (stated := side_of(node)) is not None:
            rule = side.rule if side else "name of the file"
            line = side.span.shown_line if side and side.span.line else 0
            yield Read("side", stated.value, path, line, rule)
        for item in stated_exposures(self._view.vault, node):
            held = self._view.vault.node_id(item.subject, path)
            name = (
                item.subject.name if item.subject.is_symbol else self._view.vault.nodes[held].name
            )
            yield Read("holds", name, path, item.span.shown_line, item.rule)
        yield from self._watched(node)
        for name, text, fact in told_of_days(facts):
            yield Read(name, text, path, fact.span.shown_line, fact.rule)

    def _criteria(self) -> Iterator[Line]:
        for node, note in self._theses:
            for item in self._watch.in_words(node):
                yield _in_words(item)
            for read in self._watch.tripwires(node):
                if read.unwatched:
                    text = f"{read.tripwire.condition} (not watched: {read.unwatched})"
                    yield Line(text, note.path, read.tripwire.span.shown_line)

        # A thesis that holds the same covers a row's verdict, and not what its row says.
        held = all_positions(self._view.vault)
        for position in held:
            yield from map(_in_words, self._watch.rows_in_words(position))
        yield from self._of_stocks({position.id for position in held})

    def _of_stocks(self, held: Container[str]) -> Iterator[Line]:
        """What the notes of stocks say in words; and the stops of those that are neither held nor
        in a thesis, since nothing watches them.
        """
        vault, day = self._view.vault, self._view.as_of
        named = {edge.target for node in open_theses(vault, day) for edge in exposures(vault, node)}
        for note in self._notes:
            if note.kind is not Kind.STOCK or note.facts.is_thesis:
                continue
            if note.path in named or note.path in held:
                yield from map(_in_words, self._watch.in_words(vault.nodes[note.path]))
            elif note.facts.status is not Status.CLOSED:
                for item in note.facts.figures:
                    if item.name == "stop":
                        why = "neither held nor in a thesis: `status: held` would say so"
                        text = f"stop {item.text} (not watched, {why})"
                        yield Line(text, note.path, item.span.shown_line)

    def _tables(self) -> Iterator[tuple[UnreadTable, tuple[Lesson, ...]]]:
        """Each unread header row: those that look most like facts first, then the most frequent.

        A header that is only guessed by its place is proposed where it is used often.
        """
        found: dict[str, list[tuple[Note, Unread]]] = {}
        for note in self._notes:
            for item in note.unread:
                if item.code == "table":
                    found.setdefault(item.text.casefold(), []).append((note, item))
        ranked = [(self._promise(*places[0]), places) for places in found.values()]
        for (_, table), places in sorted(ranked, key=lambda one: (-one[0][0], -len(one[1]))):
            note, item = places[0]
            near = near_table(table, self._words)
            # A header that only its place explains means nothing outside notes on investments,
            # unless it is a habit.
            is_told = len(places) >= _OFTEN or any(
                note.kind in _OF_INVESTMENTS for note, _ in places
            )
            if near is not None and near.is_guess and not is_told:
                near = NearTable(near.name, near.lacks, ())
            row = " | ".join(cell.text for cell in table.rows[0]) if table.rows else ""
            yield (
                UnreadTable(
                    item.text,
                    row,
                    tuple(Place(note.path, item.span.shown_line) for note, item in places),
                    near.name if near else None,
                    near.lacks if near else (),
                    tuple(config_lines(near.lessons)) if near else (),
                    ()
                    if near or not is_told
                    else tuple(config_lines(as_metrics(table, self._words))),
                ),
                near.lessons if near and (not near.is_guess or len(places) >= _OFTEN) else (),
            )

    def _promise(self, note: Note, item: Unread) -> tuple[int, Table]:
        """How much a table looks like one of facts, and the table; what others wrote comes last."""
        table = next(table for table in note.tables if table.span == item.span)
        is_quoted = note.kind in QUOTING
        return 0 if is_quoted else promise(table, self._words), table

    def _silent(self) -> Iterator[Silent]:
        names = names_by_word(self._named())
        for note in self._notes:
            is_thesis = note.kind is Kind.THESIS or note.facts.is_thesis
            wanted = frozenset(_unstated(note))
            data = self._view.read(note.path) if wanted else b""
            skimmed = skim(data, self._words, names, wanted)
            told = _Told(note)
            held: dict[tuple[str, str], Untold] = {}
            for item in sorted(skimmed, key=lambda item: item.span):
                written = note.noted(item.span.line)
                is_known = written is None or written <= self._view.as_of
                if is_known and _is_ahead(item, note) and not told.knows(item):
                    found = Untold(item.code, item.text, item.span.shown_line)
                    held.setdefault((item.code, item.text), found)
            if held:
                lacks = ("side",) if is_thesis and note.facts.side is None else ()
                yield Silent(note.path, note.kind, tuple(held.values()), lacks)

    def _named(self) -> Iterator[tuple[str, str]]:
        """The names that securities of the vault go by in prose, with their symbols."""
        for note in self._notes:
            symbol = note.facts.symbol
            if symbol and note.kind in (Kind.STOCK, Kind.SECTOR):
                for name in (note.title, *note.aliases, symbol):
                    yield name, symbol

    def _headings(self) -> Iterator[Line]:
        for note in self._notes:
            if (found := self._thesis_heading(note)) is not None:
                yield Line(found.text.strip(), note.path, found.span.shown_line)

    def _thesis_heading(self, note: Note) -> Heading | None:
        if note.kind is not Kind.STOCK or note.facts.is_thesis:
            return None
        said = (item for item in note.headings if self._words.heading(item.text) == "thesis")
        return next(said, None)

    def _properties(self) -> Iterator[tuple[Property, tuple[Lesson, ...]]]:
        """Each unknown key that looks meant for us, the most frequent first."""
        found: dict[Lesson, list[tuple[str, str, Note, Unread]]] = {}
        for note in self._notes:
            for item in note.unread:
                key, _, value = item.text.partition(": ")
                if item.code != "property" or note.kind not in _WITH_PROPERTIES:
                    continue
                lesson = near_property(key, value, self._words)
                if lesson is not None:
                    found.setdefault(lesson, []).append((key, value, note, item))
        for lesson, places in sorted(found.items(), key=lambda item: -len(item[1])):
            key, value, note, item = places[0]
            line, lines = item.span.shown_line, tuple(config_lines([lesson]))
            yield (
                Property(key, len(places), value, note.path, line, lesson.name, lines),
                (lesson,),
            )

    def _unread(self) -> Iterator[Other]:
        """What was not understood, each text once, the most frequent first."""
        found: dict[tuple[str, str], list[tuple[Note, Unread]]] = {}
        for note in self._notes:
            for item in note.unread:
                if item.code in ("table", "property") or not _counts(item, note):
                    continue
                text = key_of(item.text)
                found.setdefault((item.code, text), []).append((note, item))
        for (code, text), places in sorted(found.items(), key=lambda item: -len(item[1])):
            note, item = places[0]
            yield Other(code, text, len(places), note.path, item.span.shown_line)

    def _labels(self) -> Iterator[Read]:
        for note in self._notes:
            for item in note.facts.figures if note.kind is Kind.STOCK else ():
                if item.name in ("symbol", *FIGURES) and item.rule.startswith(("label ", "card ")):
                    line = item.span.shown_line
                    yield Read(item.name, item.text, note.path, line, item.rule)


def _unstated(note: Note) -> Iterator[str]:
    """The kinds of mentions of which a note states no fact."""
    facts, written_by_others = note.facts, note.kind in QUOTING
    if not (facts.symbol or facts.catalysts or any(fact.named_in for fact in facts.all())):
        yield "ticker"
    if not (facts.catalysts or facts.happens) and note.kind not in (Kind.TRADE, Kind.PORTFOLIO):
        yield "date"
    if written_by_others:
        return
    is_of_a_day = note.kind is Kind.NOTE and day_of_name(Head(note.path).title) is not None
    if note.kind in MARKETS or is_of_a_day:
        yield "move"
    is_guarded = note.kind is Kind.TRADE and any(row.is_guarded for row in facts.holdings)
    yield "stop"  # one that is read does not speak for another
    if not facts.criteria and not facts.tripwires and not is_guarded:
        yield "criterion"
    if note.kind is not Kind.THESIS and not facts.is_thesis:
        yield "thesis"


def _counts(item: Unread, note: Note) -> bool:
    """Whether it could say something: the `status` of a note that nobody holds says nothing."""
    is_held = note.kind in (*THESES, Kind.TRADE)
    return item.code != "value" or (is_held and item.span not in stops_in_words(note.facts))


class _Told:
    """The stops that a note states, and the lines that state something else or are reported."""

    def __init__(self, note: Note) -> None:
        facts = note.facts
        stated = (*facts.figures, *facts.holdings, *facts.criteria, *facts.tripwires)
        spans = [fact.span for fact in (*stated, *facts.stated_moves, *facts.log, *facts.points)]
        spans += [item.span for item in note.unread]
        spans += [item.span for item in note.diagnostics]
        self._lines = {line for at in spans for line in range(at.line, at.end_line + 1)}
        texts = (*(it.text for it in facts.criteria), *(it.condition for it in facts.tripwires))
        self._prices = {it.value for it in facts.figures if it.name == "stop"}
        self._prices |= {row.stop for row in facts.holdings}
        self._prices |= {price_of(match[0]) for text in texts for match in _PRICE.finditer(text)}

    def knows(self, item: Mention) -> bool:
        """Whether a stop or a move is stated, or on a line that is accounted for."""
        if item.code != "stop":
            return item.code == "move" and item.span.line in self._lines
        prices = [price_of(match[0]) for match in _PRICE.finditer(item.text)]
        return item.span.line in self._lines or any(price in self._prices for price in prices)


_PRICE = re.compile(r"[$€£¥₹]?\d[\d.,]*\d|\d")


def _is_ahead(item: Mention, note: Note) -> bool:
    """Whether a date lies after the note's own; other mentions have none."""
    return item.day is None or note.date is None or item.day > note.date
