"""A long line is quoted around what was read in it, cut between words."""

from __future__ import annotations

import pytest

from thesisvault.parser.facts.prose.row import quoted

WORDS = " ".join(f"word{number}" for number in range(60))


def test_a_short_line_is_quoted_whole() -> None:
    assert quoted("  NVDA rose 4%. ", 2, 6) == "NVDA rose 4%."


@pytest.mark.parametrize(
    ("sought", "begins", "ends"),
    [("word0", False, True), ("word30", True, True), ("word59", True, False)],
)
def test_a_long_line_is_cut_between_words(sought: str, begins: bool, ends: bool) -> None:
    start = WORDS.index(sought)
    found = quoted(WORDS, start, start + len(sought), room=60)
    assert (found.startswith("… "), found.endswith(" …")) == (begins, ends)
    told = found.strip("… ").split()
    assert sought in told and set(told) <= set(WORDS.split())
    assert len(found) <= 60 + len("…  …")
