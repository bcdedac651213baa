"""Completion in real shells: what TAB puts into the line, and that it never speaks."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest

from sizes import share
from thesisvault.cli.completing import SHELLS, quoted, script
from thesisvault.cli.group import COMMANDS

from .conftest import Command, Write, run
from .terminal import Terminal, program, terminal


@pytest.fixture(autouse=True)
def _closed_silence(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A completion opens the null device until its process ends, which this one does not."""
    with open(os.devnull, "w", encoding="utf-8") as silence:
        monkeypatch.setattr(
            "thesisvault.cli.completing.open", lambda *_, **__: silence, raising=False
        )
        yield


def complete(line: str, **environment: str) -> list[str]:
    """What bash is told for a line."""
    return [item.partition(",")[2] for item in _told(line, **environment).splitlines() if item]


def _told(line: str, **environment: str) -> str:
    asked = {"COMP_LINE": line, "_THESIS_COMPLETE": "bash_complete", **environment}
    with mock.patch.dict(os.environ, asked):
        answer = run()
    assert answer.err == ""
    return answer.out


def test_commands_options_kinds_and_formats(reading: Path) -> None:
    assert complete("thesis ex") == ["explain", "export"]
    assert complete("thesis --va") == ["--vault"]
    assert complete("thesis status --f") == ["--fail-on"]
    assert _told("thesis --vault ~/n") == "dir,~/n\n"
    assert complete("thesis export j") == ["jsonl", "json"]
    assert complete("thesis new cat") == ["catalyst"]
    assert complete("thesis prices im") == ["import"]
    assert complete("thesis completion z") == ["zsh"]


def test_names_come_from_the_index(thesis: Command, reading: Path) -> None:
    thesis("list")
    assert complete("thesis explain Long\\ NV") == ["Long\\ NVIDIA"]
    assert complete("thesis explain 'long nv") == ["Long NVIDIA"]
    assert "Long\\ NVIDIA" in complete("thesis explain ")
    assert "NVIDIA" not in complete("thesis explain ")
    assert complete("thesis links nvd") == ["NVDA"]
    assert complete("thesis open Stocks/NV") == ["Stocks/NVIDIA.md"]
    assert complete("thesis status Long\\ NVIDIA Long\\ NV") == []
    assert "Long NVIDIA" in complete("thesis explain Long\\ ", COMP_TYPE="63")
    assert complete("thesis explain Long\\ NV", COMP_TYPE="63") == ["Long\\ NVIDIA"]
    assert complete("A=1 thesis links NVID") == ["NVIDIA"]


def test_a_note_that_the_index_does_not_know_yet(thesis: Command, write: Write) -> None:
    vault = write({"Old.md": "x", "templates/Odd.md": "x"})
    assert complete("thesis links O") == ["Old"]
    thesis("list")
    (vault / "New 银行.md").write_text("x", encoding="utf-8")
    assert complete("thesis links N") == ["New\\ 银行"]
    assert complete("thesis links O") == ["Old"]


def test_a_name_of_two_lines_is_one_word_or_none(thesis: Command, write: Write) -> None:
    """bash, zsh and fish are handed a line for each: a half would be another command's."""
    write({"q\n$(id).md": "---\naliases: ['q2', \"q3\\n;id\"]\n---\n", "q4.md": "x"})
    for _ in range(2):
        assert set(complete("thesis links q")) - {"q2"} == {"q4"}
        for shell in ("zsh", "fish"):
            asked = {"COMP_WORDS": "thesis\nlinks\nq", "_THESIS_COMPLETE": f"{shell}_complete"}
            with mock.patch.dict(os.environ, asked):
                assert "id" not in run().out
        thesis("list")


def test_a_name_that_begins_with_a_dash_is_offered_where_it_can_be_given(
    thesis: Command, write: Write
) -> None:
    write({"-$(id).md": "---\naliases: [-a;b, '--as `x`']\n---\n", "Other.md": "x"})
    for _ in range(2):  # from the files' names, then from the index
        assert complete("thesis open ") == ["Other"]
        assert complete("thesis open -- -$") == ["-\\$\\(id\\)"]
        thesis("list")
    assert complete("thesis links -- -") == [
        "-\\$\\(id\\)",
        "--as\\ \\`x\\`",
        "-a\\;b",
    ]
    assert complete("thesis links -- --") == ["--as\\ \\`x\\`"]
    assert complete("thesis status --as") == ["--as-of", "--as-recorded"]
    assert "--as-of" in complete("thesis status -")


def test_the_vault_that_is_named(reading: Path, tmp_path: Path) -> None:
    line = f"thesis --vault {reading} links NVID"
    assert complete(line) == ["NVIDIA"]
    assert complete("thesis links NVID", THESIS_VAULT=str(reading)) == ["NVIDIA"]
    assert complete("thesis --vault /nowhere links NVID") == []


def test_nothing_without_a_vault(tmp_path: Path) -> None:
    assert complete("thesis links ") == []
    assert complete("thesis stat") == ["status"]


@pytest.mark.parametrize("line", ["thesis nonsense x", "thesis explain --x ", "thesis 'a", "", "x"])
def test_it_never_speaks(reading: Path, line: str) -> None:
    complete(line)


def test_a_broken_vault_is_silent(thesis: Command, write: Write, cache: Path) -> None:
    vault = write({"A.md": "x", ".thesis/config.toml": "= 1"})
    assert complete("thesis links A") == []
    (vault / ".thesis" / "config.toml").write_text("", encoding="utf-8")
    thesis("list")
    for file in cache.rglob("*.sqlite"):
        if file.stat().st_mtime >= (vault / "A.md").stat().st_mtime:
            file.write_bytes(b"none")
    assert complete("thesis links A") == ["A"]


def test_a_completion_makes_no_index(write: Write, tmp_path: Path) -> None:
    write({"A.md": "x"})
    assert complete("thesis links A", XDG_CACHE_HOME=str(tmp_path / "fresh")) == ["A"]
    assert not (tmp_path / "fresh").exists()


@pytest.mark.parametrize(
    ("value", "typed", "expected"),
    [
        ("Long NVIDIA", "Lo", "Long\\ NVIDIA"),
        ("Tim's $5 (x)", "", "Tim\\'s\\ \\$5\\ \\(x\\)"),
        ("Tim's $5", "'T", "Tim'\\''s $5"),
        ('a "b" $5', '"a', 'a \\"b\\" \\$5'),
        ("Ratio: 3", "Ratio:", "\\ 3"),
        ("--as-of", "--a", "--as-of"),
        ("-$(id) `x`; y", "", "-\\$\\(id\\)\\ \\`x\\`\\;\\ y"),
        ("-$(id)", '"-', "-\\$(id)"),
        ("--$(id)", "--v=", "--\\$\\(id\\)"),
        ("a!id", '"a', 'a"\\!"id'),
        ("ab$(id)", "'a'b", "ab\\$\\(id\\)"),
        ("ab$(id)", "'a'\"b", "ab\\$\\(id\\)"),
        ("ab$(id)", '"a"b', "ab\\$\\(id\\)"),
        ("json", "--form=j", "json"),
    ],
)
def test_quoting_for_bash(value: str, typed: str, expected: str) -> None:
    assert quoted(value, typed) == expected


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_is_printed(
    thesis: Command, shell: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed = thesis("completion", shell)
    assert (printed.code, printed.out) == (0, script(shell))
    monkeypatch.setenv("_THESIS_COMPLETE", f"{shell}_source")
    assert thesis().out.rstrip("\n") == script(shell).rstrip("\n")  # click adds one


def _needs(shell: str) -> pytest.MarkDecorator:
    reason = f"NO {shell} HERE: its completion is untested"
    return pytest.mark.skipif(shutil.which(shell) is None, reason=reason)


@pytest.mark.parametrize("shell", [pytest.param(shell, marks=_needs(shell)) for shell in SHELLS])
def test_the_script_is_well_formed(shell: str) -> None:
    run = subprocess.run([shell, "-n"], input=script(shell).encode(), capture_output=True)
    assert (run.returncode, run.stderr) == (0, b"")


@pytest.fixture
def environment(thesis: Command, sample: Path, tmp_path: Path) -> dict[str, str]:
    """A vault with an index and an awkward name, and a `thesis` to be found."""
    (sample / "Stocks" / "Tim's (odd) $5 & more.md").write_text("x", encoding="utf-8")
    for name in AWKWARD:
        (sample / f"{name}.md").write_text("x", encoding="utf-8")
    (sample / NAUGHTY).write_text("---\naliases: ['-z`touch ran`', '-n']\n---\n", encoding="utf-8")
    thesis("list")
    file = program(tmp_path / "bin")
    home = tmp_path / "home"
    home.mkdir()
    return {"PATH": f"{file.parent}:/usr/bin:/bin", "HOME": str(home), "LC_ALL": "C.UTF-8"}


NAUGHTY = "-$(touch ran).md"
AWKWARD = (
    *("qa'; touch ran; '", 'qb"; touch ran; "', "qc`touch ran`", "qd$(touch ran)", "qe *?[a]"),
    *("qf!!", "~qg", "qh\\", "qi>ran", "qj&touch ran", "qk{a,ran}", "ql \ttab", "#qm", "=qn"),
    *("-$(touch ran)", "--qo=`touch ran`", "-; touch ran", "qp|touch ran", "qq\u202e\u2028r"),
)
"""Names that a shell would do something with."""


def _closed(quote: str, told: str) -> str:
    """The word in the line: readline closes the quote, but behind a sign that looks like it."""
    return f"{quote}{told}" if quote and told.endswith(quote) else f"{quote}{told}{quote}"


@_needs("bash")
def test_bash_takes_what_it_is_told_for_the_name(tmp_path: Path) -> None:
    quotes = ("", "'", '"')
    told = [_closed(quote, quoted(name, quote)) for name in AWKWARD for quote in quotes]
    line = f"printf '%s\\0' {' '.join(told)}"
    run = subprocess.run(["bash", "-c", line], cwd=tmp_path, capture_output=True, check=True)
    assert run.stdout.decode().split("\0")[:-1] == [name for name in AWKWARD for _ in quotes]
    assert not (tmp_path / "ran").exists()


LINES = [
    ("thesis open --print Long\\ NV\t\n", "Theses/Long NVIDIA.md"),
    ("thesis open --print Tim\t\n", "Stocks/Tim's (odd) $5 & more.md"),
    ('thesis open --print "Tim\t\n', "Stocks/Tim's (odd) $5 & more.md"),
    ("thesis open --print 'long nv\t\n", "Theses/Long NVIDIA.md"),
    ("thesis op\t--pr\tNVID\t\n", "Stocks/NVIDIA.md"),
    ("thesis open --print -- -\\$\t\n", NAUGHTY),
    ("thesis open --print -- '-$\t\n", NAUGHTY),
    ("thesis open --print qb\t\n", 'qb"; touch ran; ".md'),
    ('thesis open --print "qc\t\n', "qc`touch ran`.md"),
    ("thesis open --print 'qa\t\n", "qa'; touch ran; '.md"),
    ("thesis open --print \\~q\t\n", "~qg.md"),
    ("thesis open --print -- '-z\t\n", NAUGHTY),
]
"""Each takes two processes: in the suite one in six is typed.

How each value is quoted is tried in `test_quoting_for_bash`.
"""


PROMPT = "ready> "
SET_PROMPT = "PS1='rea''dy> '"
"""It does not say the prompt itself when it is echoed."""


def _play(found: Terminal, typed: str, shown: str) -> None:
    """Type a line, and wait for its output and the next prompt."""
    start = len(found.shown)
    found.send(typed)
    found.wait_for(PROMPT, found.wait_for(shown, start))


@_needs("bash")
def test_bash(environment: dict[str, str], sample: Path) -> None:
    with terminal("bash", "--norc", "--noprofile", "-i", **environment) as bash:
        bash.send(f"bind 'set bell-style none'; eval \"$(thesis completion bash)\"; {SET_PROMPT}\n")
        bash.wait_for(PROMPT)
        for typed, shown in LINES[:: share(6, 1)]:
            _play(bash, typed, shown)
        start = len(bash.shown)
        bash.send("thesis open \t\n")
        bash.wait_for(PROMPT, start)
        assert not (sample / "ran").exists()
        bash.send("thesis explain Long\\ d\t\t")
        bash.wait_for("Long defense AI")
        assert "Long\\ defense" not in bash.shown.rpartition("Long\\ d")[2]


@_needs("zsh")
def test_zsh(environment: dict[str, str], sample: Path) -> None:
    with terminal("zsh", "-f", "-i", **environment) as found:
        found.send("autoload -U compinit; compinit -u -D; unsetopt beep\n")
        found.send(f'eval "$(thesis completion zsh)"; {SET_PROMPT}\n')
        found.wait_for(PROMPT)
        for typed, shown in LINES[:: share(6, 1)]:
            _play(found, typed, shown)
        assert not (sample / "ran").exists()
        found.send("thesis ex\t\t")
        found.wait_for(f"-- {COMMANDS['export'][:24]}")


IN_FISH = {
    "thesis explain Long\\ NV": "Long NVIDIA",
    "thesis explain 'Long NV": "Long NVIDIA",
    "thesis open Tim": "Tim's (odd) $5 & more",
    "thesis open Stocks/NV": "Stocks/NVIDIA.md",
    "thesis expl": f"explain\t{COMMANDS['explain']}",
    "thesis export dot": "dot",
    "thesis open -- -\\$": "-$(touch ran)",
    "thesis links -- -z": "-z`touch ran`",
    "thesis links -- -n": "-n",
}


@_needs("fish")
def test_fish(environment: dict[str, str]) -> None:
    code = 'thesis completion fish | source; for line in $argv; complete -C "$line"; echo ...; end'
    asked = dict([*IN_FISH.items()][:: share(3, 1)])
    run = subprocess.run(
        ["fish", "--no-config", "-c", code, *asked],
        env={**os.environ, **environment},
        capture_output=True,
        timeout=60,
    )
    assert run.stderr == b""
    told = run.stdout.decode().split("...\n")
    for (line, expected), found in zip(asked.items(), told[:-1], strict=True):
        assert expected in found.splitlines(), line
