"""Notes in columns."""

from __future__ import annotations

from collections.abc import Callable

from thesisvault.render.lines import Measured, Page, measured
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
    columns = {
        name: measured([name, *cells])
        for name, cells in told.items()
        if name in _ALWAYS or any(cells)
    }
    if _is_too_wide(page, columns) and _names_suffice(answer):
        del columns["PATH"]  # cut short it is of no use, and leaves no room for the names
    if answer.notes:
        page.table([*columns.values()], headed=True)


def _is_too_wide(page: Page, columns: dict[str, Measured]) -> bool:
    widest = [max(taken) for _, taken in columns.values()]
    return sum(widest) + 2 * (len(widest) - 1) > page.row_width


def _names_suffice(answer: Answer) -> bool:
    """Whether each name is that of one note, which is written."""
    names = {row.name for row in answer.notes}
    return len(names) == len(answer.notes) and all(row.path for row in answer.notes)
