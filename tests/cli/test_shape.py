"""The shape of the command line: help, examples, options anywhere, old names, faults."""

from __future__ import annotations

import re
import shlex

import pytest

from cli.conftest import Command, Write
from sizes import WHOLE, share
from thesisvault.cli.examples import EXAMPLES
from thesisvault.cli.group import COMMANDS, GROUPS

_OUTSIDE = (
    *("watch", "serve", "lsp", "mcp --propose"),
    *("prices import", "prices sync", "prices fetch", "holdings"),
    *("proposals show", "proposals apply", "proposals discard"),
)
"""What runs until it is stopped, uses the network, or needs a file or proposal of the reader's."""
_WRITES = re.compile(
    "(init|new|log|update|check --fix|rename|restore|undo|mentions|propose|publish|prices)"
    "|.*--(svg|ics)"
)
"""What may write: each has a copy of the sample of its own."""
_LONG = "publish ../pages --all"
"""Takes seconds, and another example publishes too: it is for the soak."""
_WIDE = ("export", "schema", "completion", "mcp", "doctor", "restore", 'what-if "into')
"""What shows lines of notes or paths as they are, or is for programs."""
_RUN = [
    line
    for lines in EXAMPLES.values()
    for line in lines[: share(1, 2)]
    if not line.startswith(_OUTSIDE)
    and line not in ("init ~/vault", "open nvda")
    and (WHOLE or line != _LONG)
]


def test_each_command_has_two_examples_of_its_own() -> None:
    assert set(COMMANDS) <= set(EXAMPLES)
    for words, lines in EXAMPLES.items():
        assert len(lines) == 2
        assert all(line.split(" -")[0].startswith(words) for line in lines), words


@pytest.mark.parametrize("line", _RUN)
def test_the_examples_work_on_the_sample(
    line: str, thesis: Command, request: pytest.FixtureRequest
) -> None:
    request.getfixturevalue("sample" if _WRITES.match(line) else "reading")
    if line.startswith(("restore", "undo")):
        assert thesis("log", "Long NVIDIA", "Trimmed.").code == 0
    run = thesis(*shlex.split(line))
    assert run.code == 0, run.both
    if not line.startswith(_WIDE) and "--json" not in line and "--dry-run" not in line:
        assert [row for row in run.out.splitlines() if len(row) > 80] == []


def test_help_fits_a_screen_in_groups(thesis: Command) -> None:
    lines = thesis("--help").out.splitlines()
    assert len(lines) <= 60 and max(map(len, lines)) <= 80
    assert [line[:-1] for line in lines if line.endswith(":")] == list(GROUPS)
    assert thesis("help").out.splitlines() == lines


@pytest.mark.parametrize("words", [("status",), ("prices", "import")], ids=" ".join)
def test_help_of_a_command(words: tuple[str, ...], thesis: Command) -> None:
    run = thesis("help", *words)
    assert run.code == 0 and run.out == thesis(*words, "--help").out
    assert all(f"  thesis {line}" in run.out for line in EXAMPLES[" ".join(words)])


def test_the_options_of_all_commands_stand_anywhere(thesis: Command, write: Write) -> None:
    root = str(write({"A.md": "[[B]]\n", "C.md": ""}))
    said = thesis("--vault", root, "list").out
    assert "A.md" in said
    assert thesis("list", "--vault", root, "--no-pager").out == said
    assert thesis("list", f"--vault={root}", "--color", "never").out == said
    run = thesis("list", "--vault")
    assert (run.code, run.err) == (2, "thesis: `--vault` needs a value: `--vault DIR`. "
                                   "`thesis help` shows how.\n")  # fmt: skip


@pytest.mark.parametrize(
    ("given", "environment", "coloured"),
    [
        ((), {}, False),
        (("--color", "always"), {"NO_COLOR": "1"}, True),
        ((), {"FORCE_COLOR": "1"}, True),
        ((), {"CLICOLOR_FORCE": "1"}, True),
        ((), {"CLICOLOR_FORCE": "0"}, False),
        ((), {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        (("--color", "never"), {"FORCE_COLOR": "1"}, False),
    ],
)
def test_colour(
    given: tuple[str, ...],
    environment: dict[str, str],
    coloured: bool,
    thesis: Command,
    write: Write,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write({"A.md": "[[A]]\n\n`````\n"})
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert ("\x1b[" in thesis("check", *given).out) is coloured


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("sttus", "No command `sttus`. Did you mean `status`?"),
        ("prices impot x", "No command `impot`. Did you mean `import`?"),
        ("status --jsn", "No option `--jsn`. Did you mean `--json`?"),
        ("--valt x list", "No option `--valt`. Did you mean `--vault`?"),
        ("explain", "`THESIS` is missing. `thesis help explain` shows how."),
    ],
)
def test_a_fault_is_one_line(line: str, said: str, thesis: Command) -> None:
    run = thesis(*line.split())
    assert (run.code, run.err) == (2, f"thesis: {said}\n")


def test_an_old_name_says_the_new_one(thesis: Command, write: Write) -> None:
    write({"A.md": ""})
    run = thesis("score", "--json")
    assert "`thesis score` is now `thesis record`" in run.err
    assert {"schema", "as_of", "score", "forecasts", "oddities", "returns"} <= set(run.json)
    assert run.out == thesis("record", "--json").out
