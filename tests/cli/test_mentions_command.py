"""`thesis mentions NOTE --link`: what is shown and asked before anything is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Command, Write

NOTES = {
    "Concepts/Tea shortage.md": "---\ntype: concept\naliases: [Tea]\n---\n# Tea shortage\n",
    "Daily.md": "## Tea shortage again\n\nThe Tea shortage lasts, and Tea is dear.\n",
    "Weekly.md": "A Tea shortage once.\n",
}
LINKED = {
    **NOTES,
    "Daily.md": "## Tea shortage again\n\n"
    "The [[Tea shortage]] lasts, and [[Tea shortage|Tea]] is dear.\n",
    "Weekly.md": "A [[Tea shortage]] once.\n",
}
LINK = ("mentions", "Tea shortage", "--link")
QUESTION = "Write 3 links in 2 notes?"
LEFT = "Daily.md: 1 mention not linked: the line states a fact or is a heading.\n"


def written(root: Path) -> dict[str, str]:
    return {path: (root / path).read_text("utf-8") for path in NOTES}


def someone(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("thesisvault.cli.commands.mentions.at_terminal", lambda: True)


def test_the_difference_is_shown_and_nothing_is_written(thesis: Command, write: Write) -> None:
    root = write(NOTES)
    for more in ((), ("--yes",)):
        run = thesis(*LINK, "--dry-run", *more)
        assert run.code == 0
        assert run.out.splitlines()[-4:] == [
            *("+++ b/Weekly.md", "@@ -1 +1 @@"),
            *("-A Tea shortage once.", "+A [[Tea shortage]] once."),
        ]
        assert run.err == f"{LEFT}Nothing was written: 3 links in 2 notes.\n"
        assert written(root) == NOTES


def test_where_nobody_can_be_asked_it_is_refused(thesis: Command, write: Write) -> None:
    root = write(NOTES)
    run = thesis(*LINK)
    told = "thesis: This writes 3 links in 2 notes: add `--yes`, or `--dry-run`.\n"
    assert (run.code, run.err) == (2, LEFT + told)
    assert written(root) == NOTES


def test_a_no_leaves_every_note_and_a_yes_writes_them(
    thesis: Command, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write(NOTES)
    someone(monkeypatch)
    monkeypatch.setattr("click.confirm", lambda question, **_: question != QUESTION)
    run = thesis(*LINK)
    assert (run.code, run.err) == (0, f"{LEFT}Nothing was written.\n")
    assert "+A [[Tea shortage]] once.\n" in run.out
    assert written(root) == NOTES
    monkeypatch.setattr("click.confirm", lambda question, **_: question == QUESTION)
    run = thesis(*LINK)
    assert (run.code, run.err) == (0, f"{LEFT}`thesis undo` takes it back.\n")
    assert run.out.endswith("linked 2 notes\n")
    assert written(root) == LINKED
    run = thesis(*LINK)
    assert (run.code, run.out, run.err) == (0, "", f"{LEFT}No mention to link.\n")


def test_a_note_that_changes_while_it_is_asked_keeps_what_was_typed(
    thesis: Command, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write(NOTES)
    typed = NOTES["Daily.md"] + "\nMore.\n"
    someone(monkeypatch)
    monkeypatch.setattr("click.confirm", lambda *_, **__: (root / "Daily.md").write_text(typed))
    run = thesis(*LINK)
    assert run.code == 4
    assert run.out.endswith("linked 1 note\n")
    assert "thesis: `Daily.md` has changed since it was read: it was left alone." in run.err
    assert run.err.endswith("`thesis undo` takes it back.\n")
    assert written(root) == {**LINKED, "Daily.md": typed}


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (("--link",), "Name a note, or count for every note: `thesis mentions --all`."),
        (("Tea shortage", "--all"), "Name a note, or count for every note"),
        (("--all", "--link"), "`--link` needs a note, and has no JSON output."),
        ((*LINK[1:], "--json"), "`--link` needs a note, and has no JSON output."),
        (("Tea shortage", "--yes"), "`--dry-run` and `--yes` belong to `--link`."),
        (("Tea shortage", "--dry-run"), "`--dry-run` and `--yes` belong to `--link`."),
        (("Nowhere", "--link"), "`Nowhere` has no note yet."),
    ],
)
def test_what_cannot_be_linked_is_said(
    thesis: Command, write: Write, asked: tuple[str, ...], why: str
) -> None:
    root = write({**NOTES, "Stray.md": "[[Nowhere]]\n"})
    run = thesis("mentions", *asked)
    assert (run.code, run.out) == (2, "") and why in run.err
    assert written(root) == NOTES


def test_how_the_list_ends(thesis: Command, write: Write) -> None:
    write(NOTES)
    run = thesis("mentions", "Tea shortage")
    assert run.out.splitlines()[-1] == "Weekly.md:1: A Tea shortage once."
    told = "4 mentions of Concepts/Tea shortage.md: `--link` turns them into links.\n"
    assert (run.code, run.err) == (0, told)
    run = thesis("mentions", "Weekly")
    assert (run.code, run.out, run.err) == (0, "", "No mention without a link found.\n")
