"""Moves as a table and as JSON: fractions in JSON, percent on the page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec.structs import asdict

from thesisvault.market.claim_windows import percent as signed_percent
from thesisvault.model.market import EventStudy
from thesisvault.render.lines import Page, clean, fit, iso, pad


def text(page: Page, studies: Sequence[EventStudy]) -> None:
    """A row a name, with what limits each figure below it."""
    if not studies:
        page.line("No open thesis to measure. Name a symbol: `thesis moves NVDA`.")
        return
    first = next((study for study in studies if study.day_zero), studies[0])
    day = f"day 0 is {first.day_zero}" if first.day_zero else f"no session for {first.event}"
    start, last = first.abnormal.window
    ends = [study.move.end for study in studies if study.move.end]
    to_date = f"to {max(ends)}" if ends else "to date"
    window = f"[{start}, {to_date if last is None else last}]"
    page.line((f"Moves: {day}, window {window}, against {first.benchmark or 'nothing'}", "bold"))
    name_width = max(min(page.width - 54, 36), 16)
    header = pad("NAME", name_width) + "   RETURN  ABNORMAL        T   DF    N  METHOD"
    page.line((header, "dim"))
    for study in studies:
        abnormal = study.abnormal
        t = f"{abnormal.t:.2f}" if abnormal.t is not None else "-"
        df = str(abnormal.df) if abnormal.df is not None else "-"
        page.line(
            (pad(fit(clean(study.move.name), name_width), name_width), "bold"),
            pad(percent(study.move.simple_return), 9, right=True),
            pad(percent(abnormal.car), 10, right=True),
            pad(t, 9, right=True),
            pad(df, 5, right=True),
            pad(str(abnormal.n), 5, right=True),
            f"  {abnormal.method}",
        )
        for note in _notes(study):
            page.wrapped(note, indent=4, style="dim")


def _notes(study: EventStudy) -> list[str]:
    notes = []
    if study.abnormal.reason:
        notes.append(study.abnormal.reason)
    if study.without_earnings is not None:
        other = study.without_earnings
        t = f", t {other.abnormal.t:.2f}" if other.abnormal.t is not None else ""
        notes.append(
            f"own earnings fall inside the window; without them {percent(other.move.simple_return)}"
            f", abnormal {percent(other.abnormal.car)}{t}"
        )
    tested = study.cross_section
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


def move_document(study: EventStudy) -> dict[str, Any]:
    """One row of `moves --json`."""
    move, abnormal = study.move, study.abnormal
    return {
        "name": move.name,
        "symbols": list(move.symbols),
        "start": iso(move.start),
        "end": iso(move.end),
        "return": move.simple_return,
        "abnormal": abnormal.car,
        "t": abnormal.t,
        "df": abnormal.df,
        "method": abnormal.method,
        "n": abnormal.n,
        "reason": abnormal.reason,
        "p": abnormal.p,
        "alpha": abnormal.alpha,
        "beta": abnormal.beta,
        "sigma": abnormal.sigma,
        "event": iso(study.event),
        "day_zero": iso(study.day_zero),
        "window": list(abnormal.window),
        "sessions": abnormal.sessions,
        "benchmark": study.benchmark,
        "benchmark_return": study.benchmark_return,
        "coverage": study.coverage,
        "excluded": [asdict(item) for item in study.excluded],
        "cross_section": _cross_section(study),
        "without_earnings": (
            move_document(study.without_earnings) if study.without_earnings else None
        ),
    }


def _cross_section(study: EventStudy) -> dict[str, Any] | None:
    if study.cross_section is None:
        return None
    return {**asdict(study.cross_section), "symbols": list(study.cross_section.symbols)}
