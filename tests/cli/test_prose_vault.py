"""A notebook in prose: what a review makes of it, and what it leaves alone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from strangers import PROSE
from thesisvault.model.note import Kind
from thesisvault.parser.note import parse_note

from .conftest import Command

DAY = "2026-04-10"


@pytest.fixture
def prose(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the notebook, which is the current folder."""
    copy = tmp_path / "notebook"
    shutil.copytree(PROSE, copy)
    (copy / ".obsidian").mkdir()
    monkeypatch.chdir(copy)
    return copy


def _theses(thesis: Command) -> dict[str, dict[str, Any]]:
    answer = thesis("status", "--as-of", DAY, "--json")
    assert answer.code == 0, answer.err
    return {row["thesis"]: row for row in answer.json["theses"]}


@pytest.mark.usefixtures("prose")
def test_its_theses_have_their_sides(thesis: Command) -> None:
    found = _theses(thesis)
    assumed = {name for name, row in found.items() if "side-assumed" in row["flags"]}
    assert {name: row["side"] for name, row in found.items()} == {
        "Frozen berries": "long",
        "Lantern Glass": "long",
        "Paper beats plastic": "long",
        "Power lines": "long",
        "Rail in the north": "long",
        "Short the cement boom": "short",
        "Vellum": "long",
        "Water is regulated": "long",
    }
    assert assumed == {"Frozen berries", "Power lines"}  # of the glass, a table says it


@pytest.mark.usefixtures("prose")
@pytest.mark.parametrize(
    ("name", "held"),
    [
        ("Frozen berries", [("BRMB +100%", 1, "label Ticker")]),
        ("Lantern Glass", [("Lantern Glass +100%", 1, "title")]),
        ("Paper beats plastic", [("HRPK +100%", 2, "ticker")]),
        ("Power lines", []),
        (
            "Rail in the north",
            [("OSPR - Osprey Rail +50%", 2, "tickers"), ("Saltmarsh Wind +50%", 2, "tickers")],
        ),
        ("Short the cement boom", [("Northgate Cement +100%", 2, "ticker")]),
        ("Vellum", [("VLLM +100%", 5, "card Ticker")]),
        ("Water is regulated", [("Tarn Water +100%", 3, "label Ticker")]),
    ],
)
def test_what_each_thesis_holds(
    thesis: Command, name: str, held: list[tuple[str, int, str]]
) -> None:
    stated = thesis("explain", name, "--as-of", DAY, "--json").json["stated"]
    found = [(row["text"], row["line"], row["rule"]) for row in stated if row["name"] == "holds"]
    assert found == held


@pytest.mark.usefixtures("prose")
def test_stops_and_criteria_are_watched_or_quoted(thesis: Command) -> None:
    found = _theses(thesis)
    watched = {
        (name, wire["condition"], wire["state"], wire["line"])
        for name, row in found.items()
        for wire in row["tripwires"]
    }
    assert watched == {
        ("Lantern Glass", "LNTG close < 13", "unknown", 13),
        ("Paper beats plastic", "HRPK close < 41.5", "near", 5),
        ("Paper beats plastic", "HRPK close < 40", "untouched", 22),
        ("Short the cement boom", "NGCE close > 33", "broken", 4),
        ("Vellum", "VLLM close < 12.4", "unknown", 8),
        ("Water is regulated", "TARN close < 18", "unknown", 6),
    }
    quoted = {(name, item["line"]) for name, row in found.items() for item in row["criteria"]}
    assert quoted == {
        ("Paper beats plastic", 23),
        ("Paper beats plastic", 24),
        ("Rail in the north", 15),
        ("Short the cement boom", 15),
        ("Short the cement boom", 16),
        ("Vellum", 15),
        ("Water is regulated", 14),
        ("Water is regulated", 15),
    }


@pytest.mark.usefixtures("prose")
def test_what_notes_say_of_theses(thesis: Command) -> None:
    said = {
        (name, item["text"], item["note"], item["line"])
        for name, row in _theses(thesis).items()
        for item in row["evidence"]
    }
    assert said == {
        ("Paper beats plastic", "supported, near-term", "Daily/2026-04-09.md", 7),
        ("Paper beats plastic", "strengthens", "Ideas/Paper beats plastic.md", 36),
        (
            "Short the cement boom",
            "pressured near-term - cheap gas keeps the old kiln alive",
            "Daily/2026-04-09.md",
            8,
        ),
    }


@pytest.mark.usefixtures("prose")
def test_only_the_broken_stop_needs_attention(thesis: Command) -> None:
    attention = thesis("status", "--as-of", DAY, "--json").json["attention"]
    assert [(row["code"], row["thesis"]) for row in attention] == [
        ("tripwire-broken", "Short the cement boom")
    ]


@pytest.mark.usefixtures("prose")
def test_the_calendar_holds_its_events_and_no_other(thesis: Command) -> None:
    events = thesis("calendar", "--all", "--as-of", DAY, "--json").json["events"]
    assert {(row["date"], row["state"], row["title"]) for row in events} == {
        ("2026-02-18", "done", "permits for January"),
        ("2026-03-26", "gone", "results for the year"),
        ("2026-05-14", "ahead", "first quarter, with the new line's cost"),
        ("2026-05-20", "ahead", "permits for April"),
        ("2026-06-01", "ahead", "nothing that I would wait for"),
        ("2026-06-30", "ahead", "Final decision of the regulator"),
        ("2026-07-01", "ahead", "harvest report"),
        ("Q3 2026", "ahead", "the second line starts"),
        ("Sep 2026", "ahead", "tender for the wires"),
        ("2026-11-12", "ahead", "Half-year results"),
    }


@pytest.mark.usefixtures("prose")
def test_before_it_was_written_a_thesis_is_not_seen(thesis: Command) -> None:
    rows = thesis("status", "--as-of", "2026-02-10", "--json").json["theses"]
    assert [row["thesis"] for row in rows] == ["Paper beats plastic", "Short the cement boom"]


def test_each_note_has_its_kind(prose: Path) -> None:
    kinds: dict[Kind, set[str]] = {}
    for path, data in _notes(prose):
        kinds.setdefault(parse_note(path, data).kind, set()).add(path.partition("/")[0])
    assert kinds == {
        Kind.THESIS: {"Ideas"},
        Kind.STOCK: {"Companies"},
        Kind.SECTOR: {"Themes"},
        Kind.MARKET: {"Daily"},
        Kind.SOURCE: {"Clippings"},
        Kind.TRADE: {"Trade log.md"},
        Kind.PORTFOLIO: {"Holdings.md"},
        Kind.WATCHLIST: {"Watchlist.md"},
        Kind.NOTE: {
            "Books.md",
            "Long term goals.md",
            "README.md",
            "Short interest.md",
            "Start here.md",
            "Templates",
        },
    }


@pytest.mark.parametrize(
    "path",
    [
        "README.md",
        "Templates/Idea.md",
        "Clippings/The mill in the valley.md",
        "Clippings/Why everyone is long water.md",
        "Long term goals.md",
        "Short interest.md",
        "Books.md",
        "Daily/2026-04-08.md",
    ],
)
def test_what_only_looks_like_a_thesis_states_nothing(prose: Path, path: str) -> None:
    facts = parse_note(path, (prose / path).read_bytes()).facts
    assert not facts.is_thesis and facts.side is None
    assert list(facts.all()) == []


def _notes(vault: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(vault.rglob("*.md")):
        yield path.relative_to(vault).as_posix(), path.read_bytes()
