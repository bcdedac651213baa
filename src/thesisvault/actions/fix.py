"""Mending what `check` finds, where the mend is certain: each note through the one writer."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from thesisvault.edits.fixes import Fixed
from thesisvault.model.diagnostics import Finding
from thesisvault.model.errors import WriteRefused
from thesisvault.reports.check import plan_fixes
from thesisvault.storage.writing.plans import Change
from thesisvault.workspace.writing import Writing


class Mended(Struct, frozen=True):
    """What was fixed, and what was refused."""

    fixed: tuple[Fixed, ...]
    refused: tuple[WriteRefused, ...]
    """One for each note that could be fixed but not written."""


def fix(vault: Writing, findings: Sequence[Finding]) -> Mended:
    """Write every safe fix. A note that is refused stays as it is, and the others go on."""
    fixed, refused = [], []
    planned = plan_fixes(vault.workspace, findings)
    if not planned:
        return Mended((), ())
    changes = [Change(item.path, item.before, item.after) for item in planned]
    with vault.recording(changes) as recorder:
        for item in planned:
            try:
                recorder.replace(item.path, item.before, item.after)
            except WriteRefused as error:
                refused.append(error)
            else:
                fixed.append(item)
    return Mended(tuple(fixed), tuple(refused))
