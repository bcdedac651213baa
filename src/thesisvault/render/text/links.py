"""A note's links, a line each."""

from __future__ import annotations

from thesisvault.render.lines import Page, place
from thesisvault.reports.links import Answer


def text(page: Page, answer: Answer) -> None:
    """Add each link with its line, its name, and what it opens."""
    for row in answer.links:
        where = (f"{place(answer.note, row.line)}: ", "dim")
        opens = row.resolved or ("no note", "yellow")
        page.line(where, row.target + row.subpath, " → ", opens)
