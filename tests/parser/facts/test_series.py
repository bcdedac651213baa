"""Series of figures: what cannot be read is said with its line, and the rest is kept."""

from __future__ import annotations

from thesisvault.model.note import Note
from thesisvault.parser.facts.series import read_metric_series
from thesisvault.parser.facts.vocabulary import default_vocabulary


def series(text: str) -> Note:
    return read_metric_series("metrics/terminal rate.csv", text.encode(), default_vocabulary())


def test_a_row_without_a_figure_is_left_out() -> None:
    note = series("date,value\n2026-01-08,3.5%\n=cmd,+1\n2026-01-09,3.4%\n")
    assert [metric.quantity.text for metric in note.facts.metrics] == ["3.5%", "3.4%"]
    assert [(item.code, item.span.line) for item in note.diagnostics] == [("metric-series", 2)]


def test_a_cell_that_is_too_large_ends_the_file_and_keeps_what_stands_above() -> None:
    note = series("date,value\n2026-01-08,3.5%\n2026-01-09," + "9" * 200_000 + "\n")
    assert [metric.quantity.text for metric in note.facts.metrics] == ["3.5%"]
    assert [(item.code, item.span.line) for item in note.diagnostics] == [("metric-series", 2)]
    (found,) = series("x" * 200_000).diagnostics
    assert "cannot be read" in found.message
