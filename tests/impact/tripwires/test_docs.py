"""The page on tripwires says what is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from thesisvault.impact.tripwires.lexer import DEEPEST, LONGEST, MOST_TOKENS
from thesisvault.impact.tripwires.parser import parse
from thesisvault.impact.tripwires.syntax import FUNCTIONS, LONGEST_WINDOW, ConditionFault
from thesisvault.model.review import Nearness, Standing

PAGE = (Path(__file__).parents[3] / "docs" / "tripwires.md").read_text(encoding="utf-8")


def _section(heading: str) -> str:
    return PAGE.split(f"## {heading}\n")[1].split("\n## ")[0]


def _first_cells(heading: str) -> list[str]:
    return re.findall(r"^\| `([^`]+)` \|", _section(heading), re.MULTILINE)


@pytest.mark.parametrize("condition", _first_cells("Examples"))
def test_examples_read(condition: str) -> None:
    assert parse(condition)


def test_the_table_of_the_introduction_reads() -> None:
    found = re.findall(r"^\| [^|`]+ \| `([^`]+)` \|", PAGE, re.MULTILINE)
    assert len(found) == 4
    assert all(parse(condition) for condition in found)


@pytest.mark.parametrize("condition", _first_cells("Errors"))
def test_faults_are_refused(condition: str) -> None:
    with pytest.raises(ConditionFault):
        parse(condition)


def test_states_functions_and_bounds() -> None:
    assert _first_cells("States") == ["untouched", "near", "broken", "unknown"]
    assert set(_first_cells("States")) == set(Standing)
    assert all(f'"{name}"' in _section("Grammar") for name in FUNCTIONS)
    assert f"1 to {LONGEST_WINDOW}" in PAGE
    assert f"{LONGEST} characters and {MOST_TOKENS} words" in PAGE
    assert f"nests at most {DEEPEST} levels deep" in PAGE
    assert f"within {Nearness().share * 100:.0f}% of the threshold" in PAGE
