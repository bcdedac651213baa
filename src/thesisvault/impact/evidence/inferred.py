"""Inferred evidence: a rotation's flows, followed through what a thesis holds.

I = d · Σ q·f over the exposures: d is +1 long and -1 short, q the exposure's signed share, f the
flow's direction times what its path keeps. Only typed relations carry a sign; a bare link means
"related" and carries none.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from math import fsum

from msgspec import Struct

from thesisvault.graph import Edge, Node, Relation, Vault
from thesisvault.impact.evidence.citations import cite
from thesisvault.impact.evidence.repeats import once_each
from thesisvault.impact.evidence.view import EvidenceView
from thesisvault.impact.scenarios import ageing
from thesisvault.impact.scope import SIGNS, exposures, kept, side_of
from thesisvault.model.review import Citation, Evidence, Flag
from thesisvault.model.settings import EvidenceClass, ImpactSettings

_FLOWS = (Relation.FLOW, Relation.OUTLOOK)
_HOLDING = frozenset({Relation.EXPOSURE, *SIGNS})
_SAYING = frozenset({Relation.IMPACT, *_FLOWS})


class Path(Struct, frozen=True):
    """One way from an exposure to a row of a rotation."""

    exposure: Edge
    steps: tuple[Edge, ...]
    flow: Edge
    effect: float
    """The flow's direction, with the signs and the losses of the way."""

    @property
    def row(self) -> tuple[str, int]:
        """The rotation and the line of its row: the key by which evidence counts once."""
        return self.flow.note, self.flow.span.line


def gather(view: EvidenceView, thesis: Node) -> Sequence[Evidence]:
    """One item for each row of a rotation that reaches the thesis.

    Of several ways from an exposure to a rotation the strongest counts, once. Ways of opposite
    sign cancel: the exposure counts nothing, and both are listed. A rotation that was over before
    the thesis was opened says nothing of it.
    """
    return view.once(_Found).of(thesis)[0]


def ambiguous(view: EvidenceView, thesis: Node) -> Sequence[Flag]:
    """The exposures of a thesis that count neither way."""
    return view.once(_Found).of(thesis)[1]


def reached(vault: Vault, changed: Iterable[Edge]) -> frozenset[str]:
    """The nodes whose stated and inferred evidence may be other if these edges came or went.

    `vault` is the one before or after; theses that came or went are not told.
    """
    seen: set[str] = set()
    for edge in changed:
        if edge.relation in _HOLDING:
            seen.add(edge.source)
        elif edge.relation in _SAYING:
            seen.add(edge.target)
    pending = list(seen)
    while pending:
        for edge in vault.incoming.get(pending.pop(), ()):
            if edge.relation in _HOLDING and edge.source not in seen:
                seen.add(edge.source)
                pending.append(edge.source)
    return frozenset(seen)


class _Found:
    """The evidence and the flags of each thesis, found when it is asked for."""

    def __init__(self, view: EvidenceView) -> None:
        self._view = view
        self._known: dict[str, tuple[list[Evidence], list[Flag]]] = {}

    def of(self, thesis: Node) -> tuple[list[Evidence], list[Flag]]:
        if thesis.id not in self._known:
            self._known[thesis.id] = _of_thesis(self._view, thesis)
        return self._known[thesis.id]


def _of_thesis(view: EvidenceView, thesis: Node) -> tuple[list[Evidence], list[Flag]]:
    vault, day, settings = view.vault, view.as_of, view.impact
    opened = thesis.note.facts.opened if thesis.note else None
    ways = view.once(_Ways)
    if not ways.lead_anywhere:
        return [], []
    by_row: dict[tuple[str, int], list[Path]] = defaultdict(list)
    flags: list[Flag] = []
    unclear: list[Evidence] = []
    for exposure in exposures(vault, thesis):
        by_rotation: dict[str, list[Path]] = defaultdict(list)
        for way in ways[exposure.target]:
            path = Path(exposure, *way)
            ended = ageing(vault.noted_facts[path.flow.note], "", day, settings).expired
            if ended is None or opened is None or ended >= opened:
                by_rotation[path.flow.note].append(path)
        for paths in by_rotation.values():
            strongest = max(paths, key=lambda path: (abs(path.effect), -path.flow.span.line))
            opposed = [path for path in paths if path.effect * strongest.effect < 0]
            if not opposed:
                by_row[strongest.row].append(strongest)
                continue
            against = max(opposed, key=lambda path: abs(path.effect))
            flags.append(_ambiguous(vault, strongest, against))
            unclear.append(_unclear(vault, strongest, against, day, settings))
    side = side_of(thesis)
    direction = side.sign if side else 1
    evidence = [
        _evidence(vault, paths, direction, day, settings) for _, paths in sorted(by_row.items())
    ]
    said = [(paths[0].flow.target, paths[0].flow.sign) for _, paths in sorted(by_row.items())]
    return once_each(evidence, said) + unclear, flags


_Way = tuple[tuple[Edge, ...], Edge, float]
"""The steps, the flow and the effect of a path."""


class _Ways(dict[str, list[_Way]]):
    """Every simple way along typed edges from what is held, up to the longest allowed."""

    def __init__(self, view: EvidenceView) -> None:
        super().__init__()
        self._settings = view.impact
        self._flows = _Kept(view.vault.incoming, _FLOWS)
        self._steps = _Kept(view.vault.outgoing, SIGNS)
        stated = view.vault.noted_facts.values()
        self.lead_anywhere = any(note.facts.flows for note in stated)

    def __missing__(self, held: str) -> list[_Way]:
        return self.setdefault(held, list(self._find(held)))

    def _find(self, held: str) -> Iterator[_Way]:
        settings = self._settings
        pending: list[tuple[str, tuple[Edge, ...], float]] = [(held, (), 1.0)]
        while pending:
            node, steps, effect = pending.pop()
            for flow in self._flows[node]:
                factor = settings.outlook_factor if flow.relation is Relation.OUTLOOK else 1.0
                yield steps, flow, effect * flow.sign * factor
            if len(steps) + 1 >= settings.longest_path:
                continue
            seen = {held, *(step.target for step in steps)}
            for step in self._steps[node]:
                if step.target not in seen:
                    left = effect * SIGNS[step.relation] * kept(step.relation, settings)
                    pending.append((step.target, (*steps, step), left))


class _Kept(dict[str, list[Edge]]):
    """Of each node's edges those of some relations, sought once: a node may have very many."""

    def __init__(self, edges: Mapping[str, Sequence[Edge]], relations: Container[Relation]) -> None:
        super().__init__()
        self._edges, self._relations = edges, relations

    def __missing__(self, node: str) -> list[Edge]:
        found = (edge for edge in self._edges.get(node, ()) if edge.relation in self._relations)
        return self.setdefault(node, list(found))


def _evidence(
    vault: Vault, paths: list[Path], direction: int, day: dt.date, settings: ImpactSettings
) -> Evidence:
    total = direction * fsum(
        path.exposure.sign * path.exposure.weight * path.effect for path in paths
    )
    flow = paths[0].flow
    age = ageing(vault.noted_facts[flow.note], "", day, settings)
    return Evidence(
        kind=EvidenceClass.INFERRED,
        sign=(total > 0) - (total < 0),
        strength=min(abs(total), 1.0),
        decay=age.decay,
        weight=0.0,
        horizon="",
        rotation=flow.note,
        citation=cite(vault, flow),
        path=tuple(citation for path in paths for citation in _citations(vault, path)),
        expired=age.expired,
    )


def _unclear(
    vault: Vault, one: Path, other: Path, day: dt.date, settings: ImpactSettings
) -> Evidence:
    age = ageing(vault.noted_facts[one.flow.note], "", day, settings)
    return Evidence(
        kind=EvidenceClass.INFERRED,
        sign=0,
        strength=0.0,
        decay=age.decay,
        weight=0.0,
        horizon="",
        rotation=one.flow.note,
        citation=Citation(
            f"ambiguous: {cite(vault, one.flow).text}, but {cite(vault, other.flow).text}",
            one.flow.note,
            one.flow.span.shown_line,
        ),
        path=(*_citations(vault, one), *_citations(vault, other)),
        expired=age.expired,
        reason="paths of opposite sign",
    )


def _ambiguous(vault: Vault, one: Path, other: Path) -> Flag:
    held = vault.nodes[one.exposure.target].name
    place = f"{other.flow.note}:{other.flow.span.shown_line}"
    message = (
        f"{held}: {cite(vault, one.flow).text}, but {cite(vault, other.flow).text} ({place}): "
        "it does not count either way."
    )
    return Flag("ambiguous", message, cite(vault, one.flow))


def _citations(vault: Vault, path: Path) -> Iterator[Citation]:
    return (cite(vault, edge) for edge in (path.exposure, *path.steps, path.flow))
