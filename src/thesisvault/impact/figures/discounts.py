"""A discount against the ratios that it should follow from.

A metric called `Discount to X` (or `Premium to X`) of E is E's multiple over X's, less one, for
some multiple that both have on one basis: 15x against 22x is 15 / 22 - 1 = -32 %.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from thesisvault.graph import Vault
from thesisvault.graph.folding import fold
from thesisvault.impact.figures.recorded import entity_named
from thesisvault.impact.figures.statements import (
    Contradiction,
    ContradictionKind,
    Recorded,
    against,
    bounds,
    is_multiple,
    near,
)
from thesisvault.model.facts import QuantityKind

_NAME = re.compile(
    r"(?P<word>discount|premium)\s+(?:to|vs\.?|versus|against|over)\s+(?:the\s+)?(?P<other>.+)",
    re.IGNORECASE,
)


class _Parts(Struct, frozen=True):
    """A multiple of the one and the same multiple of the other, on one basis."""

    upper: Recorded
    lower: Recorded

    @property
    def ratio(self) -> float:
        return _middle(self.upper) / _middle(self.lower) - 1.0

    @property
    def range(self) -> tuple[float, float]:
        """What it can be, each multiple rounded as it is."""
        low, high = bounds(self.upper.quantity)
        least, most = bounds(self.lower.quantity)
        return low / most - 1.0, high / least - 1.0


def discounts(vault: Vault, rows: Sequence[Recorded]) -> Iterator[Contradiction]:
    """The discounts that follow from none of the like multiples recorded; silent without any."""
    stated: dict[tuple[str, ...], list[Recorded]] = {}
    for row in rows:
        if row.quantity.kind is QuantityKind.CHANGE and (match := _NAME.fullmatch(row.metric)):
            other = entity_named(vault, row, match["other"])
            key = (fold(match["word"]), row.entity_id, other, fold(row.basis), fold(row.universe))
            stated.setdefault(key, []).append(row)
    for (word, entity, other, _, _), said in stated.items():
        doubtful = [row for row in said if _follows_from_none(row, word, entity, other, rows)]
        if doubtful:
            yield _derived(doubtful, word, entity, other, rows)


def _follows_from_none(
    row: Recorded, word: str, entity: str, other: str, rows: Sequence[Recorded]
) -> bool:
    parts = _parts(row, entity, other, rows)
    low, high = _stated(row, word)
    return bool(parts) and all(
        high < least - 1e-9 or low > most + 1e-9 for least, most in (item.range for item in parts)
    )


def _derived(
    doubtful: Sequence[Recorded], word: str, entity: str, other: str, rows: Sequence[Recorded]
) -> Contradiction:
    doubtful = sorted(doubtful, key=lambda row: row.order)
    first = doubtful[0]
    parts = _parts(first, entity, other, rows)
    middle = sum(_stated(first, word)) / 2
    best = min(parts, key=lambda item: (abs(item.ratio - middle), item.upper.order))
    shown = [row for item in parts for row in (item.upper, item.lower)]
    basis = best.upper.basis
    message = (
        f"{first.metric}, {first.entity}: {against(doubtful)}, while {best.upper.metric} of "
        f"{best.upper.quantity.text} against {best.lower.quantity.text}"
        f"{f', both {basis},' if basis else ''} makes {best.ratio:+.0%}."
    )
    return Contradiction(
        kind=ContradictionKind.DERIVED,
        metric=first.metric,
        entity=first.entity,
        basis=first.basis,
        universe=first.universe,
        statements=tuple(
            row.statement for row in (*doubtful, *sorted(_unique(shown), key=lambda row: row.order))
        ),
        message=message,
    )


def _parts(row: Recorded, entity: str, other: str, rows: Sequence[Recorded]) -> tuple[_Parts, ...]:
    """The pairs that the discount may speak of: of its basis and universe, where it names them."""
    multiples = [item for item in rows if is_multiple(item.quantity) and near(item, row)]
    upper = [item for item in multiples if item.entity_id == entity and item.basis]
    if row.universe:
        upper = [item for item in upper if fold(item.universe) == fold(row.universe)]
    if row.basis:
        upper = [item for item in upper if fold(item.basis) == fold(row.basis)]
    return tuple(
        _Parts(one, two)
        for one in upper
        for two in multiples
        if two.entity_id == other
        and fold(two.metric) == fold(one.metric)
        and fold(two.basis) == fold(one.basis)
        and bounds(one.quantity)[0] > 0
        and bounds(two.quantity)[0] > 0
        and near(one, two)
    )


def _stated(row: Recorded, word: str) -> tuple[float, float]:
    """A discount is below zero however it is written."""
    low, high = bounds(row.quantity)
    return (low, high) if word == "premium" or high <= 0 else (-high, -low)


def _middle(row: Recorded) -> float:
    return sum(bounds(row.quantity)) / 2


def _unique(rows: Iterable[Recorded]) -> list[Recorded]:
    return list({row.statement.citation: row for row in rows}.values())
