"""How one node reaches another: the strongest typed ways, each step with its line."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from msgspec import Meta, Struct

from thesisvault.graph import Relation, Vault
from thesisvault.impact.evidence.citations import cite
from thesisvault.impact.ways import Direction, influence, steps, ways
from thesisvault.impact.ways import Step as Walked
from thesisvault.impact.ways import Way as Found
from thesisvault.model.errors import UsageFault
from thesisvault.workspace.view import View


class Ask(Struct, frozen=True):
    """From which note or name to which."""

    notes: Annotated[tuple[str, str], Meta(description="from the first to the second")]


class Step(Struct, frozen=True):
    """One statement on the way, in the direction in which it acts."""

    source: str
    target: str
    relation: Relation
    sign: int
    """0: the statement has none."""
    keeps: float
    """What is left of an effect, as a fraction."""
    text: str
    note: str
    line: int


class Way(Struct, frozen=True):
    """Steps from the one to the other, the signs multiplied."""

    sign: int
    """0: a step has no sign, or two."""
    strength: float
    steps: tuple[Step, ...]
    opposed: tuple[Step, ...]
    """Statements that give a step the opposite sign."""


class Answer(Struct, frozen=True):
    """The ways between two nodes, the strongest first; at most 5."""

    as_of: dt.date
    source: str
    target: str
    direction: Direction | None
    """`backward`: only the second reaches the first. `either`: neither does, and the ways follow
    statements both with and against the direction in which they act. Null: there is no way."""
    ambiguous: bool
    """Whether ways have opposite signs, or a step has both."""
    ways: tuple[Way, ...]


def report(view: View, ask: Ask) -> Answer:
    """The ways between two nodes. Raises `UsageFault` for unknown names, and for one node."""
    vault = view.vault
    one, other = (view.workspace.find(name, vault) for name in ask.notes)
    if one.id == other.id:
        raise UsageFault(f"`{one.name}` is both the start and the end: name two notes.")
    graph = influence(steps(vault, view.settings.impact))
    direction, found = ways(graph, one.id, other.id)
    signs = {way.sign for way in found}
    is_ambiguous = {1.0, -1.0} <= signs or any(way.opposed for way in found)
    shown = tuple(_way(vault, way) for way in found)
    return Answer(view.as_of, one.name, other.name, direction, is_ambiguous, shown)


def _way(vault: Vault, way: Found) -> Way:
    walked, opposed = (
        tuple(step_of(vault, step) for step in of) for of in (way.steps, way.opposed)
    )
    return Way(int(way.sign), round(way.strength, 6), walked, opposed)


def step_of(vault: Vault, step: Walked) -> Step:
    """A step as documents show it."""
    said = cite(vault, step.edge)
    source, target = (vault.nodes[node].name for node in (step.source, step.target))
    relation = step.edge.relation
    is_turned = relation is Relation.EXPOSURE and step.sign != step.edge.sign
    return Step(
        source, target, relation, int(step.sign), round(step.keeps, 6),
        said.text + (", short" if is_turned else ""), said.note, said.line,
    )  # fmt: skip
