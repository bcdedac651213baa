"""``thesis rename``, and ``thesis move``, which it was called."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cli.conftest import Command, Write
from thesisvault.storage.writing.journal import pending


@pytest.fixture(autouse=True)
def listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("thesisvault.workspace.writing.IDLE", 0.0)


def held(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and not path.is_relative_to(root / ".thesis")
    }


NOTES = {
    "Stocks/Apple.md": "#stock\n",
    "Log.md": "# Log\n\n[[Apple]] and [[Stocks/Apple|it]]\n\n| Ticker | Move |\n|---|---|\n"
    "| Apple | -2% |\n",
    "Wait.md": "[[Pear]]\n",
}


def test_it_tells_each_note_with_its_links(thesis: Command, write: Write) -> None:
    root = write(NOTES)
    done = thesis("rename", "apple", "Pear")
    assert done.code == 0
    assert done.out == ("Stocks/Apple.md → Stocks/Pear.md\n  Log.md: 2 links\n2 links in 1 note.\n")
    assert "Links to `Pear`, which had no note, now point to it: Wait.md:1." in done.err
    assert "`Apple`" in done.err and "Log.md:7" in done.err and "alias" in done.err
    assert (root / "Log.md").read_text().startswith("# Log\n\n[[Pear]] and [[Stocks/Pear|it]]\n")
    assert not (root / "Stocks/Apple.md").exists()


def test_a_dry_run_shows_the_difference_and_writes_nothing(thesis: Command, write: Write) -> None:
    root = write(NOTES)
    before = held(root)
    done = thesis("rename", "apple", "theses/Pear", "--dry-run")
    assert done.code == 0
    assert "-[[Apple]] and [[Stocks/Apple|it]]\n+[[Pear]] and [[theses/Pear|it]]\n" in done.out
    assert "Nothing was written." in done.err
    assert held(root) == before and not (root / ".thesis").exists()


def test_links_that_still_lead_there_are_not_touched(thesis: Command, write: Write) -> None:
    root = write({"Stocks/Apple.md": "", "Log.md": "[[Apple]]"})
    assert thesis("rename", "Apple", "./").out == (
        "Stocks/Apple.md → Apple.md\nNo links to update.\n"
    )
    assert (root / "Log.md").read_text() == "[[Apple]]"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("Nobody", "x", "No note is named `Nobody`"),
        ("Pear", "x", "has no note yet"),
        ("Apple", "../x", "outside the vault"),
        ("Apple", "a|b", "cannot hold"),
        ("Apple", "./LOG", "exists already"),
        ("Apple", "Apple", "is already there"),
    ],
)
def test_what_cannot_be_ends_with_2(
    thesis: Command, write: Write, old: str, new: str, says: str
) -> None:
    root = write(NOTES)
    before = held(root)
    done = thesis("rename", old, new)
    assert done.code == 2 and says in done.err and done.out == ""
    assert held(root) == before


def test_a_refusal_ends_with_4_and_writes_nothing(thesis: Command, write: Write) -> None:
    root = write(NOTES | {"Zoo.md": "[[Apple]]"})
    (root / "Zoo.md").chmod(0o444)
    before = held(root)
    done = thesis("rename", "Apple", "Pear")
    assert done.code == 4 and "Zoo.md" in done.err and done.out == ""
    assert held(root) == before


def test_a_link_that_cannot_be_written_ends_with_4(thesis: Command, write: Write) -> None:
    root = write({"Apple.md": "", "Log.md": "a ` [[Apple]]"})
    before = held(root)
    done = thesis("rename", "Apple", "P`ear")
    assert done.code == 4 and "Log.md:1" in done.err
    assert held(root) == before


def test_the_sample_keeps_its_links(thesis: Command, sample: Path) -> None:
    """All lead where they led, and the way back gives every byte again."""
    for path in sample.rglob("*.md"):
        os.utime(path, (1e9, 1e9))
    before = thesis("links", "Sector Rotation January 2026", "--json").json
    bytes_before = held(sample)
    done = thesis("rename", "NVIDIA", "Stocks/Nvidia Corp")
    assert done.code == 0 and done.out.endswith(" notes.\n")
    after = thesis("links", "Sector Rotation January 2026", "--json").json
    resolved = [link["resolved"] for link in before["links"]]
    assert "Stocks/NVIDIA.md" in resolved
    assert [link["resolved"] for link in after["links"]] == [
        "Stocks/Nvidia Corp.md" if path == "Stocks/NVIDIA.md" else path for path in resolved
    ]
    assert thesis("rename", "Nvidia Corp", "NVIDIA").code == 0
    assert held(sample) == bytes_before


def test_a_broken_off_move_is_told(
    thesis: Command, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(NOTES)
    with monkeypatch.context() as patch:
        patch.setattr("thesisvault.storage.writing.writer.Writer.replace", _stop)
        with pytest.raises(ZeroDivisionError):
            thesis("rename", "Apple", "Pear")
    assert "An earlier rename was interrupted" in thesis("rename", "Log", "Log 2", "--dry-run").err
    done = thesis("rename", "Wait", "Waiting")
    assert done.code == 0
    assert "An interrupted rename was finished: Stocks/Apple.md → Stocks/Pear.md" in done.err


@pytest.mark.parametrize(
    "words",
    [
        ("update",),
        ("update", "Log", "--add", "backlinks"),
        ("check", "--fix"),
        ("restore", "Log"),
        ("log", "Pear", "bought", "--write"),
        ("new", "concept", "Margin"),
        ("new", "--missing", "--yes"),
    ],
    ids=" ".join,
)
def test_every_command_that_writes_mends_a_broken_off_move_first(
    thesis: Command, write: Write, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    root = write(NOTES)
    with monkeypatch.context() as patch:
        patch.setattr("thesisvault.storage.writing.writer.Writer.replace", _stop)
        with pytest.raises(ZeroDivisionError):
            thesis("rename", "Apple", "Pear")
    told = "An interrupted rename was finished: Stocks/Apple.md → Stocks/Pear.md."
    assert told in thesis(*words).err.splitlines()
    assert not pending(root)
    assert told not in thesis(*words).err


def _stop(*_: object) -> None:
    raise ZeroDivisionError
