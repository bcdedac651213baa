"""The table of moves: whose, when, against what; the same bytes from the same prices."""

from __future__ import annotations

import datetime as dt

import pytest

from edits.blocks import vault
from impact.prices import EVENT, shelf, with_t
from thesisvault.edits.moves import measured_from, moves_body
from thesisvault.edits.options import Options
from thesisvault.edits.words import Wikilinks
from thesisvault.market.event_study import study_event
from thesisvault.model.review import Citation, FlowVerdict, MeasuredFlow
from thesisvault.model.settings import MarketSettings

NOTES = {
    "Alpha.md": "---\ntype: stock\nsymbol: AAA\ngroups: ['[[Group]]']\n---\n",
    "Beta | x.md": "---\ntype: stock\nsymbol: BBB\ngroups: ['[[Group]]']\n---\n",
    "Group.md": "---\ntype: sector\n---\n",
    "Idea.md": "---\ntype: concept\n---\n",
    "Long A.md": (
        "---\ntype: thesis\n---\n| Exposure | Weight | Side |\n|---|---|---|\n"
        "| [[Alpha]] | 1 | long |\n"
    ),
    "R.md": (
        "---\ntype: rotation\nstarted: 2026-01-08\n---\n| Stock | Move |\n|---|---|\n"
        "| [[Alpha]] | +3% |\n| [[Group]] | -1% |\n| [[Nowhere]] | -1% |\n"
    ),
}


def body(name: str, options: Options | None = None, last: dt.date | None = EVENT) -> str:
    found = vault(NOTES)
    prices = shelf({"AAA": with_t(3.0), "BBB": with_t(-2.0, "b")})
    measured = measured_from(
        found,
        MarketSettings(),
        last,
        lambda event, before: prices,
        lambda symbol: f"my | broker {symbol}"[:11],
    )
    text = moves_body(measured, found.nodes[name], options or Options(), Wikilinks(found))
    assert text.startswith("\n") and text.endswith("\n\n")
    return text


def cells(text: str) -> list[list[str]]:
    rows = [line for line in text.split("\n") if line.startswith("| ")]
    return [[cell.strip() for cell in row.strip("|").split(" | ")] for row in rows[1:]]


def test_a_stock_over_a_day_a_week_and_a_month_up_to_the_last_session() -> None:
    text = body("Alpha.md")
    assert "| Name | Sessions | Return | Against SPY | t |" in text
    rows = cells(text)
    assert [row[:2] for row in rows] == [
        ["AAA", "2026-01-08"],
        ["AAA", "2026-01-02 to 2026-01-08"],
        ["AAA", "2025-12-11 to 2026-01-08"],
    ]
    assert rows[0][4] == "3.00"
    assert text.endswith("- Prices: my \\| broker\n\n")
    assert body("Alpha.md") == text


def test_a_thesis_is_its_basket_and_a_group_its_members() -> None:
    assert {row[0] for row in cells(body("Long A.md"))} == {"Long A"}
    assert {row[0] for row in cells(body("Group.md"))} == {"Group"}


def test_a_rotation_on_its_own_day_name_by_name() -> None:
    rows = cells(body("R.md", last=dt.date(2026, 6, 1)))
    assert [row[:2] for row in rows] == [
        ["[[Alpha]]", "2026-01-08"],
        ["[[Group]]", "2026-01-08"],
    ]


def test_options_choose_symbols_window_and_day() -> None:
    day = dt.date(2025, 12, 1)
    rows = cells(body("Idea.md", Options((-1, 1), ("BBB", "A|B"), day)))
    assert [row[:2] for row in rows] == [
        ["BBB", "2025-11-28 to 2025-12-02"],
        ["A\\|B", "–"],
    ]
    assert cells(body("Alpha.md", Options(event=day)))[0][1] == "2025-12-01"
    to_date = cells(body("Alpha.md", Options((0, None), event=day)))
    assert to_date[0][1].startswith("2025-12-01 to 2026-")


@pytest.mark.parametrize(
    ("name", "last", "said"),
    [
        ("Idea.md", EVENT, "Nothing to measure: this note has no symbol, group or exposure."),
        ("Alpha.md", None, "No prices yet."),
    ],
)
def test_nothing_to_measure_and_why(name: str, last: dt.date | None, said: str) -> None:
    assert body(name, last=last) == f"\n{said}\n\n"


def test_without_figures_one_row_and_the_reason() -> None:
    text = body("Alpha.md", Options(symbols=("ZZZ",)))
    assert [row[2:] for row in cells(text)] == [["–", "–", "–"]]
    assert "ZZZ: " in text


def test_a_rotation_tells_which_of_its_flows_hold() -> None:
    found = vault(NOTES)
    prices = shelf({"AAA": with_t(3.0), "BBB": with_t(-2.0, "b")})
    study = study_event("Group", [prices.adjusted("AAA")], prices.adjusted("SPY"), EVENT)
    cite = Citation("into Group", "R.md", 9)
    held = MeasuredFlow("R.md", "Group.md", "Group", 1, cite, study, (), 0.02, FlowVerdict.HOLDS)
    unknown = MeasuredFlow("R.md", '"X"', "X | y", -1, cite, reason="it has no note")
    measured = measured_from(
        found,
        MarketSettings(),
        EVENT,
        lambda event, before: prices,
        str,
        lambda path: (held, unknown),
    )
    node, links = found.nodes["R.md"], Wikilinks(found)
    text = moves_body(measured, node, Options(), links)
    assert [row[0] for row in cells(text)][-2:] == ["into [[Group]]", "out of X \\| y"]
    assert "| 3.00 | 0.0030 | 0.0200 | holds |" in text
    assert text.endswith("- X \\| y: it has no note\n\n")
    assert "Adjusted p" not in moves_body(measured, node, Options(symbols=("AAA",)), links)
