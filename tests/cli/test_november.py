"""The sample vault after the vaccine news of 9 November 2020, with the prices of the time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .conftest import Command

DAY = "2020-11-13"
ROTATION = "Rotations/Sector Rotation November 2020.md"
NAMES = (
    "Long banks",
    "Long big technology",
    "Long energy",
    "Long health care",
    "Long stay-at-home",
)


_seen: dict[str, Any] = {}


def status(thesis: Command, day: str = DAY) -> Any:
    """The review of that day; no test of this file changes the vault, so once is enough."""
    if day not in _seen:
        _seen[day] = thesis("status", "--as-of", day, "--json").json
    return _seen[day]


def theses(thesis: Command, day: str = DAY) -> dict[str, Any]:
    return {row["thesis"]: row for row in status(thesis, day)["theses"]}


def of_class(row: Any, name: str) -> list[Any]:
    return [item for item in row["evidence"] if item["class"] == name]


def test_five_theses_with_their_verdicts(thesis: Command, reading: Path) -> None:
    found = theses(thesis)
    assert {name: row["verdict"] for name, row in found.items()} == {
        "Long banks": "supported",
        "Long energy": "supported",
        "Long stay-at-home": "pressured",
        "Long big technology": "pressured",
        "Long health care": "unknown",
    }
    for name in NAMES:
        if name != "Long health care":
            assert (found[name]["confidence"], found[name]["flags"]) == ("high", [])
    ordinary = [
        name for name in NAMES if "ordinary for that day" in found[name]["confidence_reason"]
    ]
    assert ordinary == ["Long big technology", "Long energy"]


@pytest.mark.parametrize(
    ("name", "move", "abnormal", "t"),
    [
        ("Long banks", 0.1387, 0.1241, 7.21),
        ("Long energy", 0.1012, 0.0880, 3.49),
        ("Long stay-at-home", -0.0500, -0.0610, -6.97),
        ("Long big technology", -0.0253, -0.0409, -2.90),
        ("Long health care", 0.0220, 0.0126, 1.24),
    ],
)
def test_what_prices_say_is_in_the_json(
    thesis: Command, reading: Path, name: str, move: float, abnormal: float, t: float
) -> None:
    row = theses(thesis)[name]
    (item,) = of_class(row, "measured")
    decisive = item["measurement"]["decisive"]
    assert decisive["return"] == pytest.approx(move, abs=5e-5)
    assert decisive["abnormal"] == pytest.approx(abnormal, abs=5e-5)
    assert decisive["t"] == pytest.approx(t, abs=5e-3)
    assert (decisive["window"], decisive["method"]) == ([0, 0], "market-model")
    assert (decisive["start"], decisive["benchmark"]) == ("2020-11-09", "SPX")
    adjusted, significant = item["measurement"]["adjusted_p"], name != "Long health care"
    assert item["strength"] == pytest.approx(max(0, 1 - adjusted / 0.1), abs=1e-6)
    assert item["sign"] == ((t > 0) - (t < 0) if significant else 0)
    assert item["measurement"]["significant"] is significant
    assert adjusted >= decisive["p"]
    beside = decisive["beside_the_day"]
    assert beside["t"] == pytest.approx(decisive["t"] / beside["spread"])
    assert (item["note"], item["line"]) == (ROTATION, 4)
    assert len(item["measurement"]["windows"]) == 5


def test_health_care_cannot_be_told(thesis: Command, reading: Path) -> None:
    row = theses(thesis)["Long health care"]
    assert (row["score"], row["confidence"]) == (None, "none")
    assert row["confidence_reason"].startswith("cannot tell: t 1.24, p 0.22")
    assert row["flags"] == ["impact-unparsed"]
    for command in (("status", "Long health care"), ("explain", "Long health care")):
        shown = " ".join(thesis(*command, "--as-of", DAY).out.split())
        assert "cannot tell: t 1.24" in shown


def test_moves_that_were_misremembered_are_held_up(thesis: Command, reading: Path) -> None:
    attention = status(thesis)["attention"]
    failed = [item for item in attention if item["code"] == "claim-failed"]
    assert [(item["note"], item["line"]) for item in failed] == [(ROTATION, 42), (ROTATION, 50)]
    assert "+11.60%" in failed[0]["message"]
    assert "+7.69%" in failed[1]["message"]


DAYS = (DAY, "2020-11-20", "2020-12-11", "2021-02-26")


def test_scores_shrink_towards_zero(thesis: Command, reading: Path) -> None:
    seen = [theses(thesis, day) for day in DAYS]
    for name in ("Long banks", "Long energy", "Long big technology"):
        scores = [abs(found[name]["score"]) for found in seen]
        assert scores == sorted(scores, reverse=True)
        assert len(set(scores)) == len(DAYS)
        assert len({found[name]["score"] > 0 for found in seen}) == 1
    ages = [of_class(found["Long banks"], "measured")[0]["decay"] for found in seen]
    # Half of the value cycle's two quarters: 91 days.
    assert ages == pytest.approx([2 ** (-age / 91) for age in (4, 11, 32, 109)], abs=1e-6)


def test_a_closed_thesis_has_left_the_review(thesis: Command, reading: Path) -> None:
    assert "Long stay-at-home" in theses(thesis, "2021-02-25")
    assert "Long stay-at-home" not in theses(thesis, "2021-02-26")


def test_the_scenario_of_two_to_four_weeks_has_ended_by_december(
    thesis: Command, reading: Path
) -> None:
    document = status(thesis, "2020-12-11")
    (rotation,) = document["rotations"]
    assert [item["state"] for item in rotation["scenarios"]] == ["expired", "active", "active"]
    assert rotation["scenarios"][0]["expires"] == "2020-12-07"
    assert "scenario-expired" in [item["code"] for item in document["attention"]]


@pytest.mark.parametrize("day", ["2020-12-11", "2021-02-26"])
def test_the_stated_near_term_pressure_ends_with_the_weeks_of_its_scenario(
    thesis: Command, reading: Path, day: str
) -> None:
    row = theses(thesis, day)["Long big technology"]
    near = next(item for item in row["horizons"] if item["horizon"] == "near-term")
    assert near["expired"] == "2020-12-07"
    (item,) = (item for item in of_class(row, "stated") if item["horizon"] == "near-term")
    assert (item["expired"], item["weight"]) == ("2020-12-07", 0)


def test_what_changed_since_the_day_before_the_note(thesis: Command, reading: Path) -> None:
    document = thesis("status", "--since", "2020-11-09", "--as-of", DAY, "--json").json
    changed = {item["thesis"]: item for item in document["changes"]}
    assert list(changed) == list(NAMES)
    banks = changed["Long banks"]
    assert (banks["before"], banks["after"]) == ("unknown", "supported")
    assert [item["class"] for item in banks["came"]] == ["stated", "inferred", "measured"]
    assert banks["went"] == []
    health = changed["Long health care"]
    assert (health["before"], health["after"]) == ("unknown", "unknown")
    assert [item["class"] for item in health["came"]] == ["measured"]


def test_a_week_of_ageing_changes_nothing(thesis: Command, reading: Path) -> None:
    document = thesis("status", "--since", DAY, "--as-of", "2020-11-20", "--json").json
    assert document["changes"] == []
    shown = thesis("status", "--since", DAY, "--as-of", "2020-11-20").out
    assert shown.endswith(f"Nothing changed since {DAY}.\n")


def test_changes_of_the_theses_asked_for_only(thesis: Command, reading: Path) -> None:
    chosen = ("status", "Long banks", "--since", "2020-11-09", "--as-of", DAY)
    assert [item["thesis"] for item in thesis(*chosen, "--json").json["changes"]] == ["Long banks"]
    assert "not under review" not in thesis(*chosen).out


def test_since_a_day_that_lies_ahead_is_a_usage_fault(thesis: Command, reading: Path) -> None:
    run = thesis("status", "--since", "2020-11-14", "--as-of", DAY)
    assert (run.code, run.out) == (2, "")
    assert "2020-11-14" in run.err
