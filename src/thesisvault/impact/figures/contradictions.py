"""Where the sources of a vault disagree. Only like is compared with like.

Like is: the same metric, entity, universe and unit, of about the same time. Figures of one basis
disagree where they differ beyond their rounding; a figure without a basis is shown beside those
it fits none of, and never called wrong.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from thesisvault.graph import Edge, Relation, Vault
from thesisvault.graph.folding import fold
from thesisvault.impact.figures.discounts import discounts
from thesisvault.impact.figures.recorded import recorded
from thesisvault.impact.figures.statements import (
    Contradiction,
    ContradictionKind,
    Recorded,
    Statement,
    against,
    agree,
    joined,
    neighbours,
)
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


def _compare(rows: Sequence[Recorded]) -> Iterator[Contradiction]:
    """The disagreements of one group of like rows, each of one time."""
    near = neighbours(rows)
    bases: dict[str, set[int]] = defaultdict(set)
    without: set[int] = set()
    for place, row in enumerate(rows):
        if row.needs_basis and not row.basis:
            without.add(place)
        else:
            bases[fold(row.basis) if row.needs_basis else ""].add(place)
    odd = {place for place in without if _fits_none(rows, place, near[place], without)}
    odd |= _clashing(rows, without, near)
    beside = {other for place in odd for other in near[place] if other not in without}
    found: list[tuple[set[int], set[int]]] = []
    for same in bases.values():
        clashing = _clashing(rows, same, near)
        wanted = clashing | beside | odd if len(bases) == 1 else clashing
        found += [(part, clashing) for part in _parted(wanted, near)]
    if len(bases) != 1:
        found += [(part, set()) for part in _parted(beside | odd, near)]
    for part, clashing in found:
        kind = ContradictionKind.DISAGREE if part & clashing else ContradictionKind.BASIS_MISSING
        given = [rows[place] for place in sorted(part - odd)]
        yield _contradiction(kind, given, [rows[place] for place in sorted(part & odd)])


def _fits_none(
    rows: Sequence[Recorded], place: int, near: Sequence[int], without: set[int]
) -> bool:
    given = [rows[other] for other in near if other not in without]
    return bool(given) and not any(agree(rows[place].quantity, row.quantity) for row in given)


def _clashing(
    rows: Sequence[Recorded], places: set[int], near: Sequence[Sequence[int]]
) -> set[int]:
    """Those that another one contradicts, and those that can be compared with these."""
    apart = {
        place
        for place in places
        if any(
            other in places and not agree(rows[place].quantity, rows[other].quantity)
            for other in near[place]
        )
    }
    return apart | {place for place in places if not apart.isdisjoint(near[place])}


def _parted(places: set[int], near: Sequence[Sequence[int]]) -> Iterator[set[int]]:
    """`places` by times: each part is what can be compared, step by step."""
    left = set(places)
    while left:
        pending = [min(left)]
        part = set(pending)
        for place in pending:
            new = (left & set(near[place])) - part
            part |= new
            pending += new
        left -= part
        yield part


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
                message=f"{name}: the same cause has two signs: it helps {joined(helped)} "
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
