"""A file of prices that cannot be read: said once a command, listed by `check`, stops nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from market.readers.builders import make_vault, on_days, own_file, weekdays

from .conftest import Command

DAYS = weekdays(5)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    prices = {
        "SPY.csv": own_file("SPY", on_days(DAYS, [1.0] * 5)),
        "ODD.csv": own_file("ODD", on_days(DAYS, [1.0] * 5)).replace(",,,,1.0", ",,,,one", 1),
        "bad.csv": "nonsense\n",
    }
    notes = {"Long odd.md": "---\ntype: thesis\nticker: ODD\n---\n"}
    return make_vault(tmp_path, prices, notes)


def test_a_review_stands_and_says_it_each_time(root: Path, thesis: Command) -> None:
    for _ in range(2):
        done = thesis("--vault", root, "status", "--as-of", str(DAYS[-1]))
        assert done.code == 0 and "Long odd" in done.out
        assert done.err.count("Left out: prices/bad.csv:1: ") == 1
        assert done.err.count("Left out: prices/ODD.csv:4: ") <= 1


def test_check_lists_them(root: Path, thesis: Command) -> None:
    for _ in range(2):
        done = thesis("--vault", root, "check", "--json")
        found = {row["note"]: row for row in done.json["diagnostics"]}
        assert {"prices/bad.csv", "prices/ODD.csv"} <= set(found)
        assert found["prices/bad.csv"]["code"] == "file-skipped"
        assert (done.code, done.err) == (1, "")
    (root / "prices" / "bad.csv").unlink()
    again = thesis("--vault", root, "check", "--json").json["diagnostics"]
    assert "prices/bad.csv" not in {row["note"] for row in again}


def test_a_figure_that_needs_it_says_so(root: Path, thesis: Command) -> None:
    asked = ("moves", "ODD", "--event", str(DAYS[2]), "--json")
    [row] = thesis("--vault", root, *asked).json["rows"]
    assert row["return"] is None and "prices/ODD.csv:4: " in row["reason"]
    done = thesis("--vault", root, "prices", "status", "--as-of", str(DAYS[-1]), "--json")
    held = {row["symbol"]: row for row in done.json["symbols"]}
    assert [problem["code"] for problem in held["ODD"]["problems"]] == ["file-left-out"]


def test_nothing_is_added_to_what_cannot_be_read(root: Path, thesis: Command) -> None:
    before = (root / "prices" / "ODD.csv").read_bytes()
    (root / "new.csv").write_text("Date,Symbol,Close\n2026-01-05,odd,1\n")
    done = thesis("--vault", root, "prices", "import", str(root / "new.csv"))
    assert (done.code, done.out) == (2, "")
    assert (root / "prices" / "ODD.csv").read_bytes() == before
