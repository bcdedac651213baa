"""Where the sources of a vault disagree. Only like is compared with like.

Like is: the same metric, entity, universe and unit, of about the same time. Figures of one basis
disagree where they differ beyond their rounding; a figure without a basis is shown beside those
it fits none of, and never called wrong.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from thesisvault.graph import Edge, Relation, Vault
from thesisvault.graph.names import fold
from thesisvault.impact.discounts import discounts
from thesisvault.impact.likeness import agree, comparable
from thesisvault.impact.recorded import recorded
from thesisvault.impact.statements import (
    Contradiction,
    ContradictionKind,
    Recorded,
    Statement,
)
from thesisvault.impact.wording import against, joined
from thesisvault.model.review import Citation

_ORDER = list(ContradictionKind)


def contradictions(vault: Vault) -> tuple[Contradiction, ...]:
    """Every disagreement among the metrics of a vault as it stood on the day of the review.

    Ordered by kind, entity and metric; the same whatever the order of the notes.
    """
    rows = recorded(vault)
    groups: dict[tuple[str, ...], list[Recorded]] = defaultdict(list)
    for row in rows:
        groups[row.like].append(row)
    found = [item for group in groups.values() for item in _compare(group)]
    found += discounts(vault, rows)
    found += _two_signs(vault)
    return tuple(
        sorted(
            found,
            key=lambda item: (
                _ORDER.index(item.kind),
                fold(item.entity),
                fold(item.metric),
                fold(item.universe),
                fold(item.basis),
                item.message,
            ),
        )
    )


def _compare(group: Sequence[Recorded]) -> Iterator[Contradiction]:
    bases: dict[str, list[Recorded]] = defaultdict(list)
    without: list[Recorded] = []
    for row in group:
        if row.needs_basis and not row.basis:
            without.append(row)
        else:
            bases[fold(row.basis) if row.needs_basis else ""].append(row)
    given = [row for rows in bases.values() for row in rows]
    odd = [row for row in without if _fits_none(row, given)]
    odd += [row for row in _clashing(without) if row not in odd]
    beside = [row for row in given if any(comparable(row, other) for other in odd)]
    for rows in bases.values():
        clashing = _clashing(rows)
        if odd and len(bases) == 1:
            kind = ContradictionKind.DISAGREE if clashing else ContradictionKind.BASIS_MISSING
            wanted = [row for row in rows if row in clashing or row in beside]
            yield _contradiction(kind, wanted, odd)
        elif clashing:
            yield _contradiction(ContradictionKind.DISAGREE, clashing, ())
    if odd and len(bases) != 1:
        yield _contradiction(ContradictionKind.BASIS_MISSING, beside, odd)


def _fits_none(row: Recorded, given: Sequence[Recorded]) -> bool:
    near = [other for other in given if comparable(row, other)]
    return bool(near) and not any(agree(row.quantity, other.quantity) for other in near)


def _clashing(rows: Sequence[Recorded]) -> list[Recorded]:
    """Those that another one contradicts, and those that can be compared with these."""
    apart = [
        row
        for row in rows
        if any(comparable(row, other) and not agree(row.quantity, other.quantity) for other in rows)
    ]
    return [row for row in rows if row in apart or any(comparable(row, other) for other in apart)]


def _contradiction(
    kind: ContradictionKind, given: Sequence[Recorded], odd: Sequence[Recorded]
) -> Contradiction:
    given = sorted(given, key=lambda row: row.order)
    odd = sorted(odd, key=lambda row: row.order)
    first = given[0] if given else odd[0]
    bases = dict.fromkeys(row.basis for row in given if row.basis)
    basis = next(iter(bases)) if len({fold(item) for item in bases}) == 1 else ""
    about = ", ".join(text for text in (basis, first.universe) if text)
    subject = f"{first.metric}, {first.entity}{f' ({about})' if about else ''}"
    if not given:
        message = f"{subject}: {against(odd)}, and no basis is given."
    elif not odd:
        message = f"{subject}: {against(given)}."
    else:
        message = f"{subject}: {against((*given, *odd), odd)}."
    return Contradiction(
        kind=kind,
        metric=first.metric,
        entity=first.entity,
        basis=basis,
        universe=first.universe,
        statements=tuple(row.statement for row in (*given, *odd)),
        message=message,
    )


def _two_signs(vault: Vault) -> Iterator[Contradiction]:
    for cause, edges in sorted(vault.incoming.items()):
        helped = _touched(vault, edges, Relation.BENEFITS_FROM, "helps")
        hurt = _touched(vault, edges, Relation.HURT_BY, "hurts")
        if helped and hurt:
            name = vault.nodes[cause].name
            yield Contradiction(
                kind=ContradictionKind.TWO_SIGNS,
                metric="effect",
                entity=name,
                basis="",
                universe="",
                statements=(*helped.values(), *hurt.values()),
                message=f"{name}: one cause, two signs: it helps {joined(helped)} "
                f"and hurts {joined(hurt)}.",
            )


def _touched(
    vault: Vault, edges: Iterable[Edge], relation: Relation, verb: str
) -> dict[str, Statement]:
    """Name to the first line that says so; told from either side, it counts once."""
    found: dict[str, Statement] = {}
    for edge in sorted(
        edges, key=lambda edge: (fold(vault.nodes[edge.source].name), edge.note, edge.span.line)
    ):
        name = vault.nodes[edge.source].name
        if edge.relation is relation:
            said = f"{verb} {name}"
            citation = Citation(said, edge.note, edge.span.shown_line)
            if (first := found.get(name)) is None:
                found[name] = Statement(said, "", vault.notes[edge.note].title, "", citation)
            else:
                found[name] = replace(first, copies=(*first.copies, citation))
    return found
