"""Stops as people write them: with a remark, two in a line, beside what nobody can measure."""

from __future__ import annotations

import pytest

from thesisvault.impact.tripwires.clauses import read_stops


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("QQZA closes below 36 — the trend is over", "{} close {<} 36"),
        ("QQZA below 36 -> exit", "{} close {<} 36"),
        ("Daily close < 36.50 → out", "{} close {<} 36.5"),
        ("Close below $36 = exit", "{} close {<} 36"),
        ("Close below $36 (prior support)", "{} close {<} 36"),
        ("below 36 (2031 low)", "{} close {<} 36"),
        ("close below 36: sell half", "{} close {<} 36"),
        ("Closes below 36, exit same day", "{} close {<} 36"),
        ("Closes < 36; re-enter above 40", "{} close {<} 36"),
        ("loses the March low at 36", "{} close {<} 36"),
        ("< 36 hard stop, no questions", "{} close {<} 36"),
        ("Invalidated below 36", "{} close {<} 36"),
        ("A close under 36 would say I'm wrong", "{} close {<} 36"),
        ("If QQZA trades below 36, I'm out", "{} close {<} 36"),
        ("Below $36 -- would imply that orders are gone.", "{} close {<} 36"),
        ("$36 (implies that the base is gone)", "{} close {<} 36"),
        ("36 on a closing basis", "{} close {<} 36"),
        ("loses $36 support on a closing basis; trail after that", "{} close {<} 36"),
        ("below ~$36 (the tender)", "{} close {<} 36"),
        ("收盘价跌破36（前低）", "{} close {<} 36"),
        ("跌破36元，清仓", "{} close {<} 36"),
        ("終値で36円を下回る → 損切り", "{} close {<} 36"),
        ("Schlusskurs unter 36 € — raus", "{} close {<} 36"),
        ("Weekly close below 36 — out", "{} weekly close {<} 36"),
        ("Poniżej 36 PLN (dołek) — koniec", "{} close {<} 36"),
    ],
)
def test_a_remark_takes_nothing_away(text: str, condition: str) -> None:
    read = read_stops(text)
    assert [(stop.condition, stop.reason) for stop in read.stops] == [(condition, "")]
    assert read.is_whole


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("Price < $36 → cut to half; < $30 → out", ["36", "30"]),
        ("Close below 36 or above 60", ["36", "60"]),
        ("QQZA below 36; below 30: all of it", ["36", "30"]),
        ("QQZA below 36; below 30 all out", ["36", "30"]),
    ],
)
def test_each_of_two_is_one(text: str, levels: list[str]) -> None:
    read = read_stops(text)
    assert [stop.condition.rpartition(" ")[2] for stop in read.stops] == levels
    assert read.is_whole and len({stop.whose for stop in read.stops}) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Close below 36 or a guide cut",
        "Close below 36, a guide cut, or a new chief",
        "Close below 36; orders fall",
        "$36 (the base). Exit if margins fall",
        "below 36 (the low), or net debt above 4x",
    ],
)
def test_what_else_it_says_is_still_for_a_person(text: str) -> None:
    read = read_stops(text)
    assert [stop.reason for stop in read.stops] == [""]
    assert not read.is_whole


@pytest.mark.parametrize(
    "text",
    [
        "Close below 36 and rising yields",
        "QQZA closes below 36 on heavy volume",
        "breaks below $36 after earnings",
        "closes below 36 by 2031-06-30",
        "Close below 36 — only if the market holds",
        "Stock drops below $36 (now $40) AND margins fall",
        "Close below 36, and orders fall",
        "a sustained close below 36",
        "Below $36 on weaker orders",
    ],
)
def test_what_must_be_so_too_is_not_left_out(text: str) -> None:
    (stop,) = read_stops(text).stops
    assert stop.reason


@pytest.mark.parametrize(
    "text",
    [
        "1. Margins fall. The plan needs 36% of them",
        "2: the plant is late",
        "36 or 40",
        "falls below 60 in Europe",
        "margins (36 today) fall",
        "the cycle turns — see the note",
        "orders fall below 36 — the plant stands still" * 4,
        "",
    ],
)
def test_what_is_no_price_is_none(text: str) -> None:
    assert not any(not stop.whose for stop in read_stops(text).stops)
