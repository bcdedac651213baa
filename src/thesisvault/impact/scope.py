"""What a review is about: the open theses, and what is held without one; which way, and what."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from thesisvault.graph import Edge, Node, Relation, Vault
from thesisvault.model.facts import Exposure, Holding, Reference, Side, Status
from thesisvault.model.note import Kind
from thesisvault.model.settings import ImpactSettings
from thesisvault.model.text import Span
from thesisvault.parser.facts.sides import side_of_name


class Line(Struct, frozen=True):
    """What one line says of something held: a row of a table, or a property of its own note."""

    note: str
    text: str
    span: Span
    rule: str
    day: dt.date | None
    """Of its table; None for a property, and for a table without a day."""
    holding: Holding
    table: int = -1
    """The first line of its table; -1 for a property."""
    account: str = ""
    """Whose table it is, where its note says it: accounts add up, tables of one account do not."""


class Position(Node, frozen=True):
    """Something held, or watched, without a thesis: one security, whole.

    A review takes it for a thesis that holds nothing else; its id is that of the security.
    """

    side: Side
    exposure: Edge
    lines: tuple[Line, ...]
    """All that say so, the newest table's rows first; none where only a thesis holds it."""
    opened: dt.date | None = None
    """The day on which that thesis was opened."""

    @property
    def is_watched(self) -> bool:
        """Whether it is only on a watchlist."""
        return self.lines[0].holding.is_watched

    @property
    def since(self) -> dt.date | None:
        """The day of the newest table it is in, else of the thesis; None where neither has one."""
        return max((line.day for line in self.lines if line.day), default=self.opened)


def open_theses(vault: Vault, day: dt.date) -> tuple[Node, ...]:
    """The theses under review on `day`, by name; each of several of one name with its folder."""
    found = _told_apart([node for node in vault.may_be_theses if is_open(node, day)])
    return tuple(sorted(found, key=lambda node: (node.name.casefold(), node.id)))


def _told_apart(theses: Sequence[Node]) -> Iterator[Node]:
    """The theses, those of one name called by the shortest ends of their paths that differ."""
    ends = Counter(end for node in theses for end in _ends(node))
    for node in theses:
        own = (end for end in _ends(node) if ends[end] == 1)
        yield replace(node, name=next(own, node.name)) if ends[node.name] > 1 else node


def _ends(node: Node) -> Iterator[str]:
    """A thesis's name, then with one more of its folders each time."""
    yield (end := node.name)
    above = node.note.path.rpartition(f"/{node.name}")[0] if node.note else ""
    for folder in reversed(above.split("/")) if above else ():
        yield (end := f"{folder}/{end}")


def closed_theses(vault: Vault) -> tuple[Node, ...]:
    """The theses that are over by what their notes say, by name."""
    found = (node for node in vault.may_be_theses if is_thesis(node) and _is_over(node))
    return tuple(sorted(found, key=lambda node: (node.name.casefold(), node.id)))


def is_open(node: Node, day: dt.date) -> bool:
    """Whether a node is a thesis, opened by `day` and not over."""
    opened = node.note.facts.opened if node.note else None
    return is_thesis(node) and (opened is None or opened <= day) and not _is_over(node)


def _is_over(node: Node) -> bool:
    facts = node.note.facts if node.note else None
    return facts is not None and (facts.closed is not None or facts.status is Status.CLOSED)


def is_thesis(node: Node) -> bool:
    """Whether a node is a thesis: by its kind, or a stock whose note holds one."""
    return node.kind is Kind.THESIS or (node.note is not None and node.note.facts.is_thesis)


def exposures(vault: Vault, subject: Node) -> tuple[Edge, ...]:
    """What a thesis holds by its note; of a position, its one security."""
    if isinstance(subject, Position):
        return (subject.exposure,)
    return tuple(edge for edge in vault.stated_by(subject.id) if edge.relation is Relation.EXPOSURE)


def stated_exposures(vault: Vault, thesis: Node) -> tuple[Exposure, ...]:
    """What a thesis's note states that it holds; where it states nothing, what its name says."""
    facts = thesis.note.facts if thesis.note else None
    if facts is not None and facts.exposures:
        return facts.exposures
    return tuple(
        Exposure(
            Reference(vault.nodes[edge.target].name, linked=False, span=edge.span),
            edge.weight,
            span=edge.span,
            rule="name of the file",
        )
        for edge in exposures(vault, thesis)
    )


def side_of(thesis: Node) -> Side | None:
    """The side that a thesis's note gives it, else that of its name; of a position, its own."""
    if isinstance(thesis, Position):
        return thesis.side
    return (thesis.note.facts.side if thesis.note else None) or side_of_name(thesis.name)


def is_side_assumed(thesis: Node) -> bool:
    """Whether nothing says a side, neither of the thesis nor of each thing that it holds."""
    return side_of(thesis) is None and not (thesis.note and thesis.note.facts.says_sides)


SIGNS = {
    Relation.MEMBER_OF: 1.0,
    Relation.TRACKS: 1.0,
    Relation.BENEFITS_FROM: 1.0,
    Relation.HURT_BY: -1.0,
}
"""Relations by which what happens to one name happens to another, each with its sign."""


def kept(relation: Relation, settings: ImpactSettings) -> float:
    """What is left of an effect behind such a step, above 0 to 1. The fund that tracks a group is
    that group in one security: nothing is lost.
    """
    return 1.0 if relation is Relation.TRACKS else settings.hop_factor


def share_of(exposure: Edge) -> str:
    """An exposure's share with its sign, in words."""
    share = exposure.sign * exposure.weight
    return f"{share:+.0%}" if exposure.sign else "(its weight is not understood)"
