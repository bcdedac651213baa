"""Notes in columns."""

from __future__ import annotations

from thesisvault.render.lines import Page
from thesisvault.reports.list import Answer


def text(page: Page, answer: Answer) -> None:
    """Name, kind and path of each."""
    page.columns((row.name, row.kind.value, row.path or "no note yet") for row in answer.notes)
