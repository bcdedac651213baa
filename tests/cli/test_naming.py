"""A part of a name: taken where a command reads, refused unasked where it writes."""

from __future__ import annotations

import pytest

from thesisvault.cli.completing import _keeping

from .conftest import Command, Write

NOTES = {
    "Theses/Long salt mines.md": "---\ntype: thesis\nside: long\nstocks: [[Saline]]\n---\n",
    "Stocks/Saline.md": "---\ntype: stock\nticker: SLN\naliases: [Brine]\n---\n[[Log]]\n",
    "Stocks/Salmon.md": "---\ntype: stock\n---\n",
    "Log.md": "On [[Saline]].\n",
}


@pytest.fixture(autouse=True)
def _at_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("thesisvault.workspace.writing.IDLE", 0.0)


@pytest.mark.parametrize(
    ("words", "path"),
    [
        (("links", "sali"), "Stocks/Saline.md"),
        (("backlinks", "alin"), "Stocks/Saline.md"),
        (("explain", "sal"), "Theses/Long salt mines.md"),
        (("status", "mines sal"), "Theses/Long salt mines.md"),
        (("check", "sali"), "Stocks/Saline.md"),
    ],
)
def test_one_match_is_taken_and_said(
    thesis: Command, write: Write, words: tuple[str, ...], path: str
) -> None:
    write(NOTES)
    run = thesis(*words)
    assert run.code in (0, 1)
    assert run.err.startswith(f"Using {path} for `{words[1]}`.\n")


def test_several_are_listed(thesis: Command, write: Write) -> None:
    write(NOTES)
    run = thesis("links", "sal")
    assert (run.code, run.out) == (2, "")
    assert "`Stocks/Salmon.md`" in run.err and "`Stocks/Saline.md`" in run.err


@pytest.mark.parametrize("words", [("links", "slne"), ("explain", "lsm"), ("open", "lmns")])
def test_what_is_only_alike_is_not_taken(
    thesis: Command, write: Write, words: tuple[str, ...]
) -> None:
    write(NOTES)
    run = thesis(*words)
    assert (run.code, run.out) == (2, "")
    assert ".md`" in run.err or "`Saline`" in run.err


@pytest.mark.parametrize(
    "words",
    [
        ("rename", "sali", "Salty"),
        ("rename", "SLN", "Salty"),
        ("rename", "Salmon", "Brine"),
        ("rename", "Salmon", "sln"),
        ("update", "sali"),
        ("log", "mines", "sold", "--write"),
        ("propose", "sali", "--write", "--accept", "all"),
        ("restore", "sali"),
    ],
)
def test_nothing_is_written_by_a_part(
    thesis: Command, write: Write, words: tuple[str, ...]
) -> None:
    root = write(NOTES)
    run = thesis(*words)
    assert run.code == 2 and (".md`" in run.err or "nearest name" in run.err)
    assert {path: (root / path).read_text(encoding="utf-8") for path in NOTES} == NOTES


def test_a_line_is_a_place(thesis: Command, write: Write) -> None:
    write(NOTES)
    run = thesis("explain", "Long salt mines:3")
    assert run.code == 0 and "side: long" in run.out
    assert thesis("explain", "Log:1").code == 2
    assert thesis("open", "--print", "Saline:7").out == "Stocks/Saline.md:7\n"


def test_the_old_name_of_rename_still_works(thesis: Command, write: Write) -> None:
    root = write(NOTES)
    run = thesis("move", "Salmon", "Herring")
    assert run.code == 0 and "`thesis rename`" in run.err.splitlines()[0]
    assert (root / "Stocks/Herring.md").exists()
    assert "thesis undo" in run.err
    undone = thesis("undo")
    assert undone.code == 0 and undone.out.startswith("undone `thesis rename Salmon Herring`")
    assert (root / "Stocks/Salmon.md").exists()
    assert thesis("undo").code == 2
    assert " move " not in thesis("--help").out


def test_a_folder_that_nobody_named_is_not_taken(thesis: Command, write: Write) -> None:
    root = write(NOTES)
    (root / ".obsidian").rmdir()
    run = thesis("list")
    assert (run.code, run.out) == (2, "")
    assert "thesis --vault . status" in run.err and "thesis init" in run.err
    assert thesis("--vault", ".", "list").code == 0
    assert not (root / ".thesis").exists()


@pytest.mark.parametrize(
    ("typed", "names", "kept"),
    [
        ("Long N", ["Long NV", "Long nuclear"], ["Long NV"]),
        ("long n", ["Long NV", "Long Nuclear"], ["long nV", "long nuclear"]),
        ("long nv", ["Long NV"], ["Long NV"]),
    ],
)
def test_completion_keeps_what_was_typed(typed: str, names: list[str], kept: list[str]) -> None:
    from click.shell_completion import CompletionItem

    found = _keeping(typed, [CompletionItem(name) for name in names])
    assert [item.value for item in found] == kept


def test_a_no_says_that_nothing_was_changed(
    thesis: Command, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write({"Stocks/Nvidia.md": "---\ntype: stock\nsymbol: NVDA\n---\n"})
    monkeypatch.setattr("thesisvault.cli.naming.at_terminal", lambda: True)
    monkeypatch.setattr("click.confirm", lambda *_, **__: False)
    run = thesis("rename", "NVDA", "Nvidia Corp")
    assert (run.code, run.err) == (130, "Nothing was changed.\n")
    assert (root / "Stocks/Nvidia.md").exists()
