"""Moves as a table, in percent."""

from __future__ import annotations

from thesisvault.market.claim_windows import percent as signed_percent
from thesisvault.render.lines import Page, clean, fit, pad
from thesisvault.reports.moves import Answer
from thesisvault.reports.thesis import Row


def text(page: Page, answer: Answer) -> None:
    """A row a name, with what limits each figure below it."""
    rows = answer.rows
    if not rows:
        page.line("No open thesis to measure. Name a symbol: `thesis moves NVDA`.")
        return
    first = next((row for row in rows if row.day_zero), rows[0])
    day = f"day 0 is {first.day_zero}" if first.day_zero else f"no session for {first.event}"
    start, last = first.window
    ends = [row.end for row in rows if row.end]
    to_date = f"to {max(ends)}" if ends else "to date"
    window = f"[{start}, {to_date if last is None else last}]"
    page.line((f"Moves: {day}, window {window}, against {first.benchmark or 'nothing'}", "bold"))
    name_width = max(min(page.width - 54, 36), 16)
    header = pad("NAME", name_width) + "   RETURN  ABNORMAL        T   DF    N  METHOD"
    page.line((header, "dim"))
    for row in rows:
        t = f"{row.t:.2f}" if row.t is not None else "-"
        df = str(row.df) if row.df is not None else "-"
        page.line(
            (pad(fit(clean(row.name), name_width), name_width), "bold"),
            pad(percent(row.simple_return), 9, right=True),
            pad(percent(row.abnormal), 10, right=True),
            pad(t, 9, right=True),
            pad(df, 5, right=True),
            pad(str(row.n), 5, right=True),
            f"  {row.method}",
        )
        for note in _notes(row):
            page.wrapped(note, indent=4, style="dim")


def _notes(row: Row) -> list[str]:
    notes = []
    if row.reason:
        notes.append(row.reason)
    if row.without_earnings is not None:
        other = row.without_earnings
        t = f", t {other.t:.2f}" if other.t is not None else ""
        notes.append(
            f"own earnings fall inside the window; without them {percent(other.simple_return)}"
            f", abnormal {percent(other.abnormal)}{t}"
        )
    tested = row.cross_section
    if tested is not None:
        figures = (
            ("BMP", tested.bmp),
            ("with Kolari-Pynnönen", tested.kolari_pynnonen),
            ("Corrado", tested.corrado),
            ("mean correlation", tested.mean_correlation),
            ("effective names", tested.effective_names),
        )
        shown = ", ".join(f"{name} {value:.2f}" for name, value in figures if value is not None)
        notes.append(f"over {len(tested.symbols)} names: {shown}")
    return notes


def percent(value: float | None) -> str:
    """``+2.39%``; a figure that is not known is a dash, never zero."""
    return "-" if value is None else signed_percent(value)


def p_value(p: float) -> str:
    """Four digits; a smaller value is said to be smaller, never zero."""
    return f"{p:.4f}" if p >= 0.0001 else "below 0.0001"
