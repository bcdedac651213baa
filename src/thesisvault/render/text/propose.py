"""Proposals, a row each with the words it was read from."""

from __future__ import annotations

from thesisvault.render.lines import Page, clean, place, plural
from thesisvault.reports.propose import Answer, Row

_INDENT = 5


def text(page: Page, answer: Answer) -> None:
    """Each row by its number, then what was not proposed, and what to type."""
    for item in answer.proposals:
        row(page, item, answer.note)
    for left in answer.unnamed:
        cite = place(answer.note, left.line)
        page.wrapped(
            f"{left.text}: the sentence does not say what it measures", _INDENT, "dim", "  -", cite
        )
    if answer.proposals:
        page.line("")
        page.wrapped(
            f"{plural(len(answer.proposals), 'row')} proposed, none written: "
            "`--write` asks for each, `--write --accept 1,3-5` writes these."
        )
    if answer.written:
        page.wrapped(f"Already in the note: {plural(answer.written, 'row')}.", style="dim")


def row(page: Page, item: Row, note: str) -> None:
    """One proposal: its row, and below it the words."""
    cells = " | ".join(f"{head}: {cell}" for head, cell in item.cells.items() if cell)
    page.wrapped(f"{item.table}: {cells}", _INDENT, "", f"{item.number:>3}", "")
    page.wrapped(f"“{clean(item.quote)}”", _INDENT, "dim", "", place(note, item.line))
    if item.hint:
        page.wrapped(f"hint: {item.hint}", _INDENT, "yellow")
