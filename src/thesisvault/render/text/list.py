"""Notes in columns."""

from __future__ import annotations

from collections.abc import Callable

from thesisvault.render.lines import Page, clean, width
from thesisvault.render.text.verdicts import signed
from thesisvault.reports.list import Answer, Row

_COLUMNS: dict[str, Callable[[Row], str]] = {
    "NAME": lambda row: row.name,
    "KIND": lambda row: row.kind.value,
    "DATE": lambda row: row.date.isoformat() if row.date else "",
    "TICKER": lambda row: row.ticker or "",
    "VERDICT": lambda row: row.verdict.value if row.verdict else "",
    "SCORE": lambda row: "" if row.score is None else signed(row.score),
    "PATH": lambda row: row.path or "no note yet",
}
_ALWAYS = ("NAME", "KIND", "PATH")


def text(page: Page, answer: Answer, *, dated: bool = False) -> None:
    """Name, kind and path of each; ticker, verdict and score where one is known."""
    told = {
        name: [cell(row) for row in answer.notes]
        for name, cell in _COLUMNS.items()
        if name != "DATE" or dated
    }
    told = {name: cells for name, cells in told.items() if name in _ALWAYS or any(cells)}
    if _is_too_wide(page, told) and _names_suffice(answer):
        del told["PATH"]  # cut short it is of no use, and leaves no room for the names
    if answer.notes:
        page.columns(zip(*told.values(), strict=True), header=tuple(told))


def _is_too_wide(page: Page, told: dict[str, list[str]]) -> bool:
    columns = [{name, *cells} for name, cells in told.items()]  # most kinds are there many times
    widest = (max(width(clean(cell)) for cell in cells) for cells in columns)
    return sum(widest) + 2 * (len(columns) - 1) > page.row_width


def _names_suffice(answer: Answer) -> bool:
    """Whether each name is that of one note, which is written."""
    names = {row.name for row in answer.notes}
    return len(names) == len(answer.notes) and all(row.path for row in answer.notes)
