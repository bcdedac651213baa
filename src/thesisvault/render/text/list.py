"""Notes in columns."""

from __future__ import annotations

from collections.abc import Callable

from thesisvault.render.lines import Page
from thesisvault.reports.list import Answer, Row

_COLUMNS: dict[str, Callable[[Row], str]] = {
    "NAME": lambda row: row.name,
    "KIND": lambda row: row.kind.value,
    "DATE": lambda row: row.date.isoformat() if row.date else "",
    "TICKER": lambda row: row.ticker or "",
    "VERDICT": lambda row: row.verdict.value if row.verdict else "",
    "SCORE": lambda row: "" if row.score is None else f"{row.score:+.0f}",
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
    if answer.notes:
        page.columns(zip(*told.values(), strict=True), header=tuple(told))
