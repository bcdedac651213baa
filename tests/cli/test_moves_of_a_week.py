"""Moves in a note about a week or a month are held against that time, or against the day."""

from __future__ import annotations

import datetime as dt

import pytest

from cli.conftest import Command, Write

_MONDAY = dt.date(2031, 1, 27)
_CLOSES = (100.0, 101.0, 100.0, 99.0, 100.0, 104.0, 103.0, 102.0, 101.0, 110.0, 121.0)
"""Of two weeks and a Monday: the second week rose from 100 to 110, its Friday from 101."""


def _prices() -> str:
    days = [_MONDAY + dt.timedelta(days=at + 2 * (at // 5)) for at in range(len(_CLOSES))]
    rows = [f"QQZA,{day},{close}" for day, close in zip(days, _CLOSES, strict=True)]
    rows += [f"SPY,{day},{100 + at}" for at, day in enumerate(days)]
    return "symbol,date,close\n" + "\n".join(rows) + "\n"


def _verdicts(thesis: Command, write: Write, path: str, text: str) -> list[tuple[str, float]]:
    write({"prices/QQ.csv": _prices(), path: text})
    found = thesis("claims", "--json", "--as-of", "2031-02-12").json["claims"]
    return [(item["verdict"], round(item["measured"], 4)) for item in found]


_TABLE = "## Movers\n\n| Stock | Move |\n|---|---|\n| QQZA | +10% |\n"


@pytest.mark.parametrize(
    "path",
    [
        "Weekly/2031-W06.md",
        "Weekly/2031-02-07 Week in review.md",
        "Daily/2031-02-07 weekly wrap.md",
        "Weekly/2031-02-09.md",
        "Market notes/2031-02-10 Wochenrückblick.md",
    ],
)
def test_a_week(path: str, thesis: Command, write: Write) -> None:
    assert _verdicts(thesis, write, path, _TABLE) == [("holds", 0.1)]


def test_the_day_of_such_a_note_holds_too(thesis: Command, write: Write) -> None:
    text = _TABLE.replace("+10%", "+9%")
    assert _verdicts(thesis, write, "Weekly/2031-02-07.md", text) == [("holds", 0.0891)]


def test_neither_is_told_with_the_week(thesis: Command, write: Write) -> None:
    text = _TABLE.replace("+10%", "+3%")
    assert _verdicts(thesis, write, "Weekly/2031-02-07.md", text) == [("fails", 0.1)]
    told = " ".join(thesis("claims", "--as-of", "2031-02-12").out.split())
    assert "week to date +10.00% from the close before 2031-02-03 to that of 2031-02-07" in told


def test_a_note_of_a_day_is_about_the_day(thesis: Command, write: Write) -> None:
    assert _verdicts(thesis, write, "Daily/2031-02-07.md", _TABLE) == [("fails", 0.0891)]


def test_leaders_of_a_week_and_the_month(thesis: Command, write: Write) -> None:
    line = "Leaders: QQZA +10%\n"
    assert _verdicts(thesis, write, "Weekly 2031-W06.md", line) == [("holds", 0.1)]
    write({"Weekly 2031-W06.md": "nothing\n"})
    monthly = _TABLE.replace("+10%", "+21%")
    found = _verdicts(thesis, write, "Market/2031-02-10 Monthly review.md", monthly)
    assert found == [("holds", 0.21)]
