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
