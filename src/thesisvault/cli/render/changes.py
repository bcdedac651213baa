"""What changed between two reviews, as text and JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from thesisvault.cli.render.review import describe, evidence_document, place
from thesisvault.cli.text import say, say_wrapped
from thesisvault.impact.changes import Change


def say_changes(found: Sequence[Change], since: str) -> None:
    """Turned verdicts first, each with the evidence that came and went."""
    say()
    if not found:
        say(f"Nothing changed since {since}.")
        return
    say((f"Changed since {since}", "bold"))
    for change in sorted(found, key=lambda change: not change.turned):
        say("  ", (change.thesis, "bold"), f": {turn(change)}")
        for mark, items in (("+", change.came), ("-", change.went)):
            for item in items:
                cite = place(item.citation)
                say_wrapped(describe(item), indent=6, first=f"    {mark}", style="dim", cite=cite)


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
