"""What notes state about markets: the rows of recognised tables and the typed properties.

Facts name things by `Reference`; which note that is, only the graph knows.
"""

import datetime as dt
from enum import StrEnum

from msgspec import Struct

from thesisvault.model.text import Span


class Side(StrEnum):
    """Which way a thesis is held."""

    LONG = "long"
    SHORT = "short"

    @property
    def sign(self) -> int:
        """+1 long, -1 short."""
        return 1 if self is Side.LONG else -1


class Reference(Struct, frozen=True, array_like=True):
    """How a note names another thing: a link's target, or a plain name."""

    name: str
    linked: bool
    span: Span


class Interval(Struct, frozen=True, array_like=True):
    """A date as loosely as the author knows it: from `start` to `end`, both included."""

    start: dt.date
    end: dt.date
    text: str


class Duration(Struct, frozen=True, array_like=True):
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


class Quantity(Struct, frozen=True, array_like=True):
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


class StatedMove(Struct, frozen=True, array_like=True):
    """A row of a move table: the author says that `subject` moved by `quantity`."""

    subject: Reference
    quantity: Quantity
    note: str
    date: dt.date | None
    span: Span


class Label(Struct, frozen=True, array_like=True):
    """One statement inside an impact: its sign for one horizon.

    `signs` holds +1, -1 or 0; `(0.5, -0.5)` for mixed, which is half of each.
    """

    text: str
    signs: tuple[float, ...]
    horizon: str
    """``near-term``, ``medium-term``, ``structural``, or empty where none is named."""


class StatedImpact(Struct, frozen=True, array_like=True):
    """A row of an impact table. `labels` is empty where the phrase was not understood."""

    thesis: Reference
    text: str
    labels: tuple[Label, ...]
    date: dt.date | None
    span: Span


class Flow(Struct, frozen=True, array_like=True):
    """A group named as left (`direction` -1) or entered (+1), in a flow or an outlook table."""

    group: Reference
    direction: int
    outlook: bool
    """True for the favoured and at-risk tables, which say what should happen, not what did."""
    row: int
    """The line of the row: a row is one piece of evidence however many groups it names."""
    date: dt.date | None
    text: str
    span: Span


class Scenario(Struct, frozen=True, array_like=True):
    """How long a rotation may last, in one reading of it."""

    name: str
    duration: Duration
    horizon: str
    span: Span


class Exposure(Struct, frozen=True, array_like=True):
    """What a thesis holds: a share of one, negative for a short leg of a long thesis."""

    subject: Reference
    weight: float
    span: Span


class Tripwire(Struct, frozen=True, array_like=True):
    """A condition that would prove a thesis wrong, and what the author means to do then."""

    signal: str
    condition: str
    action: str
    span: Span
    condition_span: Span | None = None
    """The condition itself, without its backticks."""


class CatalystDate(Struct, frozen=True, array_like=True):
    """A catalyst with its date, from its own note or from a table row."""

    subject: Reference
    window: Interval | None
    text: str
    expected: str
    outcome: str
    span: Span


class Metric(Struct, frozen=True, array_like=True):
    """A recorded figure. Only metrics of like entity, basis and universe are compared."""

    name: str
    entity: str
    quantity: Quantity
    basis: str
    universe: str
    as_of: Interval | None
    source: str
    span: Span


class RelationKind(StrEnum):
    """Relations that a note states about itself and others."""

    MEMBER_OF = "member_of"
    BENEFITS_FROM = "benefits_from"
    HURT_BY = "hurt_by"
    MATTERS_TO = "matters_to"


class Relation(Struct, frozen=True, array_like=True):
    """This note stands in `kind` to `other`; `inverse` when the other one stands so to it."""

    kind: RelationKind
    other: Reference
    inverse: bool
    span: Span


class Facts(Struct, frozen=True, array_like=True):
    """All that one note states. A kind fills what belongs to it; the rest stays empty."""

    side: Side | None = None
    symbol: str | None = None
    opened: dt.date | None = None
    closed: dt.date | None = None
    review: dt.date | None = None
    horizon: Duration | None = None
    conviction: str | None = None
    started: Interval | None = None
    happens: CatalystDate | None = None
    """A catalyst note's own date."""
    exposures: tuple[Exposure, ...] = ()
    tripwires: tuple[Tripwire, ...] = ()
    catalysts: tuple[CatalystDate, ...] = ()
    relations: tuple[Relation, ...] = ()
    stated_moves: tuple[StatedMove, ...] = ()
    stated_impacts: tuple[StatedImpact, ...] = ()
    flows: tuple[Flow, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    metrics: tuple[Metric, ...] = ()
