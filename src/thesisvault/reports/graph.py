"""What lies around a note: which notes are linked to it, how, and the lines that say so."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from msgspec import Meta, Struct

from thesisvault.graph import Relation
from thesisvault.graph.neighbourhood import Pair, around, paired
from thesisvault.workspace.view import View

MOST = 60
"""Nodes that are shown unless more are asked for: more cannot be read as a tree."""


class Ask(Struct, frozen=True):
    """Around which note, and how far."""

    note: str
    depth: Annotated[int, Meta(ge=1, le=4, description="steps away from the note")] = 2
    typed: Annotated[bool, Meta(description="stated relations only, no bare links")] = False
    most: Annotated[int, Meta(ge=1, le=300, description="nodes at most, the heaviest")] = MOST


class Line(Struct, frozen=True):
    """Where a relation is stated."""

    path: str
    line: int


class Node(Struct, frozen=True):
    """A note, or a name without one."""

    id: str
    name: str
    kind: str
    path: str | None
    """Null: no note has that name yet."""
    depth: int
    parent: str | None
    """The id of the node that leads to it; null for the note itself."""


class Link(Struct, frozen=True):
    """How two nodes are linked; of several statements the heaviest is named."""

    source: str
    target: str
    relation: Relation
    sign: float
    weight: float
    lines: tuple[Line, ...]
    """Of every statement about the two, the named one first."""


class Answer(Struct, frozen=True):
    """The nodes around a note, nearest first, and their links."""

    as_of: dt.date
    note: str
    depth: int
    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    left_out: int
    """Nodes within the depth that are not listed, since they are too many; the lightest."""


def report(view: View, ask: Ask) -> Answer:
    """The neighborhood of a note or a name. Raises `UsageFault` for an unknown one."""
    vault = view.vault
    middle = view.workspace.find(ask.note, vault)
    found = around(
        lambda nodes: paired(vault.edges_about(nodes), typed=ask.typed),
        middle.id, ask.depth, ask.most,
    )  # fmt: skip
    nodes = []
    for identity, step in found.steps.items():
        node = vault.nodes.get(identity)
        parent = None
        if step.by is not None:
            parent = step.by.target if step.by.source == identity else step.by.source
        nodes.append(
            Node(
                identity,
                node.name if node else identity,
                node.kind.value if node else "attachment",
                (node.note.path if node.note else None) if node else identity,
                step.depth,
                parent,
            )
        )
    links = tuple(map(_link, found.pairs))
    return Answer(view.as_of, middle.name, ask.depth, tuple(nodes), links, found.left_out)


def _link(pair: Pair) -> Link:
    edge = pair.strongest
    lines = dict.fromkeys((one.note, one.span.shown_line) for one in (edge, *pair.edges))
    cited = tuple(Line(note, line) for note, line in lines)
    return Link(edge.source, edge.target, edge.relation, edge.sign, edge.weight, cited)
