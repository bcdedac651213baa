"""What a source says of a thing, what makes two statements alike, and how both are put in words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from enum import StrEnum
from itertools import islice

from msgspec import Struct

from thesisvault.graph.folding import fold
from thesisvault.model.facts import Interval, Quantity, QuantityKind
from thesisvault.model.review import Citation

_MULTIPLE = frozenset({"", "x", "×", "times"})
NEAR = 31
"""Days: figures of two sources further apart than this are a development, not a disagreement."""
LOOSE = 0.05
"""What a `~` leaves open, as a share of the figure."""


class ContradictionKind(StrEnum):
    """How statements do not go together."""

    DISAGREE = "disagree"
    """Of one basis, and further apart than their rounding."""
    DERIVED = "derived"
    """A figure that does not follow from its own parts."""
    BASIS_MISSING = "basis-missing"
    """It fits none of the others, and its basis is not given, so nobody can tell."""
    TWO_SIGNS = "two-signs"
    """One cause that helps one thing and hurts another."""


class Statement(Struct, frozen=True):
    """What one source says."""

    value: str
    """As written."""
    basis: str
    """As written; empty where it is not given."""
    source: str
    """The source note's title, else the words of the *Source* cell."""
    as_of: str
    """As written; empty where there is none."""
    citation: Citation
    copies: tuple[Citation, ...] = ()
    """Where else the same source's figure stands."""


class Contradiction(Struct, frozen=True):
    """Statements that do not go together, the lowest figure first."""

    kind: ContradictionKind
    metric: str
    entity: str
    basis: str
    universe: str
    statements: tuple[Statement, ...]
    message: str
    """One sentence with every value and who says it."""


class Recorded(Struct, frozen=True):
    """A metric with what decides which others it is like."""

    metric: str
    entity: str
    basis: str
    universe: str
    quantity: Quantity
    as_of: Interval | None
    dates: Interval | None
    """When it held: `as_of`, else the date of its source's or its own note."""
    entity_id: str
    source_id: str
    """A note's path, else the folded words in quotes."""
    statement: Statement

    @property
    def like(self) -> tuple[str, ...]:
        """Only statements with the same of this are compared; the basis is looked at apart."""
        return (fold(self.metric), self.entity_id, fold(self.universe), *_unit(self.quantity))

    @property
    def needs_basis(self) -> bool:
        """A figure does; words have none."""
        return self.quantity.kind is not QuantityKind.TEXT

    @property
    def order(self) -> tuple[float, str, str, str, str, int]:
        """By figure or words, then by who says it and where."""
        first = value(self.quantity)[0]
        said = self.statement
        number = first if isinstance(first, float) else 0.0
        return (
            number,
            words(self.quantity),
            said.source,
            said.as_of,
            said.citation.note,
            said.citation.line,
        )


def is_multiple(quantity: Quantity) -> bool:
    """Whether it is a plain number or a multiple such as `22x`."""
    return quantity.kind is QuantityKind.AMOUNT and fold(quantity.unit) in _MULTIPLE


def value(quantity: Quantity) -> tuple[float | str, ...]:
    """What makes two statements of one source the same: the figure, else the words."""
    if quantity.low is None or quantity.high is None:
        return (words(quantity),)
    return (quantity.low, quantity.high)


def words(quantity: Quantity) -> str:
    """The text as it is compared."""
    return " ".join(fold(quantity.text).split()).strip(" .")


def _unit(quantity: Quantity) -> tuple[str, str, str]:
    unit = "" if is_multiple(quantity) else fold(quantity.unit)
    return (quantity.kind.value, unit, fold(quantity.benchmark))


def comparable(one: Recorded, other: Recorded) -> bool:
    """Whether both speak of one time. A source's figures of different dates are its series."""
    if one.source_id == other.source_id:
        if one.as_of is None or other.as_of is None:
            return one.as_of is other.as_of
        return gap(one.as_of, other.as_of) == 0
    return near(one, other)


def neighbours(rows: Sequence[Recorded]) -> list[list[int]]:
    """For each row, the places of those it is comparable with."""
    found: list[list[int]] = [[] for _ in rows]
    dated = [(row.dates, place) for place, row in enumerate(rows) if row.dates is not None]
    dated.sort(key=lambda item: (item[0].start, item[1]))
    undated = [place for place, row in enumerate(rows) if row.dates is None]
    pairs = [(one, place) for number, one in enumerate(undated) for place in undated[:number]]
    pairs += [(one, place) for one in undated for _, place in dated]
    for number, (dates, one) in enumerate(dated):
        for later, other in islice(dated, number + 1, None):
            if (later.start - dates.end).days > NEAR:
                break
            pairs.append((one, other))
    for one, other in pairs:
        if comparable(rows[one], rows[other]):
            found[one].append(other)
            found[other].append(one)
    return found


def near(one: Recorded, other: Recorded) -> bool:
    """Whether they are at most `NEAR` days apart; without a date nobody can say that they are."""
    if one.dates is None or other.dates is None:
        return True
    return gap(one.dates, other.dates) <= NEAR


def agree(one: Quantity, other: Quantity) -> bool:
    """Whether both can be the same figure, rounded as each is; for words, the same words."""
    if QuantityKind.TEXT in (one.kind, other.kind):
        return one.kind is other.kind and words(one) == words(other)
    low, high = bounds(one)
    least, most = bounds(other)
    if (low, high) == (least, most):
        return True
    slack = 1e-9 * max(abs(low), abs(high), abs(least), abs(most))
    return low < most - slack and least < high - slack  # 22 and 23 meet in one point: no


def bounds(quantity: Quantity) -> tuple[float, float]:
    """From where to where the true value can lie: half a last digit either way, 5 % for a `~`."""
    assert quantity.low is not None and quantity.high is not None
    half = (quantity.step or 0.0) / 2
    if "~" in quantity.text or "≈" in quantity.text:
        half = max(half, LOOSE * max(abs(quantity.low), abs(quantity.high)))
    return quantity.low - half, quantity.high + half


def gap(one: Interval, other: Interval) -> int:
    """Days between two stretches; 0 where they meet."""
    return max((max(one.start, other.start) - min(one.end, other.end)).days, 0)


def against(rows: Sequence[Recorded], unbased: Collection[Recorded] = ()) -> str:
    """Each value with those who say it: `22x (A; B) against 23.1x (A, late 2025)`.

    `unbased` are marked as having no basis, where the others have one.
    """
    dated = len({row.statement.as_of for row in rows}) > 1
    bases = len({fold(row.basis) for row in rows if row.needs_basis and row not in unbased}) > 1
    values: dict[tuple[str, bool], list[str]] = {}
    for row in rows:
        said = row.statement
        details = [said.source]
        if dated and said.as_of:
            details.append(said.as_of)
        if bases and said.basis:
            details.append(said.basis)
        values.setdefault((shown(row), row in unbased), []).append(", ".join(details))
    return " against ".join(
        f"{value} ({'; '.join(dict.fromkeys(who))}{'; basis not given' if missing else ''})"
        for (value, missing), who in values.items()
    )


def shown(row: Recorded) -> str:
    """The value as written; words in quotes."""
    text = row.quantity.text
    return f"“{text}”" if row.quantity.kind is QuantityKind.TEXT else text


def joined(names: Iterable[str]) -> str:
    """`A`, `A and B`, `A, B and C`."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
