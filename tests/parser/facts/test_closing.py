"""What comes after the close is told by a word, or by an hour where the security trades."""

from __future__ import annotations

import datetime as dt

import pytest

from thesisvault.parser.facts.closing import read_after_close, split_hour
from thesisvault.parser.facts.vocabulary import default_vocabulary

WORDS, DAY = default_vocabulary(), dt.date(2026, 2, 5)


@pytest.mark.parametrize(
    ("text", "symbol", "late"),
    [
        ("yes", "", True),
        ("No", "", False),
        ("After the bell", "", True),
        ("BMO", "", False),
        ("16:00", "", True),
        ("15:59 ET", "", False),
        ("4:05 pm ET", "", True),
        ("4 p.m.", "", True),
        ("22:15 CET", "", True),
        ("18:00 CET", "", False),
        ("18:00 CET", "SAP.DE", True),
        ("17:00", "SAP.DE", False),
        ("16:20:00-05:00", "", True),
        ("21:05Z", "", True),
        ("22:00 UTC", "7203.T", True),
        ("07:30 JST", "NVDA", False),
        ("01:30 JST", "NVDA", None),
        ("19:00", "BRK.B", True),
        ("teatime", "", None),
        ("25:00", "", None),
        ("13:30 pm", "", None),
        ("16:30 QQQ", "", None),
        ("7", "", None),
    ],
)
def test_hours_and_words(text: str, symbol: str, late: bool | None) -> None:
    assert read_after_close(text, WORDS, DAY, symbol) is late


@pytest.mark.parametrize(
    ("text", "date", "hour"),
    [
        ("2026-02-05 16:30 ET", "2026-02-05", "16:30 ET"),
        ("2026-02-05T16:30", "2026-02-05", "16:30"),
        ("2026-02-05 (after the close)", "2026-02-05", "after the close"),
        ("5 Feb 2026, at 4:30 pm", "5 Feb 2026", "4:30 pm"),
        ("2026-02-05 AMC", "2026-02-05", "AMC"),
        ("2026-02-05", "2026-02-05", ""),
        ("late Feb 2026", "late Feb 2026", ""),
        ("Q1 2026", "Q1 2026", ""),
    ],
)
def test_the_hour_behind_a_date(text: str, date: str, hour: str) -> None:
    assert split_hour(text, WORDS) == (date, hour)
