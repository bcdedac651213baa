"""`thesis history`: when a verdict turned, which line turned it, and what was rewritten."""

from __future__ import annotations

from pathlib import Path

from repositories import record

from .conftest import Command, Write
from .test_as_recorded import AT, THESIS, said


def rotation(day: str, word: str) -> str:
    rows = f"| Thesis | Impact |\n|---|---|\n| [[Long A]] | {word} |\n"
    return f"---\ntype: rotation\ncreated: {day}\nstarted: {day}\n---\n{rows}"


def test_a_turn_has_its_day_and_its_line(thesis: Command, write: Write) -> None:
    write(
        {
            "Theses/Long A.md": THESIS,
            "Rotations/One.md": rotation("2026-01-06", "supported"),
            "Rotations/Two.md": rotation("2026-01-15", "pressured"),
        }
    )
    found = thesis("history", "Long A", "--as-of", "2026-01-20", "--json").json
    turns = [(turn["day"], turn["before"], turn["after"]) for turn in found["turns"]]
    assert turns == [
        ("2026-01-01", None, "unknown"),
        ("2026-01-06", "unknown", "supported"),
        ("2026-01-15", "supported", "mixed"),
    ]
    (line,) = found["turns"][1]["reasons"]
    assert (line["path"], line["line"], line["came"]) == ("Rotations/One.md", 8, True)
    text = thesis("history", "Long A", "--as-of", "2026-01-20").out
    assert "2026-01-06  unknown → supported" in text
    assert "[Rotations/One.md:8]" in text


def recorded(root: Path) -> Path:
    prose = {f"Notes/{at}.md": "text" for at in range(3)}
    body = THESIS + "\n".join(f"Line {at}" for at in range(9))
    record(
        root,
        [
            ("2026-01-05" + AT, {"Theses/Long A.md": body, **prose}),
            (
                "2026-01-08" + AT,
                {"Theses/Long A.md": body, "R.md": rotation("2026-01-06", "supported")},
            ),
            (
                "2026-01-09" + AT,
                {
                    "Theses/Long B.md": body,
                    "R.md": rotation("2026-01-06", "supported").replace("Long A", "Long B"),
                },
            ),
            (
                "2026-01-12" + AT,
                {
                    "Theses/Long B.md": body,
                    "R.md": rotation("2026-01-06", "invalidated").replace("Long A", "Long B"),
                },
            ),
        ],
    )
    return root


def test_as_recorded_a_turn_has_the_day_of_its_commit(thesis: Command, tmp_path: Path) -> None:
    root = recorded(tmp_path)
    asked = ("--vault", str(root), "history", "Long B", "--as-of", "2026-01-20", "--json")
    found = thesis(*asked, "--as-recorded")
    turns = [(turn["day"], turn["after"]) for turn in found.json["turns"]]
    assert turns == [
        ("2026-01-05", "unknown"),
        ("2026-01-08", "supported"),
        ("2026-01-12", "pressured"),
    ]
    (renamed,) = found.json["renamed"]
    assert (renamed["day"], renamed["before"]) == ("2026-01-09", "Theses/Long A.md")
    assert all(turn["commit"] for turn in found.json["turns"])
    assert thesis(*asked, "--as-recorded").out == found.out  # from what was kept
    assert [turn["after"] for turn in thesis(*asked).json["turns"]] == ["unknown", "pressured"]


def test_what_was_rewritten_is_listed_with_its_commit(thesis: Command, tmp_path: Path) -> None:
    root = recorded(tmp_path)
    found = thesis("--vault", str(root), "history", "--rewritten", "--json").json
    edits = {(edit["note"], edit["day"], edit["what"]): edit for edit in found["edits"]}
    assert ("R.md", "2026-01-08", "added") in edits
    lines = edits["R.md", "2026-01-12", "edited"]["lines"]
    assert [(line["text"], line["came"]) for line in lines] == [
        ("| [[Long B]] | supported |", False),
        ("| [[Long B]] | invalidated |", True),
    ]
    since = thesis(
        "--vault", str(root), "history", "--rewritten", "R", "--as-of", "2026-01-09", "--json"
    ).json
    assert [edit["day"] for edit in since["edits"]] == ["2026-01-12"]


def test_a_new_line_of_a_log_is_no_hindsight(thesis: Command, tmp_path: Path) -> None:
    first = said("supported")
    later = first + "- 2026-01-09: Thesis impact: mixed\n"
    record(
        tmp_path,
        [
            ("2026-01-05" + AT, {"Theses/Long A.md": first.replace("opened", "created")}),
            ("2026-01-09" + AT, {"Theses/Long A.md": later.replace("opened", "created")}),
        ],
    )
    found = thesis("--vault", str(tmp_path), "history", "--rewritten")
    assert found.out.strip() == "No dated note was edited after its date since 2026-01-05."


def test_what_is_missing_is_said(thesis: Command, write: Write) -> None:
    write({"Theses/Long A.md": THESIS})
    assert "`THESIS` is missing" in thesis("history").err
    assert "is not in a git repository" in thesis("history", "--rewritten").err
    assert "No note" in thesis("history", "Nobody").err
