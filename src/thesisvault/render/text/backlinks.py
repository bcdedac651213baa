"""Backlinks, a line each, with the words around the link."""

from __future__ import annotations

from thesisvault.render.lines import Page, excerpt, place, width
from thesisvault.reports.backlinks import Answer, Mention, Row


def text(page: Page, answer: Answer) -> None:
    """Add each link with its line; then the lines that only name the security."""
    for row in answer.links:
        _line(page, row)
    if answer.mentions:
        page.line("Named without a link:")
    for mention in answer.mentions:
        _line(page, mention)


def _line(page: Page, row: Row | Mention) -> None:
    where = f"{place(row.note, row.line)}: "
    room = max(page.width - width(where), 20)
    page.line((where, "dim"), excerpt(row.text, row.column, room))
