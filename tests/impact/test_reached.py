"""Levels that the last close has reached, and theses that were closed."""

from __future__ import annotations

import datetime as dt

import pytest

from thesisvault.model.review import StatusReport

from .builders import review
from .prices import DAYS, shelf

LAST = DAYS[-1]
PRICES = shelf({"TANX": [0.0] * (len(DAYS) - 1)})  # 100 all the time
STOCK = "---\ntype: stock\nsymbol: TANX\n---\n"


def told(report: StatusReport) -> list[tuple[str, str, int]]:
    codes = ("target-reached", "buy-reached", "thesis-closed")
    return [
        (it.code, it.citation.note, it.citation.line) for it in report.attention if it.code in codes
    ]


@pytest.mark.parametrize(
    ("side", "level", "is_reached"),
    [
        ("long", "target: 90", True),
        ("long", "target: 110", False),
        ("long", "target: 90-190", True),
        ("long", "target: 120-130", False),
        ("short", "target: 110", True),
        ("short", "target: 90", False),
        ("long", "buy_zone: 90-190", True),
        ("long", "buy_below: 90", False),
        ("long", "buy_zone: 90-190\nentry: 80", False),
        ("long", "buy_zone: 90-190\nstatus: held", False),
        ("long", "target: soon", False),
    ],
)
def test_a_level_of_a_thesis(side: str, level: str, is_reached: bool) -> None:
    thesis = f"---\ntype: thesis\nside: {side}\nticker: TANX\n{level}\n---\n"
    report = review({"T.md": thesis, "Stocks/TANX.md": STOCK}, LAST, prices=PRICES)
    assert [note for _, note, _ in told(report)] == (["T.md"] if is_reached else [])
    assert told(review({"T.md": thesis, "Stocks/TANX.md": STOCK}, LAST)) == []  # without prices


def test_a_target_in_a_table_with_a_thesis_and_without() -> None:
    head = "| Ticker | Shares | Cost | Target |\n|---|---|---|---|\n"
    table = f"## {LAST}\n\n{head}| TANX | 4 | 10 | 90 |\n"
    alone = {"Holdings.md": table, "Stocks/TANX.md": STOCK}
    assert told(review(alone, LAST, prices=PRICES)) == [("target-reached", "Holdings.md", 5)]
    thesis = {**alone, "T.md": "---\ntype: thesis\nside: long\nticker: TANX\n---\n"}
    (found,) = review(thesis, LAST, prices=PRICES).theses
    assert [(it.code, it.citation.note) for it in found.flags] == [
        ("target-reached", "Holdings.md")
    ]


@pytest.mark.parametrize(("ago", "is_told"), [(1, True), (90, True), (91, False)])
def test_what_is_held_of_a_thesis_that_was_closed_of_late(ago: int, is_told: bool) -> None:
    closed = LAST - dt.timedelta(days=ago)
    table = f"## {LAST}\n\n| Ticker | Shares |\n|---|---|\n| TANX | 4 |\n"
    thesis = f"---\ntype: thesis\nside: long\nticker: TANX\nclosed: {closed}\n---\n"
    notes = {"Holdings.md": table, "Stocks/TANX.md": STOCK, "T.md": thesis}
    assert told(review(notes, LAST)) == ([("thesis-closed", "T.md", 1)] if is_told else [])
    other = "---\ntype: thesis\nside: long\nticker: TANX\n---\n"
    assert told(review({**notes, "Other.md": other}, LAST)) == []
