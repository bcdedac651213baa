"""A price at which one would buy is not what was paid: nothing is held for it."""

from __future__ import annotations

import datetime as dt

import pytest

from impact.builders import review
from thesisvault.model.facts import Side
from thesisvault.parser.facts.prices import target_of
from thesisvault.parser.note import parse_note

DAY = dt.date(2031, 5, 9)
WORDS = ("Buy zone", "Entry range", "Buy below", "买入区间", "安全边际买入价", "Strefa wejścia")


@pytest.mark.parametrize("word", WORDS)
def test_it_is_a_level_of_its_own(word: str) -> None:
    for text in (f"**{word}:** 41.50", f"| 指标 | 价格 |\n|---|---|\n| {word} | 41.50 |"):
        note = parse_note("Stocks/QQZA.md", f"# QQZA\n\n{text}\n".encode())
        assert [item.value for item in note.facts.figures if item.name == "buy"] == [41.5], text
        assert not any(item.name == "entry" for item in note.facts.figures)


@pytest.mark.parametrize("word", WORDS)
def test_nothing_is_held_for_it(word: str) -> None:
    notes = {
        "Stocks/QQZA.md": f"---\ntype: stock\nticker: QQZA\n{word.lower()}: 41.50\n---\n",
        "Stocks/QQZB.md": "---\ntype: stock\nticker: QQZB\nentry: 41.50\n---\n",
    }
    assert [item.review.note for item in review(notes, DAY).positions] == ["Stocks/QQZB.md"]


def test_of_a_range_the_end_counts_that_a_fall_comes_to_first() -> None:
    assert target_of("100-105", None, falls=True) == 105
    assert target_of("100-105", Side.SHORT, falls=True) == 100
    assert target_of("about a tenth", None, falls=True) is None
