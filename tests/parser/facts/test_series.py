"""Series of figures: what cannot be read is said with its line, and the rest is kept."""

from __future__ import annotations

from thesisvault.model.note import Note
from thesisvault.parser.facts.series import missed, read_metric_series
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


def test_a_row_with_more_cells_than_the_header_is_left_out() -> None:
    note = series("date,value\n2026-01-08,3,5\n2026-01-09,3.4,\n")
    assert [metric.quantity.low for metric in note.facts.metrics] == [3.4]
    assert [(item.code, item.span.line) for item in note.diagnostics] == [("metric-series", 1)]


def test_columns_may_be_parted_by_semicolons_or_tabs() -> None:
    for sign in (";", "\t"):
        note = series(f"date{sign}value\n2026-01-08{sign}3,5\n2026-01-09{sign}1,234\n")
        assert [metric.quantity.low for metric in note.facts.metrics] == [3.5, 1.234]


def test_the_figures_of_a_file_have_one_decimal_sign() -> None:
    note = series('date,value\n2026-01-08,"1,234"\n2026-01-09,"1.234,5"\n')
    assert [metric.quantity.low for metric in note.facts.metrics] == [1.234, 1234.5]
    note = series('date,value\n2026-01-08,"1,234"\n2026-01-09,"1,234.5"\n')
    assert [metric.quantity.low for metric in note.facts.metrics] == [1234, 1234.5]


def test_series_in_the_wrong_place_are_named() -> None:
    wrong = ["metrics/us/cpi.csv", "Metrics/cpi.csv", "metrics/cpi.tsv"]
    right = ["metrics/cpi.csv", "metrics/CPI.CSV", "metrics/chart.png", "prices/cpi.csv"]
    assert [item.note for item in missed([*wrong, *right])] == wrong
