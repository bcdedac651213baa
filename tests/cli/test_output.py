"""What reaches a terminal: colours that can be off, columns that fit, and no note's own escapes."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest
from click.testing import CliRunner
from wcwidth import wcswidth

from thesisvault.cli.main import thesis as group

from .conftest import Command, Write

COLOUR = re.compile(r"\x1b\[[0-9;]*m")
RED = "\x1b[31m"


def coloured(*arguments: str) -> str:
    """What a terminal with colours is sent."""
    return CliRunner().invoke(group, arguments, color=True).output


def test_a_terminal_has_colours_and_nothing_else_has(
    thesis: Command, reading: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = coloured("status")
    assert RED in shown
    assert COLOUR.sub("", shown) == thesis("status").out
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in coloured("status")


HOSTILE = {
    f"Long {RED}red\x07.md": '---\ntype: thesis\nstocks: "[[G]]"\n---\n[[G]]\n',
    "Rotation.md": f"""\
---
type: rotation
created: 2026-01-01
---

# {RED}Heading

| Flow | Detail |
|---|---|
| Into | [[G]], \x1b[2Jgone \u202eback |

| Thesis | Impact |
|---|---|
| [[Long \u202etxt\u2066]] | Tailwind \x1b]8;;http://example.org\x1b\\ \x9b31m \u202e |

| Scenario | Duration |
|---|---|
| Short-term \x1b[5m | 2-4 weeks |

[[\x1b[31mlink]] #tag\u202e
""",
    "Vote \u2028.md": "---\ntype: catalyst\ndate: 2026-01-02\n---\n",
}


@pytest.mark.parametrize(
    "arguments",
    [
        ("status", "--as-of", "2026-01-09"),
        ("status", "--as-of", "2026-02-09", "--explain"),
        ("explain", f"Long {RED}red\x07", "--as-of", "2026-01-09"),
        ("links", "Rotation"),
        ("backlinks", "G"),
        ("list",),
        ("list", "--path"),
        ("list", "--placeholders"),
        ("check",),
        ("export", "dot"),
        ("export", "mermaid"),
        ("export", "graphml"),
        ("export", "jsonl"),
        ("export", "json"),
    ],
    ids=" ".join,
)
def test_no_note_steers_the_terminal(write: Write, arguments: tuple[str, ...]) -> None:
    write(HOSTILE)
    shown = coloured(*arguments)
    plain = COLOUR.sub("", shown)
    assert plain.strip()
    assert f"Long {RED}" not in shown
    bad = {char for char in plain if unicodedata.category(char) in ("Cc", "Cf", "Zl", "Zp")}
    assert bad <= {"\n"}


def test_what_was_made_harmless_is_still_seen(thesis: Command, write: Write) -> None:
    write(HOSTILE)
    assert "Long \\x1b[31mred\\x07" in thesis("list").out


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize(
    "arguments",
    [("list",), ("list", "--placeholders"), ("check",), ("backlinks", "NVIDIA")],
    ids=" ".join,
)
def test_lines_fit(
    thesis: Command,
    reading: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    columns: int,
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    assert max(wcswidth(line) for line in thesis(*arguments).out.splitlines()) <= columns


@pytest.mark.parametrize("columns", [80, 100, 120])
def test_the_review_fits(
    thesis: Command, reading: Path, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    lines = thesis("status").out.splitlines()
    rows = [line for line in lines if not line.strip().startswith("[")]  # a place is never broken
    assert max(wcswidth(line) for line in rows) <= columns


def test_columns_stay_aligned_beside_an_odd_name(thesis: Command, write: Write) -> None:
    write({"Long \x1b[31mred\x1b[0m.md": "#thesis", "Long plain.md": "#thesis"})
    rows = [line for line in thesis("status").out.splitlines() if "? unknown" in line]
    assert len({row.index("? unknown") for row in rows}) == 1


def test_wide_characters_keep_the_columns(thesis: Command, write: Write) -> None:
    write({"Long 银行 🏦.md": "#thesis", "Long plain.md": "#thesis"})
    rows = [line for line in thesis("status").out.splitlines() if "? unknown" in line]
    assert len({wcswidth(row.partition("? unknown")[0]) for row in rows}) == 1


NEUTRAL = {
    "Rotation.md": """\
---
type: rotation
created: 2026-01-01
---

| Thesis | Impact |
|---|---|
| [[Long X]] | Structural thesis intact |
""",
}


def test_a_neutral_verdict_is_shown(thesis: Command, write: Write) -> None:
    write(NEUTRAL)
    run = thesis("status", "--as-of", "2026-01-02")
    assert "= neutral" in run.out
    assert "→ neutral" in thesis("explain", "Long X", "--as-of", "2026-01-02").out
