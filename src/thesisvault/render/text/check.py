"""What is wrong in a vault by code, the worst first, and how much of it there is."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from thesisvault.model.diagnostics import QUIET, RULES, Severity
from thesisvault.render.lines import Page, one_line, place, plural
from thesisvault.reports.check import Answer, Row

MOST = 10
"""Findings listed of a code; the others are counted."""
_LEVELS = {
    Severity.ERROR: ("error", "red"),
    Severity.WARNING: ("warning", "yellow"),
    Severity.INFO: ("hint", "dim"),
}


def text(page: Page, answer: Answer, scope: str, *, every: bool) -> None:
    """Add a block for each code, then the counts; `scope` says where; `every`: list all."""
    quiet: list[list[Row]] = []
    for code, group in groupby(answer.diagnostics, key=lambda row: row.code):
        rows = list(group)
        if code in QUIET and not every:
            quiet.append(rows)
        else:
            _add_block(page, rows, len(rows) if every else MOST)
    severities = [item.severity for item in answer.diagnostics]
    counts = [plural(severities.count(level), word) for level, (word, _) in _LEVELS.items()]
    page.line(f"{', '.join(counts)} {scope}.")
    for rows in quiet:
        code = rows[0].code
        page.wrapped(f"Not listed: {plural(len(rows), *QUIET[code])}: `thesis check --code {code}`")


def lines(page: Page, answer: Answer) -> None:
    """A line a finding: its place, its severity, its code and what to do."""
    for row in answer.diagnostics:
        word = _LEVELS[row.severity][0]
        page.line(f"{place(row.note, row.line)}: {word} {row.code}: {one_line(row.message)}")


def _add_block(page: Page, rows: Sequence[Row], most: int) -> None:
    code = rows[0].code
    word, colour = _LEVELS[rows[0].severity]
    page.flowing((f"{word} {code}", colour), f": {RULES[code].title} ({len(rows)})")
    for message, group in groupby(rows[:most], key=lambda row: row.message):
        for row in group:
            page.line("  ", (place(row.note, row.line), "bold"))
        page.wrapped(message, indent=4)
    if len(rows) > most:
        page.wrapped(
            f"and {len(rows) - most} more: `thesis check --code {code}` lists them.", indent=2
        )
    page.line()
