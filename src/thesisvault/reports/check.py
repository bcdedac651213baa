"""Everything that is wrong in a vault: where, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta, Struct

from thesisvault.model.text import Severity

if TYPE_CHECKING:
    from thesisvault.graph.checks import Finding
    from thesisvault.workspace.open import Workspace
    from thesisvault.workspace.view import View


class Ask(Struct, frozen=True):
    """In which notes."""

    notes: Annotated[tuple[str, ...], Meta(description="names; none: the whole vault")] = ()


class Row(Struct, frozen=True):
    """One thing that is wrong."""

    note: str
    line: int
    column: int
    code: str
    severity: Severity
    message: str
    fix: str | None
    """What to write in its place, where that is certain."""


class Answer(Struct, frozen=True):
    """What is wrong, by note and line."""

    diagnostics: tuple[Row, ...]


def report(view: View, ask: Ask) -> Answer:
    """What is wrong in the notes asked for. Raises `UsageFault` for an unknown name."""
    return Answer(tuple(map(_row, findings_in(view.workspace, ask.notes))))


def findings_in(workspace: Workspace, notes: Sequence[str]) -> tuple[Finding, ...]:
    """What is wrong in the notes that are named, or in all. Raises `UsageFault`."""
    findings = workspace.findings()
    if not notes:
        return findings
    wanted = {workspace.find(name).id for name in notes}
    return tuple(item for item in findings if item.note in wanted)


def _row(item: Finding) -> Row:
    found, at = item.diagnostic, item.diagnostic.span
    fix = found.fix.text if found.fix else None
    return Row(item.note, at.shown_line, at.column, found.code, found.severity, found.message, fix)
