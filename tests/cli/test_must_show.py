"""A folder that holds one rotation note and nothing else: what a newcomer tries first."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import Command, Write

NAME = "Sector Rotation January 2026.md"
NOTE = """\
#concept #markets #rotation #2026

# Sector Rotation January 2026

The year begins with a change of favourites.

| Flow | Detail |
|------|--------|
| **Out of** | Mag 7, AI momentum plays |
| **Into** | Defense, small caps |

**Timing:** Started late December 2025, and faster since.

## Key moves (Jan 8, 2026)

| Stock | Move | Note |
|-------|------|------|
| [[Apple]] | -7 days consecutive | Parts cost more |
| [[NVIDIA]] | -2% | Gains taken |
| Cloudflare | -5% | Dear |
| [[Oracle]] | -2% | — |

| Stock | Move | Note |
|-------|------|------|
| [[Northrop Grumman]] | +8% | Budget |
| Lockheed Martin | +8% | Budget |
| General Dynamics | +6% | — |
| Russell 2000 | +6% vs Nasdaq | The small lead |

## Implications

| Thesis | Impact |
|--------|--------|
| [[Long NVIDIA]] | Near-term pressure, structural thesis intact |
| [[Long defense AI]] | Validating — the money goes there |
| [[Long datacenter infrastructure]] | Mixed — doubted, and still needed |

## How long?

| Scenario | Duration |
|----------|----------|
| **Short-term (taxes)** | 2-4 weeks |
| **Medium-term (valuations)** | 1-2 quarters |
| **Secular shift** | Full year+ |

See also [[Trump defense budget]].

*Created 2026-01-08*
"""

DAY = ("--as-of", "2026-01-09")
LINES = {
    "Long NVIDIA": 34,
    "Long defense AI": 35,
    "Long datacenter infrastructure": 36,
}


@pytest.fixture(autouse=True)
def only_note(write: Write) -> None:
    write({NAME: NOTE})


def theses(thesis: Command, day: str) -> dict[str, Any]:
    return {row["thesis"]: row for row in thesis("status", "--as-of", day, "--json").json["theses"]}


def test_three_theses_with_their_verdicts(thesis: Command) -> None:
    found = theses(thesis, "2026-01-09")
    assert {name: row["verdict"] for name, row in found.items()} == {
        "Long NVIDIA": "pressured",
        "Long defense AI": "supported",
        "Long datacenter infrastructure": "mixed",
    }
    assert {row["side"] for row in found.values()} == {"long"}
    assert found["Long NVIDIA"]["horizons"] == [
        {"horizon": "near-term", "verdict": "pressured", "expired": None},
        {"horizon": "structural", "verdict": "neutral", "expired": None},
    ]


@pytest.mark.parametrize(("name", "line"), LINES.items())
def test_the_line_that_says_so(thesis: Command, name: str, line: int) -> None:
    row = theses(thesis, "2026-01-09")[name]
    assert {(item["note"], item["line"]) for item in row["evidence"]} == {(NAME, line)}
    assert f"[[{name}]] | {row['evidence'][0]['text']}" in NOTE.splitlines()[line - 1]
    assert f" {NAME.removesuffix('.md')}:{line}\n" in thesis("status", name, *DAY).out
    assert f"[{NAME}:{line}]" in thesis("explain", name, "--as-of", "2026-01-09").out


def test_each_is_flagged_as_having_no_note(thesis: Command) -> None:
    found = theses(thesis, "2026-01-09")
    assert all(row["note"] is None for row in found.values())
    assert all("no-note" in row["flags"] for row in found.values())
    assert thesis("status", "--attention", *DAY).out.count("has no note yet") == 3


def test_the_stocks_that_it_links(thesis: Command) -> None:
    listed = thesis("list", "stock", "--json").json["notes"]
    assert [row["name"] for row in listed] == ["Apple", "Northrop Grumman", "NVIDIA", "Oracle"]
    assert {row["path"] for row in listed} == {None}


def test_the_check_names_who_has_no_note_and_why_2026_is_no_tag(thesis: Command) -> None:
    run = thesis("check", "--json")
    found = {(row["code"], row["line"]): row["message"] for row in run.json["diagnostics"]}
    for name, line in (("Cloudflare", 20), ("Lockheed Martin", 26), ("General Dynamics", 27)):
        assert f"`{name}` is named in a move table without a note" in found["name-unmatched", line]
    assert "a tag that is all digits: `#2026`" in found["tag-digits", 1]
    assert run.code == 0  # hints alone


def test_in_march_the_near_term_pressure_has_expired_and_says_when(thesis: Command) -> None:
    row = theses(thesis, "2026-03-15")["Long NVIDIA"]
    near, structural = row["horizons"]
    assert (near["horizon"], near["expired"]) == ("near-term", "2026-01-28")
    assert (structural["horizon"], structural["expired"]) == ("structural", None)
    assert row["verdict"] != "pressured"
    rotation = thesis("status", "--as-of", "2026-03-15", "--json").json["rotations"][0]
    assert [(item["expires"], item["state"]) for item in rotation["scenarios"]] == [
        ("2026-01-28", "expired"),
        ("2026-07-01", "active"),
        (None, "active"),
    ]
    assert rotation["started"] == "2025-12-31"


def test_in_march_the_page_says_so_too(thesis: Command) -> None:
    run = thesis("status", "-v", "--all", "--as-of", "2026-03-15")
    assert "near-term expired 2026-01-28" in run.out
    assert "ended on" in run.out
    assert thesis("explain", "Long NVIDIA", "--as-of", "2026-03-15").code == 0


def test_before_its_date_the_note_has_no_effect(thesis: Command) -> None:
    run = thesis("status", "--as-of", "2026-01-05")
    assert "0 theses" in run.out
    assert "1 note of 1" in run.err
    document = thesis("status", "--as-of", "2026-01-05", "--json").json
    assert (document["theses"], document["rotations"], document["attention"]) == ([], [], [])


CONTRACTORS = {
    "Long defense AI.md": """\
---
type: thesis
---

| Exposure | Weight |
|---|---|
| [[Northrop Grumman]] | 40 |
| [[Lockheed Martin]] | 35 |
| [[General Dynamics]] | 25 |
""",
    "Northrop Grumman.md": "---\ntype: stock\ngroups: [Defense]\n---\n",
    "Lockheed Martin.md": "---\ntype: stock\ngroups: [Defense]\n---\n",
    "General Dynamics.md": "---\ntype: stock\ngroups: [Defense]\n---\n",
    "Defense.md": "---\ntype: sector\n---\n",
}


def test_inferred_evidence_cites_exposure_membership_and_flow_row(
    thesis: Command, write: Write
) -> None:
    write(CONTRACTORS)
    row = theses(thesis, "2026-01-09")["Long defense AI"]
    (item,) = (item for item in row["evidence"] if item["class"] == "inferred")
    assert (item["sign"], item["strength"], item["line"]) == (1, 0.5, 10)
    assert [(step["note"], step["line"]) for step in item["path"]] == [
        ("Long defense AI.md", 7),
        ("Northrop Grumman.md", 3),
        (NAME, 10),
        ("Long defense AI.md", 8),
        ("Lockheed Martin.md", 3),
        (NAME, 10),
        ("Long defense AI.md", 9),
        ("General Dynamics.md", 3),
        (NAME, 10),
    ]
    shown = thesis("explain", "Long defense AI", "--as-of", "2026-01-09").out
    for place in ("Long defense AI.md:8", "Lockheed Martin.md:3", f"{NAME}:10"):
        assert f"[{place}]" in shown


def test_the_advice_for_a_thesis_without_a_note_works(thesis: Command) -> None:
    assert thesis("new", "thesis", "Long defense AI").code == 0
    row = theses(thesis, "9999-01-01")["Long defense AI"]
    assert row["note"] == "Theses/Long defense AI.md"
    assert "no-note" not in row["flags"]
