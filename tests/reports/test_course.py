"""The way of a thesis: levels that can be worked out by hand."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from thesisvault.reports.course import Answer, Ask, report
from thesisvault.workspace import open_workspace

DAYS = tuple(dt.date(2025, 3, day) for day in (3, 4, 5, 6, 7))
CLOSES = {
    "SPY": (500, 505, 510, 500, 520),
    "AAA": (100, 110, 120, 90, 130),
    "BBB": (50, 50, 45, 55, 60),
}
NOTE = """---
type: thesis
side: long
opened: {opened}
---

| Exposure | Weight |
|---|---|
| AAA | 75 |
| BBB | 25 |

| Signal | Condition | Action |
|---|---|---|
| Lags | relative return since opened < -10% | Sell |
| Falls | AAA close < 80 | Sell |

## Log
- 2025-03-05: Bought more.
- 2025-03-07: Bought the rest.
"""


def course(root: Path, day: dt.date, opened: str = "2025-03-04") -> Answer:
    (root / ".thesis").mkdir(exist_ok=True)
    (root / "prices").mkdir(exist_ok=True)
    for symbol, closes in CLOSES.items():
        rows = "".join(f"{day},,,,{close},,,,\n" for day, close in zip(DAYS, closes, strict=True))
        head = f"# symbol: {symbol}\n# currency: USD\n# adjusted: no\n"
        columns = "date,open,high,low,close,adj_close,volume,dividend,split\n"
        (root / "prices" / f"{symbol}.csv").write_text(head + columns + rows)
    (root / "Long AB.md").write_text(NOTE.format(opened=opened))
    return report(open_workspace(root).on(day), Ask("Long AB"))


def test_levels_are_bought_and_held_from_the_close_of_the_opening(tmp_path: Path) -> None:
    found = course(tmp_path, DAYS[-1])
    assert (found.start, found.benchmark, found.reason) == (DAYS[1], "SPY", "")
    last = 100 * (1 + 0.75 * (130 / 110 - 1) + 0.25 * (60 / 50 - 1))
    assert found.points[0].level == 100
    assert found.points[-1].level == pytest.approx(last)
    assert found.benchmark_points[-1].level == pytest.approx(100 * 520 / 505)
    first = found.holdings[0]
    assert (first.name, first.share) == ("AAA", 0.75)
    assert first.simple_return == pytest.approx(130 / 110 - 1)


def test_a_day_does_not_know_what_comes_after_it(tmp_path: Path) -> None:
    found = course(tmp_path, DAYS[3])
    assert [point.date for point in found.points] == list(DAYS[1:4])
    assert [entry.text for entry in found.entries] == ["Bought more."]


def test_a_tripwire_on_the_return_is_a_level_and_one_on_a_part_is_not(tmp_path: Path) -> None:
    found = course(tmp_path, DAYS[-1])
    assert [limit.condition for limit in found.limits] == ["relative return since opened < -10%"]
    assert found.limits[0].points[-1].level == pytest.approx(100 * 520 / 505 - 10)


def test_prices_that_begin_late_are_said_and_move_no_tripwire(tmp_path: Path) -> None:
    found = course(tmp_path, DAYS[-1], opened="2025-02-20")
    assert found.start == DAYS[0]
    assert found.reason == "prices begin on 2025-03-03, after it was opened"
    assert found.limits == ()


def test_no_session_yet_is_said(tmp_path: Path) -> None:
    found = course(tmp_path, DAYS[1])
    assert (found.points, found.reason) == ((), "no session after 2025-03-04 yet")


def test_a_stop_is_a_level_however_it_is_written(tmp_path: Path) -> None:
    course(tmp_path, DAYS[-1])
    text = (
        "---\ntype: thesis\nside: long\nticker: AAA\nopened: 2025-03-04\nstop: 99\n---\n\n"
        "## Kill criteria\n\n- AAA closes below 88 — the base is gone\n- weekly close below 77\n"
    )
    (tmp_path / "Long AB.md").write_text(text)
    found = report(open_workspace(tmp_path).on(DAYS[-1]), Ask("Long AB"))
    shown = [(limit.condition, limit.line) for limit in found.limits]
    assert shown == [("AAA close < 99", 6), ("AAA close < 88", 11), ("AAA weekly close < 77", 12)]
    assert [limit.points[0].level for limit in found.limits] == pytest.approx([90, 80, 70])
