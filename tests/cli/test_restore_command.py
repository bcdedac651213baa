"""`thesis restore`: what was overwritten comes back, and that too can be undone."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from thesisvault.cli.main import _COMMANDS

from .conftest import Command, Write

BLOCK = "<!-- thesis:backlinks -->\n<!-- /thesis:backlinks -->\n"


@pytest.fixture(autouse=True)
def registered(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("update", "restore"):
        monkeypatch.setitem(_COMMANDS, name, _COMMANDS.get(name, name))


def rest(path: Path) -> None:
    os.utime(path, (time.time() - 3600,) * 2)


def test_an_update_is_undone_and_redone(thesis: Command, write: Write) -> None:
    root = write({"a.md": BLOCK})
    note = root / "a.md"
    rest(note)
    assert thesis("update").code == 0
    filled = note.read_text()
    assert filled != BLOCK
    listed = thesis("restore", "a", "--list")
    assert listed.code == 0 and "VERSION" in listed.out
    assert note.read_text() == filled
    rest(note)
    run = thesis("restore", "a")
    assert run.code == 0 and run.out.startswith("restored a.md: version ")
    assert note.read_text() == BLOCK
    rest(note)
    assert thesis("restore", "a").code == 0
    assert note.read_text() == filled
    rest(note)
    oldest = thesis("restore", "a", "--list").out.split("\n")[-2].split()[0]
    assert thesis("restore", "a", "--version", oldest).code == 0
    assert note.read_text() == BLOCK
    note.unlink()
    run = thesis("restore", "a.md")
    assert run.code == 0 and note.exists()


def test_what_cannot_be_restored(thesis: Command, write: Write) -> None:
    root = write({"a.md": "[[Later]]\n"})
    assert thesis("restore", "a", "--list").code == 0
    assert "No earlier version" in thesis("restore", "a", "--list").err
    for arguments in (("a",), ("a", "--version", "x"), ("nowhere",), ("Later",), ("gone.md",)):
        run = thesis("restore", *arguments)
        assert run.code == 2 and run.err, arguments
        assert "Traceback" not in run.err
    assert (root / "a.md").read_text() == "[[Later]]\n"
    run = thesis("restore", "../../etc/passwd.md")
    assert run.code in (2, 4) and "Traceback" not in run.err
