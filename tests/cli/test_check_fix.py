"""``thesis check --fix``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cli.conftest import Command, Write
from thesisvault.edits.fixes import Fixed
from thesisvault.reports.check import plan_fixes

NOTES = {
    "Apple.md": "---\naliases: [Cupertino]\n---\n",
    "A.md": "[[Cupertino]]\n\n[[Cupertino#H]]\n",
    "B.md": "---\nup: [[Apple]]\n---\n",
    "C.md": "nothing\n",
}


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("thesisvault.workspace.writing.IDLE", 0.0)


def test_it_mends_what_it_can_and_lists_the_rest(thesis: Command, write: Write) -> None:
    root = write(NOTES)
    done = thesis("check", "--fix")
    assert done.code == 1
    lines = done.out.splitlines()
    assert lines[:3] == [
        "A.md:1: fixed link-alias",
        "B.md:2: fixed property-unquoted-link",
        "warning link-alias: The link's target is an alias (1)",
    ]
    assert (root / "A.md").read_text() == "[[Apple|Cupertino]]\n\n[[Cupertino#H]]\n"
    assert (root / "B.md").read_text() == '---\nup: "[[Apple]]"\n---\n'
    assert (root / "C.md").read_text() == "nothing\n"


def test_bug_text_worked_out_fixes_that_it_does_not_show(
    thesis: Command, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(NOTES)
    planned: list[object] = []

    def counted(*given: Any) -> tuple[Fixed, ...]:
        planned.append(given)
        return plan_fixes(*given)

    monkeypatch.setattr("thesisvault.reports.check.plan_fixes", counted)
    assert "link-alias" in thesis("check").out
    assert planned == []
    fixes = [row["fix"] for row in thesis("check", "--json").json["diagnostics"]]
    assert len(planned) == 1 and "[[Apple|Cupertino]]" in fixes


def test_all_mended_ends_with_0(thesis: Command, write: Write) -> None:
    write(NOTES)
    assert thesis("check", "--fix", "B").code == 0
    again = thesis("check", "--fix", "B")
    assert again.code == 0 and "fixed" not in again.out


def test_only_the_notes_that_are_named(thesis: Command, write: Write) -> None:
    root = write(NOTES)
    assert thesis("check", "--fix", "A").code == 1
    assert (root / "B.md").read_text() == NOTES["B.md"]


def test_a_dry_run_shows_the_difference(thesis: Command, write: Write) -> None:
    root = write(NOTES)
    done = thesis("check", "--fix", "--dry-run")
    assert done.code == 1
    assert "-[[Cupertino]]\n+[[Apple|Cupertino]]\n" in done.out
    assert '-up: [[Apple]]\n+up: "[[Apple]]"\n' in done.out
    assert "Nothing was written." in done.err
    assert all((root / path).read_text() == text for path, text in NOTES.items())
    assert not (root / ".thesis").exists()


def test_a_refused_note_ends_with_4(thesis: Command, write: Write) -> None:
    root = write(NOTES)
    (root / "A.md").chmod(0o444)
    done = thesis("check", "--fix")
    assert done.code == 4 and "A.md" in done.err
    assert (root / "A.md").read_text() == NOTES["A.md"]
    assert (root / "B.md").read_text() != NOTES["B.md"]


@pytest.mark.parametrize("options", [("--dry-run",), ("--fix", "--json")])
def test_options_that_do_not_go_together(thesis: Command, write: Write, options: str) -> None:
    write(NOTES)
    assert thesis("check", *options).code == 2


def test_without_fix_nothing_is_written(thesis: Command, sample: Path) -> None:
    before = {path: path.read_bytes() for path in sample.rglob("*") if path.is_file()}
    thesis("check")
    assert {path: path.read_bytes() for path in sample.rglob("*") if path.is_file()} == before


def test_the_document_gives_what_would_be_written(thesis: Command, write: Write) -> None:
    row = "| a |\n|---|\n| [[Cupertino]] |\n"
    root = write(NOTES | {"A.md": row, "2026-01-08.md": "> [!note] [[Cupertino]]\n"})
    found = json.loads(thesis("check", "--json").out)["diagnostics"]
    assert [(item["note"], item["line"], item["fix"]) for item in found] == [
        ("2026-01-08.md", 1, "[[Apple|Cupertino]]"),
        ("A.md", 3, "[[Apple\\|Cupertino]]"),
        ("B.md", 2, '"[[Apple]]"'),
    ]
    assert thesis("check", "--fix").code == 0
    assert (root / "A.md").read_text() == row.replace("[[Cupertino]]", found[1]["fix"])


@pytest.mark.parametrize("name", ["<% tp.file.cursor() %>", "a `= this.x` b", "%%x%%"])
def test_a_name_that_a_plugin_would_run_is_not_written(
    thesis: Command, write: Write, name: str
) -> None:
    root = write({f"{name}.md": "---\naliases: [Plain]\n---\n", "A.md": "[[Plain]]\n"})
    assert "link-alias" in thesis("check", "--fix").out
    assert (root / "A.md").read_text() == "[[Plain]]\n"
