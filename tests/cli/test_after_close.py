"""News after the close counts for the next session."""

from __future__ import annotations

import datetime as dt

import pytest

from .conftest import Command, Write


@pytest.mark.parametrize(("said", "day"), [("yes", "2026-01-08"), ("no", "2026-01-07")])
def test_day_zero_of_a_rotation(said: str, day: str, thesis: Command, write: Write) -> None:
    days = [dt.date(2025, 3, 3) + dt.timedelta(n) for n in range(320)]
    sessions = [one for one in days if one.weekday() < 5 and one <= dt.date(2026, 1, 9)]
    closes = [f"{one},{100 + (n * 7) % 5}\n" for n, one in enumerate(sessions)]
    market = [f"{one},{100 + (n * 3) % 4}\n" for n, one in enumerate(sessions)]
    write(
        {
            "Evening.md": "---\ntype: thesis\nside: long\nopened: 2025-12-01\n---\n\n"
            "| Exposure | Weight |\n|---|---|\n| LATE | 100% |\n",
            "Flow.md": f"---\ntype: rotation\nstarted: 2026-01-07\nafter_close: {said}\n---\n",
            "prices/LATE.csv": "Date,Close\n" + "".join(closes),
            "prices/SPY.csv": "Date,Close\n" + "".join(market),
        }
    )
    assert f"on {day}" in thesis("explain", "Evening", "--as-of", "2026-01-09").out


@pytest.fixture
def priced(write: Write) -> None:
    """A stock that gains 2% on the 7th of January and loses 3% on the 8th."""
    days = [dt.date(2025, 3, 3) + dt.timedelta(n) for n in range(320)]
    sessions = [one for one in days if one.weekday() < 5 and one <= dt.date(2026, 1, 9)]
    closes = {one: 100.0 + n % 3 for n, one in enumerate(sessions)}
    before = closes[dt.date(2026, 1, 6)]
    closes |= {dt.date(2026, 1, 7): before * 1.02, dt.date(2026, 1, 8): before * 1.02 * 0.97}
    market = "".join(f"{one},{100 + (n * 3) % 4}\n" for n, one in enumerate(sessions))
    stock = "".join(f"{one},{close:.4f}\n" for one, close in closes.items())
    write(
        {
            "LATE.md": "",
            "prices/LATE.csv": f"Date,Close\n{stock}",
            "prices/SPY.csv": f"Date,Close\n{market}",
        }
    )


@pytest.mark.usefixtures("priced")
def test_moves_after_the_close(thesis: Command) -> None:
    asked = ("moves", "LATE", "--event", "2026-01-07", "--as-of", "2026-01-09")
    assert "+2.00%" in thesis(*asked).out
    assert "-3.00%" in thesis(*asked, "--after-close").out
    assert "needs a day" in thesis("moves", "LATE", "--after-close").err


@pytest.mark.usefixtures("priced")
def test_claims_after_the_close(thesis: Command, write: Write) -> None:
    table = "| Stock | Move | Time |\n|---|---|---|\n| LATE | {} | {} |\n"
    for name, front, rows in (
        ("Hour", "started: 2026-01-07 16:30 ET", table.format("-3%", "")),
        ("Word", "started: 2026-01-07\nafter_close: yes", table.format("-3%", "")),
        ("Row", "started: 2026-01-07", table.format("-3%", "after the bell")),
        ("Before", "started: 2026-01-07\nafter_close: yes", table.format("+2%", "09:00 ET")),
    ):
        write({f"{name}.md": f"---\ntype: rotation\n{front}\n---\n\n## 2026-01-07\n\n{rows}"})
        out = thesis("claims", name, "--as-of", "2026-01-09").out
        assert "1 stated move: 1 hold" in out, name
    out = thesis("claims", "Word", "--as-of", "2026-01-07").out
    assert "0 hold, 0 fail, 1 unchecked" in out


@pytest.mark.usefixtures("priced")
def test_earnings_after_the_close_are_left_out_of_the_next_session(
    thesis: Command, write: Write
) -> None:
    table = "## Catalysts\n\n| Catalyst | Date | Time |\n|---|---|---|\n| Q4 earnings | {} | {} |\n"
    left_out = "own earnings fall inside the window"
    for date, time in (("2026-01-07", "AMC"), ("2026-01-07 16:05 ET", "")):
        row = table.format(date, time)
        write({"LATE.md": f"---\ntype: stock\nsymbol: LATE\n---\n\n{row}"})
        asked = ("moves", "LATE", "--as-of", "2026-01-09", "--event")
        assert left_out in thesis(*asked, "2026-01-08").out
        assert left_out not in thesis(*asked, "2026-01-07").out


def test_an_hour_that_is_not_understood_is_said(thesis: Command, write: Write) -> None:
    write(
        {
            "Flow.md": "---\ntype: rotation\nstarted: 2026-01-07\nafter_close: perhaps\n---\n",
            "Cat.md": "---\ntype: catalyst\ndate: 2026-02-25 16:30 XXT\n---\n",
            "LATE.md": "---\ntype: stock\nsymbol: LATE\n---\n\n## Catalysts\n\n"
            "- 2026-03-26 18:00 ABC: Q1 earnings\n- 2026-03-27: call (16:30 ET)\n",
        }
    )
    out = thesis("check").out
    for place, said in (
        ("Flow.md:4", "after_close: perhaps"),
        ("Cat.md:3", "16:30 XXT"),
        ("LATE.md:8", "18:00 ABC"),
    ):
        assert place in out
        assert f"`{said}` is not understood" in " ".join(out.split()) or said in out
    assert "LATE.md:9" not in out
