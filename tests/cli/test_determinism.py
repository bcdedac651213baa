"""Same notes, same day: the same bytes. And nothing that is dated later leaves a trace."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from .conftest import Command, run, spawn

DAY = "2026-01-09"
PRICED = ("2020-11-13", DAY)
ARGUMENTS = ("status", "--as-of", DAY, "--json")


def said(day: str = DAY) -> str:
    """The review of that day, by the vault that is the current folder."""
    return run("status", "--as-of", day, "--json").out


@pytest.fixture
def before(reading: Path) -> dict[str, str]:
    """What the sample says before anything is done to a copy: no path stands in it."""
    return {day: said(day) for day in PRICED}


@pytest.mark.parametrize("day", ["2026-01-09", "2020-11-13"])
def test_neither_hash_seeds_nor_the_order_of_files_change_a_byte(
    reading: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, day: str
) -> None:
    """This process has a seed of its own: only the other is started."""
    outputs = {said(day).encode()}
    backwards = tmp_path / "backwards"
    for path in sorted(reading.rglob("*"), reverse=True):
        if path.is_file():
            target = backwards / path.relative_to(reading)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
    monkeypatch.chdir(backwards)
    asked = ("status", "--as-of", day, "--json")
    outputs.add(spawn(*asked, PYTHONHASHSEED="2").stdout)
    assert len(outputs) == 1
    assert b'"measurement": {' in outputs.pop()


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


def test_notes_dated_later_change_no_byte(
    thesis: Command, before: dict[str, str], sample: Path
) -> None:
    add_later(sample)
    assert thesis(*ARGUMENTS).out == before[DAY]
    assert thesis("status", "--as-of", "2026-01-10", "--json").out != before[DAY]


def test_rows_dated_later_in_an_old_note_change_no_byte(
    thesis: Command, before: dict[str, str], sample: Path
) -> None:
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
    assert thesis(*ARGUMENTS).out == before[DAY]
    after = thesis("status", "--as-of", "2026-02-02", "--json").json["theses"]
    (row,) = (row for row in after if row["thesis"] == "Long defense AI")
    assert any(item["text"] == "Headwind" for item in row["evidence"])


def test_theses_that_are_alike_stand_in_the_order_of_the_alphabet(
    thesis: Command, reading: Path
) -> None:
    rows = thesis(*ARGUMENTS).json["theses"]
    keys = [(row["urgency"], row["score"]) for row in rows]
    names = [row["thesis"].casefold() for row in rows]
    alike = [at for at in range(1, len(rows)) if keys[at] == keys[at - 1]]
    assert alike
    assert all(names[at - 1] < names[at] for at in alike)


def test_reading_changes_no_file(thesis: Command, sample: Path) -> None:
    before = {path: path.read_bytes() for path in sample.rglob("*") if path.is_file()}
    for arguments in (ARGUMENTS, ("check",), ("list",), ("export", "graphml")):
        thesis(*arguments)
    assert {path: path.read_bytes() for path in sample.rglob("*") if path.is_file()} == before


def without_later_prices(vault: Path, day: str) -> int:
    """Takes away every row of the vault's prices that is dated after the day; how many."""
    removed = 0
    for path in (vault / "prices").glob("*.csv"):
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in lines if not line[:4].isdigit() or line[:10] <= day]
        removed += len(lines) - len(kept)
        path.write_text("".join(kept), encoding="utf-8")
    return removed


@pytest.mark.parametrize("day", PRICED)
def test_prices_and_notes_dated_later_change_no_byte(
    thesis: Command, before: dict[str, str], sample: Path, day: str
) -> None:
    arguments = ("status", "--as-of", day, "--json")
    assert '"measurement": {' in before[day]
    assert without_later_prices(sample, day) > 20
    assert thesis(*arguments).out == before[day]
    add_later(sample)
    for symbol in ("SPY", "NVDA", "NOC"):
        with (sample / "prices" / f"{symbol}.csv").open("a", encoding="utf-8") as file:
            file.write("2026-02-02,9,9,9,9,9,9,1.5,10\n2026-02-03,90,90,90,90,90,9,,\n")
    with (sample / "prices" / "us-stocks-2019-10-to-2021-02.csv").open("a") as file:
        file.write("2026-02-02," + ",".join(["1000"] * 21) + "\n")
    assert thesis(*arguments).out == before[day]


@pytest.mark.parametrize("day", PRICED)
def test_prices_of_the_day_itself_are_seen(before: dict[str, str], sample: Path, day: str) -> None:
    without_later_prices(sample, "2020-11-12" if day < "2021" else "2026-01-08")
    assert said(day) != before[day]


@pytest.mark.parametrize("symbol", ["BRAND-NEW", "CAT"])
def test_a_file_of_prices_that_are_all_later_changes_no_byte(
    before: dict[str, str], sample: Path, symbol: str
) -> None:
    text = "date,symbol,close\n2026-02-02,X,9\n2026-02-03,X,90\n".replace("X", symbol)
    (sample / "prices" / "later.csv").write_text(text, encoding="utf-8")
    assert said() == before[DAY]


def test_first_prices_that_are_all_later_change_no_byte(thesis: Command, sample: Path) -> None:
    shutil.rmtree(sample / "prices")
    before = thesis(*ARGUMENTS).out
    (sample / "prices").mkdir()
    text = "date,close\n2026-02-02,9\n2026-02-03,9\n"
    (sample / "prices" / "NVDA.csv").write_text(text, encoding="utf-8")
    assert thesis(*ARGUMENTS).out == before
