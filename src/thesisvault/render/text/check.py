"""What is wrong in a vault, a paragraph each, and how much of it there is."""

from __future__ import annotations

from thesisvault.model.diagnostics import Severity
from thesisvault.render.lines import Page, place, plural
from thesisvault.reports.check import Answer

_LEVELS = {
    Severity.ERROR: ("error", "red"),
    Severity.WARNING: ("warning", "yellow"),
    Severity.INFO: ("hint", "dim"),
}


def text(page: Page, answer: Answer, scope: str) -> None:
    """Each by its place, then their numbers; `scope` says where was looked."""
    for item in answer.diagnostics:
        head = (f"{item.severity.value} {item.code}", _LEVELS[item.severity][1])
        page.line((f"{place(item.note, item.line)}: ", "bold"), head)
        page.wrapped(item.message, indent=4)
    severities = [item.severity for item in answer.diagnostics]
    counts = [plural(severities.count(level), word) for level, (word, _) in _LEVELS.items()]
    page.line(f"{', '.join(counts)} {scope}.")
