"""Opening a note by what a person remembers of its name."""

from __future__ import annotations

from pathlib import Path

import pytest

from thesisvault.cli.editor import editor_command
from thesisvault.model.errors import UsageFault

from .conftest import Command, Write
from .terminal import THESIS, terminal


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("Stocks/NVIDIA.md", "Stocks/NVIDIA.md"),
        ("NVIDIA", "Stocks/NVIDIA.md"),
        ("nvda", "Stocks/NVIDIA.md"),
        ("nvda:12", "Stocks/NVIDIA.md:12"),
        ("[Theses/Long NVIDIA.md:8]", "Theses/Long NVIDIA.md:8"),
        ("Theses/Long NVIDIA.md:8:3", "Theses/Long NVIDIA.md:8"),
        ("lnv", "Theses/Long NVIDIA.md"),
        ("nvid long", "Theses/Long NVIDIA.md"),
        ("theses/nvid", "Theses/Long NVIDIA.md"),
        ("deai:2", "Theses/Long defense AI.md:2"),
    ],
)
@pytest.mark.parametrize("option", ["--print", "--path"])
def test_names_that_mean_one_note(
    thesis: Command, reading: Path, name: str, path: str, option: str
) -> None:
    run = thesis("open", option, name)
    assert (run.code, run.out) == (0, f"{path}\n")


def test_a_note_that_is_called_like_a_line_is_itself(thesis: Command, write: Write) -> None:
    write({"Ratio 3:1.md": "x", "Ratio 3.md": "y"})
    assert thesis("open", "--print", "Ratio 3:1").out == "Ratio 3:1.md\n"
    assert thesis("open", "--print", "Ratio 3:2").out == "Ratio 3.md:2\n"


def test_several_notes_are_listed_without_a_terminal(thesis: Command, reading: Path) -> None:
    run = thesis("open", "ldef")
    assert (run.code, run.out) == (2, "")
    assert "Theses/Long defense AI.md" in run.err
    assert "Theses/Long defensives for yield.md" in run.err


def test_two_notes_of_one_name_are_a_choice_too(thesis: Command, write: Write) -> None:
    write({"A/Long X.md": "a", "B/Long X.md": "b"})
    run = thesis("open", "long x")
    assert run.code == 2
    assert "A/Long X.md" in run.err and "B/Long X.md" in run.err


def test_at_a_terminal_one_is_chosen_by_its_number(reading: Path) -> None:
    with terminal(*THESIS, "open", "ldef", VISUAL="echo edited:") as found:
        found.wait_for("Open which")
        found.send("7\n")
        found.wait_for("not in the range")
        found.send("2\n")
        shown = found.finish()
        assert f"edited: {reading}/Theses/Long defensives for yield.md" in shown
        assert found.process.wait() == 0


def test_at_a_terminal_none_may_be_chosen(reading: Path) -> None:
    with terminal(*THESIS, "open", "ldef") as found:
        found.wait_for("Open which")
        found.send("\x04")
        found.finish()
        assert found.process.wait() == 130


def test_what_fits_nothing_is_answered(thesis: Command, reading: Path) -> None:
    assert "the nearest names are `NVIDIA`" in thesis("open", "Nvidja").err
    assert "thesis list" in thesis("open", "zzyyww").err
    run = thesis("open", "Short expensive software")
    assert run.code == 2
    assert "thesis new thesis 'Short expensive software'" in run.err


def editor(folder: Path, name: str, code: int = 0) -> Path:
    file = folder / name
    file.write_text(f'#!/bin/sh\necho "$@" > "{folder}/asked"\nexit {code}\n', encoding="utf-8")
    file.chmod(0o755)
    return file


def test_the_editor_is_started_at_the_line(
    thesis: Command, reading: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", "false")
    monkeypatch.setenv("VISUAL", f"{editor(tmp_path, 'vim')} -f")
    run = thesis("open", "lnv:3")
    assert (run.code, run.out) == (0, "")
    assert run.err == "Opening Theses/Long NVIDIA.md.\n"
    asked = (tmp_path / "asked").read_text(encoding="utf-8")
    assert asked == f"-f +3 {reading}/Theses/Long NVIDIA.md\n"


def test_an_editor_that_fails_is_named(
    thesis: Command, reading: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", str(editor(tmp_path, "ed", 3)))
    assert "exit code 3" in thesis("open", "NVIDIA").err
    monkeypatch.setenv("EDITOR", "/nowhere/vim")
    run = thesis("open", "NVIDIA")
    assert run.code == 2
    assert "$VISUAL" in run.err


def test_no_editor_says_what_to_set(thesis: Command, reading: Path) -> None:
    run = thesis("open", "NVIDIA")
    assert run.code == 2
    assert "export VISUAL=" in run.err
    assert "--print" in run.err


@pytest.mark.parametrize(
    ("editor", "command"),
    [
        ("vim -f", ["vim", "-f", "+5", "n.md"]),
        ("/usr/bin/nvim", ["/usr/bin/nvim", "+5", "n.md"]),
        ("code --wait", ["code", "--wait", "--goto", "n.md:5"]),
        ("subl -w", ["subl", "-w", "n.md:5"]),
        ("kate", ["kate", "--line", "5", "n.md"]),
        ("'/opt/my editor/x'", ["/opt/my editor/x", "n.md"]),
    ],
)
def test_how_editors_are_told_the_line(editor: str, command: list[str]) -> None:
    assert editor_command({"EDITOR": editor, "VISUAL": " "}, "n.md", 5) == command


def test_an_editor_that_is_no_command() -> None:
    with pytest.raises(UsageFault, match="is not a command"):
        editor_command({"EDITOR": "vim '"}, "n.md")
