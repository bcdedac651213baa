"""What a search leaves out, and how its days are written."""

from __future__ import annotations

import pytest

from .conftest import Command, Write

BLOCK = "<!-- thesis:backlinks -->\n- [[A]]: copper is scarce\n<!-- /thesis:backlinks -->\n"
NOTES = {
    "A.md": "---\ncreated: 2026-01-08\n---\ncopper is scarce\n",
    "B.md": f"---\ncreated: 2026-01-02\n---\ngrid\n\n{BLOCK}\nsilver\n",
    "C.md": f"```\n{BLOCK}```\n",
}


@pytest.fixture
def found(write: Write, thesis: Command) -> list[str]:
    write(NOTES)
    return thesis("search", "copper", "--paths").out.split()


def test_generated_blocks_are_not_searched_and_examples_in_code_are(found: list[str]) -> None:
    assert sorted(found) == ["A.md", "C.md"]


@pytest.mark.usefixtures("found")
def test_what_is_in_generated_blocks_alone_is_not_in_the_note(thesis: Command) -> None:
    assert thesis("search", "--paths", "--", "grid -copper").out == "B.md\n"
    shown = thesis("search", "silver").out
    assert "B.md:10: silver" in shown  # lines count as the file has them


@pytest.mark.parametrize(
    ("day", "notes"), [("7d", ["A.md", "B.md"]), ("yesterday", ["A.md"]), ("2026-01-05", ["A.md"])]
)
@pytest.mark.usefixtures("found")
def test_days_count_from_the_day_of_the_review(thesis: Command, day: str, notes: list[str]) -> None:
    run = thesis("search", f"since:{day}", "--as-of", "2026-01-09", "--sort", "path", "--paths")
    assert run.out.split() == notes


@pytest.mark.usefixtures("found")
def test_what_is_no_day_is_refused(thesis: Command) -> None:
    run = thesis("search", "since:soon")
    assert run.code == 2 and "`soon` is not a date: use YYYY-MM-DD or 7d." in run.err


def test_a_long_name_without_lines_keeps_within_the_screen(write: Write, thesis: Command) -> None:
    name = "A rather long name of a note about copper and much else"
    write({f"{name}.md": "x\n"})
    assert all(
        len(line) <= 80 for line in thesis("search", "since:2020 OR file:rather").out.splitlines()
    )
