"""What notes state about markets: the rows of recognized tables and the typed properties.

Facts name things by `Reference`; which note that is, only the graph knows.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import ClassVar, Literal, Self, TypeAlias

from msgspec import Struct
from msgspec.structs import astuple, replace

from thesisvault.model.text import Span


class Side(StrEnum):
    """Which way a thesis is held."""

    LONG = "long"
    SHORT = "short"

    @property
    def sign(self) -> int:
        """+1 long, -1 short."""
        return 1 if self is Side.LONG else -1


class Status(StrEnum):
    """Whether a thesis is held, watched or over, as its note says."""

    HELD = "held"
    OPEN = "open"
    """Under way, which says nothing of whether it is held."""
    WATCHED = "watched"
    CLOSED = "closed"


class Reference(Struct, frozen=True, array_like=True, gc=False):
    """How a note names another thing: a link's target, a plain name, or a security's symbol."""

    name: str
    linked: bool
    span: Span
    is_symbol: bool = False
    """True where the author calls it a ticker: it never means a thesis of that name."""


class Interval(Struct, frozen=True, array_like=True, gc=False):
    """A date as loosely as the author knows it: from `start` to `end`, both included."""

    start: dt.date
    end: dt.date
    text: str


class Duration(Struct, frozen=True, array_like=True, gc=False):
    """How long something lasts, in calendar days; `upper` is None where it is open-ended."""

    lower: int
    upper: int | None
    text: str


class QuantityKind(StrEnum):
    """What a stated figure is."""

    CHANGE = "change"
    RELATIVE = "relative"
    STREAK = "streak"
    AMOUNT = "amount"
    ABSENT = "absent"
    TEXT = "text"


class Quantity(Struct, frozen=True, array_like=True, gc=False):
    """A figure as the author wrote it.

    `low` and `high` are equal but for ranges (`17-22%`). Changes and relative changes are
    fractions (0.08 = +8 %), amounts are in units of `unit`, streaks count sessions with a sign.
    Text that is not understood is kept as such and counts nothing.
    """

    kind: QuantityKind
    text: str
    low: float | None = None
    high: float | None = None
    unit: str = ""
    benchmark: str = ""
    """What a relative change is measured against, as written."""
    step: float | None = None
    """The value of the last stated digit, in the figure's own unit."""


class Fact(Struct, frozen=True, array_like=True, kw_only=True):
    """One thing that a note states, where it stands, and the rule that read it there.

    What walks all facts (`Facts.all`) asks them for their date and their names, and need not know
    their kinds.
    """

    named_in: ClassVar[str] = ""
    """Where its names stand, in words for a person; empty where a name needs no note."""

    span: Span
    rule: str
    """The kind of its table, the key of its property, or `series` for a row of figures."""

    def date(self) -> dt.date | None:
        """Return the day from which it is known; None where that is the note's own."""
        return None

    def known(self, day: dt.date, noted: dt.date | None = None) -> Self | None:
        """Return what is known of it on `day`, from a note dated `noted`; None: nothing."""
        date = self.date()
        return self if date is None or date <= day else None

    def references(self) -> Iterator[Reference]:
        """Yield what it names."""
        for name in self.__struct_fields__:
            if isinstance(value := getattr(self, name), Reference):
                yield value


MovePeriod: TypeAlias = Literal["", "week", "month"]
"""A time that a note may be about; empty for a day."""


class StatedMove(Fact, frozen=True, array_like=True):
    """A row of a move table: the author says that `subject` moved by `quantity`."""

    named_in = "a move table"

    subject: Reference
    quantity: Quantity
    note: str
    day: dt.date | None
    after_close: bool | None = None
    """Whether it came after the close of the day; None where only the note can say."""
    period: MovePeriod = ""
    """The time up to the day that it may be of: that of a note about a week or a month."""
    since: dt.date | None = None
    """The first of the days that it may be of, where a heading or a caption names several."""

    def date(self) -> dt.date | None:
        """Return the day of its table, or the note's."""
        return self.day


class Label(Struct, frozen=True, array_like=True, gc=False):
    """One statement inside an impact: its sign for one horizon.

    `signs` holds a third, two thirds or all of +1 or -1, or 0; `(0.5, -0.5)` for mixed, which is
    half of each.
    """

    text: str
    signs: tuple[float, ...]
    horizon: str
    """``near-term``, ``medium-term``, ``structural``, or empty where none is named."""


class StatedImpact(Fact, frozen=True, array_like=True):
    """A row of an impact table. `labels` is empty where the phrase was not understood."""

    named_in = "an impact table"

    thesis: Reference
    text: str
    labels: tuple[Label, ...]
    day: dt.date | None

    def date(self) -> dt.date | None:
        """Return the day of its table, or the note's."""
        return self.day


class Flow(Fact, frozen=True, array_like=True):
    """A group named as left (`direction` -1) or entered (+1), in a flow or an outlook table."""

    named_in = "a flow or sector table"

    group: Reference
    direction: int
    day: dt.date | None

    @property
    def outlook(self) -> bool:
        """True for the favored and at-risk tables, which say what should happen, not what did."""
        return self.rule in ("favoured", "at_risk")

    def date(self) -> dt.date | None:
        """Return the day of its table, or the note's."""
        return self.day


class Scenario(Fact, frozen=True, array_like=True):
    """How long a rotation may last, in one reading of it."""

    name: str
    duration: Duration
    horizon: str


class Exposure(Fact, frozen=True, array_like=True):
    """What a thesis holds: its share, negative for a leg against the thesis."""

    named_in = "an exposure table"

    subject: Reference
    weight: float | None
    """None where it is not understood: then it is left out of every figure, by name."""
    side: Side | None = None
    """What its row says of itself; None where it goes with the thesis."""


class Tripwire(Fact, frozen=True, array_like=True):
    """A condition that would prove a thesis wrong, and what the author means to do then."""

    signal: str
    condition: str
    action: str
    condition_span: Span | None = None
    """The condition itself, without its backticks."""


class CatalystDate(Fact, frozen=True, array_like=True):
    """A catalyst with its date, from its own note or from a table row."""

    subject: Reference
    window: Interval | None
    text: str
    expected: str
    outcome: str
    asks_outcome: bool = True
    """Whether its author keeps outcomes where it stands: only then is a missing one overdue."""
    after_close: bool = False
    """Whether it comes after the close of its day: it then counts for the next session."""
    about: Reference | None = None
    """The security that a row names beside the event: it is that one's own."""

    def date(self) -> dt.date | None:
        """Return the first day on which it can happen."""
        return self.window.start if self.window else None

    def known(self, day: dt.date, noted: dt.date | None = None) -> Self:
        """Return it without an outcome before its window is over: a plan is known at once."""
        is_over = self.window is None or self.window.end <= day
        return self if is_over else replace(self, outcome="")


class Metric(Fact, frozen=True, array_like=True):
    """A recorded figure. Only metrics of like entity, basis and universe are compared."""

    name: str
    entity: str
    quantity: Quantity
    basis: str
    universe: str
    as_of: Interval | None
    source: str
    section: str = ""
    """The heading that it stands under, below the title: the entity, where no column names it."""

    def date(self) -> dt.date | None:
        """Return the first day of its date."""
        return self.as_of.start if self.as_of else None

    def known_from(self, noted: dt.date | None) -> dt.date | None:
        """Return the day from which a note dated `noted` can have known it; None: always.

        A figure of `late 2025` in a note of 12 December was known on the 12th. One of a period
        that had not begun by then was written in later: at its end, at the earliest.
        """
        if self.as_of is None:
            return noted
        if noted is None or noted < self.as_of.start:
            return self.as_of.end
        return min(noted, self.as_of.end)

    def known(self, day: dt.date, noted: dt.date | None = None) -> Self | None:
        """Return it once its period allows that it is known."""
        date = self.known_from(noted)
        return self if date is None or date <= day else None


class RelationKind(StrEnum):
    """Relations that a note states about itself and others."""

    MEMBER_OF = "member_of"
    BENEFITS_FROM = "benefits_from"
    HURT_BY = "hurt_by"
    MATTERS_TO = "matters_to"


class Proxy(Fact, frozen=True, array_like=True):
    """The fund that stands for a group: what the group did is measured by it."""

    fund: Reference


class StatedRelation(Fact, frozen=True, array_like=True):
    """This note is in `kind` to `other`; `inverse` when the other one stands so to it."""

    named_in = "a property"

    kind: RelationKind
    other: Reference
    inverse: bool
    subject: Reference | None = None
    """What stands so to `other`, where it is not this note: what a thesis holds."""


class Mention(Fact, frozen=True, array_like=True):
    """A security that the author says the text is about."""

    subject: Reference
    exchange: str = ""


class Criterion(Fact, frozen=True, array_like=True):
    """What would prove a thesis wrong, in the author's words; a condition among them is watched."""

    text: str
    by: Interval | None = None
    """A date in it."""
    condition: str = ""
    """What of it may be one, where words come before that: `NVDA < 90` of `Exit if NVDA < 90`."""


class LogLine(Fact, frozen=True, array_like=True):
    """One dated entry of a log, outside prices and forecasts."""

    day: dt.date
    text: str

    def date(self) -> dt.date | None:
        """Return its day."""
        return self.day


class Point(Fact, frozen=True, array_like=True):
    """An argument of the thesis itself; the rule says of which list."""

    side: str
    """``bull``, ``bear``, ``risk`` or ``pillar``."""
    text: str
    detail: str = ""
    """For a pillar: what was expected, how it stands, how it goes, in the row's words."""


class Figure(Fact, frozen=True, array_like=True):
    """A property with a value that says something of what is held: a target, a stop, a cost."""

    name: str
    """The property as the vocabulary calls it."""
    text: str
    value: float | None = None
    """In the quote currency, or a fraction for a weight; None where it is text or a range."""
    day: dt.date | None = None

    def date(self) -> dt.date | None:
        """Return the day of its entry; None where it is a property of the note."""
        return self.day


class Holding(Fact, frozen=True, array_like=True):
    """A row of a table of holdings, or of a watchlist."""

    named_in = "a table of holdings"

    subject: Reference
    day: dt.date | None
    shares: float | None = None
    """Negative for what is sold short."""
    cost: float | None = None
    """Of one share, in the quote currency."""
    weight: float | None = None
    """A fraction of the whole."""
    target: float | None = None
    stop: float | None = None
    stop_period: str = ""
    """Of which closes the stop speaks, where not of those of days: ``weekly``, ``monthly``."""
    is_watched: bool = False
    """True for a row of a watchlist, which nobody holds."""
    side: Side | None = None
    criteria: tuple[Criterion, ...] = ()
    """Below a heading that names it."""
    thesis: Reference | None = None
    """The note that its row links as the thesis on it."""

    @property
    def own_side(self) -> Side | None:
        """The side that the row itself says: two trades in one security may have unlike ones."""
        return self.side or (Side.SHORT if (self.shares or 0.0) < 0 else None)

    @property
    def is_guarded(self) -> bool:
        """Whether something of it is to be watched: a stop, a criterion."""
        return self.stop is not None or bool(self.criteria)

    @property
    def is_held(self) -> bool:
        """Whether something of it is held: not sold out, and no row of a watchlist."""
        return not self.is_watched and self.shares != 0 and (self.weight != 0 or bool(self.shares))

    def date(self) -> dt.date | None:
        """Return the day of its table, or the note's."""
        return self.day


Noted: TypeAlias = Callable[[int], dt.date | None]
"""The day on which a line of a note was written; None where that is not known."""


class Facts(Struct, frozen=True, array_like=True):
    """All that one note states. A kind fills what belongs to it; the rest stays empty."""

    side: Side | None = None
    symbol: str | None = None
    proxy: Proxy | None = None
    status: Status | None = None
    is_draft: bool = False
    """True for a rotation that nobody has agreed to yet: it states nothing."""
    is_thesis: bool = False
    """True where a stock's note is its thesis too."""
    opened: dt.date | None = None
    closed: dt.date | None = None
    review: dt.date | None = None
    review_span: Span | None = None
    """Where that day is stated."""
    horizon: Duration | None = None
    conviction: str | None = None
    started: Interval | None = None
    happens: CatalystDate | None = None
    """A catalyst note's own date."""
    exposures: tuple[Exposure, ...] = ()
    relations: tuple[StatedRelation, ...] = ()
    flows: tuple[Flow, ...] = ()
    stated_impacts: tuple[StatedImpact, ...] = ()
    stated_moves: tuple[StatedMove, ...] = ()
    catalysts: tuple[CatalystDate, ...] = ()
    tripwires: tuple[Tripwire, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    metrics: tuple[Metric, ...] = ()
    holdings: tuple[Holding, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    log: tuple[LogLine, ...] = ()
    points: tuple[Point, ...] = ()
    figures: tuple[Figure, ...] = ()
    mentions: tuple[Mention, ...] = ()
    after_close: bool = False
    """Whether a rotation's news came after the close of its day."""
    labelled: dict[str, int] = {}
    """The line of each field above that a label in the text states, and no front matter."""

    @property
    def says_sides(self) -> bool:
        """Whether a side is stated: of the whole, or by all that is held, as by a pair's legs."""
        if self.side is not None:
            return True
        return bool(self.exposures) and all(item.side is not None for item in self.exposures)

    @property
    def is_guarded(self) -> bool:
        """Whether something to watch is stated: a tripwire, a criterion, a stop."""
        has_stop = any(item.name == "stop" for item in self.figures)
        return bool(self.tripwires or self.criteria or has_stop)

    def all(self) -> Iterator[Fact]:
        """Yield every fact, whatever its kind, in the order of the fields."""
        for value in astuple(self):
            if isinstance(value, tuple):
                yield from value
            elif isinstance(value, Fact):
                yield value

    def known(self, day: dt.date, noted: Noted = lambda line: None) -> Self:
        """Return what was known of it on `day`: a review ahead stays, a closing ahead goes.

        `noted` tells on which day a line was written. An outcome is known when its window is over,
        or from an entry of the log that tells it.
        """

        def of(fact: Fact) -> Fact | None:
            written = noted(fact.span.line)
            return None if written and written > day else fact.known(day, written)

        found: dict[str, object] = {}
        for name, value in zip(self.__struct_fields__, astuple(self), strict=True):
            if value and isinstance(value, tuple):
                found[name] = tuple(fact for fact in map(of, value) if fact is not None)
            elif isinstance(value, Fact):
                found[name] = of(value)
        for name, line in self.labelled.items():
            if (written := noted(line)) and written > day:
                found[name] = None
        if self.happens is not None and self._is_told(self.happens.outcome, day):
            found["happens"] = self.happens
        if self.closed and self.closed > day:  # what says so too was written then
            status = None if self.status is Status.CLOSED else self.status
            found |= {"closed": None, "status": status}
        return replace(self, **found)

    def _is_told(self, outcome: str, day: dt.date) -> bool:
        """Whether the log told an outcome by `day`."""
        said = outcome.casefold()
        return bool(said) and any(
            line.day <= day and said in line.text.casefold() for line in self.log
        )
