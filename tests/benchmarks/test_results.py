"""How medians become a line, and lines the page of results."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.interleave import Case, Measured, take_turns
from benchmarks.process import Sample
from benchmarks.report import merge, section
from benchmarks.row import Row, compare


def took(name: str, *seconds: float) -> Measured:
    return Measured(name, [Sample(value, 0) for value in seconds])


def test_a_ratio_is_held_against_its_bound() -> None:
    ours, beside = took("ours", 2.0, 2.2, 9.0), took("beside", 1.0, 1.0, 1.0)
    row = compare("ours / beside", ours, beside, bound=2.5)
    assert (row.ours, row.ratio, row.bound, row.holds) == ("2.2 s (2–9)", "2.20×", "≤ 2.5×", "yes")
    assert compare("x", ours, beside, bound=2.1).holds == "**no**"
    small = compare("x", took("ours", 1.0), took("beside", 60.0), bound=1 / 50)
    assert (small.ratio, small.bound, small.holds) == ("1/60", "≤ 1/50", "yes")


def test_what_failed_says_why() -> None:
    row = compare("x", took("ours", 1.0), Measured("peer", failure="exit code 1: no"), bound=2)
    assert (row.ratio, row.holds) == ("", "peer failed: exit code 1: no")


def test_a_case_that_fails_stops_no_other() -> None:
    bad = Case("bad", [sys.executable, "-c", "raise SystemExit('it broke')"], {})
    good = Case("good", [sys.executable, "-c", ""], {})
    found = take_turns([bad, good], 2)
    assert found["bad"].failure == "exit code 1: it broke"
    assert len(found["good"].samples) == 2


def test_a_section_replaces_only_itself(tmp_path: Path) -> None:
    page = tmp_path / "RESULTS.md"
    merge(page, {"10,000 notes": section([Row("old")], "one machine"), "Starting": "first"})
    merge(page, {"1,000 notes": section([Row("small")], "another")})
    merge(page, {"10,000 notes": section([Row("new | newer")], "one machine")})
    text = page.read_text(encoding="utf-8")
    assert [line for line in text.splitlines() if line.startswith("## ")] == [
        "## Starting",
        "## 1,000 notes",
        "## 10,000 notes",
    ]
    assert "| old |" not in text
    assert "| new / newer |" in text and "| small |" in text
