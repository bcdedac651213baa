"""Where notes are named without a link."""

from __future__ import annotations

from thesisvault.render.lines import Page, excerpt, place, plural, width
from thesisvault.reports.mentions import Answer


def text(page: Page, answer: Answer) -> None:
    """Add a line for each mention; for all notes, how often each is named."""
    for row in answer.mentions:
        where = f"{place(row.note, row.line)}: "
        room = max(page.width - width(where), 20)
        page.line((where, "dim"), excerpt(row.shown, row.column, room))
    if answer.counts:
        rows = [
            (item.name, str(item.mentions), plural(item.notes, "note")) for item in answer.counts
        ]
        page.columns(rows, ("NAME", "MENTIONS", "IN"))
