"""A note's links by their lines."""

from __future__ import annotations

from thesisvault.render.lines import Page
from thesisvault.reports.links import Answer


def text(page: Page, answer: Answer) -> None:
    """Add the note, then each link with its line, its name, and what it opens."""
    if answer.links:
        page.line((answer.note, "bold"))
    for row in answer.links:
        style = "" if row.resolved else "yellow"
        told = f"{row.target}{row.subpath} → {row.resolved or 'no note'}"
        page.wrapped(told, indent=7, style=style, first=f"{row.line:>5}")
