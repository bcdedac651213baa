"""What a source says of a thing, and what makes two statements alike."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from thesisvault.graph.folding import fold
from thesisvault.model.facts import Interval, Quantity, QuantityKind
from thesisvault.model.review import Citation

_MULTIPLE = frozenset({"", "x", "×", "times"})


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
