"""Random queries over random vaults: the same notes and lines as a judge that reads everything."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path

import pytest
from msgspec import convert

from search.oracle import lines_of
from sizes import share
from thesisvault.parser.note import parse_note
from thesisvault.parser.query.read import read_query
from thesisvault.reports.search import Ask, report
from thesisvault.workspace import open_workspace

_WORDS = (
    *("copper", "Copper", "cop", "deficit", "grid", "NVIDIA", "nvid", "BRK.B", "C++", "+8%", "8%"),
    *(
        "$1.5T",
        "1.5",
        "don't",
        "mid-2026",
        "Über",
        "uber",
        "Straße",
        "STRASSE",
        "café",
        "cafe\u0301",
    ),
    *(
        "估值",
        "估",
        "芯片短缺",
        "ΣΊΣΥΦΟΣ",
        "반도체",
        "반도",
        "السوق",
        "ёлка",
        "x_y",
        "a/b",
        "한",
        "ﬁn",
    ),
)
_DAY = dt.date(2026, 1, 9)
_KEYS = ("status", "owner")
_TAGS = ("ai", "ai/chips", "macro", "größe")


def _note(dice: random.Random) -> str:
    front = ""
    if dice.random() < 0.5:
        key, tag = dice.choice(_KEYS), dice.choice(_TAGS)
        front = f"---\n{key}: {dice.choice(_WORDS[:8])}\ntags: [{tag}]\n---\n"
    lines = []
    for _ in range(dice.randint(1, 8)):
        words = " ".join(dice.choices(_WORDS, k=dice.randint(0, 5)))
        lead = dice.choice(("", "", "", "# ", "## ", f"#{dice.choice(_TAGS)} "))
        lines.append(lead + words)
    return front + "\n".join(lines) + dice.choice(("", "\n"))


def _query(dice: random.Random, depth: int = 0) -> str:
    kind = dice.random()
    if depth > 2 or kind < 0.4:
        return dice.choice(_WORDS)
    if kind < 0.5:
        return '"' + " ".join(dice.choices(_WORDS, k=dice.randint(1, 2))) + '"'
    if kind < 0.62:
        return f"{_query(dice, depth + 1)} {_query(dice, depth + 1)}"
    if kind < 0.72:
        return f"({_query(dice, depth + 1)} OR {_query(dice, depth + 1)})"
    if kind < 0.8:
        return f"-({_query(dice, depth + 1)})"
    if kind < 0.84:
        return f"tag:{dice.choice(_TAGS)}"
    if kind < 0.88:
        return f"[{dice.choice(_KEYS)}]"
    scope = dice.choice(("line", "section", "content", "file", "path", "match-case"))
    if scope in ("file", "path"):
        return f"{scope}:{dice.choice(_WORDS)}"
    return f"{scope}:({_query(dice, depth + 1)})"


def _change(dice: random.Random, root: Path) -> None:
    for path in sorted(root.rglob("*.md")):
        chance = dice.random()
        if chance < 0.1:
            path.unlink()
        elif chance < 0.3:
            path.write_text(_note(dice), encoding="utf-8")
        elif chance < 0.4:
            path.rename(path.with_name(f"moved {dice.randint(0, 9999)}.md"))
    _fill(dice, root, 3)


def _fill(dice: random.Random, root: Path, count: int) -> None:
    for _ in range(count):
        folder = root / dice.choice(("", "Copper", "ai"))
        folder.mkdir(exist_ok=True)
        name = " ".join(dice.choices(("Copper", "deficit", "NVIDIA", "估值", "Über"), k=2))
        (folder / f"{name} {dice.randint(0, 9999)}.md").write_text(_note(dice), encoding="utf-8")


@pytest.mark.parametrize("seed", range(share(2, 63)))
def test_finds_what_a_judge_of_every_note_finds(seed: int, tmp_path: Path) -> None:
    differ(seed, tmp_path, rounds=4, queries=20)


def differ(seed: int, root: Path, rounds: int, queries: int) -> None:
    """Ask `queries` a round, and change the vault between rounds."""
    dice = random.Random(seed)
    _fill(dice, root, 25)
    for _ in range(rounds):
        workspace = open_workspace(root)
        notes = {}
        for path in root.rglob("*.md"):
            name, data = path.relative_to(root).as_posix(), path.read_bytes()
            notes[name] = (parse_note(name, data), data.decode())
        for _ in range(queries):
            query = _query(dice)
            tree = read_query(query)
            expected = {
                path: lines
                for path, (note, text) in notes.items()
                if (lines := lines_of(tree, note, text)) is not None
            }
            asked = {"query": query, "limit": 10_000, "lines": 10_000}
            answer = report(workspace.on(_DAY), convert(asked, Ask))
            found = {row.path: {line.line - 1 for line in row.lines} for row in answer.notes}
            if answer.inside_words:
                assert not expected, query
            else:
                assert found == expected, query
                assert answer.total == len(expected) and answer.exact
        workspace.close()
        _change(dice, root)
