"""Every `transcripts/*.transcript` over a fresh copy of the sample vault, 80 columns wide.

`$ thesis …` lines are followed by what a terminal shows, and by `[exit N]` where N is not 0.
THESISVAULT_UPDATE_TRANSCRIPTS=1 rewrites them: read the difference before you commit it.
"""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

import click
import pytest

from thesisvault.cli.main import thesis as group

from .conftest import Command

FOLDER = Path(__file__).parent / "transcripts"
UPDATE = os.environ.get("THESISVAULT_UPDATE_TRANSCRIPTS") == "1"
PROMPT = "$ thesis"
HELP = "help"
READING = ("status", "explain", "backlinks", "links", "check", "export", "help")
"""What writes nothing, and does not show whether a review is kept: the shared vault will do."""


def help_lines() -> list[str]:
    names = group.list_commands(click.Context(group))
    return [PROMPT, f"{PROMPT} --help", *(f"{PROMPT} {name} --help" for name in names)]


def in_words_of_today(text: str) -> str:
    """click before 8.4 says the same in other words."""
    text = text.replace(" -h' for help.", " --help' for help.")
    return re.sub(r"option: (\S+) Did you mean (\S+)\?", r"option '\1'. Did you mean '\2'?", text)


def play(line: str, thesis: Command) -> str:
    run = thesis(*shlex.split(line.removeprefix(PROMPT)))
    end = f"[exit {run.code}]\n" if run.code else ""
    return f"{line}\n{in_words_of_today(run.both)}{end}"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.transcript")), ids=lambda path: path.stem)
def test_transcript(path: Path, thesis: Command, request: pytest.FixtureRequest) -> None:
    written = path.read_text(encoding="utf-8")
    lines = [line for line in written.splitlines() if line.startswith(PROMPT)]
    if path.stem == HELP and UPDATE:
        lines = help_lines()
    request.getfixturevalue("reading" if path.stem in READING else "sample")
    assert lines, "a transcript without a command proves nothing"
    played = "\n".join(play(line, thesis) for line in lines)
    if UPDATE:
        path.write_text(played, encoding="utf-8", newline="\n")
    assert played == path.read_text(encoding="utf-8")


def test_the_help_of_every_command_is_in_its_transcript() -> None:
    written = (FOLDER / f"{HELP}.transcript").read_text(encoding="utf-8").splitlines()
    assert [line for line in written if line.startswith(PROMPT)] == help_lines()
