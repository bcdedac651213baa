"""Same notes, same day: the same bytes. And nothing that is dated later leaves a trace."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from .conftest import Command, spawn

ARGUMENTS = ("status", "--as-of", "2026-01-09", "--json")


def test_neither_hash_seeds_nor_the_order_of_files_change_a_byte(
    sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outputs = {spawn(*ARGUMENTS, PYTHONHASHSEED=seed).stdout for seed in ("0", "1")}
    backwards = tmp_path / "backwards"
    for path in sorted(sample.rglob("*"), reverse=True):
        if path.is_file():
            target = backwards / path.relative_to(sample)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
    monkeypatch.chdir(backwards)
    outputs.add(spawn(*ARGUMENTS, PYTHONHASHSEED="2").stdout)
    assert len(outputs) == 1
    assert len(outputs.pop()) > 5000


LATER = {
    "Rotations/Later.md": """\
---
type: rotation
created: 2026-01-10
started: 2026-01-01
---

| Flow | Detail |
|---|---|
| Out of | [[Defense]], [[Energy]], Small caps |
| Into | [[Mag 7]], New group |

| Thesis | Impact |
|---|---|
| [[Long NVIDIA]] | Tailwind |
| [[Long later]] | Validating |
""",
    "Stocks/Later stock.md": """\
---
type: stock
created: 2026-01-10
groups: ["[[Mag 7]]"]
hurts: ["[[NVIDIA]]"]
---
""",
    "Catalysts/Later catalyst.md": """\
---
type: catalyst
created: 2026-01-10
date: 2026-01-11
theses: ["[[Long NVIDIA]]"]
---
""",
    # Shorter paths, which links would prefer if they existed.
    "NVIDIA.md": "---\ncreated: 2026-01-10\ntype: sector\n---\n",
    "Short expensive software.md": "---\ncreated: 2026-01-10\ntype: thesis\n---\n",
    "Theses/Long later.md": "---\ncreated: 2026-01-10\ntype: thesis\n---\n[[NVIDIA]]\n",
}


def add_later(vault: Path) -> None:
    for path, text in LATER.items():
        (vault / path).write_text(text, encoding="utf-8")


def test_notes_dated_later_change_no_byte(thesis: Command, sample: Path) -> None:
    before = thesis(*ARGUMENTS)
    add_later(sample)
    assert thesis(*ARGUMENTS).out == before.out
    assert thesis("status", "--as-of", "2026-01-10", "--json").out != before.out


def test_rows_dated_later_in_an_old_note_change_no_byte(thesis: Command, sample: Path) -> None:
    before = thesis(*ARGUMENTS)
    note = sample / "Rotations" / "Sector Rotation January 2026.md"
    text = note.read_text(encoding="utf-8")
    later = """
## Later (Feb 2, 2026)

| Thesis | Impact |
|---|---|
| [[Long defense AI]] | Headwind |

| Flow | Detail |
|---|---|
| Out of | Defense |
"""
    note.write_text(text + later, encoding="utf-8")
    assert thesis(*ARGUMENTS).out == before.out
    after = thesis("status", "--as-of", "2026-02-02", "--json").json["theses"]
    (row,) = (row for row in after if row["thesis"] == "Long defense AI")
    assert any(item["text"] == "Headwind" for item in row["evidence"])


def test_theses_stand_in_the_order_of_the_alphabet(thesis: Command, sample: Path) -> None:
    names = [row["thesis"] for row in thesis(*ARGUMENTS).json["theses"]]
    assert len(names) > 5
    assert names == sorted(names, key=str.casefold)


def test_reading_changes_no_file(thesis: Command, sample: Path) -> None:
    before = {path: path.read_bytes() for path in sample.rglob("*") if path.is_file()}
    for arguments in (ARGUMENTS, ("check",), ("list",), ("export", "graphml")):
        thesis(*arguments)
    assert {path: path.read_bytes() for path in sample.rglob("*") if path.is_file()} == before
