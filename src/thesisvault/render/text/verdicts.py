"""Verdicts and scores in words: their colors, marks and changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from thesisvault.model.review import Outcome
from thesisvault.reports.status import Changed
from thesisvault.reports.thesis import Reviewed

if TYPE_CHECKING:
    from thesisvault.impact.changes import Change

COLOURS = {
    Outcome.SUPPORTED: "green",
    Outcome.PRESSURED: "red",
    Outcome.MIXED: "",
    Outcome.NEUTRAL: "",
    Outcome.UNKNOWN: "dim",
}
"""Red is for what is pressured or broken alone, yellow for what is near or overdue."""
MARKS = {
    Outcome.PRESSURED: "-",
    Outcome.MIXED: "±",
    Outcome.SUPPORTED: "+",
    Outcome.NEUTRAL: "=",
    Outcome.UNKNOWN: "?",
}
"""Also the order in which a review counts them."""


def shown_score(thesis: Reviewed) -> str:
    """A score as a whole number, `weak` for one that is less precise than that; else nothing."""
    if thesis.score is None:
        return ""
    return "weak" if thesis.weak else signed(thesis.score)


def signed(score: float) -> str:
    """A score as a whole number with its sign; zero has none."""
    return f"{score:+.0f}" if round(score) else "0"


def turn(change: Changed | Change) -> str:
    """Both verdicts, or the one that stayed."""
    before = change.before.value if change.before else "not under review"
    after = change.after.value if change.after else "not under review"
    return f"still {after}" if change.before is change.after else f"{before} → {after}"
