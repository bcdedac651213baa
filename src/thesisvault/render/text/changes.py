"""What changed between two reviews, as text and JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from thesisvault.impact.changes import Change
from thesisvault.render.lines import Page
from thesisvault.render.text.status import describe, evidence_document, place


def text(page: Page, found: Sequence[Change], since: str) -> None:
    """Turned verdicts first, each with the evidence that came and went."""
    page.line()
    if not found:
        page.line(f"Nothing changed since {since}.")
        return
    page.line((f"Changed since {since}", "bold"))
    for change in sorted(found, key=lambda change: not change.turned):
        page.line("  ", (change.thesis, "bold"), f": {turn(change)}")
        for mark, items in (("+", change.came), ("-", change.went)):
            for item in items:
                cite = place(item.citation)
                page.wrapped(describe(item), indent=6, first=f"    {mark}", style="dim", cite=cite)


def turn(change: Change) -> str:
    """Both verdicts, or the one that stayed."""
    before = change.before.value if change.before else "not under review"
    after = change.after.value if change.after else "not under review"
    return f"{before} → {after}" if change.turned else f"still {after}"


def change_document(change: Change) -> dict[str, Any]:
    """One entry of `changes` in `status --since --json`."""
    return {
        "thesis": change.thesis,
        "before": change.before.value if change.before else None,
        "after": change.after.value if change.after else None,
        "score_before": change.score_before,
        "score_after": change.score_after,
        "came": [evidence_document(item) for item in change.came],
        "went": [evidence_document(item) for item in change.went],
    }
