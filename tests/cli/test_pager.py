"""Long text goes through a pager, on a terminal, and only where it is long."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from thesisvault.cli.pager import pager_command

from .conftest import Command, Write, spawn
from .terminal import THESIS, show, terminal
from .test_output import COLOUR

BOLD = "\x1b[1m"


@pytest.fixture
def pager(tmp_path: Path) -> Path:
    """A pager that says that it is there, and what it was handed."""
    file = tmp_path / "my pager"
    file.write_text(f'#!/bin/sh\necho "[paged $1 LESS=$LESS]"\ntee "{tmp_path}/handed"\n')
    file.chmod(0o755)
    return file


def test_long_text_is_handed_to_the_pager_in_colour(
    thesis: Command, reading: Path, pager: Path, tmp_path: Path
) -> None:
    shown, code = show("status", "-v", THESIS_PAGER=f"'{pager}' -x", PAGER="cat")
    assert code == 0
    assert shown.startswith("[paged -x LESS=FRX]\n")
    handed = (tmp_path / "handed").read_text(encoding="utf-8")
    assert BOLD in handed
    assert COLOUR.sub("", handed) == thesis("--no-pager", "status", "-v").out
    assert shown.count(" theses on ") == 1


@pytest.mark.parametrize("day", ["2026-01-09", "2020-11-13"])
def test_a_review_fits_a_screen_of_24_lines(reading: Path, pager: Path, day: str) -> None:
    shown, _ = show("status", "--as-of", day, LINES="24", COLUMNS="80", PAGER=f"'{pager}'")
    assert "[paged" not in shown
    assert f"theses on {day}" in shown
    assert all(len(COLOUR.sub("", line)) <= 80 for line in shown.splitlines())


def test_what_fits_the_screen_is_printed(reading: Path, pager: Path) -> None:
    shown, _ = show("list", "rotation", PAGER=f"'{pager}'")
    assert "[paged" not in shown
    assert len(shown.splitlines()) == 3
    assert "[paged" in show("list", "rotation", LINES="2", PAGER=f"'{pager}'")[0]
    assert "[paged" in show("list", "rotation", LINES="1", PAGER=f"'{pager}'", LESS="R")[0]


@pytest.mark.parametrize(
    ("arguments", "environment"),
    [(("--no-pager",), {}), ((), {"THESIS_PAGER": ""})],
    ids=str,
)
def test_it_can_be_off(
    reading: Path, pager: Path, arguments: tuple[str, ...], environment: dict[str, str]
) -> None:
    asked = {"LINES": "2", "PAGER": f"'{pager}'", **environment}
    shown, code = show(*arguments, "list", "rotation", **asked)
    assert code == 0
    assert "[paged" not in shown
    assert len(shown.splitlines()) == 3


def test_nothing_is_paged_without_a_terminal(reading: Path, pager: Path) -> None:
    assert b"[paged" not in spawn("status", PAGER=f"'{pager}'").stdout


def test_a_pager_that_is_not_there_costs_nothing(reading: Path) -> None:
    shown, code = show("status", PAGER="/nowhere/pager")
    assert (code, " theses on " in shown) == (0, True)


def test_the_exit_code_is_that_of_the_command(write: Write, pager: Path) -> None:
    write({f"{n}.md": "[[B#Nowhere]]\n" for n in range(30)} | {"B.md": "# Here\n"})
    shown, code = show("check", "--code", "link-heading-missing", PAGER=f"'{pager}'")
    assert (code, "[paged" in shown) == (1, True)


def test_a_reader_who_leaves_early_ends_nothing(write: Write) -> None:
    write({f"{number}.md": "[[A#Nowhere]]\n" for number in range(150)} | {"A.md": ""})
    shown, code = show("check", "--code", "link-heading-missing", PAGER="head -n 1")
    assert code == 1
    assert len(shown.splitlines()) == 1


def test_talk_stands_where_it_was_said(reading: Path, pager: Path, tmp_path: Path) -> None:
    show("status", "-v", "--as-of", "2020-12-01", PAGER=f"'{pager}'")
    handed = (tmp_path / "handed").read_text(encoding="utf-8")
    assert handed.splitlines()[-1].startswith("Left out: ")


@pytest.mark.skipif(shutil.which("less") is None, reason="NO less HERE: its defaults are untested")
def test_less_shows_it_and_quits(reading: Path) -> None:
    with terminal(*THESIS, "status", "-v", LC_ALL="C.UTF-8") as found:
        found.wait_for(" theses on ")
        found.wait_for(":")
        found.send("q")
        assert BOLD in found.finish()
        assert found.process.wait() == 0


@pytest.mark.parametrize(
    ("environment", "command"),
    [
        ({"PAGER": "more -s"}, ["more", "-s"]),
        ({"PAGER": "more", "THESIS_PAGER": "less -S"}, ["less", "-S"]),
        ({"PAGER": "cat"}, []),
        ({"PAGER": "less", "THESIS_PAGER": "cat"}, []),
        ({"PAGER": " "}, []),
        ({"PAGER": "'"}, []),
        ({"PAGER": "less", "TERM": "dumb"}, []),
    ],
)
def test_which_pager(environment: dict[str, str], command: list[str]) -> None:
    assert pager_command(environment) == command
