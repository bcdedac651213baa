"""How commands end: 0 done, 1 findings, 2 usage, 3 no vault; faults on stderr, no traceback."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from sizes import share

from .conftest import Command, Write, spawn

READING = (
    ("status",),
    ("explain", "Long NVIDIA"),
    ("links", "NVIDIA"),
    ("backlinks", "NVIDIA"),
    ("list",),
    ("check",),
    ("export", "jsonl"),
)


@pytest.mark.parametrize("arguments", READING, ids=" ".join)
def test_done(thesis: Command, reading: Path, arguments: tuple[str, ...]) -> None:
    run = thesis(*arguments)
    assert (run.code, run.err) == (0, "")
    assert run.out


@pytest.mark.parametrize("arguments", READING, ids=" ".join)
def test_no_vault(thesis: Command, arguments: tuple[str, ...]) -> None:
    for chosen in ((), ("--vault", "/nowhere/at/all")):
        run = thesis(*chosen, *arguments)
        assert (run.code, run.out) == (3, "")
        assert "thesis init" in run.err


def test_a_vault_named_in_the_environment_that_is_not_there(
    thesis: Command, reading: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THESIS_VAULT", str(reading / "nowhere"))
    assert thesis("list").code == 3
    assert thesis("--vault", str(reading), "list").code == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("bogus",),
        ("status", "--bogus"),
        ("status", "no such thesis"),
        ("status", "Home"),
        ("status", "--as-of", "2026-02-30"),
        ("status", "--fail-on", "bad"),
        ("explain",),
        ("explain", "no such thesis"),
        ("explain", "Tariffs"),
        ("links", "no such note"),
        ("links", "Short expensive software"),
        ("backlinks", "no such note"),
        ("list", "bogus"),
        ("check", "no such note"),
        ("export", "bogus"),
        ("new", "bogus", "Long X"),
        ("new", "thesis", "a/b"),
        ("new", "thesis", "NVIDIA"),
        ("new", "thesis", "x" * 300),
        ("init", "Home.md"),
    ],
    ids=lambda arguments: " ".join(arguments)[:40],
)
def test_usage(thesis: Command, reading: Path, arguments: tuple[str, ...]) -> None:
    run = thesis(*arguments)
    assert (run.code, run.out) == (2, "")
    assert run.err.strip()
    assert "Traceback" not in run.err


def test_a_config_that_means_nothing_is_named_with_its_key(thesis: Command, sample: Path) -> None:
    config = sample / ".thesis" / "config.toml"
    for text, word in (
        ("as_of = 3", "as_of"),
        ("impact = 1", "impact"),
        ("[impact]\nbogus = 1", "bogus"),
        ("[impact]\nhop_factor = -1", "hop_factor"),
        ("= 1", "cannot be read"),
    ):
        config.write_text(text, encoding="utf-8")
        run = thesis("list")
        assert (run.code, run.out) == (2, "")
        assert ".thesis/config.toml" in run.err
        assert word in run.err


@pytest.mark.parametrize(
    ("verdicts", "code"),
    [
        ("pressured", 1),
        ("mixed,unknown", 1),
        (" Supported , neutral", 1),
        ("neutral", 0),
        ("", 0),
    ],
)
def test_fail_on(thesis: Command, reading: Path, verdicts: str, code: int) -> None:
    assert thesis("status", "--fail-on", verdicts).code == code
    assert thesis("status", "--fail-on", verdicts, "--json").code == code


def test_fail_on_heeds_only_the_theses_asked_for(thesis: Command, reading: Path) -> None:
    assert thesis("status", "--fail-on", "pressured", "Long defense AI").code == 0


def test_findings(thesis: Command, write: Write) -> None:
    write({"A.md": "[[B#Nowhere]]\n", "B.md": "# Here\n"})
    assert thesis("check").code == 1
    assert thesis("check", "--json").code == 1
    assert thesis("check", "B").code == 0


def test_an_ambiguous_name_lists_the_choices(thesis: Command, write: Write) -> None:
    write({"A/Long X.md": "a", "B/Long X.md": "b"})
    for command in ("explain", "links", "backlinks", "status", "check"):
        run = thesis(command, "long x")
        assert (run.code, run.out) == (2, "")
        assert "A/Long X.md" in run.err
        assert "B/Long X.md" in run.err
    assert thesis("links", "B/Long X").code == 0


def test_a_misspelt_name_is_answered_with_the_nearest(thesis: Command, reading: Path) -> None:
    assert "long nvidia" in thesis("explain", "Long NVDIA").err.casefold()


def test_the_nearest_folder_upwards_is_the_vault(
    thesis: Command, reading: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(reading / "Theses")
    assert "Stocks/NVIDIA.md" in thesis("list", "stock", "--path").out.splitlines()


def test_a_folder_with_notes_is_a_vault(thesis: Command, write: Write) -> None:
    write({"deep/down/A.md": "x"})
    assert thesis("list", "--path").out == "deep/down/A.md\n"


def test_the_same_from_elsewhere(
    thesis: Command, reading: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = thesis("status").out
    monkeypatch.chdir(tmp_path / "empty")
    assert thesis("--vault", str(reading), "status").out == inside
    monkeypatch.setenv("THESIS_VAULT", str(reading))
    assert thesis("status").out == inside


def closed_pipe(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    """A reader that has left before the first byte."""
    reader, writer = os.pipe()
    os.close(reader)
    try:
        return spawn(*arguments, stdout=writer)
    finally:
        os.close(writer)


@pytest.mark.parametrize("arguments", [("status",), ("export", "json"), ("--help",)], ids=" ".join)
def test_a_closed_pipe_is_quiet_and_no_finding(reading: Path, arguments: tuple[str, ...]) -> None:
    ran = closed_pipe(*arguments)
    assert (ran.returncode, ran.stderr) == (0, b"")


def test_a_full_disk_under_stdout_is_named(reading: Path) -> None:
    with open("/dev/full", "wb") as full:
        run = spawn("list", stdout=full)
    assert run.returncode == 4
    assert run.stderr.startswith(b"thesis: cannot write to standard output (No space left")
    assert b"None" not in run.stderr


@pytest.mark.parametrize("encoding", ["ascii:strict", "latin-1"][: share(1, 2)])
def test_a_terminal_without_utf_8_gets_no_traceback(reading: Path, encoding: str) -> None:
    run = spawn("explain", "Long NVIDIA", PYTHONIOENCODING=encoding)
    assert b"Traceback" not in run.stderr
    assert run.returncode == 0


def test_a_title_that_is_no_text_is_refused(thesis: Command, sample: Path) -> None:
    assert thesis("new", "thesis", "Long \udcff").code == 2


@pytest.mark.parametrize("value", ["nan", "inf"])
def test_a_weight_that_is_no_number_is_a_bad_config(
    thesis: Command, sample: Path, value: str
) -> None:
    config = sample / ".thesis" / "config.toml"
    config.write_text(f"[impact]\nstated_weight = {value}\n", encoding="utf-8")
    assert thesis("status", "--json").code == 2


def test_class_weights_that_are_all_zero_are_a_bad_config(thesis: Command, sample: Path) -> None:
    config = sample / ".thesis" / "config.toml"
    zeros = "".join(f"{name}_weight = 0\n" for name in ("stated", "inferred", "measured"))
    config.write_text(f"[impact]\n{zeros}", encoding="utf-8")
    run = thesis("status")
    assert run.code == 2
    assert "class weights" in run.err
