"""Notes like one, each with the words and the links that they share."""

from __future__ import annotations

from thesisvault.render.lines import Page
from thesisvault.reports.like import Answer


def text(page: Page, answer: Answer) -> None:
    """Add a line for each note, and below it why."""
    for row in answer.notes:
        page.line((row.name, "bold"), f"  {row.kind.value}  ", (row.path, "dim"))
        if row.words:
            page.wrapped(f"both say {', '.join(row.words)}", 2)
        if row.links:
            page.wrapped(f"both link {', '.join(row.links)}", 2)
