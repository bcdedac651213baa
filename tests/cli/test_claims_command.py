"""`thesis claims` on the January note: each verdict with its figures, and what is seen when."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from wcwidth import wcswidth

from .conftest import Command, run

NOTE = "Sector Rotation January 2026"
PATH = f"Rotations/{NOTE}.md"
KEYS = (
    *("note", "line", "name", "symbol", "text", "kind", "stated", "stated_high", "measured"),
    *("streak", "window", "tolerance", "verdict", "matches", "figures", "reason"),
)


def claims(*options: str) -> dict[str, Any]:
    """The January note's claims by name."""
    done = run("claims", NOTE, "--json", *options)
    assert (done.code, done.err) == (1, "")
    assert list(done.json) == ["schema", "claims"]
    return {item["name"]: item for item in done.json["claims"]}


@pytest.mark.parametrize(
    ("name", "symbol", "stated", "measured", "verdict"),
    [
        ("Apple", "AAPL", -7, "-5.38", "holds"),
        ("NVIDIA", "NVDA", -0.02, "-2.15", "holds"),
        ("Cloudflare", "NET", -0.05, "-7.82", "fails"),
        ("Oracle", "ORCL", -0.02, "-1.65", "holds"),
        ("Northrop Grumman", "NOC", 0.08, "+2.39", "fails"),
        ("Lockheed Martin", "LMT", 0.08, "+4.34", "fails"),
        ("General Dynamics", "GD", 0.06, "+1.68", "fails"),
        ("Russell 2000", "IWM", 0.06, "+1.66", "fails"),
    ],
)
def test_the_verdicts(
    reading: Path, name: str, symbol: str, stated: float, measured: str, verdict: str
) -> None:
    item = claims()[name]
    assert tuple(item) == KEYS
    assert (item["symbol"], item["verdict"], item["note"]) == (symbol, verdict, PATH)
    assert item["stated"] == pytest.approx(stated)
    assert f"{100 * item['measured']:+.2f}" == measured
    line = (reading / PATH).read_text().splitlines()[item["line"] - 1]
    assert name in line and item["text"] in line


@pytest.mark.parametrize(
    ("name", "match"),
    [
        (
            "Northrop Grumman",
            "between the day's open (+7.1%) and its high (+10.7%): intraday, not the close",
        ),
        (
            "Lockheed Martin",
            "between the day's open (+7.0%) and its high (+9.3%): intraday, not the close",
        ),
        ("General Dynamics", "day's high: +6.37%"),
        ("Cloudflare", "5 sessions = month to date = year to date: -5.17%"),
    ],
)
def test_what_a_failed_one_does_match(reading: Path, name: str, match: str) -> None:
    item = claims()[name]
    assert match in item["matches"]
    assert match in item["reason"]


def test_seven_falls_in_a_row(reading: Path) -> None:
    apple = claims()["Apple"]
    assert (apple["kind"], apple["streak"], apple["tolerance"]) == ("streak", -7, None)
    assert apple["window"] == {"start": "2025-12-30", "end": "2026-01-08"}


def test_the_relative_claim_goes_through_the_indexs_proxy(reading: Path) -> None:
    item = claims()["Russell 2000"]
    assert (item["kind"], item["matches"]) == ("relative", [])
    assert "against QQQ on 2026-01-08; matches no window" in item["reason"]
    assert "year to date: +3.92 points" in item["reason"]
    figures = {figure["kind"]: figure["value"] for figure in item["figures"]}
    assert f"{100 * figures['year-to-date']:+.2f}" == "+3.92"
    assert "high" not in figures, "two highs of one day need not be at one time"


def test_the_day_itself_does_not_see_the_next(reading: Path) -> None:
    then = claims("--as-of", "2026-01-08")
    after = claims("--as-of", "2026-01-09")

    def last(found: dict[str, Any]) -> str:
        ends: list[str] = [f["end"] for item in found.values() for f in item["figures"]]
        return max(ends)

    assert last(then) == "2026-01-08"
    assert last(after) == "2026-01-09"
    for name, item in then.items():
        assert item["verdict"] == after[name]["verdict"]
        # A later dividend changes the level of all closes, and so the last digit.
        assert item["measured"] == pytest.approx(after[name]["measured"], rel=1e-12)


def test_a_day_before_the_note_has_no_claims(reading: Path, thesis: Command) -> None:
    done = thesis("claims", NOTE, "--as-of", "2026-01-07", "--json")
    assert (done.code, done.json) == (0, {"schema": 1, "claims": []})


def test_the_page(reading: Path, thesis: Command) -> None:
    done = thesis("claims", NOTE)
    assert (done.code, done.err) == (1, "")
    lines = done.out.splitlines()
    assert lines[0] == "holds     Apple (AAPL) stated -7 days consecutive, measured -5.38%"
    assert lines[-1] == "8 stated moves: 3 hold, 5 fail, 0 unchecked."
    assert all(wcswidth(line) <= 80 for line in lines)
    assert f"[{PATH}:35]" in done.out


def test_all_notes_and_none(reading: Path, thesis: Command) -> None:
    every = thesis("claims", "--json").json["claims"]
    assert {item["note"] for item in every} >= {PATH}
    assert [item for item in every if item["note"] == PATH] == list(claims().values())
    assert thesis("claims", "Home").out == "0 stated moves: 0 hold, 0 fail, 0 unchecked.\n"
    assert thesis("claims", "No such note").code == 2


def test_without_prices_all_are_unchecked_and_none_is_zero(sample: Path, thesis: Command) -> None:
    for path in (sample / "prices").glob("*.csv"):
        path.unlink()
    done = thesis("claims", NOTE, "--json")
    assert done.code == 0
    for item in done.json["claims"]:
        assert (item["verdict"], item["measured"]) == ("unchecked", None)
        assert "no prices" in item["reason"]
    assert "0.00%" not in thesis("claims", NOTE).out


def test_a_quarantined_day_is_unchecked(sample: Path) -> None:
    path = sample / "prices" / "NOC.csv"
    lines = path.read_text().splitlines()
    at = next(at for at, line in enumerate(lines) if line.startswith("2026-01-08"))
    lines[at] = "2026-01-08,,,,289,,,,"
    path.write_text("\n".join(lines) + "\n")
    item = claims()["Northrop Grumman"]
    assert (item["verdict"], item["measured"]) == ("unchecked", None)
    assert "looks like 2-for-1" in item["reason"]


def test_a_stated_range_keeps_both_ends(sample: Path, thesis: Command) -> None:
    (sample / "Range.md").write_text(
        "---\ntype: rotation\n---\nMoves (2026-01-08)\n\n"
        "| Stock | Move |\n|---|---|\n| NOC | 17-22% |\n"
    )
    [item] = thesis("claims", "Range", "--json").json["claims"]
    assert any(value == pytest.approx(0.22) for value in item.values() if isinstance(value, float))
