"""What is held of each symbol, in columns."""

from __future__ import annotations

from thesisvault.render.lines import Page
from thesisvault.reports.prices import Answer


def text(page: Page, answer: Answer) -> None:
    """Add a row for each symbol."""
    if not answer.symbols:
        page.line("No prices yet: `thesis prices import FILE` imports them.")
        return
    page.columns(
        (
            (
                row.symbol,
                str(row.first or "-"),
                str(row.last or "-"),
                f"{row.sessions:,}",
                f"{row.age} d" if row.age is not None else "-",
                str(row.missing),
                row.currency or "?",
                row.source or "?",
            )
            for row in answer.symbols
        ),
        header=("SYMBOL", "FIRST", "LAST", "SESSIONS", "AGE", "MISSING", "CUR", "SOURCE"),
    )
