"""Backlinks, a line each, with the words around the link."""

from __future__ import annotations

from thesisvault.render.lines import Page, excerpt, place, width
from thesisvault.reports.backlinks import Answer


def text(page: Page, answer: Answer) -> None:
    """Where each link stands, and what is said there."""
    for row in answer.links:
        where = f"{place(row.note, row.line)}: "
        room = max(page.width - width(where), 20)
        page.line((where, "dim"), excerpt(row.text, row.column, room))
