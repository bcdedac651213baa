"""Stated moves beside what prices say."""

from __future__ import annotations

from thesisvault.market.claim_windows import percent, points
from thesisvault.render.lines import Page, place, plural
from thesisvault.reports.claims import Answer, Row

_COLOURS = {"holds": "green", "fails": "red", "unchecked": "dim"}


def text(page: Page, answer: Answer) -> None:
    """Add a row for each move, the reason below it, and the counts."""
    for row in answer.claims:
        page.line(
            (f"{row.verdict:9}", _COLOURS[row.verdict]),
            " ",
            (row.name, "bold"),
            f" ({row.symbol})" if row.symbol else "",
            f" stated {row.text}",
            f", measured {_measured(row)}" if row.measured is not None else "",
        )
        page.wrapped(row.reason, indent=10, style="dim", cite=place(row.note, row.line))
    counts = [
        f"{sum(row.verdict == verdict for row in answer.claims)} {word}"
        for verdict, word in (("holds", "hold"), ("fails", "fail"), ("unchecked", "unchecked"))
    ]
    page.line(f"{plural(len(answer.claims), 'stated move')}: {', '.join(counts)}.")


def _measured(row: Row) -> str:
    assert row.measured is not None
    return points(row.measured) if row.kind == "relative" else percent(row.measured)
