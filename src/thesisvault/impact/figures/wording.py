"""How disagreements are put into one sentence."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from thesisvault.graph.folding import fold
from thesisvault.impact.figures.statements import Recorded
from thesisvault.model.facts import QuantityKind


def against(rows: Sequence[Recorded], unbased: Collection[Recorded] = ()) -> str:
    """Each value with those who say it: `22x (A; B) against 23.1x (A, late 2025)`.

    `unbased` are told apart as having no basis, where the others have one.
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
