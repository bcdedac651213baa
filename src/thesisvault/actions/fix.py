"""Mending what `check` finds, where the mend is certain: each note through the one writer."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from thesisvault.edits.fixes import Fixed, fix_note
from thesisvault.graph.checks import Finding
from thesisvault.model.diagnostics import RULES
from thesisvault.model.errors import WriteRefused
from thesisvault.storage import scan
from thesisvault.workspace.open import Workspace
from thesisvault.workspace.writing import Writing


class Mended(Struct, frozen=True):
    """What was mended, and what was refused."""

    fixed: tuple[Fixed, ...]
    refused: tuple[WriteRefused, ...]
    """One for each note that could be mended but not be written."""


def plan_fixes(workspace: Workspace, findings: Sequence[Finding]) -> tuple[Fixed, ...]:
    """The notes that can be mended, as they would be; nothing is written."""
    by_note: dict[str, list[Finding]] = {}
    for finding in findings:
        if RULES[finding.diagnostic.code].fixable:
            by_note.setdefault(finding.note, []).append(finding)
    fixed = []
    for path, found in by_note.items():
        note = workspace.vault.notes.get(path)
        data = scan.read_note(workspace.root, path) if note else None
        if note is not None and data is not None:
            mended = fix_note(workspace.vault, note, found, data)
            if mended is not None:
                fixed.append(mended)
    return tuple(fixed)


def fix(vault: Writing, findings: Sequence[Finding]) -> Mended:
    """Write every safe fix. A note that is refused stays as it is, and the others go on."""
    fixed, refused = [], []
    for item in plan_fixes(vault.workspace, findings):
        try:
            vault.writer.replace(item.path, item.before, item.after)
        except WriteRefused as error:
            refused.append(error)
        else:
            fixed.append(item)
    return Mended(tuple(fixed), tuple(refused))
