"""Wide tables: periods or symbols as headers."""

from __future__ import annotations

import pytest

from parser.reading import cut, read
from thesisvault.model.facts import Metric


def metrics(*lines: str) -> tuple[str, tuple[Metric, ...]]:
    text = "\n".join(("# Quartz", "", "## Figures", "", *lines, ""))
    return text, read(text, "Stocks/Quartz.md").facts.metrics


def test_periods_as_headers() -> None:
    text, found = metrics(
        "| | FY24 | FY25E | Q1 2026 |",
        "|---|---|---|---|",
        "| **Gross margin** | 41% | 43.5% | 44% |",
        "| Orders | — | $1.2bn | soon |",
    )
    assert [(item.name, item.quantity.text, item.basis) for item in found] == [
        ("Gross margin", "41%", "fiscal year"),
        ("Gross margin", "43.5%", "fiscal year, estimate"),
        ("Gross margin", "44%", ""),
        ("Orders", "$1.2bn", "fiscal year, estimate"),
    ]
    years = [item.as_of.start.year for item in found if item.as_of]
    assert years == [2024, 2025, 2026, 2025]
    assert all(item.section == "Figures" for item in found)
    assert cut(text, found[0].span).startswith("**Gross margin** | 41%")


def test_symbols_as_headers() -> None:
    _, found = metrics("| Metric | QQZA | $QQZB |", "|---|---|---|", "| P/E | 18x | 41x |")
    assert [(item.name, item.entity, item.quantity.text) for item in found] == [
        ("P/E", "QQZA", "18x"),
        ("P/E", "QQZB", "41x"),
    ]


@pytest.mark.parametrize(
    "header",
    ["| Year | 2024 |", "| Depot | Bays | 2024 |", "| Name | QQZA | Remark |", "| A | B | C |"],
)
def test_what_is_not_wide(header: str) -> None:
    dashes = "|" + "---|" * (header.count("|") - 1)
    _, found = metrics(header, dashes, "| " + "1 | " * (header.count("|") - 1))
    assert found == ()


def test_two_periods_of_one_figure_do_not_contradict_each_other() -> None:
    _, found = metrics("| | 2023 | 2024 |", "|---|---|---|", "| Margin | 41% | 52% |")
    first, second = (item.as_of for item in found)
    assert first is not None and second is not None
    assert first.end < second.start
