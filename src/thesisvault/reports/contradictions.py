"""Recorded figures and views on which sources disagree; only like is compared with like."""

from __future__ import annotations

import datetime as dt

from msgspec import Struct

from thesisvault.impact.figures.contradictions import contradictions
from thesisvault.impact.figures.statements import Contradiction, ContradictionKind, Statement
from thesisvault.workspace.view import View


class Ask(Struct, frozen=True):
    """Nothing but the day."""


class Copy(Struct, frozen=True):
    """Another line with the same figure of the same source."""

    note: str
    line: int


class Said(Struct, frozen=True):
    """What one source says, as written."""

    value: str
    basis: str
    source: str
    as_of: str
    note: str
    line: int
    copies: tuple[Copy, ...]


class Row(Struct, frozen=True):
    """One disagreement."""

    kind: ContradictionKind
    metric: str
    entity: str
    basis: str
    universe: str
    message: str
    statements: tuple[Said, ...]


class Answer(Struct, frozen=True):
    """The disagreements of a vault on a day."""

    as_of: dt.date
    contradictions: tuple[Row, ...]


def report(view: View, ask: Ask) -> Answer:
    """Compare what was recorded by the day."""
    return Answer(view.as_of, tuple(map(_row, contradictions(view.vault))))


def _row(found: Contradiction) -> Row:
    return Row(
        found.kind,
        found.metric,
        found.entity,
        found.basis,
        found.universe,
        found.message,
        tuple(map(_said, found.statements)),
    )


def _said(found: Statement) -> Said:
    at = found.citation
    copies = tuple(Copy(copy.note, copy.line) for copy in found.copies)
    return Said(found.value, found.basis, found.source, found.as_of, at.note, at.line, copies)
