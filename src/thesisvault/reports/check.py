"""Everything that is wrong in a vault: where, and what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta, Struct

from thesisvault.model.diagnostics import RULES, SEVERITIES, Diagnostic, Severity
from thesisvault.model.errors import UsageFault
from thesisvault.storage import scan

if TYPE_CHECKING:
    from thesisvault.edits.fixes import Fixed
    from thesisvault.model.diagnostics import Finding
    from thesisvault.workspace.open import Workspace
    from thesisvault.workspace.view import View


class Ask(Struct, frozen=True):
    """In which notes."""

    notes: Annotated[tuple[str, ...], Meta(description="note names; empty: the whole vault")] = ()
    severity: Annotated[Severity, Meta(description="this severity and worse")] = Severity.INFO
    code: Annotated[str | None, Meta(description="only this code")] = None
    fixes: Annotated[bool, Meta(description="include what to write instead; slower")] = True


class Row(Struct, frozen=True):
    """One problem."""

    note: str
    line: int
    column: int
    code: str
    severity: Severity
    message: str
    fix: str | None
    """What to write in its place, where that is certain."""


class Answer(Struct, frozen=True):
    """The problems, worst first: by severity, then the code with the most of it, then by line."""

    diagnostics: tuple[Row, ...]


def report(view: View, ask: Ask) -> Answer:
    """List the problems in the notes asked for. Raises `UsageFault` for an unknown name."""
    found = _asked(findings_in(view.workspace, ask.notes), ask)
    planned = plan_fixes(view.workspace, found) if ask.fixes else ()
    fixes = {item.path: item.replacements() for item in planned}
    return Answer(tuple(_row(item, fixes.get(item.note, {})) for item in found))


def _asked(findings: Iterable[Finding], ask: Ask) -> list[Finding]:
    """The findings that are asked for, worst first."""
    if ask.code is not None and ask.code not in RULES:
        known = get_close_matches(ask.code, RULES, n=1)
        near = f" Did you mean `{known[0]}`?" if known else ""
        raise UsageFault(f"No code `{ask.code}`.{near}")
    worst = SEVERITIES[: SEVERITIES.index(ask.severity) + 1]
    found = [
        item
        for item in findings
        if item.diagnostic.severity in worst and ask.code in (None, item.diagnostic.code)
    ]
    count = Counter(item.diagnostic.code for item in found)

    def rank(item: Finding) -> tuple[int, int, str]:
        one = item.diagnostic
        return SEVERITIES.index(one.severity), -count[one.code], one.code

    return sorted(found, key=rank)


def findings_in(workspace: Workspace, notes: Sequence[str]) -> tuple[Finding, ...]:
    """What is wrong in the notes that are named, or in all. Raises `UsageFault`."""
    if not notes:
        return workspace.findings()
    wanted = sorted({workspace.find(name).id for name in notes})
    read = (workspace.vault.notes.get(path) for path in wanted)
    found = [item for note in read if note is not None for item in workspace.findings_of(note)]
    found += (item for item in workspace.copies() if item.note in wanted)
    return tuple(sorted(found, key=lambda item: (item.note, item.diagnostic.span)))


def plan_fixes(workspace: Workspace, findings: Sequence[Finding]) -> tuple[Fixed, ...]:
    """Return the notes that can be fixed, as they would be; nothing is written."""
    by_note: dict[str, list[Finding]] = {}
    for finding in findings:
        if RULES[finding.diagnostic.code].fixable:
            by_note.setdefault(finding.note, []).append(finding)
    if not by_note:
        return ()
    from thesisvault.edits.fixes import fix_note  # it reads notes anew, with all that this takes

    fixed = []
    for path, found in by_note.items():
        note = workspace.vault.notes.get(path)
        data = scan.read_note(workspace.root, path) if note else None
        if note is not None and data is not None:
            mended = fix_note(workspace.vault, note, found, data)
            if mended is not None:
                fixed.append(mended)
    return tuple(fixed)


def _row(item: Finding, fixes: Mapping[Diagnostic, str]) -> Row:
    found, at = item.diagnostic, item.diagnostic.span
    place = (item.note, at.shown_line, at.column)
    return Row(*place, found.code, found.severity, found.message, fixes.get(found))
