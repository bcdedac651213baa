"""What a thesis watches: its tripwires, its stops, its criteria that are conditions; and what it
cannot watch, with the reason.

A condition is in the grammar or in plain words (`words`). A name in it that has prices is
that name's close; `price`, and a level without a name, are those of the one security that the
thesis holds. What is read otherwise than it is written is shown as it is read.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from msgspec import Struct
from msgspec.structs import replace

from thesisvault.graph import Node, Vault
from thesisvault.impact.portfolio.baskets import held_names, is_ticker, security_named
from thesisvault.impact.scope import Position, side_of
from thesisvault.impact.tripwires.clauses import Clauses, read_stops
from thesisvault.impact.tripwires.history import ReadTripwire, read_tripwire
from thesisvault.impact.tripwires.lexer import LONGEST
from thesisvault.impact.tripwires.parser import parse
from thesisvault.impact.tripwires.printer import show, spell_number, spell_subject
from thesisvault.impact.tripwires.syntax import (
    BASKET,
    And,
    Comparison,
    Condition,
    ConditionFault,
    Expression,
    Metric,
    Not,
    Or,
    Price,
    Reading,
    Subject,
    check_units,
    each_reading,
    in_fractions,
    is_constant,
    readings,
)
from thesisvault.impact.tripwires.thesis import RecordedFigures
from thesisvault.impact.tripwires.words import PRICES, Stop, beyond, read_stop
from thesisvault.model.diagnostics import Diagnostic
from thesisvault.model.facts import Criterion, Fact, Facts, Holding, Side, Tripwire
from thesisvault.model.review import InWords
from thesisvault.model.symbols import other_spellings
from thesisvault.model.text import Span
from thesisvault.parser.facts.identity import without_exchanges
from thesisvault.parser.facts.periods import period_of_stop

_OWN_BASKET = re.compile(r"\bbasket\b", re.IGNORECASE)


def key_of(read: ReadTripwire) -> object:
    """What tells two tripwires apart: the condition, however it is written."""
    return read.condition or read.tripwire.condition


class ReadCriterion(Struct, frozen=True):
    """A criterion as the conditions that it states."""

    reads: tuple[ReadTripwire, ...]
    """None where it is in words only."""
    is_whole: bool
    """Whether these are all that it says."""


class Watch:
    """Reads what theses and positions watch, by the names with prices and figures in a vault."""

    def __init__(
        self, vault: Vault, priced: Collection[str] = (), figures: RecordedFigures | None = None
    ) -> None:
        """`priced` are the symbols that have prices."""
        self._vault = vault
        self.figures = figures or RecordedFigures(vault)
        self._is_priced = bool(priced)
        self._priced = {symbol.casefold(): symbol for symbol in priced}
        self._last: tuple[Node | None, tuple[str, ...]] = None, ()

    def tripwires(self, subject: Node) -> tuple[ReadTripwire, ...]:
        """Each once; those that are not watched are among them, with the reason."""
        if subject.note is None:
            return ()
        facts = subject.note.facts
        found = [read for wire in facts.tripwires for read in self._row(subject, wire)]
        found += (
            self._stop(subject, item.text, item.value, item)
            for item in facts.figures
            if item.name == "stop"
        )
        found += (read for item in facts.criteria for read in self.criterion(subject, item).reads)
        by_condition = {key_of(read): read for read in reversed(found)}
        return tuple(read for read in found if by_condition[key_of(read)] is read)

    def in_words(self, subject: Node) -> tuple[InWords, ...]:
        """The criteria that are not condition on figures: a person has to watch them."""
        note = subject.note
        own: tuple[InWords, ...] = ()
        if note is not None:
            own = tuple(
                InWords(item, note.path)
                for item in note.facts.criteria
                if not self.criterion(subject, item).is_whole
            )
        return own + (self.rows_in_words(subject) if isinstance(subject, Position) else ())

    def rows_in_words(self, position: Position) -> tuple[InWords, ...]:
        """Those that the rows of a position state."""
        return tuple(
            InWords(item, line.note)
            for line in position.lines
            for item in line.holding.criteria
            if not self.criterion(position, item, line.holding.own_side).is_whole
        )

    def stop_at(self, subject: Node, level: float, row: Holding) -> ReadTripwire:
        """A stop in a row of holdings: the close of what is held, beyond that level, on the row's
        own side where it says one.
        """
        text = f"{spell_number(level)} {row.stop_period}".rstrip()
        return self._stop(subject, text, level, row, row.own_side)

    def _held(self, subject: Node) -> tuple[str, ...]:
        """What it holds; a note of many criteria asks for it at each."""
        if self._last[0] is not subject:
            self._last = subject, held_names(self._vault, subject)
        return self._last[1]

    def condition(self, subject: Node, text: str) -> Condition | None:
        """A text in the log of a subject as a condition; None where it is not one, and no more."""
        nowhere = Span(0, 0, 0, 0)
        read = self.criterion(subject, Criterion(text, None, span=nowhere, rule=""))
        return read.reads[0].condition if len(read.reads) == 1 and read.is_whole else None

    def _row(self, subject: Node, wire: Tripwire) -> tuple[ReadTripwire, ...]:
        """A row of a table of tripwires: one, or each of the stops that it states in words."""
        if (condition := without_exchanges(wire.condition)) != wire.condition:
            wire = replace(wire, condition=condition, signal=wire.signal or wire.condition)
        read = read_tripwire(wire)
        if read.condition is not None:
            return (self._meant(subject, read),)
        clauses = read_stops(wire.condition if len(wire.condition) <= LONGEST else "")
        beside = None if clauses.is_whole else read_stop(f"{wire.signal} {wire.condition}")
        stops = (beside,) if beside else clauses.stops if clauses.is_whole else ()
        return tuple(filter(None, (self._worded(subject, it, wire) for it in stops))) or (read,)

    def _stop(
        self, subject: Node, text: str, value: float | None, fact: Fact, side: Side | None = None
    ) -> ReadTripwire:
        """A property, a label or a cell for a stop: a level, or words."""
        said = text if text.casefold().startswith("stop") else f"stop {text}"
        wire = Tripwire("stop", said, "", fact.span, span=fact.span, rule=fact.rule)
        stop = _in_words(text)
        if value is not None and not (stop and stop.reason):
            stop = Stop("", None, beyond(spell_number(value), period_of_stop(text)))
        read = self._worded(subject, stop, wire, side) if stop else None
        why = f"It is not a price level. Write a condition, such as {self._example(subject)}."
        return read or ReadTripwire(wire, None, unwatched=why)

    def criterion(self, subject: Node, item: Criterion, side: Side | None = None) -> ReadCriterion:
        """A criterion as conditions. `side`: its row's own."""
        for said in filter(None, (item.condition, item.text)):
            text = without_exchanges(said.strip("` "))
            wire = Tripwire("", text, "", item.span, span=item.span, rule=item.rule)
            try:
                return ReadCriterion((self._meant(subject, ReadTripwire(wire, parse(text))),), True)
            except ConditionFault:
                clauses = read_stops(text)
                reads = [self._worded(subject, stop, wire, side) for stop in clauses.stops]
                if found := tuple(filter(None, reads)):
                    is_whole = clauses.is_whole and len(found) == len(reads)
                    return ReadCriterion(found, is_whole)
        return ReadCriterion((), False)

    def _worded(
        self, subject: Node, stop: Stop, wire: Tripwire, side: Side | None = None
    ) -> ReadTripwire | None:
        """A stop in plain words; None where its name is of nothing that has a price."""
        symbol = self._security(subject, stop.whose) if stop.whose else None
        if stop.whose and symbol is None:
            if not (is_ticker(stop.whose) and (stop.is_price or not stop.relation)):
                return None
            # Without prices, a name in a condition may be any; one before a level is a slip.
            is_slip = stop.relation is None and self._held(subject)
            if self._is_priced or is_slip:
                return ReadTripwire(wire, None, unwatched=self._unknown(subject, stop.whose))
            symbol = stop.whose
        held = self._held(subject)
        if symbol is None and len(held) == 1:
            symbol = held[0]
        side = side or side_of(subject)
        relation = stop.relation or (">" if side is Side.SHORT else "<")
        name = spell_subject(Subject("symbol", symbol or (held[0] if held else "NVDA")))
        form = stop.condition.replace("{<}", relation).replace("{}", name)
        if symbol is None:
            return ReadTripwire(wire, None, unwatched=_which(held, form))
        if stop.reason:
            return ReadTripwire(wire, None, unwatched=f"{stop.reason} Write `{form}`.")
        condition = parse(form)
        shown = replace(wire, signal=wire.signal or wire.condition, condition=show(condition))
        return ReadTripwire(shown, condition)

    def _meant(self, subject: Node, read: ReadTripwire) -> ReadTripwire:
        """A condition with the close of each name that has prices, where it names no figure."""
        assert read.condition is not None
        meaning = _Meaning(self, subject, read.tripwire.condition)
        try:
            condition = meaning.condition(read.condition)
        except ConditionFault as fault:
            return ReadTripwire(read.tripwire, None, unwatched=fault.message)
        if condition == read.condition:
            return read
        wire = read.tripwire
        said = wire.signal or wire.condition
        return ReadTripwire(replace(wire, signal=said, condition=show(condition)), condition)

    def price_of(self, subject: Node, name: str) -> Subject | None:
        """Whose close a name in a condition is; None where it is a figure's.

        Raises `ConditionFault` where it may be the price of several things, or is nobody's.
        """
        is_price = name.casefold() in PRICES
        held = self._held(subject)
        symbol = (
            (held[0] if len(held) == 1 else None) if is_price else self._security(subject, name)
        )
        if symbol is not None and symbol.casefold() in self._priced:
            return Subject("symbol", symbol)
        if self.figures.has(name):
            return None
        if is_price and symbol is None:
            raise ConditionFault(_which(held, "{} close"), 0)
        if symbol is None and is_ticker(name) and self._is_priced:
            raise ConditionFault(self._unknown(subject, name), 0)
        return Subject("symbol", symbol) if symbol else None

    def own(self, subject: Node) -> Subject | None:
        """The one security that is held."""
        held = self._held(subject)
        return Subject("symbol", held[0]) if len(held) == 1 and is_ticker(held[0]) else None

    def _security(self, subject: Node, name: str) -> str | None:
        """The symbol of what is called so: with prices, or with a note, or held by the subject."""
        if (priced := self._priced.get(name.casefold())) is not None:
            return priced
        if (named := security_named(self._vault, name, subject.id)) is not None:
            return named
        held = {item.casefold(): item for item in self._held(subject)}
        # A bare number may be of any market, but for what is held.
        others = [item.casefold() for item in other_spellings(name)]
        marked = [item for item in others if not item.isdigit()]
        found = (held.get(name.casefold()), *map(held.get, others), *map(self._priced.get, marked))
        return next(filter(None, found), None)

    def _unknown(self, subject: Node, name: str) -> str:
        told = f"Nothing named `{name}` has prices, and no figure of that name is recorded."
        held = self._held(subject)
        return f"{told} The thesis holds {_list(held)}." if held else told

    def _example(self, subject: Node) -> str:
        own = self.own(subject)
        return f"`{spell_subject(own)} close < 88`" if own else "`NVDA close < 88`"


def _in_words(text: str) -> Stop | None:
    return _one(read_stops(f"stop {text}")) or _one(read_stops(text))


def _one(clauses: Clauses) -> Stop | None:
    """The only stop, where nothing else is said."""
    return clauses.stops[0] if len(clauses.stops) == 1 and clauses.is_whole else None


def stops_in_words(facts: Facts) -> frozenset[Span]:
    """Where stops are more than a mere level, and are read all the same: `NVDA below 150`."""
    stops = (item for item in facts.figures if item.name == "stop" and item.value is None)
    return frozenset(item.span for item in stops if _in_words(item.text))


def findings(watch: Watch, node: Node) -> Iterator[Diagnostic]:
    """What of a note's tripwires, stops and criteria has to be written otherwise."""
    assert node.note is not None
    if node.note.facts.closed:
        return
    for read in watch.tripwires(node):
        if read.diagnostic is not None:
            yield read.diagnostic
        elif read.unwatched:
            wire = read.tripwire
            message = f"`{wire.condition}` is not watched. {read.unwatched}"
            yield Diagnostic("tripwire-unwatched", message, wire.condition_span or wire.span)


def _which(held: tuple[str, ...], form: str) -> str:
    """Ask whose price is meant."""
    first = spell_subject(Subject("symbol", held[0])) if held else "NVDA"
    example = form.replace("{}", first)
    if not held:
        return f"The thesis lists no holdings, so write whose price: `{example}`."
    return f"The thesis holds {_list(held)}, so write whose price: `{example}`."


def _list(names: tuple[str, ...], most: int = 3) -> str:
    if len(names) == 1:
        return names[0]
    shown = [*names] if len(names) <= most else [*names[:most], f"{len(names) - most} more"]
    return f"{', '.join(shown[:-1])} and {shown[-1]}"


class _Meaning(Struct):
    """One condition as it is meant by the note it is in."""

    watch: Watch
    subject: Node
    text: str

    def condition(self, tree: Condition) -> Condition:
        match tree:
            case Comparison():
                return self._comparison(tree)
            case Not(operand=operand):
                return Not(self.condition(operand))
            case And(operands=operands):
                return And(tuple(map(self.condition, operands)))
            case Or(operands=operands):
                return Or(tuple(map(self.condition, operands)))

    def _comparison(self, tree: Comparison) -> Comparison:
        found = Comparison(
            each_reading(tree.left, self._close),
            tree.relation,
            each_reading(tree.right, self._close),
        )
        check_units(found, 0)
        if self._is_level(found) and (own := self.watch.own(self.subject)) is not None:

            def of_own(item: Reading) -> Expression:
                return replace(item, subject=own)

            return Comparison(
                each_reading(found.left, of_own), found.relation, each_reading(found.right, of_own)
            )
        return found

    def _is_level(self, tree: Comparison) -> bool:
        """Whether an unnamed price is compared with a number, so not an index level."""
        asked = list(readings(tree))
        unnamed = all(isinstance(item, Price) and item.subject == BASKET for item in asked)
        level = is_constant(tree.left) or is_constant(tree.right)
        return unnamed and level and not in_fractions(tree) and not _OWN_BASKET.search(self.text)

    def _close(self, item: Reading) -> Expression:
        subject = self.watch.price_of(self.subject, item.name) if isinstance(item, Metric) else None
        return item if subject is None else Price(subject, "close")
