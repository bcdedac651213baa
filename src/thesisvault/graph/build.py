"""Notes to a `Vault`. Whole, every time: stale links are what incremental resolution costs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from thesisvault.graph.names import Names
from thesisvault.graph.vault import Edge, Node, Relation, Vault, placeholder_id, plain_id
from thesisvault.model.facts import Exposure, Reference, RelationKind
from thesisvault.model.note import Kind, Note
from thesisvault.model.text import Span
from thesisvault.parser.facts.kinds import kind_of_name

_SIGNS = {RelationKind.BENEFITS_FROM: 1.0, RelationKind.HURT_BY: -1.0}

_KIND_BY_USE = {
    Relation.IMPACT: Kind.THESIS,
    Relation.MATTERS_TO: Kind.THESIS,
    Relation.MOVED: Kind.STOCK,
    Relation.MEMBER_OF: Kind.SECTOR,
    Relation.FLOW: Kind.SECTOR,
    Relation.OUTLOOK: Kind.SECTOR,
    Relation.CATALYST: Kind.CATALYST,
}
"""What a link without a note is about, by the first of these relations that leads to it."""


def build(notes: Iterable[Note], attachments: Iterable[str] = ()) -> Vault:
    """The vault that these notes make; the same one whatever their order."""
    return _Builder({note.path: note for note in notes}, frozenset(attachments)).build()


class _Builder:
    def __init__(self, notes: dict[str, Note], attachments: frozenset[str]) -> None:
        self._notes = dict(sorted(notes.items()))
        self._attachments = attachments
        self._names = Names(self._notes, attachments)
        self._placeholders: dict[str, str] = {}
        """Node id to the name as first written, by path and place."""
        self._plain: dict[str, str] = {}
        self._uses: dict[str, set[Relation]] = {}

    def build(self) -> Vault:
        """Links first, so that plain words can match a link that has no note yet."""
        targets = {
            path: tuple(self._link(link.target, path) for link in note.links)
            for path, note in self._notes.items()
        }
        typed = {path: list(self._typed_edges(note)) for path, note in self._notes.items()}
        edges: list[Edge] = []
        for path, note in self._notes.items():
            stated = {(edge.span.line, edge.target) for edge in typed[path]}
            edges += typed[path]
            for link, target in zip(note.links, targets[path], strict=True):
                if not link.managed and (link.span.line, target) not in stated:
                    edges.append(Edge(path, target, Relation.RELATES, 0.0, 1.0, path, link.span))
        nodes = {node.id: node for node in self._nodes()}
        return Vault(self._notes, self._attachments, self._names, nodes, tuple(edges), targets)

    def _link(self, target: str, source: str) -> str:
        path = self._names.resolve(target, source)
        if path is not None:
            return path
        node = placeholder_id(target)
        self._placeholders.setdefault(node, target.rpartition("/")[2].removesuffix(".md"))
        return node

    def _refer(self, reference: Reference, source: str, relation: Relation) -> str:
        if reference.linked:
            node = self._link(reference.name, source)
        elif named := self._names.named(reference.name):
            node = named[0]
        elif placeholder_id(reference.name) in self._placeholders:
            node = placeholder_id(reference.name)
        else:
            node = plain_id(reference.name)
            self._plain.setdefault(node, reference.name)
        self._uses.setdefault(node, set()).add(relation)
        return node

    def _typed_edges(self, note: Note) -> Iterator[Edge]:
        path, facts = note.path, note.facts

        def edge(
            other: Reference, relation: Relation, sign: float, span: Span, weight: float = 1.0
        ) -> Edge:
            target = self._refer(other, path, relation)
            return Edge(path, target, relation, sign, weight, path, span)

        for exposure, share in shares(facts.exposures):
            sign = 1.0 if share >= 0 else -1.0
            subject = exposure.subject
            yield edge(subject, Relation.EXPOSURE, sign, subject.span, abs(share))
        for relation in facts.relations:
            kind = Relation(relation.kind.value)
            sign = _SIGNS.get(relation.kind, 0.0)
            found = edge(relation.other, kind, sign, relation.span)
            if relation.inverse:
                found = Edge(found.target, path, kind, sign, 1.0, path, relation.span)
            yield found
        for flow in facts.flows:
            kind = Relation.OUTLOOK if flow.outlook else Relation.FLOW
            yield edge(flow.group, kind, float(flow.direction), flow.group.span)
        for impact in facts.stated_impacts:
            sign = sum(sum(label.signs) for label in impact.labels)
            yield edge(impact.thesis, Relation.IMPACT, sign, impact.thesis.span)
        for move in facts.stated_moves:
            change = move.quantity.low or 0.0
            sign = (change > 0) - (change < 0)
            yield edge(move.subject, Relation.MOVED, float(sign), move.subject.span)
        for catalyst in facts.catalysts:
            yield edge(catalyst.subject, Relation.CATALYST, 0.0, catalyst.subject.span)

    def _nodes(self) -> Iterator[Node]:
        found = [
            Node(note.path, note.title, note.kind, note, True) for note in self._notes.values()
        ]
        for node, name in self._placeholders.items():
            found.append(Node(node, name, self._kind(node, name), None, True))
        for node, name in self._plain.items():
            found.append(Node(node, name, self._kind(node, name), None, False))
        return iter(sorted(found, key=lambda node: node.id))

    def _kind(self, node: str, name: str) -> Kind:
        kind = kind_of_name(name)
        if kind is not Kind.NOTE:
            return kind
        uses = self._uses.get(node, set())
        return next((kind for use, kind in _KIND_BY_USE.items() if use in uses), Kind.NOTE)


def shares(exposures: tuple[Exposure, ...]) -> list[tuple[Exposure, float]]:
    """Each exposure with its signed share: the absolute shares sum to one."""
    total = sum(abs(exposure.weight) for exposure in exposures)
    if total == 0:
        return []
    return [(exposure, exposure.weight / total) for exposure in exposures]
